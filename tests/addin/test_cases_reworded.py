"""The worked cases once more, as other people would have typed them: the answer is the same.

A single cell as a column of one; digits of full width; days as text; words and headers in Chinese; rows in
another order; an empty row among the others.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from delegation.labels import labels
from delegation.tables import AGGREGATION, BY_ID, DIRECTION, FREQUENCY, STATUS
from tests.addin.classic import MISSING, call
from tests.addin.worked import FUNCTIONS, TABLES, raw
from tests.cases import Case, cases

CHINESE = labels("zh")
FULL_WIDTH = str.maketrans("0123456789.-", "０１２３４５６７８９．－")
CHOICES = {each.name: each for each in (DIRECTION, FREQUENCY, AGGREGATION, STATUS)}
OF_ROWS = ("kpi_attainment", "kpi_expected", "kpi_status_cell", "next_check_in")
OF_COLUMNS = ("kpi_score", "kpi_signal", "kpi_limits", "kpi_forecast")
OF_TABLES = ("delegation_health", "workload", "workload_balance", "rebalance")

Change = Callable[[str, Any], Any]
"""Of an argument's name and what is passed for it."""


def each_case(*groups: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("case", [case for group in groups for case in cases(group)], ids=str)


def answer(case: Case, change: Change = lambda _, value: value) -> list[list[Any]]:
    """What Excel gets for a case with such arguments; of what is wrong the code alone."""
    name, order = FUNCTIONS[case.function]
    passed = (change(each, raw(each, case.args[each])) if each in case.args else MISSING for each in order)
    return [[seen(cell) for cell in row] for row in call(name, *passed)]


def seen(cell: Any) -> Any:
    return cell.partition(":")[0] if isinstance(cell, str) and cell.startswith("#") else cell


def typed(name: str, value: Any) -> Any:
    """Days and numbers as text, cell by cell, the headers of tables aside."""
    if not isinstance(value, tuple):
        return as_text(value)
    header, rows = (value[:1], value[1:]) if name in TABLES else ((), value)
    return (*header, *(tuple(map(as_text, row)) for row in rows))


def as_text(cell: Any) -> Any:
    """A day as people write it in Chinese, a number in digits of full width."""
    if isinstance(cell, dt.date):
        return f"{cell.year}年{cell.month}月{cell.day}日"
    return f"{cell:.17g}".translate(FULL_WIDTH) if type(cell) is float else cell


def in_chinese(name: str, value: Any) -> Any:
    """Headers and choices by their Chinese labels."""
    if name in CHOICES and value in CHOICES[name].values:
        return CHINESE.choice(CHOICES[name], value)
    if name not in TABLES or not isinstance(value, tuple):
        return value
    fields = [BY_ID[name].field(each) for each in value[0]]
    header = tuple(CHINESE.field(name, field.id) for field in fields)
    rows = (
        tuple(
            CHINESE.choice(field.choices, cell) if field.choices and cell in field.choices.values else cell
            for field, cell in zip(fields, row, strict=True)
        )
        for row in value[1:]
    )
    return (header, *rows)


def upside_down(name: str, value: Any) -> Any:
    return (value[0], *value[:0:-1]) if name in TABLES and isinstance(value, tuple) else value


def with_an_empty_row(name: str, value: Any) -> Any:
    """Below the first row."""
    if name not in TABLES or not isinstance(value, tuple) or len(value) < 2:
        return value
    return (*value[:2], (None,) * len(value[0]), *value[2:])


@each_case(*OF_ROWS, *OF_COLUMNS, *OF_TABLES)
def test_typed_as_text(case: Case) -> None:
    assert answer(case, typed) == answer(case)


@each_case(*OF_ROWS, *OF_COLUMNS, *OF_TABLES)
def test_in_chinese(case: Case) -> None:
    assert answer(case, in_chinese) == answer(case)


@each_case(*OF_ROWS)
def test_a_column_of_one(case: Case) -> None:
    assert answer(case, lambda name, value: value if name in TABLES else ((value,),)) == answer(case)


@each_case(*OF_TABLES)
def test_rows_in_another_order(case: Case) -> None:
    found, plain = answer(case, upside_down), answer(case)
    if ["#DLG-DUPLICATE"] not in plain:  # the first of two is the one that counts
        assert sorted(map(str, found)) == sorted(map(str, plain))
    if case.function == "delegation_health" and ["#DLG-DUPLICATE"] not in plain:
        assert found == plain[::-1]


@each_case(*OF_TABLES)
def test_an_empty_row_among_the_others(case: Case) -> None:
    found, plain = answer(case, with_an_empty_row), answer(case)
    if case.function == "delegation_health" and len(case.args["delegations"]) > 1:
        assert found.pop(1) == [""]
    assert found == plain
