"""A run over all of them at once: each is explained in its own words, none stops or changes another one, and
no record is lost.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from sync.programme.config import load_programme
from sync.programme.private import log_path
from sync.store.store import Store
from tests.faults.hostile.cells import CELLS
from tests.faults.hostile.formats import FORMATS
from tests.faults.hostile.markup import MARKUP
from tests.faults.hostile.names import NAMES
from tests.faults.hostile.packages import PACKAGES
from tests.faults.hostile.places import GOOD_FOLDER, PLACES
from tests.sync.commandline import CONFIG
from tests.sync.programmes import CYCLE, Office

if sys.platform != "linux":
    pytest.skip("pipes, devices and permissions are those of Linux", allow_module_level=True)

HOSTILE = (*PACKAGES, *MARKUP, *CELLS, *NAMES, *PLACES, *FORMATS)
TEAMS = {f"h{number:03}": each for number, each in enumerate(HOSTILE)}
GOOD = GOOD_FOLDER
REMIT = "import sys; from sync.cli import main; sys.exit(main())"
LIMITS = """
[limits]
reader_seconds = 60
reader_memory_mb = 128
"""
TEAM = """
[[team]]
id = "{team}"
workbook = "{team}/{{cycle}}.xlsx"
"""
MEMBERS = """
    | member_id | name | role    | weekly_hours |
    |-----------|------|---------|--------------|
    | M1        | Ana  | Sales   | 40           |
    | M2        | Ben  | Service | 32           |
    | M3        | Cleo | Sales   | 20           |
"""
LEAVE = """
    | member_id | start      | end        | share | reason |
    |-----------|------------|------------|-------|--------|
    | M1        | 2026-10-05 | 2026-10-09 | 50%   | course |
    | M2        | 2026-11-02 | 2026-11-06 |       | family |
"""
TABLES = {"members": MEMBERS, "leave": LEAVE}


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """How a run ended, and what the store then knows: "table key field" → value, and "CODE cell", by team."""

    exit: int
    out: str
    err: str
    values: Mapping[str, Mapping[str, object]]
    issues: Mapping[str, Sequence[str]]

    @property
    def workbooks(self) -> dict[str, dict[str, Any]]:
        return {each["team"]: each for each in json.loads(self.out)["workbooks"]}


@dataclass(frozen=True, slots=True, kw_only=True)
class Nights:
    """A first run over good workbooks, a second one over the hostile files, and that one once more."""

    office: Office
    before: Ended
    after: Ended
    again: Ended


@pytest.fixture(scope="module")
def nights(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nights]:
    root = tmp_path_factory.mktemp("hostile")
    config = root / "remit.toml"
    sections = LIMITS + "".join(TEAM.format(team=team) for team in (GOOD, *TEAMS))
    config.write_text(CONFIG.format(language="en") + sections, encoding="utf-8")
    office = Office(root)
    office.programme = load_programme(config)
    good = {team: office.write(team, **TABLES).read_bytes() for team in (GOOD, *TEAMS)}
    before = run(office)
    office.write(GOOD, members=MEMBERS.replace("Cleo", "Clea"), leave=LEAVE)
    for team, hostile in TEAMS.items():
        path = office.path(team)
        path.unlink()
        hostile.lay(path, good[team])
    after = run(office)
    yield Nights(office=office, before=before, after=after, again=run(office))
    for folder in root.iterdir():
        if folder.is_dir():
            folder.chmod(0o755)
            shutil.rmtree(folder)


def run(office: Office) -> Ended:
    """One `remit sync` in a process of its own, for which permissions hold."""
    command = [sys.executable, "-c", REMIT, "sync", "--format", "json", "--as-of", "2026-11-13"]
    if os.geteuid() == 0:
        command = ["setpriv", "--bounding-set=-dac_override,-dac_read_search", *command]
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[3]), "LC_ALL": "C.UTF-8"}
    done = subprocess.run(
        command, cwd=office.programme.root, env=environment, capture_output=True, text=True, check=False
    )
    values: dict[str, dict[str, object]] = {}
    issues: dict[str, list[str]] = {}
    with Store(office.programme.store) as store:
        for record in store.current(CYCLE.id):
            for field, value in record.values.items():
                values.setdefault(record.team, {})[f"{record.table} {record.key} {field}"] = value
        for found in store.issues(CYCLE.id):
            issues.setdefault(found.team, []).append(f"{found.issue.code} {found.issue.cell}".strip())
    return Ended(exit=done.returncode, out=done.stdout, err=done.stderr, values=values, issues=issues)


def test_there_are_many_of_them_and_none_is_there_twice() -> None:
    assert len({each.name for each in HOSTILE}) == len(HOSTILE) >= 150


def test_the_run_comes_to_its_end(nights: Nights) -> None:
    assert [each.exit for each in (nights.before, nights.after, nights.again)] == [0, 3, 3]
    assert "Traceback" not in nights.after.out + nights.after.err


def test_one_file_alone_ends_its_reader(nights: Nights) -> None:
    """And no other one has met with a fault of ours, of which the log would tell."""
    log = log_path(nights.office.programme.private).read_text(encoding="utf-8")
    ended = [team for team, each in TEAMS.items() if "ended the program" in each.says]
    assert sorted(set(re.findall(r"(\w+): Remit itself failed", log))) == ended


def test_a_good_workbook_among_them_is_taken_in(nights: Nights) -> None:
    assert nights.after.workbooks[GOOD]["status"] == "updated"
    assert nights.after.values[GOOD]["members M3 name"] == "Clea"


@pytest.mark.parametrize("team", TEAMS, ids=[each.name for each in TEAMS.values()])
def test_a_hostile_file(nights: Nights, team: str) -> None:
    hostile, told = TEAMS[team], nights.after.workbooks[team]
    assert (told["status"], told["reason"] or "") == (hostile.status, Containing(hostile.says))
    assert news(nights.before.issues.get(team, []), nights.after.issues.get(team, [])) == sorted(
        hostile.finds
    )
    assert changed(nights.before.values[team], nights.after.values[team]) == hostile.sees


def test_one_more_run_changes_nothing(nights: Nights) -> None:
    assert json.loads(nights.again.out)["changes"] == {"added": 0, "changed": 0, "removed": 0}
    assert nights.again.values == nights.after.values
    assert nights.again.issues == nights.after.issues


class Containing(str):
    """Equal to every text in which it stands."""

    __slots__ = ()
    __hash__ = None  # type: ignore[assignment]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, str) and self[:] in str(other)


def news(before: Sequence[str], after: Sequence[str]) -> list[str]:
    found = list(after)
    for each in before:
        if each in found:
            found.remove(each)
    return sorted(found)


def changed(before: Mapping[str, object], after: Mapping[str, object]) -> dict[str, object]:
    """What stands there now instead of what stood there before; None for what has gone."""
    keys = before.keys() | after.keys()
    return {key: after.get(key) for key in keys if before.get(key) != after.get(key)}
