"""From what people typed to the row that they mean: ids or unique names of members, KPIs, delegations.

Also settles which period a reading is for, because only its KPI knows. Rows are found by what stands in this
workbook; what they were called before, and what other teams' people are called, comes with the context.
Source: SPEC §3.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

from delegation.cells import Misfit, fold
from delegation.context import Context
from delegation.issues import Param, listed
from delegation.parse import Finding, ParsedTable, Row
from delegation.periods import Span, period_day, span_day
from delegation.place import sheet_reference
from delegation.records import RawTable, TableState
from delegation.schema import Field, Kind
from delegation.tables import BY_ID

# Another team's member as people type it: the key as the master shows it, `TEAM:KEY`.
_ELSEWHERE = re.compile(r"([^:：]+)[:：]\s*\S.*")


class Directory:
    """The rows of a table by key and by title; of rows with one key the first."""

    def __init__(self, parsed: ParsedTable) -> None:
        self.parsed = parsed
        self.rows: dict[str, Row] = {}
        self._by_key: dict[str, str] = {}
        self._by_title: dict[str, list[str]] = {}
        key_field, title_field = parsed.table.key[0], parsed.table.title
        self._names: list[str] = []
        for row in parsed.rows:
            key, title = row.values.get(key_field), row.values.get(title_field or "")
            if key is None or fold(key) in self._by_key:
                continue
            self.rows[key] = row
            self._by_key[fold(key)] = key
            self._names.append(key)
            if title is not None:
                self._by_title.setdefault(fold(title), []).append(key)
                self._names.append(title)

    def find(self, text: str) -> tuple[str, ...]:
        """The keys that a text can mean: none, one, or several of one name. An id goes before a name."""
        if text in self.rows:
            return (text,)
        plain = fold(text)
        if plain in self._by_key:
            return (self._by_key[plain],)
        return tuple(self._by_title.get(plain, ()))

    def renamed(self, text: str, former_names: Mapping[str, str]) -> str | None:
        """The key whose former name the text is, None when that cannot be told. Names of today go first."""
        plain, title_field = fold(text), self.parsed.table.title or ""
        key = self._by_key.get(fold(former_names.get(plain, "")))
        # Also a name of a row that has no key, or the key of another, is its own.
        if key is None or any(fold(row.values.get(title_field, "")) == plain for row in self.parsed.rows):
            return None
        return key

    def name(self, key: str) -> str:
        """What the row is called now: its title, or its key while it has none."""
        return str(self.rows[key].values.get(self.parsed.table.title or "", key))

    def closest(self, text: str) -> list[str]:
        """At most three ids or names that look like the text."""
        plain = {fold(name): name for name in self._names}
        return [plain[near] for near in get_close_matches(fold(text)[:80], plain, n=3)]

    def place(self, row: Row) -> str:
        cell = self.parsed.place(row, self.parsed.table.key[0])[1]
        return sheet_reference(self.parsed.raw.sheet, cell) if self.parsed.raw.sheet else cell


def known_directory(table_id: str, titles: Mapping[str, str]) -> Directory:
    """Rows that stand in another workbook: their keys, with what they are called there."""
    table = BY_ID[table_id]
    rows = [
        Row(number, 0, {table.key[0]: key, table.title or "": title})
        for number, (key, title) in enumerate(titles.items())
    ]
    return Directory(ParsedTable(table, RawTable(table=table_id, state=TableState.ROWS), rows))


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What a typed text means in a column: the value to keep (None: no usable one), what to say of it."""

    value: str | None
    kind: str = ""
    params: dict[str, Param] = field(default_factory=dict)


def resolve(parsed: ParsedTable, directories: Mapping[str, Directory], context: Context) -> None:
    """Replace typed references by keys; of a table that is not among the directories they stay as typed."""
    for each in parsed.table.fields:
        directory = directories.get(each.ref or "")
        if directory is None or each.id not in parsed.raw.columns:
            continue
        known: dict[str, _Outcome] = {}
        for row in parsed.rows:
            text = row.values.get(each.id)
            if text is None:
                continue
            outcome = known.get(text)
            if outcome is None:
                outcome = known[text] = _look_up(parsed, each, text, directory, context)
            if outcome.value is None:
                row.drop(each.id)
            else:
                row.values[each.id] = outcome.value
            if outcome.kind:
                parsed.report(row, each.id, outcome.kind, **outcome.params)


def _look_up(parsed: ParsedTable, each: Field, text: str, directory: Directory, context: Context) -> _Outcome:
    keys = directory.find(text)
    is_person = each.kind is Kind.PERSON
    former = "" if keys else directory.renamed(text, context.former_names.get(directory.parsed.table.id, {}))
    if former:
        keys = (former,)
    if len(keys) > 1:
        return _Outcome(text if is_person else None, "AMBIGUOUS", {"matches": listed(keys)})
    if len(keys) == 1:
        row = directory.rows[keys[0]]
        if row.rejected and not is_person:
            return _Outcome(keys[0], "REJECTED", {"place": directory.place(row)})
        if former and not is_person:
            return _Outcome(former, "RENAMED", {"was": text, "becomes": directory.name(former)})
        return _Outcome(keys[0])
    if is_person:
        return _Outcome(text)
    if (parsed.table.id, each.id) == ("delegations", "delegate"):
        team = _team_elsewhere(text, context)
        if team:
            return _Outcome(text, "TEAM", {"team": team})
        keep = True
    else:
        keep = not each.required
    closest = directory.closest(text)
    return _Outcome(text if keep else None, "UNKNOWN", {"closest": listed(closest)} if closest else {})


def _team_elsewhere(text: str, context: Context) -> str:
    if match := _ELSEWHERE.fullmatch(text):
        return match[1].strip()
    if not context.people_elsewhere:
        return ""
    return {fold(name): team for name, team in context.people_elsewhere.items()}.get(fold(text), "")


def settle_periods(parsed: ParsedTable, kpis: Directory | None) -> None:
    """Bring every reading's period to the day that stands for it, by its KPI's frequency, start and end.

    A period that is coarser than the KPI's (a quarter for a monthly KPI) is ambiguous. Where the KPI or its
    frequency is not known, a day stays as it is and a named period becomes its last day.
    """
    for row in parsed.rows:
        typed = row.values.get("period")
        if typed is None:
            continue
        kpi = kpis.rows.get(row.values.get("kpi_id", "")) if kpis is not None else None
        settled = _settled(typed, kpi.values if kpi else {})
        if isinstance(settled, Misfit):
            row.drop("period")
            parsed.keep(Finding(row, "period", settled.kind, settled.params))
        else:
            row.values["period"] = settled


def _settled(typed: dt.date | Span, kpi: Mapping[str, Any]) -> dt.date | Misfit:
    frequency = kpi.get("frequency")
    if frequency is None:
        return typed.last if isinstance(typed, Span) else typed
    start, end = kpi.get("start"), kpi.get("end")
    if not isinstance(typed, Span):
        return period_day(typed, frequency, start, end)
    found = span_day(typed, frequency, start, end)
    if found is not None:
        return found
    first = period_day(typed.first, frequency, start, end)
    return Misfit("AMBIGUOUS", {"first": first, "second": period_day(typed.last, frequency, start, end)})
