"""How the master is laid out, in both languages."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from delegation.labels import labels
from delegation.tables import BY_ID, TABLES
from workbook_templates.kpi_chart import CHARTS
from workbook_templates.master import (
    EXCEPTIONS,
    KEY,
    LEFT,
    MARKS,
    OVERVIEW,
    RUNS,
    TEAM,
    master_sheets,
    shown_fields,
)
from workbook_templates.master_decisions import PROPOSING
from workbook_templates.master_figures import FIGURES, WORKLOAD
from workbook_templates.master_sheet import Look, Reason, Sheet

LANGUAGES = pytest.mark.parametrize("language", ["en", "zh"])
_CELL = re.compile(r"[A-Za-z]{1,3}[0-9]+|[Rr][0-9]*[Cc][0-9]*")


def sheet(sheet_id: str, language: str = "en", *, sensitive: bool = False) -> Sheet:
    return next(each for each in master_sheets(labels(language), sensitive=sensitive) if each.id == sheet_id)


@LANGUAGES
def test_every_table_has_a_sheet_between_what_is_made_of_them_and_what_has_been(language: str) -> None:
    found = [each.id for each in master_sheets(labels(language))]

    before = [OVERVIEW, FIGURES, WORKLOAD, *PROPOSING, EXCEPTIONS]
    after = [LEFT, RUNS, CHARTS]
    assert found[: len(before)] == before
    assert found[-len(after) :] == after
    assert sorted(found[len(before) : -len(after)]) == sorted(table.id for table in TABLES)


@LANGUAGES
def test_tabs_are_in_the_order_of_the_cycle_so_that_a_colour_stands_together(language: str) -> None:
    phases = [each.phase for each in master_sheets(labels(language)) if each.phase]

    assert [phase for phase, before in zip(phases, [None, *phases], strict=False) if phase != before] == list(
        dict.fromkeys(phases)
    )


@LANGUAGES
def test_names_of_sheets_and_tables_are_unique_and_allowed(language: str) -> None:
    sheets = master_sheets(labels(language))

    assert max(Counter(each.name.casefold() for each in sheets).values()) == 1
    assert max(Counter(each.table.casefold() for each in sheets).values()) == 1
    assert all(1 <= len(each.name) <= 31 and not set(each.name) & set("[]:*?/\\") for each in sheets)
    assert all(
        re.fullmatch(r"M_[A-Za-z]+", each.table) and not _CELL.fullmatch(each.table) for each in sheets
    )


def test_tables_are_called_the_same_in_every_language() -> None:
    english, chinese = (master_sheets(labels(language)) for language in ("en", "zh"))

    assert [each.table for each in english] == [each.table for each in chinese]
    assert [[column.id for column in each.columns] for each in english] == [
        [column.id for column in each.columns] for each in chinese
    ]


@LANGUAGES
@pytest.mark.parametrize("sensitive", [False, True])
def test_no_two_columns_of_a_table_have_one_header(language: str, sensitive: bool) -> None:
    teams = [("a", "North"), ("b", "North"), ("c", "x" * 300), ("d", "x" * 300)]

    for each in master_sheets(labels(language), teams, sensitive=sensitive):
        headers = Counter(column.header.casefold() for column in each.columns)
        assert headers.most_common(1)[0][1] == 1, each.id
        assert max(map(len, headers)) <= 255


@LANGUAGES
def test_every_table_begins_with_hidden_key_and_team(language: str) -> None:
    for each in master_sheets(labels(language)):
        assert [(column.id, column.hidden) for column in each.columns[:2]] == [(KEY, True), (TEAM, True)]
        assert not each.columns[2].hidden


@pytest.mark.parametrize(
    ("table", "first"),
    [
        ("kpis", ["kpi_id", "name", "status", "signal", "index"]),
        ("delegations", ["delegation_id", "title", "health", "status", "progress"]),
        ("members", ["member_id", "name", "role", "band"]),
        ("plan", ["delegation_id", "phase", "method"]),
    ],
)
def test_a_table_shows_every_field_once_and_first_what_leadership_looks_for(
    table: str, first: list[str]
) -> None:
    columns = sheet(table).filled[3:]

    assert [column.id for column in columns][: len(first)] == first
    assert sorted(each.id for each in columns if each.field) == sorted(
        each.id for each in shown_fields(BY_ID[table], sensitive=False)
    )


def test_people_decide_beside_what_leadership_looks_for_and_where_that_is_asked_for_alone() -> None:
    written = {
        each.id: [column.id for column in each.columns if column.written]
        for each in master_sheets(labels("en"))
    }
    columns = [column.id for column in sheet("delegations").columns]

    decided = ["decision", "comment", "decided_by"]
    assert {name: found for name, found in written.items() if found} == dict.fromkeys(
        [*PROPOSING, "members", "delegations", "kpis", "left"], decided
    )
    assert columns[columns.index("kpi_id") + 1 :][:3] == decided


def test_personal_fields_are_shown_only_on_request() -> None:
    personal = {field.id for table in TABLES for field in table.fields if field.personal}
    plain = {field.id for table in TABLES for field in shown_fields(table, sensitive=False)}
    sensitive = {field.id for table in TABLES for field in shown_fields(table, sensitive=True)}

    assert {"motivation", "quality", "reply"} <= personal
    assert personal <= sensitive
    assert not {"motivation", "quality", "reply"} & plain
    assert "reason" not in [column.id for column in sheet("leave").columns]
    assert "reason" in [column.id for column in sheet("leave", sensitive=True).columns]


@pytest.mark.parametrize(
    ("table", "frozen"), [("delegations", "title"), ("plan", "delegation_id"), ("kpis", "name")]
)
def test_what_names_a_row_stays_in_sight(table: str, frozen: str) -> None:
    found = sheet(table)

    assert found.columns[found.frozen - 1].id == frozen


def test_every_mark_is_on_a_column_that_the_master_shows() -> None:
    for table, marks in MARKS.items():
        for mark in marks:
            columns = {column.id: column for column in sheet(table).columns}
            assert {mark.field, *mark.unless} <= columns.keys()
            assert mark.reason is not Reason.PAST or columns[mark.field].look is Look.DATE


def test_two_teams_of_one_name_are_told_apart_on_runs() -> None:
    teams = [("n1", "North"), ("n2", "North")]
    runs = next(each for each in master_sheets(labels("en"), teams) if each.id == RUNS)

    assert [column.header for column in runs.columns[-2:]] == ["Errors: North", "Errors: North [n2]"]


def test_a_column_that_is_not_there_is_said() -> None:
    with pytest.raises(KeyError, match=r"delegations\.shoe_size"):
        sheet("delegations").number("shoe_size")
