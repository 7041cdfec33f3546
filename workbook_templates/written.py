"""What stands in the cells of a new workbook: names for keys, labels for ids, readings listed in advance.

Owns the way from a record's value to the cell that a person would have typed; `delegation.cells` goes the
other way. Knows no sheet and no format.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence

from delegation.labels import Labels, labels
from delegation.periods import periods_between
from delegation.schema import Field, Kind, normalise
from delegation.tables import BY_ID, DECLARED, FREQUENCY, TABLES
from workbook_templates.specification import ErrorValue, TeamWorkbook

Cell = str | bool | int | float | dt.date | ErrorValue | None
Row = Mapping[str, Cell]

_LONGEST_TEXT = 32_767  # UTF-16 units in a cell
_FIRST_DATE = dt.date(1900, 3, 1)  # Excel counts a 29 February 1900 that never was
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def written_rows(spec: TeamWorkbook) -> dict[str, tuple[Row, ...]]:
    """The cells of every table, by table id; blank cells are absent."""
    called = {table.id: names_of(table.id, spec.rows.get(table.id, ())) for table in TABLES if table.title}
    text = labels(spec.language)
    found: dict[str, tuple[Row, ...]] = {}
    for table in DECLARED:
        rows = [*spec.rows.get(table.id, ())]
        if table.id == "readings":
            rows.extend(listed_readings(spec))
        fields = {field.id: field for field in table.fields}
        found[table.id] = tuple(
            {
                name: cell
                for name, value in row.items()
                if (cell := _cell(value, fields.get(name), called, text)) is not None
            }
            for row in rows
        )
    return found


def listed_readings(spec: TeamWorkbook) -> list[dict[str, object]]:
    """A row for every KPI and period of the cycle that has none yet, the earliest period first."""
    there = {(row.get("kpi_id"), row.get("period")) for row in spec.rows.get("readings", ())}
    found: list[tuple[dt.date, int, str]] = []
    for number, kpi in enumerate(spec.rows.get("kpis", ())):
        key, frequency = kpi.get("kpi_id"), kpi.get("frequency")
        if not isinstance(key, str) or frequency not in FREQUENCY.values:
            continue
        start, end = _date(kpi.get("start")), _date(kpi.get("end"))
        for day in periods_between(spec.cycle_first, spec.cycle_last, str(frequency), start, end):
            if (key, day) not in there:
                there.add((key, day))
                found.append((day, number, key))
    return [{"kpi_id": key, "period": day} for day, _, key in sorted(found)]


def clean_text(text: str) -> str:
    """The text as a cell can hold it: nothing that XML forbids, at most 32,767 UTF-16 units."""
    text = _NOT_IN_XML.sub("", text)
    if len(text) * 2 <= _LONGEST_TEXT:
        return text
    return text.encode("utf-16-le")[: _LONGEST_TEXT * 2].decode("utf-16-le", "ignore")


def _date(value: object) -> dt.date | None:
    return value if isinstance(value, dt.date) else None


def names_of(table_id: str, rows: Sequence[Mapping[str, object]]) -> dict[str, str]:
    """Key → the name by which people call the row: its title where that is unmistakable, else the key."""
    table = BY_ID[table_id]
    named = [
        (str(row[table.key[0]]), str(row.get(table.title or "", ""))) for row in rows if table.key[0] in row
    ]
    uses = Counter(normalise(name) for _, name in named)
    keys = {normalise(key): key for key, _ in named}
    return {
        key: name
        if name.strip() and uses[normalise(name)] == 1 and keys.get(normalise(name), key) == key
        else key
        for key, name in reversed(named)  # of rows with the same key the first one counts
    }


def _cell(value: object, field: Field | None, called: Mapping[str, Mapping[str, str]], text: Labels) -> Cell:
    if isinstance(value, ErrorValue):
        return value
    if isinstance(value, tuple):
        return clean_text(_listed(value, field, text)) or None
    if isinstance(value, dt.datetime):
        value = value.date()
    if isinstance(value, dt.date):
        return value if value >= _FIRST_DATE else value.isoformat()
    if isinstance(value, bool):
        return value
    if isinstance(value, int | float):
        return _number(value, field, text)
    if value is None or value == "":
        return None
    return clean_text(_named(str(value), field, called, text)) or None


def _number(value: float, field: Field | None, text: Labels) -> Cell:
    if field is not None and field.levels is not None and str(value) in field.levels.values:
        return text.choice(field.levels, str(value))
    return value if math.isfinite(value) else str(value)


def _named(value: str, field: Field | None, called: Mapping[str, Mapping[str, str]], text: Labels) -> str:
    if field is None:
        return value
    if field.ref is not None:
        return called[field.ref].get(value, value)
    if field.choices is not None and value in field.choices.values:
        return text.choice(field.choices, value)
    return value


def _listed(value: tuple[object, ...], field: Field | None, text: Labels) -> str:
    if field is not None and field.kind is Kind.SKILL_LIST:
        parts = [
            text.text("workbook.lists.skill", skill=part[0], level=part[1])
            if isinstance(part, tuple)
            else str(part)
            for part in value
        ]
    elif field is not None and field.choices is not None:
        known = field.choices.values
        parts = [text.choice(field.choices, str(part)) if part in known else str(part) for part in value]
    else:
        parts = [str(part) for part in value]
    return text.text("workbook.lists.join").join(parts)
