"""Drop-downs, checks and help: they refer to what exists and keep Excel's limits, in both languages."""

from __future__ import annotations

import re

import pytest
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from delegation.labels import labels
from delegation.tables import TEAM_TABLES
from tests.grids import text_grid
from tests.workbook_templates.example import ordinary
from tests.workbook_templates.recalculation import opened
from workbook_templates.team import build_team_workbook

BOOKS = {language: opened(build_team_workbook(ordinary(language))) for language in ("en", "zh")}
LANGUAGES = tuple(BOOKS)


def checks(sheet: Worksheet) -> list[DataValidation]:
    return list(sheet.data_validations.dataValidation)


def check_at(language: str, table_id: str, cell: str) -> DataValidation:
    sheet = BOOKS[language][labels(language).sheet(table_id)]
    return next(check for check in checks(sheet) if cell in check.sqref)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_drop_down_refers_to_a_name_that_exists(language: str) -> None:
    book = BOOKS[language]
    for sheet in book.worksheets:
        for check in checks(sheet):
            if check.type == "list":
                assert check.formula1 in book.defined_names, (sheet.title, str(check.sqref), check.formula1)


@pytest.mark.parametrize("language", LANGUAGES)
def test_names_refer_to_tables_and_sheets_that_exist(language: str) -> None:
    book = BOOKS[language]
    tables = {
        each.displayName: each.column_names for sheet in book.worksheets for each in sheet.tables.values()
    }
    for name, defined in book.defined_names.items():
        for table, column in re.findall(r"(\w+)\[(?:\[#\w+\],\[)?([^\[\]]+)\]", defined.attr_text):
            assert column in tables[table], name
        for sheet in re.findall(r"([\w一-鿿]+)!", defined.attr_text):
            assert sheet in book.sheetnames, name


@pytest.mark.parametrize("language", LANGUAGES)
def test_titles_and_messages_keep_excels_limits(language: str) -> None:
    for sheet in BOOKS[language].worksheets:
        for check in checks(sheet):
            assert len(check.promptTitle or "") <= 32
            assert len(check.prompt or "") <= 255
            assert len(check.errorTitle or "") <= 32
            assert len(check.error or "") <= 225


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_header_explains_its_column(language: str) -> None:
    text = labels(language)
    for table in TEAM_TABLES:
        sheet = BOOKS[language][text.sheet(table.id)]
        for number, field in enumerate(table.fields, 1):
            header = sheet.cell(5, number)
            check = check_at(language, table.id, header.coordinate)
            assert header.value == text.field(table.id, field.id)
            assert (check.promptTitle, check.prompt) == (
                str(header.value)[:32],
                text.field_help(table.id, field.id),
            )


def test_what_a_cell_accepts() -> None:
    cases = """
        | table       | cell | type    | style       | first                         |
        | delegations | A6   | custom  | warning     | COUNTIF(ids_delegations,A6)<2 |
        | delegations | H6   | list    | information | list_members                  |
        | delegations | I6   | list    | warning     | list_members                  |
        | delegations | J6   | list    | warning     | list_kpis                     |
        | delegations | L6   | date    | stop        | 36526                         |
        | delegations | N6   | decimal | stop        | 0                             |
        | delegations | O6   | list    | stop        | choices_authority             |
        | delegations | W6   | whole   | stop        | 1                             |
        | delegations | AB6  | decimal | stop        | 0                             |
        | delegations | AC6  | list    | stop        | choices_status                |
        | members     | F6   | decimal | stop        | 0                             |
        | kpis        | G6   | decimal | stop        | -1000000000000000             |
        | kpis        | J6   | decimal | stop        | 0                             |
        | readings    | B6   | date    | warning     | 36526                         |
    """
    for table, cell, kind, severity, first in text_grid(cases)[1:]:
        check = check_at("en", table, cell)
        assert (check.type, check.errorStyle or "stop", check.formula1) == (kind, severity, first)


def test_what_a_person_reads_who_types_something_else() -> None:
    cases = """
    | delegations | J6  | There is no such entry on the sheet KPIs yet. Keep it all the same? |
    | delegations | H6  | Nobody of that name is on the sheet Members. OK keeps the name as you typed it. |
    | delegations | I6  | There is no such entry on the sheet Members yet. Keep it all the same? |
    | delegations | L6  | Please enter a date, for example 2026-11-27. |
    | delegations | N6  | Please enter a number of 0 or more, without a unit. |
    | delegations | O6  | Please choose from the list, or type a number from 1 to 7. |
    | delegations | W6  | Please enter a whole number of 1 or more. |
    | delegations | AB6 | Please enter a percentage from 0% to 100%, for example 40%. |
    | delegations | AC6 | Please choose one of the entries of the list. |
    | members     | F6  | Please enter a number greater than 0 and at most 168. |
    | kpis        | G6  | Please enter a number without a unit, for example 93.5. |
    | kpis        | J6  | Please enter a number greater than 0, without a unit. |
    | readings    | B6  | Remit understands dates, and forms such as 2026-10 or 2026-Q4. Keep what you typed?|
    """
    for table, cell, message in text_grid(cases):
        assert check_at("en", table, cell).error == message


def test_levels_may_be_typed_as_word_or_number() -> None:
    book = BOOKS["zh"]
    sheet, area = book.defined_names["choices_authority"].attr_text.replace("$", "").split("!")
    assert [row[0].value for row in book[sheet][area]] == [
        *("告知", "说服", "征询", "共识", "建议", "询问", "完全授权"),
        *range(1, 8),
    ]
