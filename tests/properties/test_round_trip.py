"""Build → read is lossless: what a workbook was made from is what reading it finds, in both languages."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from delegation.context import Context
from delegation.records import Record, Value
from delegation.schema import Field, Kind, Table
from delegation.tables import LEAD_TABLES, TABLES, TEAM_TABLES
from delegation.validate import validate_tables
from sync.demo import CYCLE, NIGHTS, demo_programme, filled_lead_workbook, filled_workbook
from sync.demo.story import CYCLE_FIRST, CYCLE_LAST, team_contents
from sync.programme.model import Programme
from sync.reading.reader import read_workbook
from workbook_templates.lead import build_lead_workbook
from workbook_templates.specification import TeamWorkbook
from workbook_templates.team import build_team_workbook

CONTENTS = {content["id"]: content for content in team_contents()}
LANGUAGES = ("en", "zh")
MEMBERS = next(table for table in TEAM_TABLES if table.id == "members")


@pytest.fixture(scope="module")
def programme(tmp_path_factory: pytest.TempPathFactory) -> Programme:
    return demo_programme(tmp_path_factory.mktemp("round-trip") / "demo", language="en")


def records(workbook: TeamWorkbook) -> dict[str, tuple[Record, ...]]:
    read = read_workbook(build_team_workbook(workbook))
    context = Context(
        language=workbook.language,
        as_of=NIGHTS[-1],
        cycle=CYCLE,
        cycle_first=CYCLE_FIRST,
        cycle_last=CYCLE_LAST,
    )
    return validate_tables(read.tables, context).records


def as_recorded(row: dict[str, object], table: Table) -> dict[str, object]:
    """A story's row as a record holds it: what has a column in that workbook, and no blanks."""
    return {name: value for name, value in row.items() if value not in ("", ()) and name in table.field_ids}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("team", CONTENTS)
def test_a_team_finds_every_row_again(team: str, language: str, programme: Programme) -> None:
    made = filled_workbook(programme, CONTENTS[team], NIGHTS[-1], last=False)
    found = records(dataclasses.replace(made, language=language))
    for table in TEAM_TABLES:
        rows = [as_recorded(dict(row), table) for row in made.rows[table.id]]
        assert [record.values for record in found[table.id]] == rows


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("team", [team for team, content in CONTENTS.items() if "evaluations" in content])
def test_a_lead_finds_every_row_again(team: str, language: str, programme: Programme) -> None:
    made = filled_lead_workbook(programme, CONTENTS[team], NIGHTS[-1])
    read = read_workbook(build_lead_workbook(dataclasses.replace(made, language=language)))
    known = {
        table: {str(row[f"{table[:-1]}_id"]): str(row[title]) for row in made.rows[table]}
        for table, title in (("members", "name"), ("delegations", "title"))
    }
    context = Context(language=language, as_of=NIGHTS[-1], cycle=CYCLE, known_rows=known)
    found = validate_tables(read.tables, context)
    assert found.issues == ()
    assert {table: [record.values for record in rows] for table, rows in found.records.items()} == {
        table.id: [as_recorded(dict(row), table) for row in made.rows[table.id]] for table in LEAD_TABLES
    }


_WORDS = st.text(alphabet="abcXYZ 0123456789=+-@'中文（）,;:.%_", min_size=1, max_size=30)
# What people's words mean in a field is for the parser's own tests: here the words only have to survive.
_TEXTS = _WORDS.map(str.strip).filter(lambda text: text.strip(" -") != "" and not text.startswith("'"))
_DAYS = st.dates(min_value=dt.date(2026, 9, 1), max_value=dt.date(2027, 1, 31))


def _values(field: Field) -> st.SearchStrategy[Value]:
    if field.choices is not None and field.kind is Kind.CHOICE:
        return st.sampled_from(field.choices.values)
    if field.kind is Kind.DATE:
        return _DAYS
    if field.kind is Kind.SHARE:
        return st.integers(0, 100).map(lambda percent: percent / 100)
    if field.kind is Kind.INT:
        return st.integers(int(field.low or 0), int(field.high or 400))
    if field.kind is Kind.NUMBER:
        return st.integers(1, 160_000).map(lambda thousandths: thousandths / 1000)
    return _TEXTS


def _rows(table: Table) -> st.SearchStrategy[list[dict[str, Value]]]:
    """Rows with the required fields and any of the others; the first key field is numbered."""
    kinds = (Kind.ID, Kind.TEXT, Kind.CHOICE, Kind.DATE, Kind.SHARE, Kind.INT, Kind.NUMBER)
    fields = [field for field in table.fields if field.kind in kinds and field.id not in table.key]
    required = {field.id: _values(field) for field in fields if field.required}
    optional = {field.id: _values(field) for field in fields if not field.required}
    row = st.fixed_dictionaries(required, optional=optional)
    return st.lists(row, max_size=4).map(
        lambda rows: [{table.key[0]: f"X{number}", **each} for number, each in enumerate(rows, start=1)]
    )


@pytest.mark.parametrize("language", LANGUAGES)
@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(members=_rows(MEMBERS))
def test_any_text_number_and_choice_comes_back(
    language: str, members: list[dict[str, Value]], programme: Programme
) -> None:
    for number, row in enumerate(members):
        row["name"] = f"{row['name']} {number}"  # a name that is used twice is no reference
    made = filled_workbook(programme, CONTENTS["logistics"], NIGHTS[0], last=False)
    rows = {table.id: [] for table in TABLES} | {"members": members}
    found = records(dataclasses.replace(made, language=language, rows=rows))
    assert [record.values for record in found["members"]] == members
