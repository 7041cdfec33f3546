from __future__ import annotations

import dataclasses
import datetime as dt
import os
import struct
from pathlib import Path

import pytest

from sync.programme.model import Cycle, Programme, Team
from sync.run.discover import FoundWorkbook, OldOwner, discover
from sync.run.incoming import Status
from tests.sync.programmes import CYCLE, STARTED, Office, age

OTHER_CYCLE = Cycle(id="2027-Q1", first=CYCLE.last, last=CYCLE.last)


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path, "NORTH", "SOUTH")


def look(office: Office) -> dict[str, FoundWorkbook]:
    return {each.team.id: each for each in discover(office.programme, CYCLE, STARTED).workbooks}


def test_a_workbook_is_known_by_its_size_and_time(office: Office) -> None:
    path = office.put("NORTH", b"12345")
    found = look(office)["NORTH"]
    assert (found.path, found.status, found.size, found.mtime_ns) == (path, None, 5, path.stat().st_mtime_ns)


def test_a_workbook_that_is_not_there_is_missing(office: Office) -> None:
    office.put("NORTH", b"")
    assert look(office)["SOUTH"].status is Status.MISSING


def test_without_its_folder_a_workbook_is_missing(office: Office) -> None:
    assert [each.status for each in look(office).values()] == [Status.MISSING, Status.MISSING]


def test_what_cannot_be_looked_at_is_locked(office: Office) -> None:
    path = office.put("NORTH", b"")
    path.unlink()
    path.symlink_to(path)  # a loop: even an administrator cannot open it
    assert look(office)["NORTH"].status is Status.LOCKED


def test_a_folder_or_pipe_in_its_place_is_no_workbook(office: Office) -> None:
    office.path("NORTH").mkdir(parents=True)
    os.mkfifo(office.path("SOUTH"))
    found = [(each.status, each.instead) for each in look(office).values()]
    assert found == [(Status.UNREADABLE, "folder"), (Status.UNREADABLE, "other")]


@pytest.mark.parametrize(
    "name",
    [
        "North (1).xlsx",
        "North(2).xlsx",
        "north (1).XLSX",
        "North - Copy.xlsx",
        "North - Copy (2).xlsx",
        "North copy.xlsx",
        "Copy of North.xlsx",
        "North - 副本.xlsx",
        "North 的副本.xlsx",
        "North副本.xlsx",
        "North - Kopie.xlsx",
        "North (Ana's conflicted copy 2026-11-13).xlsx",
        "North (conflicted copy 2026-11-13 093000).xlsx",
        "North_conflict-20261113-093000.xlsx",
        "North.sync-conflict-20261113-093000-ABCDEFG.xlsx",
        "North (Ana 的冲突副本 2026-11-13).xlsx",
        "North-DESKTOP-4F2K9QL.xlsx",
        "North-LAPTOP-ANA.xlsx",
        "North-PC042.xlsx",
        "North (1).xlsm",
    ],
)
def test_a_copy_beside_a_workbook_is_told(office: Office, name: str) -> None:
    path = office.put("NORTH", b"")
    path.with_name(name).write_bytes(b"")
    assert look(office)["NORTH"].copies == (name,)
    assert look(office)["SOUTH"].copies == ()


@pytest.mark.parametrize(
    "name",
    [
        "~$North.xlsx",
        "Northern.xlsx",
        "North.feedback.html",
        "North (1).docx",
        "North plan.xlsx",
        "East (1).xlsx",
    ],
)
def test_what_is_no_copy_is_not_told(office: Office, name: str) -> None:
    office.put("NORTH", b"").with_name(name).write_bytes(b"")
    assert look(office)["NORTH"].copies == ()


def excel_mark(user: str) -> bytes:
    """What Excel writes beside a workbook that this user has open."""
    ansi = user.encode("cp1252", "replace").ljust(54)
    return bytes([len(user)]) + ansi + struct.pack("<H", len(user)) + user.ljust(54).encode("utf-16-le")


@pytest.mark.parametrize(
    ("name", "data", "who"),
    [
        ("~$North.xlsx", excel_mark("Ana Müller"), "Ana Müller"),
        ("~$rth.xlsx", excel_mark("李娜"), "李娜"),
        ("~$North.xlsx", b"cut short", ""),
        (".~lock.North.xlsx#", b",ana,pc-17,13.11.2026 09:30,file:///home/ana;", "ana"),
        (".~lock.North.xlsx#", b"Ana,ana,pc-17,13.11.2026 09:30,file:///home/ana;", "Ana"),
    ],
)
def test_a_mark_of_days_ago_is_told_with_whose_it_is(
    office: Office, name: str, data: bytes, who: str
) -> None:
    mark = office.put("NORTH", b"x").with_name(name)
    mark.write_bytes(data)
    age(mark, minutes=2 * 24 * 60)
    assert (look(office)["NORTH"].status, look(office)["NORTH"].owner) == (None, None)
    age(mark, minutes=4 * 24 * 60)
    assert look(office)["NORTH"].status is None
    assert look(office)["NORTH"].owner == OldOwner(file=name, who=who, since=dt.date(2026, 11, 10))


def test_a_pipe_that_is_called_like_a_mark_is_not_waited_for(office: Office) -> None:
    mark = office.put("NORTH", b"x").with_name("~$North.xlsx")
    os.mkfifo(mark)
    age(mark, minutes=4 * 24 * 60)
    assert look(office)["NORTH"].owner is None


def test_other_workbooks_in_the_folders_are_strays_the_master_is_not(tmp_path: Path) -> None:
    team = Team(id="A", name="North", workbook="{name}.xlsx")
    programme = dataclasses.replace(Office(tmp_path).programme, teams=(team,))
    for name in ("North.xlsx", "old.xlsm", "Remit master.xlsx", "~$North.xlsx", "notes.txt", "B.XLSX"):
        (tmp_path / name).write_bytes(b"")
    assert discover(programme, CYCLE, STARTED).strays == (tmp_path / "B.XLSX", tmp_path / "old.xlsm")


def test_other_teams_and_cycles_workbooks_are_no_copies(tmp_path: Path) -> None:
    teams = [
        Team(id="A", name="North", workbook="{name}.xlsx"),
        Team(id="B", name="North (1)", workbook="{name}.xlsx"),
        Team(id="C", name="North", workbook="{name}-PC{cycle}.xlsx"),
    ]
    programme = Programme(
        root=tmp_path,
        name="P",
        language="en",
        timezone="UTC",
        cycles=(CYCLE, OTHER_CYCLE),
        teams=tuple(teams),
        master=tmp_path / "m.xlsx",
        store=tmp_path / "s",
        private=tmp_path / "p",
    )
    for name in (
        "North.xlsx",
        "North (1).xlsx",
        f"North-PC{CYCLE.id}.xlsx",
        f"North-PC{OTHER_CYCLE.id}.xlsx",
    ):
        (tmp_path / name).write_bytes(b"")
    found = discover(programme, CYCLE, STARTED)
    assert ([each.copies for each in found.workbooks], found.strays) == ([(), (), ()], ())


def test_names_count_as_file_systems_compare_them(tmp_path: Path) -> None:
    office = Office(tmp_path, "CAFÉ")  # as one letter; macOS writes it as two
    office.put("CAFÉ", b"").with_name("Cafe\u0301 (1).xlsx").write_bytes(b"")
    assert look(office)["CAFÉ"].copies == ("Cafe\u0301 (1).xlsx",)
