"""What stands in the way from outside: files that are none, folders that cannot be used, odd arguments."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from delegation.schema import SCHEMA_VERSION
from sync.reading.checking import check, job_of
from tests.sync.commandline import CommandLine
from tests.sync.programmes import AS_OF, KPIS, MEMBERS
from tests.sync.workbooks import SheetSpec, identity, workbook

Maker = Callable[..., CommandLine]
PLAN = """
    | delegation_id | phase   | method     | planned_on | responsible |
    |---------------|---------|------------|------------|-------------|
    | D1            | initial | inspection | 2026-10-09 | Ana         |
"""


# Workbooks


def test_a_pipe_is_not_waited_for(command_line: Maker) -> None:
    here = command_line()
    os.mkfifo(here.root / "pipe.xlsx")
    told = here.run("validate", "pipe.xlsx")
    assert told.exit == 3
    assert told.lines[1].startswith("■ pipe.xlsx: This is something that Remit does not know, not an Excel")


def test_a_folder_is_called_a_folder_by_validate_and_by_sync(command_line: Maker) -> None:
    here = command_line("north")
    here.office.path("north").mkdir(parents=True)
    (checked,) = here.run("validate", here.office.path("north"), "--format", "json").json["files"]
    (synced,) = here.run("sync", "--format", "json").json["workbooks"]
    assert (
        checked["reason"] == synced["reason"] == "This is a folder, not an Excel workbook (.xlsx or .xlsm)."
    )


def test_a_table_that_would_not_be_taken_in_is_held(command_line: Maker) -> None:
    here = command_line("north")
    members = SheetSpec(name="Members", table="Members", text=MEMBERS)
    again = SheetSpec(name="Members (2)", table="Members2", text=MEMBERS)
    (here.root / "twice.xlsx").write_bytes(workbook(members, again))
    told = here.run("validate", "twice.xlsx", "--format", "json")
    (found,) = told.json["files"]
    assert (told.exit, found["status"]) == (3, "held")
    assert found["reason"].startswith("There are several tables for Members: ")
    assert here.run("validate", "twice.xlsx").lines[0] == "twice.xlsx: ■ held back"


def test_rows_that_refer_to_a_deleted_sheet_are_held_by_validate_and_by_sync(command_line: Maker) -> None:
    here = command_line("north")
    file = here.office.write("north", members=MEMBERS, plan=PLAN)
    checked = here.run("validate", file, "--format", "json")
    synced = here.run("sync", "--format", "json")
    assert (checked.exit, checked.json["files"][0]["status"]) == (3, "held")
    assert checked.json["files"][0]["reason"] == (
        "The rows of Tracking plan refer to rows of Delegations, which could not be read. The last good rows"
        " of Tracking plan are kept."
    )
    assert (synced.exit, synced.json["workbooks"][0]["status"]) == (3, "held")


def test_a_sheet_without_rows_may_be_deleted(command_line: Maker) -> None:
    here = command_line("north")
    file = here.office.write("north", members=MEMBERS, kpis=KPIS)
    assert here.run("validate", file).exit == here.run("sync").exit == 0


@pytest.mark.parametrize("version", [SCHEMA_VERSION - 1, SCHEMA_VERSION + 1])
def test_a_workbook_of_another_layout_is_held_wherever_it_lies(command_line: Maker, version: int) -> None:
    here = command_line()
    members = SheetSpec(name="Members", table="Members", text=MEMBERS)
    (here.root / "other.xlsx").write_bytes(workbook(members, identity(team="north", schema_version=version)))
    told = here.run("validate", "other.xlsx", "--format", "json")
    (found,) = told.json["files"]
    assert (told.exit, found["team"], found["status"]) == (3, "north", "held")
    assert [each["code"] for each in found["issues"]] == ["WB-SCHEMA-CONFLICT"]


@pytest.mark.usefixtures("no_more_powers_than_others")
def test_a_file_that_may_not_be_read_is_locked(tmp_path: Path) -> None:
    closed = tmp_path / "closed.xlsx"
    closed.touch(mode=0o000)
    found = check(job_of(closed, programme=None, as_of=AS_OF))  # a process of its own has its powers back
    assert (found.verdict, found.issues[0].code) == ("unreadable", "WB-LOCKED")


# Folders


def test_a_file_in_the_place_of_the_private_folder(command_line: Maker) -> None:
    here = command_line("north")
    (here.root / ".remit").write_text("")
    for command in (["status"], ["history", "M1"], ["sync"], ["distribute"]):
        told = here.run(*command)
        assert told.exit == 2
        assert told.err.startswith(f"remit: Remit's private folder {here.root / '.remit'} cannot be used: ")
    told = here.run("doctor")
    assert told.exit == 1
    assert any(line.startswith(f"■ Folder {here.root / '.remit'} cannot be written: ") for line in told.lines)


@pytest.mark.usefixtures("no_more_powers_than_others")
def test_a_private_folder_that_may_not_be_looked_into(command_line: Maker) -> None:
    here = command_line("north")
    (here.root / ".remit").mkdir(mode=0o000)
    assert here.run("status").exit == here.run("sync").exit == 2
    assert here.run("doctor").exit == 1


def test_who_may_not_look_into_the_private_folder_may_validate(command_line: Maker) -> None:
    here = command_line("north", "south")
    mine = here.office.write("north", members=MEMBERS, kpis=KPIS)
    theirs = here.office.write("south", members=MEMBERS, kpis=KPIS, belongs_to="north")
    shutil.rmtree(here.root / ".remit")
    (here.root / ".remit").write_text("")  # as good as a folder that may not be looked into, for root too
    assert here.run("validate", mine).exit == 0
    (found,) = here.run("validate", theirs, "--format", "json").json["files"]
    assert (found["status"], found["issues"][0]["code"]) == ("held", "WB-TEAM-CONFLICT")


def test_a_lock_that_cannot_be_taken(command_line: Maker) -> None:
    here = command_line("north")
    (here.root / ".remit" / "lock.json").mkdir(parents=True)
    told = here.run("sync")
    assert told.exit == 2
    assert told.err.startswith(f"remit: Remit's private folder {here.root / '.remit'} cannot be used: ")
    (here.root / ".remit" / "lock.json").rmdir()
    assert here.run("sync").exit == 3  # the workbook is missing; the lock was given back


def test_a_demo_where_no_folder_can_be(command_line: Maker) -> None:
    here = command_line("north")
    told = here.run("demo", here.root / "remit.toml")
    assert told.exit == 2
    assert told.err.startswith(f"remit: The folder {here.root / 'remit.toml'} cannot be written: ")


def test_a_master_that_cannot_be_replaced_is_not_all_well(command_line: Maker) -> None:
    here = command_line("north")
    here.office.write("north", members=MEMBERS, kpis=KPIS)
    here.office.programme.master.mkdir()
    told = here.run("sync")
    assert told.exit == 3
    assert told.lines[-1] == "Next: do what is said beside ▲, then: remit sync"
    told = here.run("sync", "--format", "json")
    assert (told.exit, told.json["schema"]) == (3, "remit.sync")
    assert told.err.startswith("▲ Remit master.xlsx cannot be written (")


# Arguments and remit.toml


@pytest.mark.parametrize(
    ("arguments", "english", "chinese"),
    [
        (["sync", "--accept"], "--accept needs a value behind it.", "--accept 后面要写一个值。"),
        (["sync", "--full=yes"], "--full stands alone, without a value.", "--full 后面不写值。"),
        (["status", "a", "b"], "More was given than belongs here: a b.", "多余的内容：a b。"),
        (
            ["status", "--as-of", "9999-12-31"],
            '--as-of: "9999-12-31" is too early or too late. Allowed: 1900-03-01 to 2999-12-31.',
            "--as-of: “9999-12-31”过早或过晚。允许 1900-03-01 至 2999-12-31。",
        ),
    ],
)
def test_wrong_arguments_are_told_in_both_languages(
    command_line: Maker, arguments: list[str], english: str, chinese: str
) -> None:
    here = command_line("north")
    command = arguments[0]
    told = here.run(command, "--lang", "en", *arguments[1:])
    assert (told.exit, told.err) == (2, f"remit: {english}\nHelp: remit {command} --help\n")
    told = here.run(command, "--lang", "zh", *arguments[1:])
    assert (told.exit, told.err) == (2, f"remit：{chinese}\n帮助：remit {command} --help\n")


def test_doctor_tells_programs_the_mistakes_too(command_line: Maker) -> None:
    here = command_line("north")
    here.config('[programme]\nname = "X"\ntimezone = "Mars"\n')
    told = here.run("doctor", "--format", "json")
    assert told.exit == 2
    assert [(each["line"], each["key"]) for each in told.json["problems"]] == [
        (1, "cycle"),
        (1, "team"),
        (3, "programme.timezone"),
    ]
