"""The formulas on delegations: health, and when the next check-in is due (SPEC §7, §13)."""

from __future__ import annotations

import datetime as dt

from addin.answers import Wrong, WrongRowError, in_words, of_row, of_row_elsewhere
from addin.arguments import delegation, own, read_cell, read_day, read_rows, wrong
from addin.ranges import Cell, Spill, spill
from addin.readable import readable
from addin.tables import CALENDAR, MILESTONES, needs, read_tables, sound_tables
from delegation.calendar import WorkingDays
from delegation.check_ins import next_check_in
from delegation.delegation_figures import evaluate_delegations
from delegation.labels import Labels
from delegation.needed_columns import NeededRow, NeededTables
from delegation.settings import DEFAULT, Settings

_HEALTH = {
    "delegations": needs("delegation_id start due check_in_days accepted_on progress status completed_on"),
    "check_ins": needs("delegation_id date type confidence closed_on", optional=True),
    "milestones": MILESTONES,
    "calendar": CALENDAR,
}
_AS_OF = own("as_of")
_ACCEPT = own("accept_within_days", DEFAULT.accept_within_days)
_NEXT = (
    own("last_check_in"),
    delegation("check_in_days"),
    delegation("start"),
    delegation("due"),
    delegation("status"),
)


@readable
def health(
    words: Labels,
    delegations: object,
    as_of: object,
    check_ins: object,
    milestones: object,
    calendar: object,
    accept_within_days: object,
) -> Spill:
    """One label a row, or the code of what is wrong in it; blank rows are blank."""
    day = read_day(_AS_OF, as_of)
    settings = Settings(accept_within_days=read_cell(_ACCEPT, accept_within_days))
    given = {
        "delegations": delegations,
        "check_ins": check_ins,
        "milestones": milestones,
        "calendar": calendar,
    }
    tables, heights = read_tables(given, _HEALTH, day, words)
    for row in tables.wrong("check_ins", "milestones", "calendar"):
        if not row.about:  # nobody can say whose health it concerns
            raise WrongRowError(row)
    found: list[Cell] = [None] * max(1, heights["delegations"])
    labels = _labels(tables, day, settings, words)
    spoilt = {row.about: row for row in tables.wrong("milestones", "check_ins")}
    for row in tables.rows["delegations"]:
        found[row.number - 1] = _shown(row, spoilt.get(row.key), labels, words)
    return spill(found)


@readable
def next_check_ins(words: Labels, *values: object) -> Spill:
    """The day of every row, blank when closed, without cadence, or with nothing to count from."""
    *cells, calendar = values
    rows = read_rows(_NEXT, cells)
    days = sound_tables({"calendar": calendar}, {"calendar": CALENDAR}, dt.date.max, words).calendar()
    found = [_next(days, words, *row) for row in zip(*rows.columns, strict=True)]
    for number, fault in rows.faults.items():
        found[number] = in_words(wrong(fault), words)
    for number in rows.blank:
        found[number] = None
    return spill(found)


def _next(
    calendar: WorkingDays,
    words: Labels,
    last_check_in: dt.date | None,
    check_in_days: int | None,
    start: dt.date | None,
    due: dt.date | None,
    status: str | None,
) -> dt.datetime | str | None:
    if start is not None and due is not None and due < start:
        return in_words(Wrong(code="DLG-DUE-ORDER", value=due, params={"start": start}), words)
    day = next_check_in(last_check_in, check_in_days, start, due, status, calendar)
    return None if day is None else dt.datetime(day.year, day.month, day.day)  # noqa: DTZ001  a cell has none


def _labels(tables: NeededTables, as_of: dt.date, settings: Settings, words: Labels) -> dict[str, str]:
    """The label of every delegation that can be judged, by its key."""
    figures = evaluate_delegations(
        tables.records("delegations"),
        as_of=as_of,
        check_ins=tables.records("check_ins"),
        milestones=tables.records("milestones"),
        calendar=tables.calendar(),
        settings=settings,
    )
    return {each.delegation_id: words.text(f"show.health.{each.health}") for each in figures}


def _shown(row: NeededRow, spoilt: NeededRow | None, labels: dict[str, str], words: Labels) -> str:
    """The label, or the code of the row or of a row about it."""
    if row.issue is not None:
        return of_row(row.issue, words)
    return labels[row.key] if spoilt is None else of_row_elsewhere(spoilt, words)
