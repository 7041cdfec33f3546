"""`remit adopt`: workbooks that an administrator accepts knowingly, and what stays held back all the same."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from sync.adopting import AdoptError, Wish, adopt
from sync.commands.adopt import owner_of
from sync.store.store import Store
from tests.sync.commandline import CommandLine, Told
from tests.sync.programmes import AS_OF, CYCLE, KPIS, MEMBERS, STARTED, Office
from tests.sync.workbooks import SheetSpec, edited, identity, workbook

Maker = Callable[..., CommandLine]

MOTIVATION = """
    | Member | Motivation |
    |--------|------------|
    | M1     | 5          |
"""
OTHER_MEMBERS = MEMBERS.replace("M1", "M4")


@pytest.fixture
def here(command_line: Maker, monkeypatch: pytest.MonkeyPatch) -> CommandLine:
    monkeypatch.setenv("LOGNAME", "ana")
    made = command_line("NORTH", "SOUTH")
    for team in ("NORTH", "SOUTH"):
        made.office.write(team, members=MEMBERS)
    made.office.consolidate()
    return made


def nobodys(**says: object) -> bytes:
    """A workbook with the members of NORTH that says this of itself; with nothing, one without identity."""
    sheets = [SheetSpec(name="Members", table="Members", text=MEMBERS)]
    return workbook(*sheets, *([identity(**says)] if says else []))


def other_programme(root: Path) -> bytes:
    return Office(root, "NORTH").workbook("NORTH", members=MEMBERS)


def status(here: CommandLine, team: str = "NORTH") -> tuple[str, str]:
    here.office.consolidate()
    return here.office.statuses()[team]


def adopted(here: CommandLine, file: Path, *more: str, team: str = "north") -> Told:
    told = here.run("adopt", file, "--team", team, *more)
    assert (told.exit, told.err) == (0, "")
    return told


KINDS: dict[str, Callable[[CommandLine], bytes]] = {
    "WB-IDENTITY-MISSING": lambda here: nobodys(),
    "WB-TEAM-CONFLICT": lambda here: here.office.workbook("SOUTH", members=OTHER_MEMBERS),
    "WB-CYCLE-CONFLICT": lambda here: nobodys(team="NORTH", cycle="2026-Q3", schema_version=1),
    "WB-TOKEN-CONFLICT": lambda here: other_programme(here.root / "theirs"),
}


@pytest.mark.parametrize("code", KINDS)
def test_what_is_held_back_is_read_once_it_is_accepted_also_when_it_changes_and_no_other_is(
    here: CommandLine, code: str
) -> None:
    data = KINDS[code](here)
    north, south = here.office.put("NORTH", data), here.office.put("SOUTH", b"")
    assert status(here) == ("held", code)
    told = adopted(here, north)
    assert told.lines[0] == (
        "● workbooks/2026-Q4/North.xlsx is the workbook of North for 2026-Q4 from now on, in its place:"
        " workbooks/2026-Q4/North.xlsx"
    )
    assert told.lines[1].startswith("▲ Overruled: The workbook")
    assert told.lines[-1] == "Next: remit sync"
    assert status(here) == ("updated", "")
    assert [each.team for each in here.office.issues("WB-ADOPTED")] == ["NORTH"]
    assert status(here) == ("unchanged", "")

    here.office.put("NORTH", with_a_change(data))
    assert status(here) == ("updated", "")
    shutil.copy2(north, south)
    assert status(here, "SOUTH")[0] == ("updated" if code == "WB-TEAM-CONFLICT" else "held")


def with_a_change(data: bytes) -> bytes:
    """The same workbook saved again: other bytes, the same identity."""
    return edited(data, lambda name, content: content.replace(b"Cleo", b"Clea"))


def test_another_team_s_workbook_is_accepted_for_one_team_and_held_for_a_third(command_line: Maker) -> None:
    here = command_line("NORTH", "SOUTH", "WEST")
    for team in ("NORTH", "SOUTH", "WEST"):
        here.office.write(team, members=MEMBERS)
    north = here.office.path("NORTH")
    adopted(here, north, "--replace", team="SOUTH")
    shutil.copy2(north, here.office.path("WEST"))
    here.office.consolidate()
    assert here.office.statuses() == {
        "NORTH": ("updated", ""),
        "SOUTH": ("updated", ""),
        "WEST": ("held", "WB-TEAM-CONFLICT"),
    }
    assert here.office.issues("WB-COPY") == []


def test_a_copy_takes_the_place_of_the_workbook_which_is_kept_beside_it(here: CommandLine) -> None:
    north = here.office.path("NORTH")
    copy = north.with_name("North (1).xlsx")
    copy.write_bytes(here.office.workbook("NORTH", members=MEMBERS, kpis=KPIS))
    before, after = north.read_bytes(), copy.read_bytes()
    refused = here.run("adopt", copy, "--team", "north")
    assert (refused.exit, refused.out, north.read_bytes()) == (2, "", before)
    assert refused.err.startswith(f"remit: {north} is already there, and stays as it is.")
    told = adopted(here, copy, "--replace", "--reason", "the newer one")
    kept = north.with_name("North.xlsx.replaced-20261113-200000")
    assert "● The file that was there before was kept: workbooks/2026-Q4/" + kept.name in told.lines
    assert (north.read_bytes(), copy.read_bytes(), kept.read_bytes()) == (after, after, before)
    assert status(here) == ("updated", "")
    assert here.office.keys("NORTH", "kpis") == ["K1", "K2"]
    assert here.office.issues("WB-ADOPTED") == []
    copy.write_bytes(before)
    adopted(here, copy, "--replace")
    assert north.with_name(kept.name + "-2").read_bytes() == after


def test_a_renamed_workbook_is_put_back(here: CommandLine) -> None:
    north = here.office.path("NORTH")
    renamed = north.rename(north.with_name("North final.xlsx"))
    assert status(here)[1] == "WB-ABSENT"
    adopted(here, renamed)
    assert status(here) == ("unchanged", "")


def test_who_when_what_and_why_are_kept_and_told(here: CommandLine) -> None:
    north = here.office.put("NORTH", nobodys())
    sha256 = hashlib.sha256(north.read_bytes()).hexdigest()
    told = adopted(here, north, "--reason", "  made  by hand ", "--format", "json").json
    assert told == {
        "schema": "remit.adopt",
        "version": 1,
        "team": "NORTH",
        "cycle": "2026-Q4",
        "file": str(north),
        "workbook": str(north),
        "status": "adopted",
        "code": "WB-IDENTITY-MISSING",
        "reason": "The workbook does not say which team it belongs to: its hidden sheet _remit is missing.",
        "sha256": sha256,
        "by": "ana",
        "at": "2026-11-13T20:00:00+00:00",
        "kept": "",
    }
    (adoption,) = here.run("status", "--format", "json").json["adopted"]
    assert adoption == {
        "team": "NORTH",
        "file": str(north),
        "sha256": sha256,
        "workbook_id": "",
        "code": "WB-IDENTITY-MISSING",
        "reason": "made by hand",
        "by": "ana",
        "at": "2026-11-13T20:00:00+00:00",
    }
    line = (
        f"North: accepted by hand on 2026-11-14 04:00 by ana from {north}, although WB-IDENTITY-MISSING spoke"
        " against it. Reason given: made by hand"
    )
    assert line in here.run("status").lines
    log = (here.root / ".remit" / "logs" / "remit.log").read_text(encoding="utf-8")
    assert (
        f"{north} was accepted by ana as the workbook of NORTH for 2026-Q4: {north}, SHA-256 {sha256}" in log
    )


def test_of_a_team_the_last_accepted_workbook_counts_and_its_own_always(here: CommandLine) -> None:
    own = here.office.path("NORTH").read_bytes()
    first, second = nobodys(), other_programme(here.root / "theirs")
    for data in (first, second):
        adopted(here, here.office.put("NORTH", data))
        assert status(here) == ("updated", "")
    here.office.put("NORTH", first)
    assert status(here) == ("held", "WB-IDENTITY-MISSING")
    here.office.put("NORTH", own)
    assert status(here)[0] in ("updated", "unchanged")
    told = adopted(here, here.office.path("NORTH"), "--format", "json").json
    assert (told["status"], told["code"]) == ("own", "")
    with Store(here.office.programme.store) as store:
        assert len(store.adoptions(CYCLE.id)) == 2


def test_validate_judges_an_accepted_workbook_as_the_nightly_run_does(here: CommandLine) -> None:
    north = here.office.put("NORTH", nobodys())
    assert here.run("validate", north, "--format", "json").json["files"][0]["status"] == "held"
    adopted(here, north)
    assert here.run("validate", north, "--format", "json").json["files"][0]["status"] == "issues"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "WB-EMPTY"),
        (nobodys(team="SOUTH", cycle="2026-Q4", schema_version=99), "WB-SCHEMA-CONFLICT"),
    ],
)
def test_what_cannot_be_read_cannot_be_accepted(here: CommandLine, data: bytes, code: str) -> None:
    before = here.office.path("NORTH").read_bytes()
    file = here.root / "in.xlsx"
    file.write_bytes(data)
    told = here.run("adopt", file, "--team", "NORTH", "--replace", "--format", "json")
    assert (told.exit, told.json["status"], told.json["code"]) == (3, "refused", code)
    assert here.run("adopt", file, "--team", "NORTH").lines[0] == (
        "■ in.xlsx was not accepted as the workbook of North. Nothing was done."
    )
    assert here.office.path("NORTH").read_bytes() == before
    with Store(here.office.programme.store) as store:
        assert store.adoptions(CYCLE.id) == []


def test_nobody_s_open_workbook_is_replaced(here: CommandLine) -> None:
    north = here.office.path("NORTH")
    north.with_name("~$North.xlsx").write_bytes(b"")
    file = here.root / "in.xlsx"
    file.write_bytes(nobodys())
    told = here.run("adopt", file, "--team", "NORTH", "--replace")
    assert told.exit == 2
    assert told.err == (
        f"remit: {north} is marked as open: ~$North.xlsx lies beside it. Have it saved and closed; if nobody"
        " has it open, delete ~$North.xlsx. Then try again.\n"
    )


def test_a_leads_workbook_is_accepted_for_a_lead_and_for_nobody_else(tmp_path: Path) -> None:
    office = Office(tmp_path, "NORTH", "SOUTH")
    teams = tuple(replace(each, lead_workbook="leads/{name}.xlsx") for each in office.programme.teams)
    office.programme = replace(office.programme, teams=teams)
    file = tmp_path / "in.xlsx"

    def taken(team: str) -> bool:
        wish = Wish(file=file, team=owner_of(office.programme, team), cycle=CYCLE, by="ana", at=STARTED)
        return adopt(office.programme, wish, as_of=AS_OF).adoption is not None

    file.write_bytes(office.workbook("SOUTH/lead", motivation=MOTIVATION))
    with pytest.raises(AdoptError, match="cannot be the workbook of NORTH:"):
        taken("NORTH")
    assert taken("north/lead")
    for data in (nobodys(), office.workbook("NORTH", members=MEMBERS)):
        file.write_bytes(data)
        with pytest.raises(AdoptError, match="cannot be the workbook of SOUTH/lead:"):
            taken("South/lead")
    assert taken("NORTH")
    office.consolidate()
    assert [office.statuses()[each] for each in ("NORTH", "NORTH/lead")] == [("updated", "")] * 2


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["in.xlsm", "--team", "NORTH"], "different endings"),
        (["in.xlsx", "--team", "EAST"], "EAST"),
        (["in.xlsx", "--team", "NORTH", "--cycle", "2027-Q1"], "2027-Q1"),
        (["in.xlsx"], "--team is missing."),
    ],
)
def test_what_is_wrongly_asked_for_is_told(here: CommandLine, arguments: list[str], said: str) -> None:
    for name in ("in.xlsx", "in.xlsm"):
        (here.root / name).write_bytes(nobodys())
    told = here.run("adopt", *arguments)
    assert (told.exit, told.out) == (2, "")
    assert said in told.err
