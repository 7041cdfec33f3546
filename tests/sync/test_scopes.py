"""Masters of a department and of one team, and one for those who may see what is personal: what is in none of
their files, wherever in the package, is what others have.
"""

from __future__ import annotations

import dataclasses
import zipfile
from pathlib import Path

import pytest

from sync.programme.model import Master, Scope
from tests.sync.programmes import Office
from tests.workbook_templates.recalculation import opened

# Words that stand nowhere but in one team's workbook, or beside its rows.
NORTH, SOUTH, WEST = "Nordlicht", "Suedwind", "Westwerk"
PERSONAL = "Familienfeier"


def members(word: str) -> str:
    return f"""
    | member_id | name       | weekly_hours |
    |-----------|------------|--------------|
    | M1        | {word} Ana | 40           |
    | M2        | {word} Ben | 32           |
    """


def delegations(word: str) -> str:
    return f"""
    | delegation_id | title       | objective              | expected_outcome | delegator  | delegate   | start      | due        | effort_hours | authority_level | status      |
    |---------------|-------------|------------------------|------------------|------------|------------|------------|------------|--------------|-----------------|-------------|
    | D1            | {word} work | {word} publishes 3 pages | {word} is live | {word} Ana | {word} Ben | 2026-10-05 | 2026-11-02 | 120          | 3               | in_progress |
    | {word}9       | {word} bad  | {word} publishes 3 pages | {word} is live | {word} Ana | {word} Ben | 2026-10-05 | {word} day | 120          | 3               | in_progress |
    """  # noqa: E501 - a table stays a table


KPIS = """
    | kpi_id | name      | owner      | direction | target | frequency | aggregation |
    |--------|-----------|------------|-----------|--------|-----------|-------------|
    | K1     | WORD rate | WORD Ana   | higher    | 100    | monthly   | last        |
"""
EVALUATIONS = f"""
    | Member        | Period  | Date       | Quality | Evaluator     | Comment    |
    |---------------|---------|------------|---------|---------------|------------|
    | {NORTH} Ana | 2026-Q4 | 2026-11-02 | 4       | {NORTH} Ben | {PERSONAL} |
    | {NORTH} Ben | 2026-Q4 | {PERSONAL} | 4       | {NORTH} Ben |            |
"""


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """Three nights; before the last one somebody wrote beside every row of the programme's own master."""
    root = tmp_path_factory.mktemp("scopes")
    office = Office(root, "north", "south", "west")
    departments = {"north": "Sales", "south": "Sales", "west": "Works"}
    teams = tuple(
        dataclasses.replace(
            team,
            department=departments[team.id],
            lead_workbook="leads/{cycle}/{name}.xlsx" if team.id == "north" else "",
        )
        for team in office.programme.teams
    )
    masters = (
        Master(file=root / "North.xlsx", name="North.xlsx", scope=Scope.TEAM, of="north"),
        Master(file=root / "Sales.xlsx", name="Sales.xlsx", scope=Scope.DEPARTMENT, of="Sales"),
        Master(file=root / "Leads.xlsx", name="Leads.xlsx", sensitive=True),
    )
    office.programme = dataclasses.replace(office.programme, teams=teams, more_masters=masters)
    for team, word in (("north", NORTH), ("south", SOUTH), ("west", WEST)):
        office.write(
            team, members=members(word), delegations=delegations(word), kpis=KPIS.replace("WORD", word)
        )
    office.write("north/lead", evaluations=EVALUATIONS)
    office.run()
    decide(office.programme.master)
    office.run(full=True)
    more = f"{members(SOUTH).rstrip()}\n    | M3        | {SOUTH} Cleo | 20           |\n"
    office.write("south", members=more, delegations=delegations(SOUTH), kpis=KPIS.replace("WORD", SOUTH))
    office.run()
    return office


def decide(file: Path) -> None:
    """Writes a word of its team beside every delegation of the master."""
    book = opened(file.read_bytes())
    sheet = book["Delegations"]
    header = next(row for row in sheet.iter_rows() if any(cell.value == "Comment" for cell in row))
    column = next(cell.column for cell in header if cell.value == "Comment")
    words = {"north": NORTH, "south": SOUTH, "west": WEST}
    for row in sheet.iter_rows(min_row=header[0].row + 1):
        if row[1].value in words:
            sheet.cell(row[0].row, column).value = f"{words[str(row[1].value)]} decided"
    book.save(file)


def found_in(file: Path) -> set[str]:
    """Which of the words stand anywhere in the package, in names of parts and of sheets as well."""
    with zipfile.ZipFile(file) as package:
        parts = [f"{name} {package.read(name).decode('utf-8', 'replace')}" for name in package.namelist()]
    words = (NORTH, SOUTH, WEST, PERSONAL, "South", "West", "south:", "west:")
    return {word for word in words if any(word in part for part in parts)}


def texts_of(file: Path) -> bytes:
    with zipfile.ZipFile(file) as package:
        return b"".join(package.read(name) for name in package.namelist())


def test_a_master_has_nothing_of_teams_outside_its_scope(office: Office) -> None:
    assert found_in(office.programme.master) == {NORTH, SOUTH, WEST, "South", "West", "south:", "west:"}
    assert found_in(office.programme.root / "North.xlsx") == {NORTH}
    assert found_in(office.programme.root / "Sales.xlsx") == {NORTH, SOUTH, "South", "south:"}


def test_what_is_personal_is_in_the_sensitive_master_alone(office: Office) -> None:
    assert found_in(office.programme.root / "Leads.xlsx") >= {NORTH, SOUTH, WEST, PERSONAL}
    rows = [
        [cell.value for cell in row]
        for row in opened((office.programme.root / "North.xlsx").read_bytes())["Exceptions"].iter_rows()
    ]
    [told] = [row for row in rows if "EVL-DATE-TYPE" in row]
    assert (
        "Something personal is not as it should be; what it is, only those who may see it are told." in told
    )


def test_runs_count_what_they_were_to_the_teams_of_the_master(office: Office) -> None:
    def runs(file: Path) -> list[tuple[object, ...]]:
        rows = list(opened(file.read_bytes())["Runs"].iter_rows(values_only=True))
        header = next(row for row in rows if "Rows added" in row)
        names = ("Run", "Workbooks", "Rows added", "Rows changed", "Rows removed", "Errors")
        wanted = [header.index(name) for name in names]
        return [tuple(row[each] for each in wanted) for row in rows if isinstance(row[wanted[0]], int)]

    # Of north four rows were taken in and one of its lead; south renamed a delegation and dropped its KPI.
    assert runs(office.programme.root / "North.xlsx") == [
        (3, 2, 0, 0, 0, 2),
        (2, 2, 0, 0, 0, 2),
        (1, 2, 5, 0, 0, 2),
    ]
    assert [row[2:5] for row in runs(office.programme.root / "Sales.xlsx")] == [
        (1, 0, 0),
        (0, 0, 0),
        (9, 0, 0),
    ]


def test_a_run_in_which_nothing_happened_leaves_every_master_as_it_is(office: Office) -> None:
    files = [each.file for each in office.programme.masters]
    before = [file.read_bytes() for file in files]
    assert office.run().master_is_current
    assert [file.read_bytes() for file in files] == before


def test_what_people_write_into_one_master_stays_in_it(office: Office) -> None:
    file = office.programme.root / "Sales.xlsx"
    decide(file)
    office.run(full=True)
    shown = {
        name: "decided"
        in " ".join(str(cell) for row in opened(path.read_bytes())["Delegations"].values for cell in row)
        for name, path in (("Sales", file), ("North", office.programme.root / "North.xlsx"))
    }
    assert shown == {"Sales": True, "North": False}


def test_a_file_that_was_for_other_readers_is_left_alone(office: Office) -> None:
    narrower = Master(
        file=office.programme.root / "Sales.xlsx", name="Sales.xlsx", scope=Scope.TEAM, of="north"
    )
    before = narrower.file.read_bytes()
    office.programme = dataclasses.replace(office.programme, more_masters=(narrower,))
    report = office.run()
    assert narrower.file.read_bytes() == before
    assert not report.master_is_current
    [waiting] = narrower.file.parent.glob("Sales*waiting*.xlsx")
    assert found_in(waiting) == {NORTH}
