"""Workbooks in the wrong place or under a wrong name, told by what is in them; workbooks that are away."""

from __future__ import annotations

import dataclasses
import datetime as dt
import os
import shutil
from pathlib import Path

import pytest

from delegation.labels import labels
from delegation.messages import message
from sync.limits import ChildLimits
from sync.programme.private import read_secret, workbook_id
from sync.run.strays import Stray, doubles, workbook_id_of
from tests.sync.programmes import AS_OF, CYCLE, KPIS, MEMBERS, Office, age


@pytest.fixture
def office(tmp_path: Path) -> Office:
    office = Office(tmp_path, "NORTH", "SOUTH")
    office.write("NORTH", members=MEMBERS, kpis=KPIS)
    office.write("SOUTH", members=MEMBERS)
    office.consolidate()
    return office


def told(office: Office, *codes: str) -> list[tuple[str, str]]:
    """Whose workbook it is of, and what is said."""
    return [(each.team, message(each.issue, labels("en"))) for each in office.issues(*codes)]


def test_a_copy_is_told_by_its_identity_whatever_it_is_called(office: Office) -> None:
    north = office.path("NORTH")
    for name in ("Ana's own.xlsx", "North (1).xlsx"):
        shutil.copy2(north, north.with_name(name))
    north.with_name("North-PC042.xlsx").write_bytes(b"of who knows whom")
    assert office.consolidate().run.changed == 0
    [(team, text)] = told(office, "WB-COPY")
    assert (team, text) == (
        "NORTH",
        (
            'Other files carry the identity of this workbook: "Ana\'s own.xlsx", "North (1).xlsx". What looks'
            ' like another version of it lies beside it: "North-PC042.xlsx". Only the workbook itself is'
            " read."
        ),
    )
    before = office.statuses()
    assert office.consolidate().run.changed == 0
    assert office.statuses() == before


def test_a_team_s_workbook_in_the_place_of_another_s_and_a_copy_of_it_are_both_told(office: Office) -> None:
    shutil.copy2(office.path("NORTH"), office.path("SOUTH"))
    shutil.copy2(office.path("NORTH"), office.path("SOUTH").with_name("Unused.xlsx"))
    office.consolidate()
    assert office.statuses() == {"NORTH": ("unchanged", ""), "SOUTH": ("held", "WB-TEAM-CONFLICT")}
    assert [team for team, _ in told(office, "WB-COPY")] == ["NORTH"]
    assert office.keys("SOUTH", "kpis") == []


def test_a_renamed_workbook_is_found_again_by_its_identity_and_not_read(office: Office) -> None:
    north = office.path("NORTH")
    renamed = north.rename(north.with_name("North final.xlsx"))
    office.consolidate()
    [(team, text)] = told(office, "WB-ABSENT", "WB-COPY")
    assert (team, text) == (
        "NORTH",
        (
            'The workbook "North.xlsx" is not there at the moment, perhaps because somebody is saving it. The'
            " figures as of 2026-11-13 are kept; it counts as missing when 3 runs in a row have not found it."
            ' It seems to have been renamed or moved: "North final.xlsx" carries its identity.'
        ),
    )
    assert office.keys("NORTH", "members") == ["M1", "M2", "M3"]
    renamed.rename(north)
    assert office.consolidate().run.changed == 0
    assert office.statuses()["NORTH"] == ("unchanged", "")
    assert told(office, "WB-ABSENT", "WB-MISSING", "WB-COPY") == []


def test_a_workbook_is_missing_only_after_so_many_runs(office: Office) -> None:
    away = office.path("NORTH").rename(office.programme.root / "elsewhere.xlsx")
    found = []
    for day in range(4):
        office.consolidate(as_of=AS_OF + dt.timedelta(days=day))
        found.append(office.statuses()["NORTH"])
        assert office.keys("NORTH", "members") == ["M1", "M2", "M3"]
    absent, missing = ("locked", "WB-ABSENT"), ("missing", "WB-MISSING")
    assert found == [absent, absent, missing, missing]
    assert told(office, "WB-ABSENT", "WB-MISSING") == [
        ("NORTH", 'The workbook "North.xlsx" is not there. The figures as of 2026-11-13 are kept.')
    ]
    away.rename(office.path("NORTH"))
    office.consolidate()
    assert office.statuses()["NORTH"] == ("unchanged", "")
    office.path("NORTH").unlink()
    office.consolidate()
    assert office.statuses()["NORTH"] == absent


@pytest.mark.parametrize(("after", "status"), [(1, "missing"), (2, "locked")])
def test_how_many_runs_is_set_in_the_configuration(office: Office, after: int, status: str) -> None:
    office.programme = dataclasses.replace(office.programme, missing_after_runs=after)
    office.path("NORTH").unlink()
    for expected in (status, "missing"):
        office.consolidate()
        assert office.statuses()["NORTH"][0] == expected


def test_a_workbook_that_never_was_there_is_missing_at_once(tmp_path: Path) -> None:
    office = Office(tmp_path, "NORTH")
    office.consolidate()
    assert office.statuses()["NORTH"] == ("missing", "WB-MISSING")


def test_the_same_night_once_more_changes_nothing_while_a_workbook_is_away(office: Office) -> None:
    office.path("NORTH").unlink()
    first = office.consolidate().run
    again = office.consolidate().run
    assert (first.state_run, again.state_run) == (first.run, first.run)


def test_a_mark_of_days_ago_is_told(office: Office) -> None:
    mark = office.path("SOUTH").with_name(".~lock.South.xlsx#")
    mark.write_text("Ana,ana,pc-17,09.11.2026 09:30,;")
    age(mark, minutes=4 * 24 * 60)
    office.consolidate()
    [(team, text)] = told(office, "WB-OPEN")
    assert (team, text) == (
        "SOUTH",
        (
            "The workbook has been marked as open since 2026-11-10, by Ana: .~lock.South.xlsx# lies beside"
            " it. It is read all the same."
        ),
    )
    mark.unlink()
    office.consolidate()
    assert told(office, "WB-OPEN") == []


def test_what_is_no_workbook_has_no_identity_and_stops_nobody(office: Office, tmp_path: Path) -> None:
    north = office.path("NORTH")
    pipe, torn = north.with_name("pipe.xlsx"), north.with_name("torn.xlsx")
    os.mkfifo(pipe)
    torn.write_bytes(north.read_bytes()[:-700])
    strays = [Stray(path=each) for each in (pipe, torn, north.with_name("gone.xlsx"), north)]
    own = workbook_id(read_secret(office.programme.private), "NORTH", CYCLE.id)
    assert [workbook_id_of(each) for each in strays] == ["", "", "", own]
    assert doubles(strays, {own: tmp_path}, ChildLimits()) == {tmp_path: (north,)}
