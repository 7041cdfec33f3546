from __future__ import annotations

import datetime as dt

from sync.store.encoding import encode
from sync.store.history import Version, entries
from sync.store.stored import HistoryEntry, Run

COUNTS = dict.fromkeys(
    (
        *("updated", "unchanged", "held", "unreadable", "missing", "locked"),
        *("added", "changed", "removed", "errors", "warnings", "infos"),
    ),
    0,
)


def at(run: int) -> dt.datetime:
    return dt.datetime(2026, 11, run, 2, 30, tzinfo=dt.UTC)


RUNS = {
    run: Run(
        run=run,
        cycle="2026-Q4",
        as_of=dt.date(2026, 11, run),
        started=at(run),
        finished=at(run),
        complete=True,
        **COUNTS,
    )
    for run in range(1, 10)
}


def version(first: int, until: int | None, *, team: str = "NORTH", **values: object) -> Version:
    return Version(
        team=team,
        cycle="2026-Q4",
        table="delegations",
        key="D1",
        data=encode(values),
        first=first,
        until=until,
    )


def told(*versions: Version) -> list[HistoryEntry]:
    return entries(versions, runs=RUNS, saved_by=lambda version, run: f"{version.team} in run {run}")


def brief(found: list[HistoryEntry]) -> list[tuple[object, ...]]:
    return [(each.run, each.action, each.changes) for each in found]


def test_an_entry_says_when_what_and_by_whom() -> None:
    assert told(version(3, None, title="Launch")) == [
        HistoryEntry(
            team="NORTH",
            cycle="2026-Q4",
            table="delegations",
            key="D1",
            run=3,
            finished=at(3),
            as_of=dt.date(2026, 11, 3),
            action="added",
            changes=(("title", None, "Launch"),),
            modified_by="NORTH in run 3",
        )
    ]


def test_a_change_names_the_fields_that_differ_in_the_order_of_the_sheet() -> None:
    old = version(1, 4, title="Launch", due=dt.date(2026, 11, 30), progress=0.5)
    new = version(4, None, title="Launch page", due=dt.date(2026, 11, 30), required_skills=(("Excel", 3),))
    assert brief(told(old, new))[1:] == [
        (
            4,
            "changed",
            (
                ("title", "Launch", "Launch page"),
                ("required_skills", None, (("Excel", 3),)),
                ("progress", 0.5, None),
            ),
        )
    ]


def test_a_row_that_was_removed_and_came_back_shows_both() -> None:
    found = told(version(1, 3, title="Launch"), version(5, None, title="Launch"))
    assert brief(found) == [
        (1, "added", (("title", None, "Launch"),)),
        (3, "removed", ()),
        (5, "added", (("title", None, "Launch"),)),
    ]


def test_a_row_that_is_gone_ends_with_its_removal() -> None:
    assert brief(told(version(1, 3, title="Launch")))[-1] == (3, "removed", ())


def test_the_same_key_of_two_teams_is_two_records() -> None:
    found = told(version(2, None, team="SOUTH", title="B"), version(1, None, title="A"))
    assert [(each.run, each.team, each.action) for each in found] == [
        (1, "NORTH", "added"),
        (2, "SOUTH", "added"),
    ]


def test_a_field_that_the_schema_no_longer_has_is_still_told() -> None:
    assert brief(told(version(1, None, colour="red", title="A"))) == [
        (1, "added", (("title", None, "A"), ("colour", None, "red")))
    ]
