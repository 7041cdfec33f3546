"""A team and its lead have a workbook each, and are one team: what comes from which, who gets to see it."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from delegation.issues import listed
from delegation.records import Value
from sync.distribution.distribute import distribute
from sync.store.store import Store
from tests.sync.programmes import AS_OF, CYCLE, MEMBERS, Office

LEAD = "north/lead"
LEAVE = """
    | member_id | start      | end        |
    |-----------|------------|------------|
    | M1        | 2026-11-23 | 2026-11-25 |
"""
REASONS = """
    | Member | First day  | Reason       |
    |--------|------------|--------------|
    | Ana    | 2026-11-23 | Family visit |
"""
MOTIVATION = """
    | Member | Motivation |
    |--------|------------|
    | Ana    | 5          |
    | M2     | 2          |
"""
EVALUATIONS = """
    | Member | Period  | Date       | Quality | Evaluator | Comment     |
    |--------|---------|------------|---------|-----------|-------------|
    | Ana    | 2026-Q4 | 2026-11-02 | 4       | Cleo      | Very steady |
"""
EARLIER = """
    | member_id | name | weekly_hours | motivation |
    |-----------|------|--------------|------------|
    | M1        | Ana  | 40           | 1          |
    | M2        | Ben  | 32           |            |
    | M3        | Cleo | 20           | 3          |
"""


def with_lead(office: Office) -> Office:
    teams = tuple(
        dataclasses.replace(team, lead_workbook="leads/{cycle}/{name}.xlsx")
        for team in office.programme.teams
    )
    office.programme = dataclasses.replace(office.programme, teams=teams)
    return office


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return with_lead(Office(tmp_path, "north"))


def values(office: Office, table: str, *fields: str) -> dict[str, list[Value | None]]:
    """What the team's records hold in these fields, by key."""
    with Store(office.programme.store) as store:
        found = store.current(CYCLE.id, table)
    assert {each.team for each in found} <= {"north"}
    return {each.key: [each.values.get(field) for field in fields] for each in found}


def everything(office: Office) -> list[object]:
    return [
        values(office, "members", "name", "motivation"),
        values(office, "leave", "reason"),
        values(office, "evaluations", "quality", "comment"),
    ]


def filled(office: Office) -> Office:
    office.write("north", members=MEMBERS, leave=LEAVE)
    office.write(LEAD, motivation=MOTIVATION, leave_reasons=REASONS, evaluations=EVALUATIONS)
    return office


WHOLE: list[object] = [
    {"M1": ["Ana", 5], "M2": ["Ben", 2], "M3": ["Cleo", None]},
    {"M1+2026-11-23": ["Family visit"]},
    {"M1+-+2026-Q4": [4, "Very steady"]},
]


def test_two_workbooks_are_one_team_after_one_run_and_a_second_run_changes_nothing(office: Office) -> None:
    filled(office).run()
    assert everything(office) == WHOLE

    again = office.run()
    assert [each.status for each in again.workbooks] == ["unchanged", "unchanged"]
    assert everything(office) == WHOLE


def test_whom_a_lead_writes_about_is_known_in_the_run_that_brings_them(office: Office) -> None:
    office.write("north", members=EARLIER.replace("| M1        | Ana", "| M9        | Zoe"))
    office.write(LEAD, evaluations=EVALUATIONS)
    office.run()
    assert [each.issue.code for each in office.issues("EVL-MEMBER-UNKNOWN")] == ["EVL-MEMBER-UNKNOWN"]

    office.write("north", members=MEMBERS)
    office.run()
    assert office.issues("EVL-MEMBER-UNKNOWN") == []
    assert values(office, "evaluations", "quality") == {"M1+-+2026-Q4": [4]}


@pytest.mark.parametrize("fate", ["missing", "damaged", "another team's"])
def test_what_happens_to_the_leads_workbook_costs_the_team_nothing(office: Office, fate: str) -> None:
    filled(office).run()
    if fate == "missing":
        office.path(LEAD).unlink()
    elif fate == "damaged":
        office.put(LEAD, b"PK\x03\x04 torn")
    else:
        office.write(LEAD, belongs_to="south/lead", evaluations=EVALUATIONS.replace("4  ", "1  "))
    office.write("north", members=MEMBERS.replace("Cleo", "Clea"), leave=LEAVE)
    report = office.run()

    assert [each.status == "updated" for each in report.workbooks] == [True, False]
    assert everything(office) == [WHOLE[0] | {"M3": ["Clea", None]}, *WHOLE[1:]]  # type: ignore[operator]


def test_the_teams_own_workbook_is_none_of_the_leads_and_the_reverse(office: Office) -> None:
    office.put("north", office.workbook(LEAD, motivation=MOTIVATION))
    office.put(LEAD, office.workbook("north", members=MEMBERS))
    office.run()
    assert office.statuses() == {"north": ("held", "WB-TEAM-CONFLICT"), LEAD: ("held", "WB-TEAM-CONFLICT")}
    assert everything(office) == [{}, {}, {}]


def test_half_of_a_leads_rows_do_not_go_without_being_asked_for(office: Office) -> None:
    filled(office).run()
    office.write(LEAD, motivation="| Member | Motivation |\n|-|-|\n|  |  |\n", leave_reasons=REASONS)
    office.run()
    assert office.statuses()[LEAD] == ("held", "MTV-TABLE-EMPTIED")
    [emptied] = office.issues("MTV-TABLE-EMPTIED")
    assert emptied.issue.params["accept"] == "north:motivation"
    assert values(office, "members", "motivation") == {"M1": [5], "M2": [2], "M3": [None]}

    office.run(accept=["north:motivation"])
    assert values(office, "members", "motivation") == {"M1": [None], "M2": [None], "M3": [None]}


def test_a_page_says_only_what_is_wrong_in_its_own_workbook(office: Office) -> None:
    office.write("north", members=MEMBERS.replace("| 32           |", "| 4004         |"))
    office.write(LEAD, motivation=MOTIVATION.replace("| 5          |", "| 7711       |"))
    office.run()
    pages = [office.path(each).with_suffix(".feedback.html").read_text("utf-8") for each in ("north", LEAD)]
    assert ["4004" in page for page in pages] == [True, False]
    assert ["7711" in page for page in pages] == [False, True]
    assert [each.team for each in office.issues("MTV-MOTIVATION-RANGE")] == [LEAD]


def test_a_workbook_with_the_columns_is_read_as_before_where_the_lead_has_none(tmp_path: Path) -> None:
    office = Office(tmp_path, "north")
    office.write("north", members=EARLIER, evaluations=EVALUATIONS)
    office.run()
    assert everything(office) == [
        {"M1": ["Ana", 1], "M2": ["Ben", None], "M3": ["Cleo", 3]},
        {},
        {"M1+-+2026-Q4": [4, "Very steady"]},
    ]


def test_no_row_is_lost_when_a_lead_gets_a_workbook_in_the_middle_of_a_cycle(tmp_path: Path) -> None:
    office = Office(tmp_path, "north")
    office.write("north", members=EARLIER, evaluations=EVALUATIONS)
    office.run()
    before = everything(office)
    with_lead(office).run()
    assert everything(office) == before  # there is no workbook of the lead yet
    assert [each.issue.params["columns"] for each in office.issues("WB-PERSONAL-IGNORED")] == [
        listed(["@field:members.motivation", "@table:evaluations"])
    ]

    distribute(office.programme, CYCLE, made_on=AS_OF)
    office.run()
    assert everything(office) == before

    office.write("north", members=EARLIER.replace("| 1  ", "| 2  "))  # its own word counts no longer
    office.run()
    assert everything(office) == before


def test_a_lost_workbook_of_a_lead_comes_back_with_its_rows(office: Office) -> None:
    filled(office).run()
    office.path(LEAD).unlink()
    report = distribute(office.programme, CYCLE, made_on=AS_OF)
    assert {each.team: each.status for each in report.workbooks} == {"north": "kept", LEAD: "restored"}
    office.run()
    assert everything(office) == WHOLE


def test_the_history_of_a_team_has_what_its_lead_wrote(office: Office) -> None:
    filled(office).run()
    with Store(office.programme.store) as store:
        found = store.history("north:M1+-+2026-Q4")
    assert [(each.team, each.table, each.action) for each in found] == [(LEAD, "evaluations", "added")]
