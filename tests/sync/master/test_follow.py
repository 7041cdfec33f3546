"""References follow a managed table that gets more or fewer rows; everything else stays as it was typed."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from openpyxl.formula.translate import Translator

from delegation.place import column_letters
from sync.master.follow import Body, Following, copied

# Rows 5 to 9 of columns B to F, which become 5 to 12; and a table of one row, which gets five.
WORK = Body(sheet="Work", first=5, last=9, new_last=12, left=2, right=6)
PLAN = Body(sheet="Year's plan", first=5, last=5, new_last=9, left=1, right=6)
GROWN = Following([WORK, PLAN])
SHRUNK = Following([Body(sheet="Work", first=5, last=9, new_last=5, left=2, right=6)])


def follow(text: str) -> str:
    return GROWN.formula(text, "Work")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("SUM(F5:F9)", "SUM(F5:F12)"),
        ("B5:F9", "B5:F12"),
        ("F4:F9", "F4:F12"),
        ("$A$1:$Z$9", "$A$1:$Z$12"),
        ("$5:$9", "$5:$12"),
        ("f5:$f$9", "f5:$f$12"),
        ("F9:F5", "F12:F5"),
        ("Work!$F$5:$F$9,WORK!G1", "Work!$F$5:$F$12,WORK!G1"),
        ("'Work'!F5:F9", "'Work'!F5:F12"),
        ("'Year''s plan'!$A$5:$A$5", "'Year''s plan'!$A$5:$A$9"),
        ("(F5:F9,C5:C9) F5:F9", "(F5:F12,C5:C12) F5:F12"),
        ("OFFSET(F5:F9,1,)", "OFFSET(F5:F12,1,)"),
        ("INDEX(F5:F9,1):F9", "INDEX(F5:F12,1):F9"),
    ],
)
def test_a_reference_to_the_whole_body_gets_its_new_last_row(before: str, after: str) -> None:
    assert follow(before) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("F10", "F13"),
        ("-$F$10%", "-$F$13%"),
        ("F11:C20", "F14:C23"),
        ("20:30", "23:33"),
        ("A20:Z30", "A23:Z33"),
        ("F10#", "F13#"),
        ("F10:F1048576", "F13:F1048576"),
        ("F1048575:F1048575", "F1048576:F1048576"),
    ],
)
def test_what_lies_below_the_table_keeps_its_distance_from_its_end(before: str, after: str) -> None:
    assert follow(before) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [("F5:F10", "F5:F13"), ("F8:F15", "F8:F18"), ("$1:$10", "$1:$13"), ("F7:F1048576", "F7:F1048576")],
)
def test_a_reference_over_the_end_of_the_table_keeps_its_own_distance(before: str, after: str) -> None:
    assert follow(before) == after


@pytest.mark.parametrize(
    "text",
    [
        "F5",  # a cell, not the body
        "F5:F8",
        "F6:F9",
        "F4",
        "F1:F4",
        "G10",
        "G5:G9",
        "A5:D9",  # some of the table's columns, and others
        "F:F",
        "Other!F5:F9",
        "[1]Work!F10",
        "'[1]Work'!F10",
        "'C:\\[b.xlsx]Work'!F10",
        "[1]!F10",
        "Work:Other!F10",
        "'Work:Other'!F10",
        "#REF!F10:F11",
        "Work!#REF!",
        "#N/A",
        "Tab[F10]",
        "Tab[[#This Row],[F10]]",
        "Tab[[a'[F10]:[F10]]",
        "Tab['[F10]",
        "[F10]",
        "F10.5",
        "F10x",
        "x.F10",
        "_F10",
        "\\F10",
        "F10?",
        "é.F10",
        "F10(1)",
        "LOG10(2)",
        "TAX2024",
        "R1C10",
        "R10C6",
        "F0",
        "A10:ZZZ10",
        "F10485760",
        "1E10",
        '"F5:F9"',
        '"a""F10"',
    ],
)
def test_what_is_no_reference_to_the_table_stays(text: str) -> None:
    assert follow(text) == text


def test_a_text_and_a_reference_beside_each_other() -> None:
    assert follow('"F5:F9 is ""F10"""&F5:F9&"F10"') == '"F5:F9 is ""F10"""&F5:F12&"F10"'


def test_references_without_a_sheet_mean_the_sheet_at_home() -> None:
    assert (GROWN.formula("F10+A10", "Other"), GROWN.formula("F10+A10", "year's plan")) == (
        "F10+A10",
        "F14+A14",
    )


def test_a_series_of_one_row_means_its_column() -> None:
    text = "('Year''s plan'!$B$5,Work!$B$5,'Year''s plan'!$B$4)"
    expected = "('Year''s plan'!$B$5:$B$9,Work!$B$5,'Year''s plan'!$B$4)"
    assert (GROWN.formula(text, series=True), GROWN.formula(text)) == (expected, text)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("F5:F9", "F5:F5"),  # a range still, so that it can grow again
        ("$A$1:$Z$9", "$A$1:$Z$5"),
        ("F10", "F6"),
        ("F9:F12", "F6:F8"),  # its first row is gone
        ("F5:F12", "F5:F8"),
        ("F10:F1048576", "F6:F1048576"),
    ],
)
def test_a_table_that_shrinks(before: str, after: str) -> None:
    assert SHRUNK.formula(before, "Work") == after


def test_ranges_of_a_sheet() -> None:
    assert GROWN.ranges("F5:F9  B2 C20 A:A 5:9 F5", "WORK") == "F5:F12 B2 C23 A:A 5:12 F5"
    assert GROWN.ranges("B5 A5:F5 B4 G5", "Year's plan") == "B5:B9 A5:F9 B4 G5"
    assert SHRUNK.ranges("F5:F9 B5:F9 F9:F5", "Work") == "F5 B5:F5 F5"


def test_ranges_that_stay_are_not_written_anew() -> None:
    assert GROWN.ranges("G5:G9  B2\nF9:F9", "Work") == "G5:G9  B2\nF9:F9"


def test_cells_below_the_table() -> None:
    cells = [("Work", 10, 6), ("work", 9, 6), ("Work", 10, 7), ("Other", 10, 6), ("Work", 1_048_576, 6)]
    assert [GROWN.cell(*each) for each in cells] == [(13, 6), (9, 6), (10, 7), (10, 6), (1_048_576, 6)]


def test_a_reference_over_tables_beside_each_other_goes_as_far_as_the_longest() -> None:
    beside = Following([WORK, Body(sheet="Work", first=5, last=9, new_last=20, left=8, right=9)])
    assert beside.formula("A1:Z9+B5:F9+H5:H9", "Work") == "A1:Z20+B5:F12+H5:H20"


def test_a_copied_formula() -> None:
    formula = "IF($A5>A$5,Other!B5:'[1]x'!C5,5:$6)&\"A5\"&Tab[A5]&LOG10(A5)&ZZZ5"
    expected = "IF($A8>A$5,Other!B8:'[1]x'!C8,8:$6)&\"A5\"&Tab[A5]&LOG10(A8)&ZZZ5"
    assert copied(formula, 3) == expected


@pytest.mark.parametrize(("formula", "rows"), [("A5+A3", -3), ("A5+A1048576", 1), ("3:5", -3)])
def test_a_formula_whose_row_would_leave_the_sheet_stays(formula: str, rows: int) -> None:
    assert copied(formula, rows) == formula


ROWS = st.integers(1, 60)
COLUMNS = st.integers(1, 9)
DOLLAR = st.sampled_from(["", "$"])


SHEETS = st.sampled_from(["", "Work!", "'Work'!", "'Year''s plan'!", "Other!", "[1]Work!"])


@st.composite
def areas(draw: st.DrawFn) -> str:
    if draw(st.integers(0, 3)) == 0:
        one, other = sorted((draw(ROWS), draw(ROWS)))
        return f"{draw(DOLLAR)}{one}:{draw(DOLLAR)}{other}"
    cells = [
        f"{draw(DOLLAR)}{column_letters(draw(COLUMNS))}{draw(DOLLAR)}{draw(ROWS)}"
        for _ in range(draw(st.integers(1, 2)))
    ]
    return ":".join(cells)


def references() -> st.SearchStrategy[str]:
    return st.builds("{}{}".format, SHEETS, areas())


OTHERS = st.sampled_from(
    [
        '"F5:F9"',
        '"a""b"',
        "LOG10(2)",
        "Tab[F5]",
        "Tab[[#This Row],[F5]]",
        "#N/A",
        "1.5",
        "TRUE",
        "R1C1",
        "A:C",
    ]
)
OPERATORS = st.sampled_from(["+", "-", "*", "&", "=", "<>", ","])


@st.composite
def formulas(draw: st.DrawFn) -> str:
    operands = draw(st.lists(references() | OTHERS, min_size=1, max_size=6))
    text = operands[0]
    for operand in operands[1:]:
        text += draw(OPERATORS) + operand
    return f"SUM({text})"


@st.composite
def growths(draw: st.DrawFn) -> tuple[Body, Body]:
    """A table that grows, and the same one that shrinks back."""
    first, left = draw(ROWS), draw(COLUMNS)
    last, right = first + draw(st.integers(0, 20)), left + draw(st.integers(0, 4))
    longer = last + draw(st.integers(0, 30))
    return (
        Body(sheet="Work", first=first, last=last, new_last=longer, left=left, right=right),
        Body(sheet="Work", first=first, last=longer, new_last=last, left=left, right=right),
    )


@given(formulas(), growths(), st.booleans())
def test_growing_and_shrinking_back_gives_the_same_text(
    text: str, growth: tuple[Body, Body], series: bool
) -> None:
    there, back = growth
    assume(not series or there.first < there.last)  # a cell that became a column is a range ever after
    followed = Following([there]).formula(text, "Work", series=series)
    assert Following([back]).formula(followed, "Work", series=series) == text


@given(formulas(), growths())
def test_a_table_that_keeps_its_rows_changes_nothing(text: str, growth: tuple[Body, Body]) -> None:
    body = growth[0]
    same = Body(
        sheet="Work", first=body.first, last=body.last, new_last=body.last, left=body.left, right=body.right
    )
    assert Following([same]).formula(text, "Work", series=True) == text


@given(areas(), growths())
def test_ranges_are_followed_as_formulas_are(text: str, growth: tuple[Body, Body]) -> None:
    body = growth[0]
    assume(body.first < body.last)
    following = Following([body])
    assert following.ranges(text, "Work") == following.formula(text, "Work")


@given(st.text(st.sampled_from("AF159:$!'\"[]()#., é")))
def test_any_text_is_taken_apart_and_put_together_again(text: str) -> None:
    assert (copied(text, 0), GROWN.formula(text, "Other")) == (text, text)


@given(formulas(), st.integers(0, 1000))
def test_formulas_are_copied_as_openpyxl_does_it(text: str, rows: int) -> None:
    expected = Translator("=" + text, origin="A1").translate_formula(row_delta=rows)
    assert "=" + copied(text, rows) == expected


@given(formulas(), st.integers(0, 1000))
def test_a_formula_copied_down_and_back_up_is_the_same(text: str, rows: int) -> None:
    assert copied(copied(text, rows), -rows) == text
