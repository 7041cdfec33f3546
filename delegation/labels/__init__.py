"""What people read, by id, in every shipped language: the catalogues `en/*.toml` and `zh_CN/*.toml`.

Owns the look-up in both directions: id → label for what is shown, and label → id for what people typed. Knows
nothing about where a label is shown. A test proves that the catalogues are complete.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from delegation.computed import COMPUTED, Computed
from delegation.schema import Choices, normalise
from delegation.tables import BY_ID, DECLARED

LANGUAGES = ("en", "zh")
_FOLDERS = {"en": "en", "zh": "zh_CN"}


class _Catalogue(dict[str, Any]):
    """The texts of a language by file, each file read when it is first asked for: formulas start fast."""

    def __init__(self, folder: str) -> None:
        self.folder = folder

    def __missing__(self, name: str) -> Any:
        part = files(__name__) / self.folder / f"{name}.toml"
        if not part.is_file():
            raise KeyError(name)
        found = self[name] = tomllib.loads(part.read_text(encoding="utf-8"))
        return found


@dataclass(frozen=True, slots=True, eq=False)
class Labels:
    """The catalogue of one language; there is one object of each."""

    language: str
    catalogue: dict[str, Any]

    def sheet(self, table_id: str) -> str:
        """The sheet's name, which is also how people call the table."""
        return str(self.catalogue["tables"]["tables"][table_id]["sheet"])

    def one(self, table_id: str) -> str:
        """What one row of the table is called: `delegation`, `授权事项`."""
        return str(self.catalogue["tables"]["tables"][table_id]["one"])

    def table_help(self, table_id: str) -> str:
        """One sentence on what the sheet is for."""
        return str(self.catalogue["tables"]["tables"][table_id]["help"])

    def field(self, table_id: str, field_id: str) -> str:
        """The column's header."""
        return str(self.catalogue["tables"]["fields"][table_id][field_id]["label"])

    def field_help(self, table_id: str, field_id: str) -> str:
        """What to put into the column, in at most 255 characters."""
        return str(self.catalogue["tables"]["fields"][table_id][field_id]["help"])

    def aliases(self, table_id: str, field_id: str) -> tuple[str, ...]:
        """Other headers under which people know the column."""
        return tuple(self.catalogue["tables"].get("aliases", {}).get(table_id, {}).get(field_id, ()))

    def computed(self, table_id: str, column: Computed) -> str:
        """The header of a computed column."""
        return self.text(f"computed.columns.{table_id}.{column.id}.label") if column.kind else column.id

    def computed_help(self, table_id: str, column: Computed) -> str:
        """What a computed column shows, in at most 255 characters."""
        return self.text(f"computed.columns.{table_id}.{column.id}.help")

    def choice(self, choices: Choices | str, value: str) -> str:
        """The label of one value of a choice."""
        name = choices if isinstance(choices, str) else choices.name
        return str(self.catalogue["tables"]["choices"][name][value])

    def choice_aliases(self, name: str, value: str) -> tuple[str, ...]:
        """Other words that people use for one value of a choice."""
        return tuple(self.catalogue["tables"].get("choice_aliases", {}).get(name, {}).get(value, ()))

    def message(self, text_id: str) -> str:
        """The template of an issue's message, by `IssueType.text`."""
        return str(self.catalogue["issues"][text_id]["message"])

    def fix(self, text_id: str) -> str:
        """The template of an issue's suggested fix, by `IssueType.text`."""
        return str(self.catalogue["issues"][text_id]["fix"])

    def term(self, group: str, name: str) -> str:
        """A word that only messages use: `term("file", "xls")`.

        Raises: KeyError when there is none of that name.
        """
        return str(self.catalogue["issues"]["terms"][group][name])

    def text(self, key: str, /, **params: object) -> str:
        """Any other text, by `file.section.name`: `text("master.overview.title")`.

        Raises: KeyError when the catalogue lacks the key or the text a parameter.
        """
        found: Any = self.catalogue
        for part in key.split("."):
            found = found[part]
        return str(found).format(**params) if params else str(found)


@cache
def labels(language: str) -> Labels:
    """The labels of that language.

    Raises: KeyError when Remit does not ship it (`LANGUAGES`).
    """
    return Labels(language, _Catalogue(_FOLDERS[language]))


def header_name(text: str) -> str:
    """How headers are compared: as names; a mark for required columns and a closing colon do not count."""
    return normalise(text).strip("*:")


@cache
def header_labels(table_id: str) -> dict[str, str]:
    """Header, as `header_name` gives it → field id, for ids and labels in every language."""
    found: dict[str, str] = {}
    for field_id in BY_ID[table_id].field_ids:
        found.setdefault(header_name(field_id), field_id)
    for language in LANGUAGES:
        for field_id in BY_ID[table_id].field_ids:
            found.setdefault(header_name(labels(language).field(table_id, field_id)), field_id)
    return found


@cache
def header_fields(table_id: str) -> dict[str, str]:
    """Header, as `header_name` gives it → field id, for ids, labels and aliases in every language."""
    found = dict(header_labels(table_id))
    for language in LANGUAGES:
        for field_id in BY_ID[table_id].field_ids:
            for alias in labels(language).aliases(table_id, field_id):
                found.setdefault(header_name(alias), field_id)
    return found


@cache
def computed_headers(table_id: str) -> frozenset[str]:
    """The headers of the table's computed columns in every language, as `header_name` gives them."""
    return frozenset(
        header_name(labels(language).computed(table_id, column))
        for language in LANGUAGES
        for column in COMPUTED.get(table_id, ())
    )


@cache
def sheet_tables() -> dict[str, str]:
    """Normalised sheet name → table id, for ids, table names and labels in every language."""
    found: dict[str, str] = {}
    for table in DECLARED:
        names = [table.id, table.name, *(labels(language).sheet(table.id) for language in LANGUAGES)]
        for name in names:
            found.setdefault(normalise(name), table.id)
    return found


@cache
def choice_values(name: str, values: tuple[str, ...]) -> dict[str, str]:
    """Normalised label → value of a choice, for ids, labels and aliases in every language."""
    found = {normalise(value): value for value in values}
    for language in LANGUAGES:
        for value in values:
            found.setdefault(normalise(labels(language).choice(name, value)), value)
            for alias in labels(language).choice_aliases(name, value):
                found.setdefault(normalise(alias), value)
    return found
