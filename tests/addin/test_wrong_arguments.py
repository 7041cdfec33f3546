"""Wrong arguments of every kind, for every argument of every formula and every column that one reads."""

from __future__ import annotations

import re
from typing import Any

import pytest

from addin.ranges import ERRORS
from delegation.labels import labels
from delegation.schema import Field, Kind
from delegation.tables import BY_ID, YES_NO
from tests.addin.cells import COM_ERRORS, unreadable
from tests.addin.sound import FUNCTIONS, ODD, TABLES, answer, names, sound
from tests.addin.test_tables import changed
from tests.grids import text_grid

# The end of the code that an argument of that kind then gives; blank where there is an answer, or where what
# is wrong is something else.
ENDINGS = """
    | passed                   | number | above | share | whole | day   | choice | flag   | language | name    | table   |
    |--------------------------|--------|-------|-------|-------|-------|--------|--------|----------|---------|---------|
    | an error of COM          | ERROR  | ERROR | ERROR | ERROR | ERROR | ERROR  | ERROR  | CHOICE   | ERROR   | MISSING |
    | an error as text         | ERROR  | ERROR | ERROR | ERROR | ERROR | ERROR  | ERROR  | CHOICE   | ERROR   | MISSING |
    | a text                   | TYPE   | TYPE  | TYPE  | TYPE  | TYPE  | CHOICE | CHOICE | CHOICE   | UNKNOWN | MISSING |
    | a negative number        |        | RANGE | RANGE | RANGE | TYPE  | CHOICE | CHOICE | CHOICE   | UNKNOWN | MISSING |
    | not a number             | TYPE   | TYPE  | TYPE  | TYPE  | TYPE  | CHOICE | CHOICE | CHOICE   | UNKNOWN | MISSING |
    | infinity                 | TYPE   | TYPE  | TYPE  | TYPE  | TYPE  | CHOICE | CHOICE | CHOICE   | UNKNOWN | MISSING |
    | a truth                  | TYPE   | TYPE  | TYPE  | TYPE  | TYPE  | CHOICE |        | CHOICE   | UNKNOWN | MISSING |
    | a day                    | TYPE   | TYPE  | TYPE  | TYPE  |       | CHOICE | CHOICE | CHOICE   | UNKNOWN | MISSING |
    | a number                 |        |       | RANGE | TYPE  | TYPE  | CHOICE | CHOICE | CHOICE   | UNKNOWN | MISSING |
    | a row                    | SHAPE  | SHAPE | SHAPE | SHAPE | SHAPE | SHAPE  | SHAPE  | SHAPE    | SHAPE   | MISSING |
    | a table without header   | SHAPE  | SHAPE | SHAPE | SHAPE | SHAPE | SHAPE  | SHAPE  | SHAPE    | SHAPE   | MISSING |
    | the wrong table          | SHAPE  | SHAPE | SHAPE | SHAPE | SHAPE | SHAPE  | SHAPE  | SHAPE    | SHAPE   | MISSING |
    | a title above the header | SHAPE  | SHAPE | SHAPE | SHAPE | SHAPE | SHAPE  | SHAPE  | SHAPE    | SHAPE   | MISSING |
"""  # noqa: E501  a row of a table is a line
ARGUMENTS = """
    | argument                 | kind     | code              | blank    |
    |--------------------------|----------|-------------------|----------|
    | actual                   | number   | ARG-ACTUAL        |          |
    | target                   | number   | KPI-TARGET        | MISSING  |
    | direction                | choice   | KPI-DIRECTION     |          |
    | baseline                 | number   | KPI-BASELINE      |          |
    | low                      | number   | KPI-LOW           |          |
    | high                     | number   | KPI-HIGH          |          |
    | tolerance                | above    | KPI-TOLERANCE     |          |
    | start                    | day      | KPI-START         |          |
    | end_                     | day      | KPI-END           |          |
    | as_of                    | day      | ARG-AS-OF         |          |
    | aggregation              | choice   | KPI-AGGREGATION   |          |
    | period                   | day      | RDG-PERIOD        |          |
    | frequency                | choice   | KPI-FREQUENCY     |          |
    | green_at                 | share    | KPI-GREEN         |          |
    | amber_at                 | share    | KPI-AMBER         |          |
    | answered                 | day      | ARG-ANSWERED      |          |
    | lang                     | language | ARG-LANG          |          |
    | indexes                  | number   | ARG-INDEXES       |          |
    | KPI_SCORE weights        | above    | KPI-WEIGHT        |          |
    | cap                      | above    | ARG-CAP           |          |
    | min_coverage             | share    | ARG-MIN-COVERAGE  |          |
    | periods                  | day      | ARG-PERIODS       | REQUIRED |
    | values                   | number   | ARG-VALUES        |          |
    | run_length               | whole    | ARG-RUN-LENGTH    |          |
    | screen                   | flag     | ARG-SCREEN        |          |
    | delegations              | table    | ARG-DELEGATIONS   | REQUIRED |
    | DELEGATION_HEALTH as_of  | day      | ARG-AS-OF         | REQUIRED |
    | check_ins                | table    | ARG-CHECK-INS     |          |
    | milestones               | table    | ARG-MILESTONES    |          |
    | calendar                 | table    | ARG-CALENDAR      |          |
    | accept_within_days       | whole    | ARG-ACCEPT-WITHIN |          |
    | last_check_in            | day      | ARG-LAST-CHECK-IN |          |
    | check_in_days            | whole    | DLG-CHECK-IN      |          |
    | NEXT_CHECK_IN start      | day      | DLG-START         |          |
    | due                      | day      | DLG-DUE           |          |
    | status                   | choice   | DLG-STATUS        |          |
    | members                  | table    | ARG-MEMBERS       | REQUIRED |
    | first                    | day      | ARG-FIRST         | REQUIRED |
    | last                     | day      | ARG-LAST          | REQUIRED |
    | leave                    | table    | ARG-LEAVE         |          |
    | delegation_id            | name     | DLG-DELEGATION    | REQUIRED |
    | skills                   | table    | ARG-SKILLS        | REQUIRED |
    | SUGGEST_DELEGATE as_of   | day      | ARG-AS-OF         | REQUIRED |
    | top                      | whole    | ARG-TOP           |          |
    | prior                    | share    | ARG-PRIOR         |          |
    | SUGGEST_DELEGATE weights | above    | ARG-WEIGHTS       |          |
    | sensitive                | flag     | ARG-SENSITIVE     |          |
    | table                    | table    | ARG-TABLE         | MISSING  |
    | name                     | name     | ARG-NAME          | REQUIRED |
    | code                     | name     | ARG-CODE          | REQUIRED |
"""
# Five weights may stand in any shape: what is wrong is a cell, or how many there are.
SHAPES_OF_WEIGHTS = {
    "a number": "ARG-SHAPE",
    "a row": "ARG-SHAPE",
    "the wrong table": "ARG-WEIGHTS-TYPE",
    "a title above the header": "ARG-WEIGHTS-TYPE",
}
_, *_ROWS = text_grid(ENDINGS)
_KINDS = text_grid(ENDINGS)[0][1:]
ENDING = {(row[0], kind): ending for row in _ROWS for kind, ending in zip(_KINDS, row[1:], strict=True)}
PASSED = {row[0]: ODD[row[0]] for row in _ROWS}
KNOWN = {row[0]: row[1:] for row in text_grid(ARGUMENTS)[1:]}
IN_CHINESE = re.compile("[\u4e00-\u9fff]")
BLANKS: dict[str, Any] = {"nothing": None, "no text": "  ", "no cells": (), "one cell": ((None,),)}
READ = {
    "DELEGATION_HEALTH": {
        "delegations": "delegation_id start due check_in_days accepted_on progress status completed_on",
        "check_ins": "delegation_id date type confidence closed_on",
        "milestones": "delegation_id actual_end weight progress blocker",
        "calendar": "date kind",
    },
    "NEXT_CHECK_IN": {"calendar": "date kind"},
    "WORKLOAD": {
        "members": "member_id name weekly_hours work_days reserved_share active",
        "delegations": "delegation_id delegate start due effort_hours progress status completed_on",
        "leave": "member_id start end share",
        "calendar": "date kind",
        "milestones": "delegation_id actual_end weight progress blocker",
    },
}
READ["WORKLOAD_BALANCE"] = READ["WORKLOAD"]
READ["REBALANCE"] = READ["WORKLOAD"] | {
    "skills": "member_id skill level",
    "delegations": READ["WORKLOAD"]["delegations"] + " delegator required_skills development_purpose pinned",
}
READ["SUGGEST_DELEGATE"] = READ["REBALANCE"] | {
    "members": READ["WORKLOAD"]["members"] + " motivation",
    "delegations": READ["REBALANCE"]["delegations"].replace("pinned", "due_agreed"),
}


def about(function: str, argument: str) -> list[str]:
    """The kind, the code and what a blank gives, of that argument."""
    return KNOWN.get(f"{function} {argument}") or KNOWN[argument]


def expected_code(function: str, argument: str, passed: str) -> str:
    """The code of that argument for what is passed, "" where nothing is said about it here."""
    kind, stem, _ = about(function, argument)
    ending = ENDING.get((passed, kind))
    if not ending:
        return ""
    if (function, argument) == ("SUGGEST_DELEGATE", "weights") and passed in SHAPES_OF_WEIGHTS:
        return SHAPES_OF_WEIGHTS[passed]
    found = "ARG-SHAPE" if ending == "SHAPE" else f"{stem}-{ending}"
    return "DLG-UNKNOWN" if found == "DLG-DELEGATION-UNKNOWN" else found


def code(cell: object) -> str:
    """The code in a cell, "" where there is none."""
    return str(cell)[1:].partition(":")[0] if str(cell).startswith("#") else ""


@pytest.mark.parametrize("function", FUNCTIONS)
class TestArguments:
    def test_every_wrong_argument_has_its_code(self, function: str) -> None:
        for argument in names(function):
            for passed, value in ODD.items():
                expected = expected_code(function, argument, passed)
                found = answer(function, **{argument: value})
                assert not unreadable(found), (argument, passed, found)
                assert not expected or code(found[0][0]) == expected, (argument, passed, found)

    def test_the_sentence_is_in_the_language_asked_for(self, function: str) -> None:
        for argument in names(function):
            for passed, value in PASSED.items():
                if "lang" not in names(function) or not expected_code(function, argument, passed):
                    continue
                [english, *_], *_ = answer(function, **{argument: value})
                [chinese, *_], *_ = answer(function, **{"lang": "zh", argument: value})
                assert code(chinese) == code(english)
                assert argument == "lang" or IN_CHINESE.search(chinese), (argument, passed, chinese)
                assert not IN_CHINESE.search(english), (argument, passed, english)

    def test_a_blank_argument_takes_its_default_or_is_missed(self, function: str) -> None:
        for argument in names(function):
            _, stem, missed = about(function, argument)
            found = [answer(function, **{argument: blank}) for blank in BLANKS.values()]
            assert found[1:] == found[:-1], argument
            expected = f"{stem}-{missed}" if missed else ""
            if (function, argument) == ("KPI_FORECAST", "frequency"):
                expected = "ARG-FREQUENCY-REQUIRED"  # of a mean
            assert code(found[0][0][0]) == expected, (argument, found[0])


@pytest.mark.parametrize("function", ["KPI_ATTAINMENT", "KPI_EXPECTED", "KPI_STATUS", "NEXT_CHECK_IN"])
class TestColumns:
    def test_a_wrong_cell_spoils_its_row_alone(self, function: str) -> None:
        for argument in columns_of(function):
            kind, stem, _ = about(function, argument)
            for passed, value in PASSED.items():
                if ENDING[passed, kind] in ("", "SHAPE"):
                    continue
                found = beside_a_filled_column(function, argument, (None, value, None))
                assert code(found[1][0]) == f"{stem}-{ENDING[passed, kind]}", (argument, passed, found)
                assert [found[0], found[2]] == [answer(function, **{argument: None})[0]] * 2

    def test_of_merged_cells_only_the_first_one_has_the_value(self, function: str) -> None:
        for argument in columns_of(function):
            value = sound(function, argument)
            alone = [answer(function, **{argument: each})[0] for each in (value, None, None)]
            assert beside_a_filled_column(function, argument, (value, None, None)) == alone

    def test_a_thousand_blank_rows_are_blank(self, function: str) -> None:
        first = names(function)[0]
        found = answer(function, **{first: ((sound(function, first),), *((None,),) * 1000)})
        assert found == [*answer(function), *[[""]] * 1000]


def columns_of(function: str) -> list[str]:
    """The arguments that may be columns."""
    return [each for each in names(function) if about(function, each)[0] not in ("table", "language")]


def beside_a_filled_column(function: str, argument: str, cells: tuple[Any, ...]) -> Any:
    """The answer to a column, where another one is filled, so that no row is blank."""
    other = next(each for each in columns_of(function) if each != argument)
    filled = (sound(function, other),)
    return answer(function, **{argument: tuple((each,) for each in cells), other: (filled,) * len(cells)})


@pytest.mark.parametrize("function", READ)
class TestTables:
    def test_only_the_columns_that_count_are_read(self, function: str) -> None:
        whole = answer(function)
        for table, columns in READ[function].items():
            read = [
                field.id
                for field in BY_ID[table].fields
                if answer(function, **{table: spoilt(table, field.id, "#REF!")}) != whole
            ]
            assert sorted(read) == sorted(columns.split()), table

    def test_every_wrong_cell_has_the_code_of_its_column(self, function: str) -> None:
        for table, columns in READ[function].items():
            for field in (BY_ID[table].field(each) for each in columns.split()):
                for passed, value in PASSED.items():
                    ending = ENDING[passed, kind_of(field)] if kind_of(field) else ""
                    if ending in ("", "SHAPE"):
                        continue
                    found = answer(function, **{table: spoilt(table, field.id, value)})
                    expected = BY_ID[table].code(ending, field.id)
                    assert code(found[0][0]) == expected, (table, field.id, passed, found)
                    assert not unreadable(found)

    def test_a_wrong_row_is_told_in_chinese_too(self, function: str) -> None:
        for table, columns in READ[function].items():
            if "lang" in names(function):
                wrong = spoilt(table, columns.split()[-1], "#N/A")
                assert "单元格" in answer(function, **{table: wrong, "lang": "zh"})[0][0]

    def test_a_thousand_blank_rows_below_count_for_nothing(self, function: str) -> None:
        for table in READ[function]:
            rows = TABLES[table]
            found = answer(function, **{table: (*rows, *((None,) * len(rows[0]),) * 1000)})
            blank = [[""]] * 1000 if (function, table) == ("DELEGATION_HEALTH", "delegations") else []
            assert found == answer(function) + blank

    def test_a_blank_row_on_top_and_headers_in_chinese(self, function: str) -> None:
        for table in READ[function]:
            header, *rows = TABLES[table]
            found = answer(function, **{table: (header, (None,) * len(header), *rows)})
            assert [row for row in found if row != [""]] == [row for row in answer(function) if row != [""]]
            chinese = tuple(labels("zh").field(table, name) for name in header)
            assert answer(function, **{table: (chinese, *rows)}) == answer(function)


def spoilt(table: str, field: str, value: object) -> Any:
    """The sound table with something else in the first row of a column, which it gets if it has none."""
    return changed(TABLES[table], 1, **{field: value})


def kind_of(field: Field) -> str:
    """The column of ENDINGS that tells of a field; "" where nearly every cell is a text that will do."""
    if field.kind is Kind.NUMBER:
        return "number" if field.low is None else "above"
    if field.choices is YES_NO:
        return "flag"  # TRUE is a word for yes
    kinds = {Kind.DATE: "day", Kind.SHARE: "share", Kind.INT: "whole", Kind.CHOICE: "choice"}
    return kinds.get(field.kind, "")


class TestErrors:
    @pytest.mark.parametrize("error", [*COM_ERRORS, *sorted(ERRORS)])
    def test_every_error_of_excel_is_told_by_its_name(self, error: object) -> None:
        found = answer("KPI_ATTAINMENT", actual=error)
        assert re.fullmatch(
            r"#ARG-ACTUAL-ERROR: The cell shows the Excel error #[A-Z0-9_/!?]+ .*", found[0][0]
        )
        if isinstance(error, str):
            assert error in found[0][0]

    def test_an_error_is_told_where_a_name_belongs(self) -> None:
        assert code(answer("ISSUE_HELP", code=(("ARG-SHAPE",), (-2146826246,)))[1][0]) == "ARG-CODE-ERROR"
        assert code(answer("VALIDATE_TABLE", name="#REF!")[0][0]) == "ARG-NAME-ERROR"


def test_every_argument_is_in_the_list_above() -> None:
    listed = {(function, argument) for function in FUNCTIONS for argument in names(function)}
    found = {f"{function} {argument}" for function, argument in listed} | {argument for _, argument in listed}
    assert KNOWN.keys() <= found
    assert all(about(*each) for each in listed)
