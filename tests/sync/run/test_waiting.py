"""A master that somebody has open: it waits, everybody who asks is told, and the next chance is taken."""

from __future__ import annotations

import datetime as dt
import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from openpyxl import load_workbook

from delegation.labels import labels
from sync.commands.daemon import is_waiting, publish_again
from sync.doctor import Check, Outcome, examine
from sync.programme.lock import ProgrammeLockedError, programme_lock
from sync.run.waiting import WaitingNote, read_waiting
from sync.store.store import Store
from tests.sync.commandline import NOW, CommandLine
from tests.sync.programmes import KPIS, MEMBERS

Maker = Callable[..., CommandLine]
# openpyxl drops what it does not know (sparklines) and says so.
pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported")
WHY = (
    "Remit master.xlsx is open in Excel (~$Remit master.xlsx lies beside it): the run is finished, and the"
    " filled master waits as Remit master (waiting).xlsx. Close the file; the next run swaps them and keeps"
    " what was written meanwhile."
)


@pytest.fixture
def here(command_line: Maker) -> CommandLine:
    """After a run, and with news in the workbook."""
    made = command_line("north")
    made.office.write("north", members=MEMBERS, kpis=KPIS)
    assert made.run("sync").exit == 0
    made.office.write("north", members=MEMBERS.replace("Cleo", "Clea"), kpis=KPIS)
    return made


@pytest.fixture
def opened(here: CommandLine) -> Iterator[Path]:
    """Somebody has the master open, until a test takes the file away."""
    owner = here.root / "~$Remit master.xlsx"
    owner.write_bytes(b"\x02Li")
    yield owner
    owner.unlink(missing_ok=True)


def names(here: CommandLine) -> list[object]:
    """The names of the members in the master, and what somebody wrote beside the first."""
    sheet = load_workbook(here.office.programme.master)["Members"]
    header = next(sheet.iter_rows(min_row=4, max_row=4, values_only=True))
    name, comment = header.index("Name"), header.index("Comment")
    rows = list(sheet.iter_rows(min_row=5, max_row=7, values_only=True))
    return [rows[0][comment], *(row[name] for row in rows)]


def write_comment(here: CommandLine, text: str) -> None:
    """Somebody writes a comment on the first member into the master, and saves it."""
    path = here.office.programme.master
    book = load_workbook(path)
    sheet = book["Members"]
    header = [cell.value for cell in sheet[4]]
    sheet.cell(5, header.index("Comment") + 1, text)
    book.save(path)


def check(here: CommandLine, name: str, now: dt.datetime = NOW) -> list[Check]:
    checks, _ = examine(lambda: here.root / "remit.toml", lambda: now)
    return [each for each in checks if each.name == name]


def test_a_run_notes_the_master_that_waits_and_since_when(here: CommandLine, opened: Path) -> None:
    told = here.run("sync")
    assert (told.exit, f"▲ {WHY}" in told.lines) == (3, True)
    note = read_waiting(here.root / ".remit")
    assert note == WaitingNote(
        since=NOW,
        run=2,
        path=here.root / "Remit master (waiting).xlsx",
        why={"en": WHY, "zh": note.why["zh"] if note else ""},
    )
    assert note.text(labels("zh")).startswith("Remit master.xlsx 正在 Excel 中打开")
    here.run("sync", "--full")
    again = read_waiting(here.root / ".remit")
    assert again is not None
    assert (again.since, again.run) == (NOW, 3)


def test_the_next_chance_swaps_it_without_a_run_and_keeps_what_was_written_meanwhile(
    here: CommandLine, opened: Path
) -> None:
    programme = here.office.programme
    here.run("sync")
    assert is_waiting(programme)
    assert publish_again(programme) == ""
    write_comment(here, "call him")
    assert names(here) == ["call him", "Ana", "Ben", "Cleo"]
    here.office.path("north").unlink()  # no workbook is looked into
    opened.unlink()
    assert publish_again(programme) == (
        f"{programme.master} has been put in its place and shows the newest run."
    )
    assert names(here) == ["call him", "Ana", "Ben", "Clea"]
    assert not is_waiting(programme)
    assert not (here.root / "Remit master (waiting).xlsx").exists()
    with Store(programme.store) as store:
        assert [each.run for each in store.runs()] == [2, 1]
        assert [(each.key, each.value) for each in store.written()] == [("north:M1", "call him")]


def test_the_next_run_swaps_it_too(here: CommandLine, opened: Path) -> None:
    here.run("sync")
    opened.unlink()
    assert here.run("sync").exit == 0
    assert not is_waiting(here.office.programme)
    assert names(here) == [None, "Ana", "Ben", "Clea"]


def test_a_try_while_a_run_is_under_way_is_for_the_run(here: CommandLine, opened: Path) -> None:
    here.run("sync")
    with programme_lock(here.root / ".remit", "remit sync"), pytest.raises(ProgrammeLockedError):
        publish_again(here.office.programme)


def test_nothing_to_publish_before_the_first_run(command_line: Maker) -> None:
    here = command_line("north")
    assert publish_again(here.office.programme) == ""
    assert not here.office.programme.master.exists()


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"since": 7}', '{"since": "2026-11-13", "why": []}'])
def test_a_note_that_says_nothing_is_none(here: CommandLine, text: str) -> None:
    (here.root / ".remit" / "waiting.json").write_text(text, encoding="utf-8")
    assert read_waiting(here.root / ".remit") is None


# Who asks is told


def test_status_has_a_line_while_the_master_waits(here: CommandLine, opened: Path) -> None:
    assert f"▲ {WHY}" not in here.run("status").lines
    here.run("sync")
    assert f"▲ {WHY}" in here.run("status").lines
    assert here.run("status", "--format", "json").json["waiting"] == {
        "file": str(here.root / "Remit master (waiting).xlsx"),
        "run": 2,
        "since": NOW.isoformat(),
        "reason": WHY,
    }


def test_doctor_says_since_when_the_master_waits_and_why(here: CommandLine, opened: Path) -> None:
    (found,) = check(here, "master")
    assert (found.outcome, found.text) == (Outcome.OK, "master")
    here.run("sync")
    (found,) = check(here, "master", NOW + dt.timedelta(hours=9, minutes=59))
    facts = {name: found.params[name] for name in ("since", "hours", "run", "file")}
    assert (found.outcome, found.text) == (Outcome.WARN, "master_waiting")
    assert facts == {
        "since": "2026-11-14 04:00",
        "hours": 9,
        "run": 2,
        "file": "Remit master (waiting).xlsx",
    }
    told = json.loads(here.run("doctor", "--format", "json").out)["checks"]
    assert [each for each in told if each["check"] == "master"] == [
        {
            "check": "master",
            "status": "warn",
            "found": (
                "Remit master (waiting).xlsx, with run 2, has been waiting since 2026-11-14 04:00 (0 hours)"
            ),
            "mend": WHY,
        }
    ]


@pytest.mark.parametrize(("days", "told"), [(2, []), (4, [4])])
def test_doctor_tells_of_an_excel_that_died_with_the_master_open(
    here: CommandLine, opened: Path, days: int, told: list[int]
) -> None:
    moment = (NOW - dt.timedelta(days=days)).timestamp()
    os.utime(opened, (moment, moment))
    found = [each for each in check(here, "master") if each.text == "owner_old"]
    assert [each.params["days"] for each in found] == told


def test_doctor_looks_at_the_template(here: CommandLine) -> None:
    (found,) = check(here, "template")
    assert (found.outcome, found.text) == (Outcome.OK, "template_none")
    assert here.run("master", "template").exit == 0
    (found,) = check(here, "template")
    assert (found.outcome, found.text) == (Outcome.OK, "template")
    (here.root / "master-template.xlsx").write_bytes(b"torn")
    told = json.loads(here.run("doctor", "--format", "json", "--lang", "zh").out)["checks"]
    (line,) = [each for each in told if each["check"] == "template"]
    assert (line["status"], line["found"]) == ("warn", "无法使用")
    assert line["mend"].endswith(
        "在此之前使用 Remit 自带的模板；remit master template --reset 可将其放回原位。"
    )
