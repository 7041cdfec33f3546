"""An issue in words: what was found, what to do about it, both in one line with the place in front.

Owns how a catalogue's template is filled in. Never fails: an issue may come from an older version of Remit,
or from a caller that left a parameter out. The sentences themselves are in `delegation.labels`.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache, lru_cache
from string import Formatter

from delegation.issues import LIST_MARK, Issue, Param, catalogue
from delegation.labels import Labels
from delegation.place import Place
from delegation.schema import Field
from delegation.tables import BY_ID

_OPTIONAL = re.compile(r"\[\[(.*?)\]\]")
_MISSING = "…"
_LONGEST = 80  # of what stood in a cell: enough to recognise it by


def message(issue: Issue, labels: Labels) -> str:
    """What was found, and what is allowed. The code itself when this version of Remit does not know it."""
    return _told(issue, labels, labels.message) or issue.code


def fix(issue: Issue, labels: Labels) -> str:
    """What to do about it; empty for a code that this version of Remit does not know."""
    return _told(issue, labels, labels.fix)


def sentence(issue: Issue, labels: Labels, workbook: str = "") -> str:
    """Everything in one line: `North.xlsx › Delegations!F12 (Due date): … Enter a … [DLG-DUE-TYPE]`."""
    place = str(Place(workbook=workbook, sheet=issue.sheet, cell=issue.cell))
    field = declared_field(issue)
    parts = {"message": message(issue, labels), "fix": fix(issue, labels), "code": issue.code}
    if not place:
        return labels.text("messages.form.bare", **parts)
    if field is None:
        return labels.text("messages.form.place", place=place, **parts)
    return labels.text("messages.form.cell", place=place, field=labels.field(issue.table, field.id), **parts)


def declared_field(issue: Issue) -> Field | None:
    """The declared field that the issue is about, if it is about one."""
    return _declared_fields().get((issue.table, issue.field))


@cache
def _declared_fields() -> dict[tuple[str, str], Field]:
    return {(table.id, field.id): field for table in BY_ID.values() for field in table.fields}


def names_in(template: str) -> frozenset[str]:
    """The parameters that a template shows, those of its optional parts included."""
    plain = _OPTIONAL.sub(r"\1", template)
    return frozenset(name for _, name, _ in _parts(plain) if name)


def fill(template: str, params: Mapping[str, Param]) -> str:
    """The template with its parameters; a part in `[[ ]]` falls away where one of its own is missing."""

    def kept(found: re.Match[str]) -> str:
        part = found.group(1)
        return part if all(params.get(name, "") != "" for name in names_in(part)) else ""

    texts: list[str] = []
    for literal, name, spec in _parts(_OPTIONAL.sub(kept, template)):
        texts.append(literal)
        if name is not None:
            texts.append(_formatted(params.get(name, ""), spec))
    return "".join(texts).strip()


@lru_cache(maxsize=1024)
def _parts(template: str) -> tuple[tuple[str, str | None, str], ...]:
    return tuple((literal, name, spec or "") for literal, name, spec, _ in Formatter().parse(template))


def _formatted(value: Param, spec: str) -> str:
    if isinstance(value, str):
        return value or _MISSING
    if isinstance(value, dt.date):
        return value.isoformat()[:10]  # of a moment, the day
    return f"{value * 100:.10g}%" if spec == "%" else f"{value:.15g}"


def _told(issue: Issue, labels: Labels, template: Callable[[str], str]) -> str:
    kind = catalogue().get(issue.code)
    if kind is None:
        return ""
    given = {name: _in_words(value, labels) for name, value in issue.params.items()}
    return fill(template(kind.text), {**known_params(issue, labels), **given})


def known_params(issue: Issue, labels: Labels) -> dict[str, Param]:
    """The parameters that follow from the issue itself and from the declaration of its table and field."""
    value, key = shortened(issue.value), shortened(issue.key)
    own: dict[str, Param] = {"value": value, "key": key, "sheet": issue.sheet}
    return own | _declared_params(issue.table, issue.field, labels)


@lru_cache(maxsize=1024)
def _declared_params(table: str, field_id: str, labels: Labels) -> dict[str, Param]:
    known: dict[str, Param] = {}
    if table in BY_ID:
        known |= {"table": labels.sheet(table), "one": labels.one(table)}
    field = _declared_fields().get((table, field_id))
    if field is None:
        return known
    known |= {"field": labels.field(table, field.id), "help": labels.field_help(table, field.id)}
    if field.low is not None:
        known["low"] = field.low
    if field.high is not None:
        known["high"] = field.high
    if field.ref is not None:
        known["ref"] = labels.sheet(field.ref)
    if field.choices is not None:
        choices = field.choices
        known["choices"] = _joined((labels.choice(choices, each) for each in choices.values), labels)
    elif field.levels is not None:
        levels = field.levels
        known["choices"] = _joined(
            (f"{each} {labels.choice(levels, each)}" for each in levels.values), labels
        )
    return known


def _in_words(value: Param, labels: Labels) -> Param:
    """A parameter in the reader's language: `@…` looked up, lists written out, people's text cut short."""
    if not isinstance(value, str):
        return value
    if value.startswith(LIST_MARK):
        items = value.removeprefix(LIST_MARK).split("\n")
        return _joined((_item(item, labels) for item in items if item), labels)
    return _looked_up(value, labels) or shortened(value)


def _item(item: str, labels: Labels) -> str:
    """One value of a list: people's own words in quotes, Remit's own without."""
    parts = [
        _looked_up(part, labels) or labels.text("messages.form.quoted", text=shortened(part))
        for part in item.split("\t")
    ]
    if len(parts) == 1:
        return parts[0]
    return labels.text("messages.form.pair", left=parts[0], right=parts[1])


def _joined(parts: Iterable[str], labels: Labels) -> str:
    return labels.text("messages.form.separator").join(parts)


def _looked_up(value: str, labels: Labels) -> str:
    """The label behind `@field:delegations.due` and the like; empty for any other text."""
    kind, _, name = value.partition(":")
    first, _, second = name.partition(".")
    try:
        match kind:
            case "@table":
                return labels.sheet(name)
            case "@field":
                return labels.field(first, second)
            case "@choice":
                return labels.choice(first, second)
            case "@file" | "@size" | "@protection":
                return labels.term(kind[1:], name)
    except KeyError:
        return ""  # somebody's text that only looks like a look-up
    return ""


def shortened(value: str) -> str:
    """What stood in a cell, in one line and as far as it takes to recognise it."""
    line = " ".join(value.split())
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1] + _MISSING
