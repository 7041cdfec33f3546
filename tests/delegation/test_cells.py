from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from delegation.cells import Misfit, cell_text, fold, parse_cell, parse_column
from delegation.periods import Span
from delegation.records import CellFault
from delegation.schema import Field
from delegation.tables import BY_ID, TABLES

D = dt.date


def field(name: str) -> Field:
    """`field("delegations.due")`."""
    table_id, field_id = name.split(".")
    return BY_ID[table_id].field(field_id)


def moment(*parts: int) -> dt.datetime:
    """As Excel keeps it, without a time zone."""
    return dt.datetime(*parts)  # type: ignore[arg-type]


DUE, EFFORT, PROGRESS = (
    field("delegations.due"),
    field("delegations.effort_hours"),
    field("delegations.progress"),
)
LEVEL, STATUS, ACTIVE = (
    field("delegations.authority_level"),
    field("delegations.status"),
    field("members.active"),
)
WORK_DAYS, SKILLS = field("members.work_days"), field("delegations.required_skills")
PERIOD, TITLE, MEMBER_ID = field("readings.period"), field("delegations.title"), field("members.member_id")
BLOCKER, ATTENDEES = field("milestones.blocker"), field("meetings.attendees")


class TestDates:
    @pytest.mark.parametrize(
        "typed",
        [
            D(2025, 3, 1),
            moment(2025, 3, 1),
            moment(2025, 3, 1, 17, 30),
            "2025-03-01",
            "2025-3-1",
            "2025/3/1",
            "2025.3.1",
            "2025年3月1日",
            "2025年3月1号",
            "2025 年 03 月 01 日",
            "２０２５年３月１日",
            "２０２５／３／１",
            "2025年3月1日 星期六",
            "1 Mar 2025",
            "1st March 2025",
            "01-Mar-2025",
            "Mar 1, 2025",
            "March 1st, 2025",
            "Sat, 1 Mar 2025",
            "2025 Mar 1",
            "20250301",
            20250301,
            20250301.0,
            "2025-03-01T00:00:00",
            "2025-03-01 17:30",
            "2025-03-01T17:30:00.000Z",
            "2025/3/1 下午 2:30",
            " \u00a02025-03-01\u200b ",
            45717,
            45717.75,
        ],
        ids=str,
    )
    def test_a_date_in_any_form_is_the_same_date(self, typed: object) -> None:
        assert parse_cell(DUE, typed) == D(2025, 3, 1)

    @pytest.mark.parametrize("typed", ["25/12/2026", "12/25/2026", "25.12.2026", "25-12-2026"])
    def test_a_part_above_twelve_settles_the_order(self, typed: str) -> None:
        assert parse_cell(DUE, typed) == D(2026, 12, 25)

    def test_two_equal_parts_need_no_order(self) -> None:
        assert parse_cell(DUE, "04/04/2026") == D(2026, 4, 4)

    def test_a_date_that_can_be_two_is_ambiguous_and_names_both(self) -> None:
        expected = Misfit("AMBIGUOUS", {"first": D(2025, 4, 3), "second": D(2025, 3, 4)})
        assert parse_cell(DUE, "03/04/2025") == expected

    @pytest.mark.parametrize(
        ("typed", "first", "second"),
        [
            ("3/4/25", D(2025, 4, 3), D(2025, 3, 4)),
            ("31/12/99", D(2099, 12, 31), D(1999, 12, 31)),
            ("01-Mar-25", D(2025, 3, 1), D(2001, 3, 25)),
            ("25年3月1日", D(2025, 3, 1), D(1925, 3, 1)),
        ],
    )
    def test_a_year_of_two_digits_is_ambiguous(self, typed: str, first: D, second: D) -> None:
        assert parse_cell(DUE, typed) == Misfit("AMBIGUOUS", {"first": first, "second": second})

    @pytest.mark.parametrize(
        "typed",
        [
            "2026-02-31",
            "31/02/2026",
            "2025-13-01",
            "2025/3-1",
            "3/1",
            "soon",
            "45717",
            "2026-03-01 25:00",
            2026,
            202603,
            20261301,
            5,
            -1,
            1e12,
            True,
            dt.time(8, 30),
            dt.timedelta(days=3),
            D(1900, 1, 5),
            float("nan"),
            float("inf"),
            10**400,
        ],
        ids=lambda typed: str(typed)[:20],
    )
    def test_what_is_no_date_is_said_to_be_none(self, typed: object) -> None:
        assert parse_cell(DUE, typed) == Misfit("TYPE")

    def test_raw_serial_numbers_of_the_1904_system_count_from_1904(self) -> None:
        assert parse_cell(DUE, 45717 - 1462, epoch_1904=True) == D(2025, 3, 1)
        assert parse_cell(DUE, D(2025, 3, 1), epoch_1904=True) == D(2025, 3, 1)
        assert parse_cell(DUE, 20250301, epoch_1904=True) == D(2025, 3, 1)


class TestPeriods:
    MARCH = Span(D(2026, 3, 1), D(2026, 3, 31))
    FIRST_QUARTER = Span(D(2026, 1, 1), D(2026, 3, 31))
    TENTH_WEEK = Span(D(2026, 3, 2), D(2026, 3, 8))

    @pytest.mark.parametrize(
        "typed",
        [
            "2026-03",
            "2026/3",
            "2026.03",
            "2026年3月",
            "2026年03月份",
            "２０２６年３月",
            "202603",
            202603,
            202603.0,
            "Mar 2026",
            "March, 2026",
            "2026 Mar",
            "03/2026",
        ],
        ids=str,
    )
    def test_a_month(self, typed: object) -> None:
        assert parse_cell(PERIOD, typed) == self.MARCH

    @pytest.mark.parametrize(
        "typed",
        [
            "2026-Q1",
            "2026Q1",
            "2026 q1",
            "Q1 2026",
            "Q1/2026",
            "1Q 2026",
            "2026, Q1",
            "2026年Q1",
            "2026年第1季度",
            "2026年第一季度",
            "2026年1季度",
        ],
    )
    def test_a_quarter(self, typed: str) -> None:
        assert parse_cell(PERIOD, typed) == self.FIRST_QUARTER

    @pytest.mark.parametrize(
        "typed",
        [
            "2026-W10",
            "2026W10",
            "2026 week 10",
            "W10 2026",
            "Week 10, 2026",
            "2026年第10周",
            "2026年第10週",
        ],
    )
    def test_a_week(self, typed: str) -> None:
        assert parse_cell(PERIOD, typed) == self.TENTH_WEEK

    def test_a_year(self) -> None:
        assert parse_cell(PERIOD, 2026) == Span(D(2026, 1, 1), D(2026, 12, 31))
        assert parse_cell(PERIOD, "2026年") == Span(D(2026, 1, 1), D(2026, 12, 31))

    def test_any_day(self) -> None:
        assert parse_cell(PERIOD, "2026/3/5") == D(2026, 3, 5)
        assert parse_cell(PERIOD, moment(2026, 3, 5)) == D(2026, 3, 5)

    @pytest.mark.parametrize(
        "typed", ["2026-13", "2026-Q5", "2026-W54", "Q1", "spring", "20261", 2026.1, True]
    )
    def test_what_is_no_period_is_said_to_be_none(self, typed: object) -> None:
        assert parse_cell(PERIOD, typed) == Misfit("TYPE")

    def test_an_ambiguous_day_is_an_ambiguous_period(self) -> None:
        expected = Misfit("AMBIGUOUS", {"first": D(2026, 4, 3), "second": D(2026, 3, 4)})
        assert parse_cell(PERIOD, "03/04/2026") == expected


class TestNumbers:
    @pytest.mark.parametrize(
        ("typed", "expected"),
        [
            (40, 40.0),
            (2.5, 2.5),
            ("40", 40.0),
            ("2.5", 2.5),
            (".5", 0.5),
            ("+3", 3.0),
            ("1,234", 1234.0),
            ("1,234,567.8", 1234567.8),
            ("1 234", 1234.0),
            ("1\u00a0234", 1234.0),
            ("1\u202f234", 1234.0),
            ("1\u2009234", 1234.0),
            ("1'234", 1234.0),
            ("１２３", 123.0),
            ("１，２３４．５", 1234.5),
            ("85%", 0.85),
            ("57%", 0.57),
            ("１２．５％", 0.125),
            ("1e3", 1000.0),
            (Decimal("2.5"), 2.5),
        ],
        ids=str,
    )
    def test_a_number_in_any_form(self, typed: object, expected: float) -> None:
        assert parse_cell(EFFORT, typed) == expected

    @pytest.mark.parametrize("typed", ["-5", "−5", "–5", "－5", "﹣5", "- 5", "(5)", "（5）", -5])
    def test_a_minus_in_any_form(self, typed: object) -> None:
        assert parse_cell(field("kpis.target"), typed) == -5.0

    @pytest.mark.parametrize(
        "typed",
        [
            "forty",
            "40 h",
            "1,23",
            "12,34,567",
            "1.234,5",
            "5²",
            "½",
            "-",
            "1e999",
            "--5",
            "(-5)",
            "4 0",
            "$5",
        ],
    )
    def test_text_that_is_no_number_is_never_guessed(self, typed: str) -> None:
        assert parse_cell(EFFORT, typed) == Misfit("TYPE")

    @pytest.mark.parametrize(
        "typed", [True, False, float("nan"), float("inf"), 10**400, D(2026, 1, 1), dt.time(8)]
    )
    def test_other_values_are_no_numbers(self, typed: object) -> None:
        assert parse_cell(EFFORT, typed) == Misfit("TYPE")

    def test_a_bound_is_inside_unless_it_is_open(self) -> None:
        hours = field("members.weekly_hours")
        assert parse_cell(EFFORT, 0) == 0.0
        assert parse_cell(EFFORT, -0.1) == Misfit("RANGE")
        assert parse_cell(hours, 168) == 168.0
        assert parse_cell(hours, 168.1) == Misfit("RANGE")
        assert parse_cell(hours, 0) == Misfit("RANGE")


class TestShares:
    @pytest.mark.parametrize(
        ("typed", "expected"), [(0.85, 0.85), ("85%", 0.85), ("0.85", 0.85), (1, 1.0), (0, 0.0)]
    )
    def test_a_share(self, typed: object, expected: float) -> None:
        assert parse_cell(PROGRESS, typed) == expected

    def test_a_share_that_a_formula_missed_by_its_last_digit_is_the_one_that_excel_shows(self) -> None:
        assert parse_cell(PROGRESS, 1.0000000000000002) == 1.0
        assert parse_cell(PROGRESS, -1e-300) == Misfit("RANGE")

    @pytest.mark.parametrize("typed", [85, "85", "８５"])
    def test_85_is_never_divided_but_85_per_cent_is_suggested(self, typed: object) -> None:
        assert parse_cell(PROGRESS, typed) == Misfit("RANGE", {"suggestion": 0.85})

    @pytest.mark.parametrize("typed", [-0.1, 1.2, "120%", 850])
    def test_where_no_per_cent_can_be_meant_none_is_suggested(self, typed: object) -> None:
        assert parse_cell(PROGRESS, typed) == Misfit("RANGE")


class TestIntegers:
    @pytest.mark.parametrize(
        "typed",
        [
            3,
            3.0,
            "3",
            "3.0",
            "３",
            "Consult",
            "consult",
            "征询",
            "3 Consult",
            "3. Consult",
            "3 征询",
            "3 咨询",
            "3-征询",
        ],
        ids=str,
    )
    def test_a_level_by_number_or_name(self, typed: object) -> None:
        assert parse_cell(LEVEL, typed) == 3

    @pytest.mark.parametrize("typed", [5.5, "5.5", "some", "4 Consult", "3 or 4", True])
    def test_what_is_no_level(self, typed: object) -> None:
        assert parse_cell(LEVEL, typed) == Misfit("TYPE")

    @pytest.mark.parametrize("typed", [0, 8, "９"])
    def test_a_level_that_there_is_not(self, typed: object) -> None:
        assert parse_cell(LEVEL, typed) == Misfit("RANGE")

    def test_an_integer_that_a_formula_missed_by_its_last_digit_is_the_one_that_excel_shows(self) -> None:
        assert parse_cell(LEVEL, 0.1 * 3 * 10) == 3

    def test_beyond_what_excel_counts_exactly_there_is_no_integer(self) -> None:
        assert parse_cell(field("delegations.check_in_days"), 1e300) == Misfit("TYPE")


class TestChoices:
    @pytest.mark.parametrize(
        "typed",
        [
            "in_progress",
            "In progress",
            "IN PROGRESS",
            "in-progress",
            "进行中",
            " 进行中\u200b",
            "ＩＮ ＰＲＯＧＲＥＳＳ",
        ],
    )
    def test_a_choice_by_id_or_label_of_any_language(self, typed: str) -> None:
        assert parse_cell(STATUS, typed) == "in_progress"

    @pytest.mark.parametrize("typed", [True, "TRUE", "yes", "Y", "是"])
    def test_yes(self, typed: object) -> None:
        assert parse_cell(ACTIVE, typed) == "yes"

    @pytest.mark.parametrize("typed", [False, "false", "No", "否"])
    def test_no(self, typed: object) -> None:
        assert parse_cell(ACTIVE, typed) == "no"

    def test_an_unknown_word_gets_the_closest_choice(self) -> None:
        assert parse_cell(STATUS, "in progess") == Misfit("CHOICE", {"closest": "@choice:status.in_progress"})
        assert parse_cell(STATUS, "zzz") == Misfit("CHOICE")
        assert parse_cell(STATUS, 7) == Misfit("CHOICE")


class TestLists:
    @pytest.mark.parametrize(
        "typed",
        [
            "mon, wed; fri",
            "Mon，Wed；Fri",
            "周一、周三、周五",
            "Monday\nWednesday\r\nFriday",
            "fri, mon, wed, mon,",
        ],
    )
    def test_separators_and_the_order_of_the_declaration(self, typed: str) -> None:
        assert parse_cell(WORK_DAYS, typed) == ("mon", "wed", "fri")

    @pytest.mark.parametrize(
        "typed", ["Mon-Fri", "mon – fri", "Monday to Friday", "周一至周五", "周一到周五"]
    )
    def test_a_stretch_of_choices(self, typed: str) -> None:
        assert parse_cell(WORK_DAYS, typed) == ("mon", "tue", "wed", "thu", "fri")

    def test_the_part_that_is_not_known_is_named(self) -> None:
        expected = Misfit("CHOICE", {"part": "Tusday", "closest": "@choice:work_days.tue"})
        assert parse_cell(WORK_DAYS, "Mon, Tusday") == expected

    def test_skills_with_levels(self) -> None:
        assert parse_cell(SKILLS, "SQL:3, 谈判：专家\nExcel : expert；C++") == (
            ("SQL", 3),
            ("谈判", 5),
            ("Excel", 5),
            ("C++", 3),
        )

    @pytest.mark.parametrize(
        ("typed", "expected"),
        [
            ("SQL:9", Misfit("RANGE", {"part": "SQL:9"})),
            ("SQL:x", Misfit("TYPE", {"part": "SQL:x"})),
            ("SQL:3, :2", Misfit("TYPE", {"part": ":2"})),
        ],
    )
    def test_a_skill_with_a_wrong_level(self, typed: str, expected: Misfit) -> None:
        assert parse_cell(SKILLS, typed) == expected

    def test_names(self) -> None:
        assert parse_cell(ATTENDEES, "Anna Berg; 王芳、李雷") == ("Anna Berg", "王芳", "李雷")

    def test_nothing_but_separators_is_blank(self) -> None:
        assert parse_cell(ATTENDEES, " , ;") is None


class TestText:
    def test_surrounding_and_invisible_characters_go_and_a_hard_space_becomes_a_plain_one(self) -> None:
        assert parse_cell(TITLE, "\ufeff\u00a0 Launch\u00a0the\u200b page \u3000") == "Launch the page"

    @pytest.mark.parametrize(
        ("typed", "expected"),
        [
            (12.0, "12"),
            (12, "12"),
            (12.5, "12.5"),
            (0.1 + 0.2, "0.3"),
            (D(2026, 3, 1), "2026-03-01"),
            (moment(2026, 3, 1), "2026-03-01"),
            (moment(2026, 3, 1, 8, 30), "2026-03-01 08:30"),
            (dt.time(8, 30), "08:30:00"),
            (True, "TRUE"),
            ("two\nlines", "two\nlines"),
            ("bell\x07\ud800", "bell\ufffd"),
        ],
        ids=ascii,
    )
    def test_whatever_stands_in_a_text_column_is_text(self, typed: object, expected: str) -> None:
        assert parse_cell(MEMBER_ID, typed) == expected

    @pytest.mark.parametrize("typed", ["", "  ", "\u00a0\u200b", None])
    def test_blank(self, typed: object) -> None:
        assert parse_cell(TITLE, typed) is None

    @pytest.mark.parametrize(
        "typed", ["-", "—", "none", "None.", "NO", "n/a", "无", "没有", "暂无。", " 无 "]
    )
    def test_no_blocker(self, typed: str) -> None:
        assert parse_cell(BLOCKER, typed) is None

    def test_a_blocker(self) -> None:
        assert parse_cell(BLOCKER, "No access to the data") == "No access to the data"

    def test_none_words_mean_none_in_a_blocker_only(self) -> None:
        assert parse_cell(TITLE, "None") == "None"


class TestFaults:
    def test_an_error_value_and_a_formula_without_result_are_faults_of_their_own(self) -> None:
        assert parse_cell(DUE, CellFault("error", "#N/A")) == Misfit("ERROR")
        assert parse_cell(TITLE, CellFault("formula", "=A1")) == Misfit("FORMULA")

    def test_a_column_tells_which_cells_are_at_fault_and_reads_the_others(self) -> None:
        values = [40, "", "forty", None, CellFault("error", "#REF!"), "2.5", "forty"]
        parsed, faults = parse_column(EFFORT, values)
        assert parsed == [40.0, None, None, None, None, 2.5, None]
        assert [(fault.position, fault.kind) for fault in faults] == [(2, "TYPE"), (4, "ERROR"), (6, "TYPE")]


def test_ids_and_names_are_compared_without_case_width_and_spaces() -> None:
    assert fold(" Anna\u00a0 BERG ") == fold("anna berg") == fold("ＡｎｎａＢｅｒｇ")
    assert fold("D-1") != fold("D1")
    assert fold("Jose\u0301") == fold("Jos\u00e9") == fold("JOS\u00c9") != fold("Jose")


FIELDS = st.sampled_from([each for table in TABLES for each in table.fields])
EXCEL_VALUES = (
    st.none()
    | st.text(max_size=30)
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.dates()
    | st.datetimes()
    | st.times()
    | st.timedeltas()
    | st.just(CellFault("error", "#N/A"))
    | st.from_regex(r"[0-9０-９]{1,4}[-/.年][0-9]{1,2}[-/.月][0-9]{1,4}日?", fullmatch=True)
    | st.from_regex(r"[(−-]?[0-9]{1,3}([, ][0-9]{3}){0,2}(\.[0-9]{0,3})?%?", fullmatch=True)
)
ANY_VALUES = (
    EXCEL_VALUES | st.binary() | st.complex_numbers() | st.decimals() | st.lists(st.integers(), max_size=3)
)


class _Spiteful:
    def __str__(self) -> str:
        raise RuntimeError("no text for you")


@given(FIELDS, st.lists(ANY_VALUES, max_size=5), st.booleans())
def test_property_reading_never_fails(each: Field, values: list[object], epoch_1904: bool) -> None:
    parsed, faults = parse_column(each, [*values, _Spiteful()], epoch_1904=epoch_1904)
    assert len(parsed) == len(values) + 1
    assert all(parsed[fault.position] is None for fault in faults)


@given(FIELDS, EXCEL_VALUES)
def test_property_what_was_read_reads_as_itself(each: Field, value: object) -> None:
    once = parse_cell(each, value)
    if not isinstance(once, Misfit | Span):
        assert parse_cell(each, once) == once


@given(FIELDS, st.lists(EXCEL_VALUES, max_size=6))
def test_property_a_column_is_read_like_its_cells_one_by_one(each: Field, values: list[object]) -> None:
    parsed, faults = parse_column(each, values)
    wrong = {fault.position: Misfit(fault.kind, fault.params) for fault in faults}
    assert [wrong.get(index, found) for index, found in enumerate(parsed)] == [
        parse_cell(each, value) for value in values
    ]


@given(EXCEL_VALUES)
def test_property_every_value_has_a_text(value: object) -> None:
    assert isinstance(cell_text(value), str)
