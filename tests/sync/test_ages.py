"""How old what is shown is: told wherever rows of a team are shown that the last run did not take in."""

from __future__ import annotations

from collections.abc import Callable

import openpyxl
import pytest

from tests.sync.commandline import CommandLine
from tests.sync.programmes import KPIS, MEMBERS

Maker = Callable[..., CommandLine]
LATER = ("--as-of", "2026-11-16")
ALL_OLD = "North: what is shown is as of 2026-11-13, 3 days old."
KPIS_OLD = "South: what is shown of KPIs is as of 2026-11-13, 3 days old."


@pytest.fixture
def here(command_line: Maker) -> CommandLine:
    """NORTH's workbook is away, SOUTH's has lost a sheet, WEST's is well, EAST's never came."""
    here = command_line("NORTH", "SOUTH", "WEST", "EAST")
    for team in ("NORTH", "SOUTH", "WEST"):
        here.office.write(team, members=MEMBERS, kpis=KPIS)
    assert here.run("sync", "--as-of", "2026-11-13").exit == 3
    here.office.path("NORTH").unlink()
    here.office.write("SOUTH", members=MEMBERS)
    assert here.run("sync", *LATER).exit == 3
    return here


def test_status_and_show_say_how_old_rows_are(here: CommandLine) -> None:
    for arguments in (["status"], ["show", "kpi"], ["show", "review"]):
        told = [line.removeprefix("▲ ") for line in here.run(*arguments, *LATER).lines]
        assert [line for line in told if "as of 2026-11-13" in line][-2:] == [ALL_OLD, KPIS_OLD]
    assert ALL_OLD not in here.run("show", "kpi", "--team", "SOUTH", *LATER).out
    old = [
        {"team": "NORTH", "last_good": "2026-11-13", "days": 3, "tables": []},
        {"team": "SOUTH", "last_good": "2026-11-13", "days": 3, "tables": ["kpis"]},
    ]
    assert here.run("show", "kpi", "--format", "json", *LATER).json["old"] == old
    assert "old" not in here.run("show", "kpi", "--team", "WEST", "--format", "json", *LATER).json
    found = {
        each["team"]: each["old"] for each in here.run("status", "--format", "json", *LATER).json["workbooks"]
    }
    assert found == {
        **{each.pop("team"): each for each in old},
        "WEST": None,
        "EAST": None,
    }


def test_the_feedback_page_says_so(here: CommandLine) -> None:
    def page(team: str) -> str:
        return here.office.path(team).with_suffix(".feedback.html").read_text(encoding="utf-8")

    assert f"<p>{ALL_OLD}</p>" in page("NORTH")
    assert f"<p>{KPIS_OLD}</p>" in page("SOUTH")
    assert "days old" not in page("WEST") + page("EAST")


def test_the_master_says_so_above_the_rows(here: CommandLine) -> None:
    book = openpyxl.load_workbook(here.root / "Remit master.xlsx", read_only=True)

    def above(sheet: str) -> list[str]:
        cells = [str(cell) for row in book[sheet].iter_rows(1, 6, values_only=True) for cell in row]
        return [each for each in cells if "rows from" in each]

    assert above("Members") == [f"9 rows from 3 teams ▲ {ALL_OLD}"]
    assert above("KPIs") == [f"6 rows from 3 teams ▲ {ALL_OLD} ▲ {KPIS_OLD}"]
