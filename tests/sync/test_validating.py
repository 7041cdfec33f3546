"""Files that are the death of who checks them: told as such, and the others are checked all the same."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator

import pytest

from delegation.labels import labels
from delegation.messages import message
from sync.limits import ChildLimits
from sync.reading.checking import CheckedFile, CheckJob, check, job_of
from sync.run.children import Children
from sync.validating import checking
from tests.sync.commandline import CommandLine
from tests.sync.programmes import AS_OF, KPIS, MEMBERS

Maker = Callable[..., CommandLine]

CRASHED = "The file ended the program that tried to read it. Nothing was taken from it."
COSTLY = "Reading the workbook takes more time than one workbook may take (3 s)."


def mortal(job: CheckJob) -> CheckedFile:
    """Checks a file, but for those whose names say what they do to their reader."""
    if job.file.name.startswith("abort"):
        os.abort()
    if job.file.name.startswith("hang"):
        time.sleep(600)
    if job.file.name.startswith("leave"):
        os._exit(0)
    return check(job)


@pytest.fixture
def children() -> Iterator[Children[CheckJob, CheckedFile]]:
    found = Children(mortal, ChildLimits(wall_seconds=3.0))
    yield found
    for each in found._kept:
        each.end()


@pytest.fixture
def here(
    command_line: Maker, children: Children[CheckJob, CheckedFile], monkeypatch: pytest.MonkeyPatch
) -> CommandLine:
    """A programme whose files are checked by mortals."""
    monkeypatch.setattr("sync.validating._checkers", lambda limits: children)
    made = command_line("north")
    for name in ("abort.xlsx", "hang.xlsx", "leave.xlsx", "good.xlsx"):
        (made.root / name).write_bytes(made.office.workbook("north", members=MEMBERS, kpis=KPIS))
    return made


def test_a_file_that_kills_its_reader_costs_itself_alone(
    here: CommandLine, children: Children[CheckJob, CheckedFile]
) -> None:
    names = ("abort.xlsx", "good.xlsx", "hang.xlsx", "leave.xlsx", "gone.xlsx")
    jobs = [job_of(here.root / name, programme=None, as_of=AS_OF) for name in names]
    with checking(jobs, ChildLimits(), children) as results:
        found = list(results)
    assert [(each.file.name, each.verdict.value, each.issues[0].code) for each in found] == [
        ("abort.xlsx", "unreadable", "WB-CRASHED"),
        ("good.xlsx", "issues", "MBR-COLUMN-MISSING"),
        ("hang.xlsx", "unreadable", "WB-COSTLY"),
        ("leave.xlsx", "unreadable", "WB-CRASHED"),
        ("gone.xlsx", "unreadable", "WB-MISSING"),
    ]
    assert message(found[0].issues[0], labels("en")) == CRASHED
    assert message(found[2].issues[0], labels("en")) == COSTLY


def test_the_command_says_so_and_ends_with_3(here: CommandLine) -> None:
    told = here.run("validate", "abort.xlsx")
    assert (told.exit, told.err) == (3, "")
    assert told.lines[0] == "abort.xlsx: ■ unreadable"
    assert told.lines[1].startswith(f"■ abort.xlsx: {CRASHED} Open it in Excel")
    (found,) = here.run("validate", "hang.xlsx", "--format", "json").json["files"]
    assert (found["status"], found["reason"], found["team"]) == ("unreadable", COSTLY, "")
    assert here.run("validate", "good.xlsx").exit == 0


def test_a_team_s_workbook_that_kills_its_reader_is_told_as_the_team_s(here: CommandLine) -> None:
    with (here.root / "remit.toml").open("a", encoding="utf-8") as config:
        config.write('workbook = "abort.xlsx"\n')
    (found,) = here.run("validate", "abort.xlsx", "--format", "json").json["files"]
    assert (found["team"], found["issues"][0]["code"]) == ("north", "WB-CRASHED")


def test_the_limits_are_the_programme_s(command_line: Maker) -> None:
    here = command_line("north")
    with (here.root / "remit.toml").open("a", encoding="utf-8") as config:
        config.write("[limits]\nrows = 10\n")
    rows = "".join(f"| M{number} | Ana {number} | 40 |\n" for number in range(12))
    (here.root / "large.xlsx").write_bytes(
        here.office.workbook("north", members=f"| member_id | name | weekly_hours |\n{rows}")
    )
    assert here.run("validate", "large.xlsx").exit == 3
