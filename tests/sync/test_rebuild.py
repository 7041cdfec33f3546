"""`remit rebuild`: the master of a past run, from the store alone."""

from __future__ import annotations

import dataclasses
import datetime as dt
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from delegation.labels import labels
from sync.figures import weeks_of
from sync.master import MasterContent, build_master
from sync.master.figures import build_content
from sync.programme.model import Cycle, Team
from sync.rebuild import OutputError, content_at, rebuild
from sync.run.report import SyncReport
from sync.store.errors import NoRunByThenError, UnknownRunError
from sync.store.store import Store
from tests.sync.commandline import CommandLine
from tests.sync.programmes import AS_OF, CYCLE, KPIS, MEMBERS, Office

DELEGATIONS = """
    | delegation_id | title | objective                 | expected_outcome | delegator | delegate | start      | due        | effort_hours | authority_level | status   | check_in_days |
    |---------------|-------|---------------------------|------------------|-----------|----------|------------|------------|--------------|-----------------|----------|---------------|
    | D1            | Page  | Publish 3 pages by winter | Pages are live   | Ana       | Ben      | 2026-10-05 | 2026-11-11 | 40           | 3               | proposed | 5             |
    | D2            | Audit | Check 12 files by winter  | Files are clean  | Ana       | Cleo     | 2026-10-12 | 2026-12-18 | 20           | 3               | proposed | 5             |
"""  # noqa: E501 - a table stays a table
NEXT = Cycle(id="2027-Q1", first=dt.date(2027, 1, 1), last=dt.date(2027, 3, 31))
Maker = Callable[..., CommandLine]


class Nights:
    """An office whose master's content is taken down after every run."""

    def __init__(self, root: Path) -> None:
        self.office = Office(root, "north", "south")
        self.office.programme = dataclasses.replace(self.office.programme, cycles=(CYCLE, NEXT))
        self.then: list[MasterContent] = []

    def run(self, as_of: dt.date = AS_OF, accept: tuple[str, ...] = ()) -> SyncReport:
        report = self.office.run(as_of=as_of, accept=accept)
        with Store(self.office.programme.store) as store:
            self.then.append(build_content(store, self.office.programme, report.run, as_of))
        return report


@pytest.fixture
def nights(nights_once: tuple[Nights, Path]) -> Nights:
    """The same for every test, in the folder where they were."""
    made, kept = nights_once
    shutil.rmtree(made.office.programme.root)
    shutil.copytree(kept, made.office.programme.root)
    return made


@pytest.fixture(scope="module")
def nights_once(tmp_path_factory: pytest.TempPathFactory) -> tuple[Nights, Path]:
    """Nine runs in which about everything happens that can happen to a workbook, over two cycles; with a copy
    of all that they leave.
    """
    made = Nights(tmp_path_factory.mktemp("nights"))
    office, day = made.office, dt.timedelta(days=1)
    office.write("north", members=MEMBERS, kpis=KPIS, delegations=DELEGATIONS)
    made.run()  # South has not handed in anything yet
    office.write("south", members=MEMBERS, kpis=KPIS)
    office.write("north", members=MEMBERS, kpis=KPIS, delegations=DELEGATIONS.replace("2026-12-18", "soon"))
    made.run(AS_OF + day)
    made.run(AS_OF + day)  # nothing has changed
    office.write("north", members=MEMBERS.replace("| 32 ", "| 30 "), kpis=KPIS, delegations=DELEGATIONS)
    office.path("south").unlink()
    made.run(AS_OF + 5 * day)
    emptied = "\n".join(MEMBERS.splitlines()[:4])
    office.write("south", by="Ben", members=emptied, kpis=KPIS)
    made.run(AS_OF + 7 * day)  # more than half of South's members are gone: held back
    made.run(AS_OF + 7 * day, accept=("south:members",))
    office.put("north", b"PK no workbook")
    made.run(AS_OF + 9 * day)
    made.run(NEXT.first + 4 * day)  # nobody has handed in anything for the new cycle
    office.write("north", by="Cleo", members=MEMBERS, kpis=KPIS, delegations=DELEGATIONS)
    made.run(AS_OF + 10 * day)
    return made, shutil.copytree(office.programme.root, tmp_path_factory.mktemp("kept") / "nights")


def test_the_master_of_every_past_run_says_what_it_said_then(nights: Nights) -> None:
    programme = nights.office.programme
    with Store(programme.store) as store:
        again = [content_at(store.at(content.run), programme) for content in nights.then]
    assert [without_order(each) for each in again] == [without_order(each) for each in nights.then]
    assert [figures_by_key(each) for each in again] == [figures_by_key(each) for each in nights.then]
    assert [decisions_by_key(each) for each in again] == [decisions_by_key(each) for each in nights.then]


def without_order(content: MasterContent) -> MasterContent:
    """Rows by their keys: where a row lay in its workbook is no history. Figures are compared apart."""
    records = {
        table: tuple(sorted(found, key=lambda each: each.key)) for table, found in content.records.items()
    }
    return dataclasses.replace(content, records=records, figures=None, decisions=None)


def decisions_by_key(content: MasterContent) -> dict[str, object]:
    """What there is to decide upon in every team, by what it is of."""
    assert content.decisions is not None
    return {
        team: (
            each.outlooks,
            each.moves,
            each.review.team,
            each.review.members,
            {found.kpi_id: found for found in each.review.kpis},
            {found.member_id: found for found in each.review.recognition},
            {found.member_id: found for found in each.review.authority},
        )
        for team, each in content.decisions.items()
    }


def figures_by_key(content: MasterContent) -> dict[str, object]:
    """The figures of every team and group, by what they are of."""
    assert content.figures is not None
    found: dict[str, object] = {
        f"{each.level}:{each.group_id}": dataclasses.replace(each, teams=tuple(sorted(each.teams)))
        for each in content.figures.groups
    }
    for each in content.figures.teams:
        weekly = weeks_of(each, content.figures.cycle, content.settings)
        people = {
            (window, person.member_id): person
            for window, usage in (("cycle", each.workload), ("week", each.week))
            for person in usage.people
        }
        delegations = {delegation.delegation_id: delegation for delegation in each.delegations}
        weeks = {person.member_id: person for person in weekly.people}
        found[each.team.id] = (each.kpis, each.owners, delegations, people, weeks, weekly.group)
    return found


def test_the_nights_differ(nights: Nights) -> None:
    """Or the test above would prove little."""
    assert [each.run for each in nights.then] == list(range(1, 10))
    assert [each.cycle for each in nights.then] == [CYCLE.id] * 7 + [NEXT.id] + [CYCLE.id]
    assert [tuple(team.status.value for team in each.teams) for each in nights.then] == [
        ("updated", "missing"),
        ("updated", "updated"),
        ("unchanged", "unchanged"),
        ("updated", "locked"),
        ("unchanged", "held"),
        ("unchanged", "updated"),
        ("unreadable", "unchanged"),
        ("missing", "missing"),
        ("updated", "unchanged"),
    ]


def test_the_newest_run_s_master_is_the_master(nights: Nights) -> None:
    programme = nights.office.programme
    made = rebuild(programme)
    assert made.file == programme.root / "Remit master run 9.xlsx"
    assert (made.run.run, made.is_new) == (9, True)
    assert made.file.read_bytes() == build_master(nights.then[-1])


def test_a_run_or_a_day_can_be_named(nights: Nights) -> None:
    programme = nights.office.programme
    assert rebuild(programme, run=4).run.run == 4
    assert rebuild(programme, as_of=AS_OF + dt.timedelta(days=6)).run.run == 4
    assert rebuild(programme, as_of=AS_OF).run.run == 1
    assert sorted(each.name for each in programme.root.glob("*run*")) == [
        "Remit master run 1.xlsx",
        "Remit master run 4.xlsx",
    ]


def test_the_cycle_is_the_run_s_also_where_remit_toml_no_longer_has_it(nights: Nights) -> None:
    moved = dataclasses.replace(CYCLE, first=CYCLE.first.replace(year=2025))
    later = dataclasses.replace(NEXT, first=AS_OF)
    programme = nights.office.programme
    for cycles in ((moved, later), (later,)):
        with Store(programme.store) as store:
            found = content_at(store.at(2), dataclasses.replace(programme, cycles=cycles))
        assert without_order(found) == without_order(nights.then[1])


def test_a_team_that_has_left_the_programme_is_left_out(nights: Nights) -> None:
    programme = dataclasses.replace(nights.office.programme, teams=(Team(id="south", name="Süd"),))
    with Store(programme.store) as store:
        found = content_at(store.at(2), programme)
    assert [each.name for each in found.teams] == ["Süd"]
    assert {each.team for rows in found.records.values() for each in rows} == {"south"}


def test_a_past_run_has_one_file_and_the_same_again_is_no_news(nights: Nights) -> None:
    programme = nights.office.programme
    first = rebuild(programme, run=2)
    before = first.file.stat().st_mtime_ns, first.file.read_bytes()
    again = rebuild(programme, run=2)
    assert again == dataclasses.replace(first, is_new=False)
    assert (again.file.stat().st_mtime_ns, again.file.read_bytes()) == before


def test_nothing_else_is_overwritten(nights: Nights) -> None:
    programme = nights.office.programme
    taken = programme.root / "Remit master run 2.xlsx"
    taken.write_bytes(b"a person's own")
    for output in (None, programme.master, nights.office.path("south")):
        file = output or taken
        before = file.read_bytes()
        with pytest.raises(OutputError) as caught:
            rebuild(programme, run=2, output=output)
        assert str(caught.value) == (
            f"{file} is already there with other contents, and stays as it is. Name another file with"
            " --output FILE, or move that one away."
        )
        assert file.read_bytes() == before


def test_neither_store_nor_master_is_touched(nights: Nights) -> None:
    programme = nights.office.programme
    files = (programme.store, programme.master)
    before = [each.read_bytes() for each in files]
    rebuild(programme, run=3)
    assert [each.read_bytes() for each in files] == before


def test_another_file_can_be_named(nights: Nights, tmp_path: Path) -> None:
    file = tmp_path / "archive" / "November.XLSX"
    assert rebuild(nights.office.programme, run=2, output=file).file == file
    assert file.read_bytes().startswith(b"PK")


def test_what_cannot_be_written_is_said(nights: Nights, tmp_path: Path) -> None:
    folder = tmp_path / "folder.xlsx"
    folder.mkdir()
    in_the_way = tmp_path / "file"
    in_the_way.touch()
    for output, reason in (
        (folder, "taken"),
        (in_the_way / "a.xlsx", "unwritable"),
        (tmp_path / f"{'a' * 300}.xlsx", "unwritable"),
        (tmp_path / "master.pdf", "ending"),
    ):
        with pytest.raises(OutputError) as caught:
            rebuild(nights.office.programme, run=2, output=output)
        assert (caught.value.file, caught.value.reason) == (output, reason)


def test_a_run_that_never_was_and_a_day_before_the_first(nights: Nights) -> None:
    programme = nights.office.programme
    with pytest.raises(UnknownRunError) as unknown:
        rebuild(programme, run=10)
    assert str(unknown.value) == "There was no run 10. There are runs 1 to 9."
    with pytest.raises(NoRunByThenError) as before:
        rebuild(programme, as_of=AS_OF - dt.timedelta(days=1))
    assert before.value.text(labels("zh")) == (
        "没有截至 2026-11-12 或更早的运行。最早的一次截至 2026-11-13：请指定该日或更晚的日期。"
    )
    assert list(programme.root.glob("*run*")) == []


# The command


def test_the_command_makes_the_file_and_says_where_it_is(command_line: Maker) -> None:
    here = command_line("north")
    here.office.write("north", members=MEMBERS, kpis=KPIS)
    here.run("sync", "--as-of", "2026-11-13")
    here.run("sync", "--as-of", "2026-11-20")
    file = here.root / "Remit master run 1.xlsx"
    told = here.run("rebuild", "--as-of", "2026-11-19")
    assert told.exit == 0
    assert told.lines == [f"● Master of run 1, as of 2026-11-13: {file}", f"Next: open {file}"]
    told = here.run("rebuild", "--run", "1")
    assert told.lines[0] == f"● Master of run 1, as of 2026-11-13, is already there: {file}"
    told = here.run("rebuild", "--format", "json", "--output", "newest.xlsx")
    assert told.json == {
        "schema": "remit.rebuild",
        "version": 1,
        "run": 2,
        "as_of": "2026-11-20",
        "file": str(here.root / "newest.xlsx"),
    }


def test_the_file_is_named_in_the_programmes_language(command_line: Maker) -> None:
    here = command_line("north", language="zh")
    here.office.write("north", members=MEMBERS, kpis=KPIS)
    here.run("sync", "--as-of", "2026-11-13")
    told = here.run("rebuild")
    assert (
        told.lines[0] == f"● 第 1 次运行的总表，截至 2026-11-13：{here.root / 'Remit master 第1次运行.xlsx'}"
    )


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (
            ["--run", "1", "--as-of", "2026-11-13"],
            "--run and --as-of exclude each other: name a run or a day.",
        ),
        (["--run", "2"], "There was no run 2. There are runs 1 to 1."),
        (["--run", "9" * 5000], None),
        (["--run", "-1"], None),
        (["--run", "last"], '--run: "last" is not the number of a run. Write it as in the sheet Runs of the'),
        (["--as-of", "2026-11-12"], "No run was made for 2026-11-12 or an earlier day."),
        (["--as-of", "yesterday"], '--as-of: "yesterday" is not a day.'),
        (["--output", "master"], "master: a master is an Excel workbook."),
        (["--output", "Remit master.xlsx", "--run", "1"], None),
    ],
)
def test_what_cannot_be_meant_is_said_and_nothing_is_written(
    command_line: Maker, arguments: list[str], told: str | None
) -> None:
    here = command_line("north")
    here.office.write("north", members=MEMBERS, kpis=KPIS)
    here.run("sync", "--as-of", "2026-11-13")
    (here.root / "Remit master.xlsx").write_bytes(b"a person's own")
    before = sorted(here.root.iterdir())
    done = here.run("rebuild", *arguments)
    assert (done.exit, done.out) == (2, "")
    assert done.err.startswith(f"remit: {told or ''}")
    assert (sorted(here.root.iterdir()), (here.root / "Remit master.xlsx").read_bytes()) == (
        before,
        b"a person's own",
    )


def test_before_the_first_run(command_line: Maker) -> None:
    done = command_line("north").run("rebuild")
    assert done.exit == 2
    assert "no run has been made. Run remit sync first." in done.err
