"""Cells and columns: broadcasting, blank rows, defaults, and what cannot be used (SPEC §13)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from addin.functions import ISSUE_HELP, KPI_ATTAINMENT, KPI_EXPECTED, KPI_SCORE, KPI_STATUS, NEXT_CHECK_IN
from tests.addin.classic import MISSING, call, com_time

MONDAY = dt.datetime(2026, 11, 2)


def codes(spilled: list[list[Any]]) -> list[Any]:
    """The code of every cell that has one, other cells as they are."""
    return [str(cell).split(":")[0] if str(cell).startswith("#") else cell for [cell] in spilled]


def column(*cells: object) -> list[list[object]]:
    return [[cell] for cell in cells]


class TestShape:
    def test_one_cell_gives_one_cell(self) -> None:
        assert KPI_ATTAINMENT(80, 100) == [[0.8]]
        assert KPI_ATTAINMENT([[80]], [[100]]) == [[0.8]]

    def test_a_column_spills_in_its_own_shape(self) -> None:
        assert KPI_ATTAINMENT(column(80, 50), column(100, 200)) == [[0.8], [0.25]]

    @pytest.mark.parametrize("single", [100, [[100]], [100]])
    def test_one_cell_is_broadcast_against_a_column(self, single: object) -> None:
        assert KPI_ATTAINMENT(column(80, 90), single) == [[0.8], [0.9]]
        assert KPI_ATTAINMENT(80, column(100, 160)) == [[0.8], [0.5]]

    def test_columns_of_different_height_do_not_fit(self) -> None:
        assert codes(KPI_STATUS(column(1, 2, 3), column(1, 2))) == ["#ARG-SHAPE"]
        assert codes(KPI_SCORE(column(1, 2, 3), column(1, 2))) == ["#ARG-SHAPE"]
        assert codes(NEXT_CHECK_IN(column(MONDAY, MONDAY), column(5, 5, 5))) == ["#ARG-SHAPE"]

    @pytest.mark.parametrize("wide", [[[1, 2]], [[1, 2], [3, 4]], [1, 2]])
    def test_a_range_wider_than_a_column_does_not_fit(self, wide: object) -> None:
        assert codes(KPI_STATUS(wide, 100)) == ["#ARG-SHAPE"]
        assert codes(KPI_SCORE(wide, 1)) == ["#ARG-SHAPE"]

    @pytest.mark.parametrize("single", [column("en", "zh"), [["en", "zh"]]])
    def test_the_language_is_one_cell(self, single: object) -> None:
        assert codes(KPI_STATUS(80, 100, *[None] * 14, single)) == ["#ARG-SHAPE"]

    def test_an_empty_range_is_one_empty_cell(self) -> None:
        assert KPI_ATTAINMENT([], 100) == [[""]]
        assert KPI_ATTAINMENT([[None]], 100) == [[""]]


class TestBlankRows:
    def test_a_row_blank_in_every_column_is_blank(self) -> None:
        found = KPI_STATUS(column(95, None, "  ", 70), column(100, None, "", 100), "higher")
        assert found == [["On target"], [""], [""], ["Below"]]

    def test_single_cells_make_no_row(self) -> None:
        assert KPI_STATUS(column(95, None), 100) == [["On target"], [""]]

    def test_a_row_with_something_in_it_is_judged(self) -> None:
        assert KPI_STATUS(column(95, None), column(100, 100)) == [["On target"], ["No data"]]

    def test_a_thousand_of_them(self) -> None:
        blank = column(*[None] * 1000)
        assert KPI_STATUS(blank, blank) == column(*[""] * 1000)
        assert NEXT_CHECK_IN(blank, 5) == column(*[""] * 1000)

    def test_a_broadcast_fault_is_not_told_in_blank_rows(self) -> None:
        found = KPI_STATUS(column(95, None), "a lot")
        assert codes(found) == ["#KPI-TARGET-TYPE", ""]


class TestDefaults:
    @pytest.mark.parametrize("blank", [None, "", " ", [[None]]])
    def test_a_blank_optional_argument_takes_its_default(self, blank: object) -> None:
        assert KPI_STATUS(75, 100, blank, *[blank] * 13, blank) == [["Caution"]]
        assert KPI_SCORE(column(2, 0.5), column(1, 1), blank, blank) == [[0.85]]

    def test_a_blank_in_a_column_does_too(self) -> None:
        assert KPI_STATUS(column(75, 75), 100, column("lower", None)) == [["On target"], ["Caution"]]

    def test_without_as_of_frequency_or_any_day_nothing_is_out_of_date(self) -> None:
        old, now = dt.datetime(2020, 1, 5), dt.datetime(2026, 11, 10)

        def status(as_of: object, period: object, frequency: object, answered: object) -> object:
            [[found]] = KPI_STATUS(95, 100, *[None] * 7, as_of, None, period, frequency, None, None, answered)
            return found

        assert status(now, old, "weekly", None) == "Stale"
        assert status(now, None, "weekly", old) == "Stale"
        assert status(now, old, "weekly", now) == "On target"
        assert status(None, old, "weekly", None) == "On target"
        assert status(now, old, None, None) == "On target"
        assert status(now, None, "weekly", None) == "On target"


class TestCells:
    @pytest.mark.parametrize("typed", [80, 80.0, "80", "８０", " 80 ", Decimal(80), "80.00"])
    def test_numbers_however_they_are_typed(self, typed: object) -> None:
        assert KPI_ATTAINMENT(typed, 100) == [[0.8]]

    @pytest.mark.parametrize("typed", ["lower", "LOWER", "Lower is better", "越低越好"])
    def test_choices_in_any_language(self, typed: str) -> None:
        assert KPI_ATTAINMENT(120, 100, typed) == [[pytest.approx(0.8)]]

    @pytest.mark.parametrize(
        "day", [dt.datetime(2026, 10, 11), 46306, "2026-10-11", "2026年10月11日", "2026/10/11"]
    )
    def test_days_however_they_are_typed(self, day: object) -> None:
        assert KPI_EXPECTED("2026-10-01", "2026-10-21", day) == [[0.5]]

    def test_a_day_of_com(self) -> None:
        days = com_time(2026, 10, 1), com_time(2026, 10, 21), com_time(2026, 10, 11)
        assert call("KPI_EXPECTED", *days) == [[0.5]]

    def test_a_period_may_be_named(self) -> None:
        [[found]] = KPI_STATUS(95, 100, *[None] * 7, "2026-12-20", None, "2026-Q3", "monthly")
        assert found == "Stale"

    @pytest.mark.parametrize(
        ("arguments", "code"),
        [
            (("many", 100), "#ARG-ACTUAL-TYPE"),
            ((True, 100), "#ARG-ACTUAL-TYPE"),
            ((float("nan"), 100), "#ARG-ACTUAL-TYPE"),
            ((float("inf"), 100), "#ARG-ACTUAL-TYPE"),
            ((MONDAY, 100), "#ARG-ACTUAL-TYPE"),
            (("#N/A", 100), "#ARG-ACTUAL-ERROR"),
            ((-2146826281, 100), "#ARG-ACTUAL-ERROR"),
            (({"type": "Error", "basicValue": "#DIV/0!"}, 100), "#ARG-ACTUAL-ERROR"),
            ((80, "many"), "#KPI-TARGET-TYPE"),
            ((80, None), "#KPI-TARGET-MISSING"),
            ((80, 0), "#KPI-TARGET-RANGE"),
            ((80, 100, "sideways"), "#KPI-DIRECTION-CHOICE"),
            ((80, 100, "higher", 120), "#KPI-BASELINE-SIDE"),
            ((80, None, "range", None, None, 9), "#KPI-LOW-MISSING"),
            ((80, None, "range", None, 9), "#KPI-HIGH-MISSING"),
            ((80, None, "range", None, 9, 8), "#KPI-LOW-ORDER"),
            ((80, None, "range", None, 8, 9, 0), "#KPI-TOLERANCE-RANGE"),
        ],
    )
    def test_what_cannot_be_used_is_told_with_its_code(
        self, arguments: tuple[object, ...], code: str
    ) -> None:
        assert codes(KPI_ATTAINMENT(*arguments)) == [code]
        assert codes(KPI_STATUS(*arguments)) == [code]
        assert codes(KPI_STATUS(column(arguments[0], 1), *arguments[1:]))[0] == code

    @pytest.mark.parametrize(
        ("name", "value", "code"),
        [
            ("start", "soon", "#KPI-START-TYPE"),
            ("start", "03/04/2026", "#KPI-START-AMBIGUOUS"),
            ("end_", dt.datetime(2026, 1, 1), "#KPI-END-ORDER"),
            ("as_of", "soon", "#ARG-AS-OF-TYPE"),
            ("as_of", "03/04/2026", "#ARG-AS-OF-AMBIGUOUS"),
            ("aggregation", "most", "#KPI-AGGREGATION-CHOICE"),
            ("period", "soon", "#RDG-PERIOD-TYPE"),
            ("frequency", "hourly", "#KPI-FREQUENCY-CHOICE"),
            ("green_at", 85, "#KPI-GREEN-RANGE"),
            ("green_at", 0.5, "#KPI-AMBER-ORDER"),
            ("amber_at", -0.1, "#KPI-AMBER-RANGE"),
            ("answered", "#REF!", "#ARG-ANSWERED-ERROR"),
            ("lang", "fr", "#ARG-LANG-CHOICE"),
        ],
    )
    def test_every_argument_of_the_status_is_checked(self, name: str, value: object, code: str) -> None:
        days = {"start": dt.datetime(2026, 10, 1), "end_": dt.datetime(2026, 12, 31)}
        assert codes(KPI_STATUS(80, 100, **{**days, name: value})) == [code]

    def test_a_wrong_cell_spoils_its_row_alone(self) -> None:
        found = KPI_STATUS(column(95, "many", 70), column(100, 100, 0))
        assert codes(found) == ["On target", "#ARG-ACTUAL-TYPE", "#KPI-TARGET-RANGE"]

    def test_the_first_wrong_argument_is_told(self) -> None:
        assert codes(KPI_STATUS("many", "more", "sideways")) == ["#ARG-ACTUAL-TYPE"]

    def test_the_sentence_says_what_stood_there_in_the_language_asked_for(self) -> None:
        assert KPI_STATUS(80, "many") == [['#KPI-TARGET-TYPE: "many" is not a number.']]
        assert KPI_STATUS("many", 100, lang="zh") == [["#ARG-ACTUAL-TYPE: “many”不是数字。"]]
        [[text]] = KPI_STATUS(80, 100, "higher", 120)
        assert text == (
            "#KPI-BASELINE-SIDE: The baseline 120 is on the wrong side of the target 100:"
            " the direction is Higher is better."
        )

    def test_labels_are_in_the_language_asked_for(self) -> None:
        assert KPI_STATUS(column(80, 95), 100, lang="zh") == [["警戒"], ["达标"]]
        assert KPI_STATUS(80, 100, lang="EN") == [["Caution"]]


class TestExpected:
    def test_a_blank_day_gives_a_blank(self) -> None:
        assert KPI_EXPECTED(None, "2026-10-21", "2026-10-11") == [[""]]
        assert KPI_EXPECTED("2026-10-01", "2026-10-21", None) == [[""]]

    def test_an_end_before_the_start(self) -> None:
        assert KPI_EXPECTED("2026-10-21", "2026-10-01", "2026-10-11") == [
            ["#KPI-END-ORDER: The end date 2026-10-01 is before the start date 2026-10-21."]
        ]


class TestScore:
    def test_a_label_in_any_language_stands_for_no_index(self) -> None:
        weights = column(1, 3)
        assert KPI_SCORE(column(0.8, "Not started"), weights) == [[0.8]]
        assert KPI_SCORE(column(0.8, "未开始"), weights) == [[0.8]]
        assert KPI_SCORE(column(0.8, "not_started"), weights) == [[0.8]]
        assert KPI_SCORE(column(0.8, "No data"), weights) == [["Insufficient data"]]
        assert KPI_SCORE(column(0.5, "Stale"), column(3, 1)) == [[0.5]]

    def test_a_code_stands_for_no_data(self) -> None:
        found = KPI_STATUS(80, 0)[0][0]
        assert KPI_SCORE(column(0.5, found), column(3, 1)) == [[0.5]]

    def test_blank_weights_count_as_one_and_a_wholly_blank_row_is_skipped(self) -> None:
        assert KPI_SCORE(column(1, 0.5), None) == [[0.75]]
        assert KPI_SCORE(column(1, None, 0.5), column(1, None, 1)) == [[0.75]]
        assert KPI_SCORE(column(1, None), column(1, 9)) == [["Insufficient data"]]

    def test_one_weight_is_broadcast(self) -> None:
        assert KPI_SCORE(column(1, 0.5), 7) == [[0.75]]

    @pytest.mark.parametrize(
        ("arguments", "code"),
        [
            ((column(1, 1), column(0, 0)), "#KPI-WEIGHT-RANGE"),
            ((column(1, 1), column(2, -1)), "#KPI-WEIGHT-RANGE"),
            ((column(1, 1), column("much", 1)), "#KPI-WEIGHT-TYPE"),
            ((column(1, "good"), 1), "#ARG-INDEXES-TYPE"),
            ((column(1, "#N/A"), 1), "#ARG-INDEXES-ERROR"),
            ((1, 1, 0), "#ARG-CAP-RANGE"),
            ((1, 1, "high"), "#ARG-CAP-TYPE"),
            ((1, 1, None, 50), "#ARG-MIN-COVERAGE-RANGE"),
        ],
    )
    def test_what_makes_no_score(self, arguments: tuple[object, ...], code: str) -> None:
        assert codes(KPI_SCORE(*arguments)) == [code]


class TestNextCheckIn:
    def test_the_day_is_a_date(self) -> None:
        assert NEXT_CHECK_IN(MONDAY, 5) == [[dt.datetime(2026, 11, 9)]]

    def test_holidays_and_make_up_days(self) -> None:
        calendar = [["Date", "Kind"], ["2026-11-03", "holiday"], [dt.datetime(2026, 11, 7), "working_day"]]
        assert NEXT_CHECK_IN(MONDAY, 5, calendar=calendar) == [[dt.datetime(2026, 11, 9)]]
        assert NEXT_CHECK_IN(MONDAY, 4, calendar=calendar) == [[dt.datetime(2026, 11, 7)]]

    @pytest.mark.parametrize(
        ("arguments", "code"),
        [
            (("soon", 5), "#ARG-LAST-CHECK-IN-TYPE"),
            ((MONDAY, 0), "#DLG-CHECK-IN-RANGE"),
            ((MONDAY, 2.5), "#DLG-CHECK-IN-TYPE"),
            ((MONDAY, 5, "soon"), "#DLG-START-TYPE"),
            ((MONDAY, 5, None, "soon"), "#DLG-DUE-TYPE"),
            ((MONDAY, 5, MONDAY, dt.datetime(2026, 11, 1)), "#DLG-DUE-ORDER"),
            ((MONDAY, 5, None, None, "asleep"), "#DLG-STATUS-CHOICE"),
            ((MONDAY, 5, None, None, None, [["Date", "Kind"], ["soon", "holiday"]]), "#CAL-DATE-TYPE"),
            ((MONDAY, 5, None, None, None, [["x"], ["y"]]), "#ARG-CALENDAR-MISSING"),
        ],
    )
    def test_what_cannot_be_used(self, arguments: tuple[object, ...], code: str) -> None:
        assert codes(NEXT_CHECK_IN(*arguments)) == [code]


class TestIssueHelp:
    def test_a_column_of_codes(self) -> None:
        found = ISSUE_HELP(column("DLG-DUE-ORDER", None, "NOPE"))
        assert found[0] == ISSUE_HELP("[DLG-DUE-ORDER]")[0]
        assert found[1] == ["", ""]
        assert found[2][0].startswith("#ARG-CODE-UNKNOWN: ")

    def test_codes_of_arguments_are_explained_too(self) -> None:
        [[message, fix]] = ISSUE_HELP("#ARG-SHAPE: The ranges do not fit together.")
        assert message == "The ranges do not fit together."
        assert fix == "Pass single cells, or columns of the same height."
        assert ISSUE_HELP("ARG-AS-OF-TYPE", "zh") == [
            ["“…”不是日期。", "请填写真实存在的日期，例如 2026-02-28。"]
        ]


@given(st.lists(st.tuples(st.floats(-1e6, 1e6), st.floats(0.1, 1e6)), min_size=1, max_size=20))
def test_a_column_gives_in_every_row_what_a_single_cell_gives(rows: list[tuple[float, float]]) -> None:
    actual, target = column(*(each for each, _ in rows)), column(*(each for _, each in rows))
    for function in (KPI_ATTAINMENT, KPI_STATUS):
        assert function(actual, target) == [function(*row)[0] for row in rows]


def test_an_argument_that_com_says_is_missing_takes_its_default() -> None:
    assert call("KPI_STATUS", 80.0, 100.0, *[MISSING] * 15) == [["Caution"]]
    assert call("KPI_STATUS", ((80.0,), (None,)), 100.0, *[MISSING] * 14, "zh") == [["警戒"], [""]]
