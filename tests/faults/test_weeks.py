"""Weeks of a programme: teams edit, break, rename, delete, restore and copy their workbooks; runs are killed.

A plain dictionary knows what has to be accepted; store, pages and master have to agree with it all the time.
"""

from __future__ import annotations

import json
import shutil
import signal
import tempfile
from pathlib import Path

import hypothesis.strategies as st
from hypothesis import Phase, settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from tests.faults.launch import FIRST, Launch, Mortal, killed, opened
from tests.faults.machine import LIBFIU, needs

TEAMS = ("EAST", "NORTH", "SOUTH")
FIRST_ROWS = {"M1": "Ana", "M2": "Ben", "M3": "Cleo", "M4": "Dora"}

Rows = dict[str, str]
"""Key → name: the members of one team."""

teams = st.sampled_from(TEAMS)
keys = st.sampled_from(["M1", "M2", "M3", "M4", "M5", "M6"])
names = st.sampled_from(["Ana", "Ben", "赵六", "=1+1", "a, b"])


class Weeks(RuleBasedStateMachine):
    """`sheets` is what stands in each team's workbook, None while that cannot be read; `accepted` what the
    store has to hold.
    """

    def __init__(self, mortal: Mortal) -> None:
        super().__init__()
        self.mortal = mortal
        self.folder = Path(tempfile.mkdtemp(prefix="remit-weeks-"))
        self.launch = Launch(self.folder / "launch", *TEAMS)
        self.sheets: dict[str, Rows | None] = {}
        self.accepted: dict[str, Rows] = {team: {} for team in TEAMS}
        self.versions: dict[tuple[object, ...], object] = {}

    def teardown(self) -> None:
        shutil.rmtree(self.folder)

    @initialize()
    def begin(self) -> None:
        for team in TEAMS:
            self.save(team, dict(FIRST_ROWS))
        self.run()

    # What people do

    @rule(team=teams, key=keys, name=names)
    def edit(self, team: str, key: str, name: str) -> None:
        self.save(team, {**(self.sheets[team] or FIRST_ROWS), key: name})

    @rule(team=teams, key=keys)
    def remove_a_row(self, team: str, key: str) -> None:
        rows = {**(self.sheets[team] or FIRST_ROWS)}
        if len(rows) > 1:
            rows.pop(key, None)
            self.save(team, rows)

    @rule(team=teams)
    def empty_most(self, team: str) -> None:
        rows = self.sheets[team] or FIRST_ROWS
        self.save(team, dict(list(rows.items())[:1]))

    @rule(team=teams)
    def restore(self, team: str) -> None:
        self.save(team, dict(FIRST_ROWS))

    @rule(team=teams, data=st.sampled_from([b"", b"PK\x03\x04", b"<html>Sign in</html>", bytes(5000)]))
    def break_it(self, team: str, data: bytes) -> None:
        self.put(team, data)

    @rule(team=teams)
    def cut_it_short(self, team: str) -> None:
        self.put(team, self.launch.office.workbook(team, members=text(FIRST_ROWS))[:-300])

    @rule(team=teams)
    def delete(self, team: str) -> None:
        self.path(team).unlink(missing_ok=True)
        self.sheets[team] = None

    @rule(team=teams)
    def rename(self, team: str) -> None:
        if self.path(team).exists():
            self.path(team).rename(self.path(team).with_name(f"{team.title()} of last week.xlsx"))
        self.sheets[team] = None

    @rule(one=teams, other=teams)
    def copy_over_another_team_s(self, one: str, other: str) -> None:
        if one != other and self.sheets[one] is not None:
            self.put(other, self.path(one).read_bytes())

    @rule(team=teams, name=names)
    def copy_beside(self, team: str, name: str) -> None:
        other = self.launch.office.workbook(team, members=text({"M1": name}))
        self.path(team).with_name(f"{team.title()} (1).xlsx").write_bytes(other)

    # What Remit does

    @rule()
    def run(self) -> None:
        self.accepted = self.after()
        waits = [team for team in TEAMS if self.sheets[team] != self.accepted[team]]
        assert self.sync() == (3 if waits else 0)
        seen = self.launch.seen()
        self.sync()
        assert self.launch.seen() == seen

    @rule(team=teams)
    def accept_the_loss(self, team: str) -> None:
        self.accepted = self.after(confirmed=team)
        assert self.sync("--accept", f"{team}:members") in (0, 3)

    @rule(at=st.integers(min_value=1, max_value=100))
    def run_and_be_killed(self, at: int) -> None:
        ended = self.mortal.run(*self.launch.sync, now=FIRST, fault=killed(at))
        assert ended.exit in (0, 3, -signal.SIGKILL)
        if self.current() != self.accepted:
            self.accepted = self.after()

    @invariant()
    def the_store_holds_what_the_model_says(self) -> None:
        assert self.current() == self.accepted

    @invariant()
    def history_only_grows(self) -> None:
        with opened(self.launch.office.programme.store) as connection:
            found = connection.execute("SELECT team, tbl, key, valid_from, data, valid_to FROM records")
            versions = {tuple(row[:-1]): row[-1] for row in found}
        assert self.versions.keys() <= versions.keys()
        assert all(until in (None, versions[version]) for version, until in self.versions.items())
        self.versions = versions

    def current(self) -> dict[str, Rows]:
        found: dict[str, Rows] = {team: {} for team in TEAMS}
        with opened(self.launch.office.programme.store) as connection:
            held = connection.execute("SELECT team, key, data FROM records WHERE valid_to IS NULL")
            for team, key, data in held:
                found[team][key] = json.loads(data)["name"]
        return found

    def after(self, confirmed: str = "") -> dict[str, Rows]:
        """What is accepted once a run has seen the workbooks as they are."""
        return {
            team: taken(known, self.sheets[team], team == confirmed) for team, known in self.accepted.items()
        }

    def sync(self, *more: str) -> int:
        return self.mortal.run(*self.launch.sync, *more, now=FIRST).exit

    def path(self, team: str) -> Path:
        return self.launch.office.path(team)

    def save(self, team: str, rows: Rows) -> None:
        self.launch.office.write(team, members=text(rows))
        self.sheets[team] = rows

    def put(self, team: str, data: bytes) -> None:
        self.launch.office.put(team, data)
        self.sheets[team] = None


def taken(known: Rows, sheet: Rows | None, confirmed: bool) -> Rows:
    """What a team's records are once its workbook has been looked into."""
    if sheet is None:
        return known
    gone = known.keys() - sheet.keys()
    return known if 2 * len(gone) > len(known) and not confirmed else sheet


def text(rows: Rows) -> str:
    """The sheet with these members."""
    body = "".join(f'| {key} | "{name}" | 40 |\n' for key, name in rows.items())
    return "| member_id | name | weekly_hours |\n|---|---|---|\n" + body


@needs(LIBFIU)
def test_records_are_those_that_a_dictionary_says(struck: Mortal) -> None:
    # A failure is told as it was found: to look for a shorter one takes minutes.
    few = settings(max_examples=6, stateful_step_count=16, deadline=None, phases=[Phase.generate])
    run_state_machine_as_test(lambda: Weeks(struck), settings=few)
