"""`docs/tables.md`: every table and column with its kind, its choices and its help."""

from __future__ import annotations

from delegation.computed import COMPUTED
from delegation.documentation.markdown import (
    both,
    every_language,
    grid,
    mark,
    page_title,
    paragraphs,
    section,
)
from delegation.labels import Labels
from delegation.schema import Choices, Field, Kind, Table
from delegation.tables import CHOICES, DECLARED

_COLUMNS = ("column", "id", "kind", "needed", "allowed", "help")


def tables_page() -> str:
    """The page as Markdown."""
    parts = page_title("tables")
    for table in DECLARED:
        parts += _table(table)
    parts += [section("choices"), *paragraphs("choices_intro")]
    for choices in CHOICES:
        parts += [mark(f"choice-{choices.name}"), f"### {choices.name}", _choices(choices)]
    return "\n\n".join(parts) + "\n"


def _table(table: Table) -> list[str]:
    title = both(each.sheet(table.id) for each in every_language())
    rows = (_field_row(table, field) for field in table.fields)
    facts = (_facts(table, each) for each in every_language())
    return [
        mark(table.id),
        f"## {title}",
        *facts,
        grid(_COLUMNS, rows),
        *_computed(table),
        *_other_headers(table),
    ]


def _computed(table: Table) -> list[str]:
    """The columns that the workbook computes, hidden ones apart."""
    languages = every_language()
    rows = [
        [
            both(each.computed(table.id, column) for each in languages),
            both((each.computed_help(table.id, column) for each in languages), "<br>"),
        ]
        for column in COMPUTED.get(table.id, ())
        if column.kind is not None
    ]
    return [*paragraphs("computed"), grid(("computed", "shows"), rows)] if rows else []


def _facts(table: Table, words: Labels) -> str:
    keys = ", ".join(table.key)
    purpose = words.table_help(table.id)
    facts = words.text("docs.page.facts", purpose=purpose, name=table.name, prefix=table.prefix, keys=keys)
    return words.text("docs.page.derived_key", facts=facts, keys=keys) if table.derived_key else facts


def _field_row(table: Table, field: Field) -> list[str]:
    languages = every_language()
    return [
        both(each.field(table.id, field.id) for each in languages),
        f"`{field.id}`",
        both((_kind(field, each) for each in languages), "<br>"),
        both(each.text("docs.word.needed") for each in languages) if field.required else "",
        both((_allowed(field, each) for each in languages), "<br>"),
        both((each.field_help(table.id, field.id) for each in languages), "<br>"),
    ]


def _kind(field: Field, words: Labels) -> str:
    sheet = words.sheet(field.ref) if field.ref else ""
    name = words.text(f"docs.kind.{field.kind}", sheet=sheet)
    return words.text("docs.word.personal", kind=name) if field.personal else name


def _allowed(field: Field, words: Labels) -> str:
    found = []
    choices = field.choices or field.levels
    if choices is not None:
        found.append(f"[{choices.name}](#choice-{choices.name})")
    if field.low is not None:
        found.append(_bounds(field, words))
    if field.default is not None:
        found.append(words.text("docs.word.by_default", default=_default(field, words)))
    return words.text("docs.word.between").join(found)


def _bounds(field: Field, words: Labels) -> str:
    low, high = _number(field, field.low), _number(field, field.high)
    if field.high is None:
        return words.text(f"docs.word.{'above' if field.low_open else 'from'}", low=low)
    return words.text(f"docs.word.{'above_to' if field.low_open else 'from_to'}", low=low, high=high)


def _number(field: Field, value: float | str | None) -> str:
    if not isinstance(value, int | float):
        return value or ""
    return f"{value:.0%}" if field.kind is Kind.SHARE else f"{value:g}"


def _default(field: Field, words: Labels) -> str:
    if field.choices is None:
        return _number(field, field.default)
    values = [part.strip() for part in str(field.default).split(",")]
    return words.text("messages.form.separator").join(words.choice(field.choices, each) for each in values)


def _other_headers(table: Table) -> list[str]:
    languages = every_language()
    rows = []
    for field in table.fields:
        others = [word for each in languages for word in each.aliases(table.id, field.id)]
        if others:
            rows.append([both(each.field(table.id, field.id) for each in languages), ", ".join(others)])
    summary = both(each.text("docs.page.others") for each in languages)
    return [f"<details><summary>{summary}</summary>", grid(("column", "others"), rows), "</details>"]


def _choices(choices: Choices) -> str:
    languages = every_language()
    rows = []
    for value in choices.values:
        others = [word for each in languages for word in each.choice_aliases(choices.name, value)]
        label = both(each.choice(choices, value) for each in languages)
        rows.append([f"`{value}`", label, ", ".join(others)])
    return grid(("id", "word", "others"), rows)
