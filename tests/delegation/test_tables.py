"""The declared tables hold together, and say what SPEC §3 says."""

from __future__ import annotations

import re

import pytest

from delegation.schema import Field, Kind, Table
from delegation.tables import (
    BY_ID,
    CHOICES,
    CLOSED_STATUSES,
    DECLARED,
    LEAD_TABLES,
    LOAD_STATUSES,
    OPEN_STATUSES,
    STATUS,
    TABLES,
    TEAM_TABLES,
)
from tests.grids import text_grid

each_table = pytest.mark.parametrize("table", TABLES, ids=lambda table: table.id)

# SPEC §3, in its order: table, Excel table, prefix of its codes, key.
SPECIFIED = text_grid("""
    | members     | Members     | MBR | member_id                      |
    | skills      | Skills      | SKL | member_id skill                |
    | leave       | Leave       | LVE | member_id start                |
    | calendar    | Calendar    | CAL | date                           |
    | delegations | Delegations | DLG | delegation_id                  |
    | kpis        | KPIs        | KPI | kpi_id                         |
    | readings    | Readings    | RDG | kpi_id period                  |
    | plan        | Plan        | PLN | delegation_id phase planned_on |
    | milestones  | Milestones  | MLS | delegation_id milestone        |
    | check_ins   | CheckIns    | CHK | check_in_id                    |
    | meetings    | Meetings    | MTG | meeting_id                     |
    | evaluations | Evaluations | EVL | member_id delegation_id period |
    | recognition | Recognition | RCG | member_id date type            |
    | adjustments | Adjustments | ADJ | delegation_id date what        |
    | reviews     | Reviews     | REV | delegation_id cycle            |
""")

# SPEC §3: the fields with an asterisk.
REQUIRED = {
    "members": "member_id name weekly_hours",
    "skills": "member_id skill level",
    "leave": "member_id start end",
    "calendar": "date kind",
    "delegations": "delegation_id title objective expected_outcome delegator delegate start due effort_hours"
    " authority_level status",
    "kpis": "kpi_id name direction frequency aggregation",
    "readings": "kpi_id period",
    "plan": "delegation_id phase method planned_on responsible",
    "milestones": "delegation_id milestone planned_end",
    "check_ins": "date delegation_id raised_by type",
    "meetings": "date topic",
    "evaluations": "member_id period date evaluator",
    "recognition": "member_id date type reason",
    "adjustments": "delegation_id date what becomes reason decided_by",
    "reviews": "delegation_id cycle",
}


def test_the_tables_are_those_of_the_specification() -> None:
    assert [[table.id, table.name, table.prefix, " ".join(table.key)] for table in TABLES] == SPECIFIED


def test_the_required_fields_are_those_of_the_specification() -> None:
    found = {table.id: [field.id for field in table.fields if field.required] for table in TABLES}
    assert found == {table: fields.split() for table, fields in REQUIRED.items()}


def test_six_sheets_are_visible_at_first_home_included() -> None:
    assert [table.id for table in TABLES if table.first_visible] == [
        "members",
        "delegations",
        "kpis",
        "readings",
        "check_ins",
    ]


def test_ids_names_and_prefixes_are_unique() -> None:
    for each in ("id", "name", "prefix"):
        found = [getattr(table, each).casefold() for table in DECLARED]
        assert len(set(found)) == len(found)
    assert list(BY_ID.values()) == list(DECLARED)


def test_a_teams_workbook_and_its_leads_share_nothing_but_keys() -> None:
    shared = {(table.id, field.id) for table in TEAM_TABLES for field in table.fields}
    leads = {
        table.id: [field.id for field in table.fields if field.id not in table.key] for table in LEAD_TABLES
    }
    assert {each for each in ALL_FIELDS_BY_ID - shared if each[0] != "evaluations"} == {
        ("members", "motivation"),
        ("leave", "reason"),
    }
    assert leads["motivation"] == ["motivation"]
    assert leads["leave_reasons"] == ["reason"]
    assert [(table.extends, table.key) for table in LEAD_TABLES] == [
        ("members", ("member_id",)),
        ("leave", ("member_id", "start")),
        ("", ("member_id", "delegation_id", "period")),
    ]


@each_table
class TestTable:
    def test_the_name_is_one_that_excel_gives_to_a_table(self, table: Table) -> None:
        assert re.fullmatch(r"[A-Z][A-Za-z]{2,}", table.name)
        assert not re.fullmatch(r"[A-Z]{1,3}\d+", table.name.upper())

    def test_field_ids_are_snake_case_and_unique(self, table: Table) -> None:
        assert all(re.fullmatch(r"[a-z]+(_[a-z]+)*", field) for field in table.field_ids)
        assert len(set(table.field_ids)) == len(table.field_ids)

    def test_codes_of_fields_are_unique(self, table: Table) -> None:
        codes = [field.code for field in table.fields]
        assert len(set(codes)) == len(codes)

    def test_key_and_title_are_fields(self, table: Table) -> None:
        assert set(table.key) <= set(table.field_ids)
        assert table.title is None or table.field(table.title).kind is Kind.TEXT

    def test_parts_of_a_key_are_there_unless_the_specification_says_otherwise(self, table: Table) -> None:
        blank = [part for part in table.key if not table.field(part).required]
        if table.derived_key:
            assert blank == list(table.key)
        else:
            assert blank == (["delegation_id"] if table.id == "evaluations" else [])

    def test_every_table_ends_with_notes(self, table: Table) -> None:
        assert table.fields[-1] == Field(id="notes", kind=Kind.TEXT)


ALL_FIELDS = [(table, field) for table in TABLES for field in table.fields]
ALL_FIELDS_BY_ID = {(table.id, field.id) for table, field in ALL_FIELDS}
each_field = pytest.mark.parametrize(
    ("table", "field"), ALL_FIELDS, ids=[f"{table.id}.{field.id}" for table, field in ALL_FIELDS]
)


@each_field
class TestField:
    def test_a_reference_names_a_table_whose_rows_have_one_key(self, table: Table, field: Field) -> None:
        assert (field.ref is not None) == (field.kind in (Kind.REF, Kind.PERSON))
        if field.ref is not None:
            assert len(BY_ID[field.ref].key) == 1
            assert BY_ID[field.ref].title is not None

    def test_choices_belong_to_choices_and_are_known(self, table: Table, field: Field) -> None:
        assert (field.choices is not None) == (field.kind in (Kind.CHOICE, Kind.CHOICE_LIST))
        assert field.choices is None or field.choices in CHOICES

    def test_levels_name_every_number_that_is_allowed(self, table: Table, field: Field) -> None:
        if field.levels is None:
            return
        assert field.low is not None
        assert field.high is not None
        assert field.levels.values == tuple(str(n) for n in range(int(field.low), int(field.high) + 1))

    def test_bounds_are_in_order_and_only_on_numbers(self, table: Table, field: Field) -> None:
        if field.low is None and field.high is None:
            return
        assert field.kind in (Kind.INT, Kind.NUMBER, Kind.SHARE, Kind.SKILL_LIST)
        assert field.low is not None
        assert field.high is None or field.low < field.high

    def test_a_required_field_has_no_default(self, table: Table, field: Field) -> None:
        assert not (field.required and field.default is not None)


def test_choices_are_unique_by_name_and_value() -> None:
    names = [choices.name for choices in CHOICES]
    assert len(set(names)) == len(names)
    assert all(len(set(choices.values)) == len(choices.values) for choices in CHOICES)


def test_a_status_is_open_or_closed() -> None:
    assert STATUS.values == OPEN_STATUSES + CLOSED_STATUSES
    assert set(LOAD_STATUSES) < set(OPEN_STATUSES)


def test_what_is_personal_is_what_the_specification_says() -> None:
    personal = {f"{table.id}.{field.id}" for table, field in ALL_FIELDS if field.personal}
    assert personal == {
        "members.motivation",
        "leave.reason",
        "evaluations.quality",
        "evaluations.timeliness",
        "evaluations.initiative",
        "evaluations.communication",
        "evaluations.kpi_result",
        "evaluations.comment",
        "evaluations.reply",
    }
