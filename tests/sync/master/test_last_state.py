"""A value of a row that leaves, told in words as Excel showed it."""

from __future__ import annotations

import pytest

from sync.master.cell_values import Value
from sync.master.left import in_words
from sync.store.stored import WrittenKind
from workbook_templates.master_sheet import Column, Look


def column(look: Look) -> Column:
    return Column(id="any", header="Any", look=look, width=10)


def number(text: str) -> Value:
    return Value(WrittenKind.NUMBER, text)


@pytest.mark.parametrize(
    ("look", "value", "words"),
    [
        (Look.DATE, number("46370"), "2026-12-14"),
        (Look.TIME, number("46370.75"), "2026-12-14"),
        (Look.DATE, number("0"), "0"),
        (Look.DATE, number("2958466"), "2958466"),
        (Look.DATE, Value(WrittenKind.TEXT, "soon"), "soon"),
        (Look.SHARE, number("0.8"), "80 %"),
        (Look.SHARE, number("0.125"), "12.5 %"),
        (Look.NUMBER, number("40"), "40"),
        (Look.NUMBER, number("32.5"), "32.5"),
        (Look.NUMBER, number("1234567.25"), "1234567.25"),
        (Look.NUMBER, number("0.30000000000000004"), "0.3"),
        (Look.NUMBER, number("1e20"), "1e+20"),
        (Look.NUMBER, number("not one"), "not one"),
        (Look.NUMBER, Value(WrittenKind.ERROR, "#N/A"), "#N/A"),
        (Look.NUMBER, Value(WrittenKind.FORMULA, "A1", "7.5", WrittenKind.NUMBER), "7.5"),
        (Look.TEXT, Value(WrittenKind.FORMULA, "A1", "x", WrittenKind.TEXT), "x"),
        (Look.NUMBER, Value(WrittenKind.FORMULA, "A1", "", WrittenKind.NUMBER), ""),
    ],
)
def test_a_value_is_told_as_excel_shows_it(look: Look, value: Value, words: str) -> None:
    assert in_words(value, column(look)) == words


def test_days_are_counted_from_where_the_workbook_counts_them() -> None:
    assert in_words(number("44908"), column(Look.DATE), epoch_1904=True) == "2026-12-14"
