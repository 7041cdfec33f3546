"""What people do to the tables of a workbook, and that nothing of it is an order to delete rows: held back
with its reason until it is put right or confirmed, or healed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from delegation.tables import BY_ID
from sync.programme.private import read_secret, workbook_id
from sync.reading.checking import check, job_of
from sync.reading.identity import make_token
from tests.sync.programmes import AS_OF, CYCLE, KPIS, MEMBERS, Office
from tests.sync.workbooks import SheetSpec, identity, workbook

READINGS = """
    | kpi_id | period     | value |
    |--------|------------|-------|
    | K1     | 2026-10-31 | 90    |
    | K2     | 2026-10-31 | 4     |
    | K2     | 2026-11-30 | 5     |
"""
BLANK_ROW = "\n| | | |"
DOUBLED_NAME = """
    | member_id | name | weekly_hours | name |
    |-----------|------|--------------|------|
    | M1        | Ana  | 40           | X    |
    | M2        | Ben  | 32           | Y    |
    | M3        | Cleo | 20           | Z    |
"""
WHOLE = {"members": MEMBERS, "kpis": KPIS, "readings": READINGS}
KEYS = {
    "members": ["M1", "M2", "M3"],
    "kpis": ["K1", "K2"],
    "readings": ["K1+2026-10-31", "K2+2026-10-31", "K2+2026-11-30"],
}
Sheets = dict[str, SheetSpec]


def sheets(**texts: str) -> Sheets:
    return {
        table: SheetSpec(name=BY_ID[table].name, table=BY_ID[table].name, text=text)
        for table, text in (WHOLE | texts).items()
    }


def changed(which: str, **changes: object) -> Callable[[], Sheets]:
    return lambda: sheets() | {which: replace(sheets()[which], **changes)}  # type: ignore[arg-type]


def without(*tables: str) -> Callable[[], Sheets]:
    return lambda: {table: spec for table, spec in sheets().items() if table not in tables}


def rows(text: str, count: int) -> str:
    """The table with its first rows alone."""
    return "\n".join(text.strip().splitlines()[: count + 2])


def doubled() -> Sheets:
    return sheets() | {"again": SheetSpec(name="Copy of Members", table="Members_2", text=MEMBERS)}


@pytest.fixture
def office(tmp_path: Path) -> Office:
    office = Office(tmp_path, "NORTH", "SOUTH")
    put(office, sheets())
    office.write("SOUTH", members=MEMBERS)
    office.consolidate()
    return office


def put(office: Office, found: Sheets, *, version: int = 1) -> Path:
    secret = read_secret(office.programme.private)
    found_id = workbook_id(secret, "NORTH", CYCLE.id)
    says = identity(
        workbook_id=found_id,
        team="NORTH",
        cycle=CYCLE.id,
        schema_version=version,
        language="en",
        token=make_token(secret, found_id, "NORTH", CYCLE.id, version),
    )
    return office.put("NORTH", workbook(*found.values(), says))


def stored(office: Office) -> dict[str, list[str]]:
    return {table: office.keys("NORTH", table) for table in KEYS}


HELD = {
    "the sheet is deleted": (without("members"), "MBR-TABLE-MISSING"),
    "the sheet of what others refer to is deleted": (without("kpis"), "KPI-TABLE-MISSING"),
    "every row is gone": (lambda: sheets(members=rows(MEMBERS, 0) + BLANK_ROW), "MBR-TABLE-EMPTIED"),
    "more than half of the rows are gone": (lambda: sheets(readings=rows(READINGS, 1)), "RDG-TABLE-EMPTIED"),
    "the table is there twice": (doubled, "MBR-TABLE-DUPLICATE"),
    "a header that is needed is something else": (
        lambda: sheets(members=MEMBERS.replace("member_id", "remarks  ")),
        "MBR-TABLE-UNREADABLE",
    ),
    "the cells are gone and the sheet is left": (
        changed("kpis", table="", text="| nothing here |\n|---|\n"),
        "KPI-TABLE-UNREADABLE",
    ),
}


@pytest.mark.parametrize("what", HELD)
def test_it_is_held_back_with_its_reason_until_it_is_put_right(office: Office, what: str) -> None:
    broken, code = HELD[what]
    south = office.keys("SOUTH", "members")
    path = put(office, broken())
    for day in range(3):
        run = office.consolidate(as_of=AS_OF + dt.timedelta(days=day)).run
        assert (run.added, run.changed, run.removed, run.held) == (0, 0, 0, 1)
        assert office.statuses()["NORTH"] == ("held", code)
        assert (stored(office), office.keys("SOUTH", "members")) == (KEYS, south)
    put(office, sheets())
    assert office.consolidate().run.removed == 0
    assert office.statuses()["NORTH"][0] in ("updated", "unchanged")
    assert (stored(office), path.exists()) == (KEYS, True)


HEALED = {
    "the table is a range": (changed("members", table=""), "MBR-TABLE-RANGE"),
    "the sheet has another name": (changed("members", name="Our people"), "MBR-SHEET-RENAMED"),
    "the sheet is very hidden": (changed("kpis", hidden=True), ""),
    "the table stands elsewhere on the sheet": (changed("readings", top=12, left=5), ""),
    "a header is renamed": (
        lambda: sheets(members=MEMBERS.replace("weekly_hours", "Hours a week")),
        "MBR-COLUMN-RENAMED",
    ),
    "a header is there twice": (
        changed("members", table="", text=DOUBLED_NAME),
        "MBR-COLUMN-DUPLICATE",
    ),
}


@pytest.mark.parametrize("what", HEALED)
def test_it_is_read_all_the_same_and_told(office: Office, what: str) -> None:
    broken, code = HEALED[what]
    put(office, broken())
    run = office.consolidate().run
    assert (run.added, run.changed, run.removed, run.held) == (0, 0, 0, 0)
    assert stored(office) == KEYS
    assert [each.team for each in office.issues(code or "WB-MISSING")] == (["NORTH"] if code else [])


@pytest.mark.parametrize("version", [0, 2, 99])
def test_a_workbook_of_an_older_or_newer_layout_is_held_whole(office: Office, version: int) -> None:
    put(office, sheets(members=rows(MEMBERS, 2)), version=version)
    run = office.consolidate().run
    assert (run.added, run.changed, run.removed, run.held) == (0, 0, 0, 1)
    assert office.statuses()["NORTH"] == ("held", "WB-SCHEMA-CONFLICT")
    assert stored(office) == KEYS


def test_a_deleted_sheet_can_be_confirmed_and_stays_confirmed_until_it_comes_back(office: Office) -> None:
    path = put(office, without("kpis")())
    office.consolidate()
    told = {each.team: each.issue.params for each in office.issues("KPI-TABLE-MISSING")}
    assert told == {"NORTH": {"accept": "NORTH:kpis"}, "SOUTH": {}}
    done = office.consolidate(accept=["NORTH:kpis"])
    assert (done.run.removed, done.idle) == (2, ())
    assert stored(office) == KEYS | {"kpis": []}
    # Readings of a KPI that there is no more are rejected one by one, which deletes none of them.
    assert len(office.issues("RDG-KPI-UNKNOWN")) == 3
    assert [each.team for each in office.issues("KPI-TABLE-MISSING", "RDG-TABLE-HELD")] == ["SOUTH"]
    assert office.consolidate().run.held == 0
    assert check(job_of(path, programme=office.programme, as_of=AS_OF)).verdict == "issues"

    put(office, sheets())
    assert office.consolidate().run.added == 2
    put(office, without("kpis")())
    office.consolidate()
    assert office.statuses()["NORTH"] == ("held", "KPI-TABLE-MISSING")
    assert stored(office) == KEYS


def test_what_cannot_be_read_cannot_be_confirmed(office: Office) -> None:
    """Only a table that is nowhere has no rows for certain."""
    put(office, doubled())
    done = office.consolidate(accept=["NORTH:members"])
    assert (done.run.removed, done.idle) == (0, ("NORTH:members",))
    assert office.statuses()["NORTH"] == ("held", "MBR-TABLE-DUPLICATE")
    assert stored(office) == KEYS


def test_two_tables_are_confirmed_one_by_one(office: Office) -> None:
    put(office, sheets(members=rows(MEMBERS, 1), readings=rows(READINGS, 1)))
    office.consolidate()
    assert office.consolidate(accept=["NORTH:members"]).run.removed == 2
    assert stored(office) == KEYS | {"members": ["M1"]}
    assert office.statuses()["NORTH"] == ("held", "RDG-TABLE-EMPTIED")
    assert office.consolidate(accept=["NORTH:readings"]).run.removed == 2
    assert office.statuses()["NORTH"] == ("updated", "")
