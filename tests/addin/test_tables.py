"""Tables as arguments: headers, blank and wrong rows, references (SPEC §13)."""

from __future__ import annotations

import datetime as dt
import random
from typing import Any

import pytest

from addin.functions import DELEGATION_HEALTH, VALIDATE_TABLE, WORKLOAD, WORKLOAD_BALANCE
from delegation.labels import labels
from tests.grids import grid

AS_OF = dt.datetime(2026, 11, 16)
FIRST, LAST = dt.datetime(2026, 11, 2), dt.datetime(2026, 11, 6)
DELEGATIONS = grid("""
    | delegation_id | title  | delegate | start      | due        | effort_hours | check_in_days | accepted_on | progress | status      |
    |---------------|--------|----------|------------|------------|--------------|---------------|-------------|----------|-------------|
    | D1            | Server | Ana      | 2026-11-02 | 2026-11-27 | 20           | 10            | 2026-11-02  | 0.5      | In progress |
    | D2            | Move   | M2       | 2026-11-02 | 2026-11-06 | 40           | 10            | 2026-11-02  | 0.5      | In progress |
    |               |        |          |            |            |              |               |             |          |             |
    | D3            | Tests  | M2       | 2026-11-02 | 2026-11-27 | 0            | 10            | 2026-11-02  | 0.5      | On hold     |
""")  # noqa: E501  a row of a table is a line
MEMBERS = grid("""
    | member_id | name | weekly_hours | work_days | reserved_share | active |
    |-----------|------|--------------|-----------|----------------|--------|
    | M1        | Ana  | 40           |           |                | yes    |
    | M2        | Ben  | 20           |           |                |        |
""")
CHECK_INS = grid("""
    | check_in_id | date       | delegation_id | raised_by | type         | confidence |
    |-------------|------------|---------------|-----------|--------------|------------|
    | C1          | 2026-11-12 | D1            | M1        | Progress     | 4          |
    | C1          | 2026-11-12 | Server        | M1        | Praise       |            |
    | C2          | 2026-11-02 | D9            | M1        | Help request | 1          |
""")
HEALTH = ["On track", "Overdue", "", "Blocked"]


def changed(table: list[list[object]], row: int, **cells: object) -> list[list[object]]:
    """The table with other cells in that row below its header."""
    found = [list(each) for each in table]
    for name, value in cells.items():
        if name not in found[0]:
            found[0].append(name)
            for each in found[1:]:
                each.append(None)
        found[row][found[0].index(name)] = value
    return found


def told(spilled: list[list[Any]]) -> list[Any]:
    """The first column, of a text with a code the code alone."""
    return [str(row[0]).split(":")[0] if str(row[0]).startswith("#") else row[0] for row in spilled]


def translated(table: list[list[Any]], table_id: str) -> list[list[Any]]:
    header = [labels("zh").field(table_id, name) for name in table[0]]
    return [header, *table[1:]]


class TestHealth:
    def test_one_label_a_row_blank_rows_are_blank(self) -> None:
        assert told(DELEGATION_HEALTH(DELEGATIONS, AS_OF, CHECK_INS)) == HEALTH

    def test_headers_and_labels_in_chinese(self) -> None:
        found = DELEGATION_HEALTH(
            translated(DELEGATIONS, "delegations"), AS_OF, translated(CHECK_INS, "check_ins"), lang="zh"
        )
        assert told(found) == ["正常", "逾期", "", "受阻"]

    def test_the_order_of_rows_and_columns_does_not_matter(self) -> None:
        rows = list(enumerate(DELEGATIONS[1:]))
        random.Random(7).shuffle(rows)
        shuffled = [DELEGATIONS[0][::-1], *(row[::-1] for _, row in rows)]
        found = DELEGATION_HEALTH(shuffled, AS_OF, CHECK_INS[:1] + CHECK_INS[:0:-1])
        assert told(found) == [HEALTH[place] for place, _ in rows]

    @pytest.mark.parametrize("height", [0, 1, 1000])
    def test_a_table_without_rows_is_blank(self, height: int) -> None:
        header = DELEGATIONS[0]
        found = DELEGATION_HEALTH([header, *[[None] * len(header)] * height], AS_OF)
        assert found == [[""]] * max(1, height)

    @pytest.mark.parametrize("nothing", [None, [[None]], [], [["delegation_id", "date"]]])
    def test_tables_that_are_not_there_say_nothing(self, nothing: object) -> None:
        assert told(DELEGATION_HEALTH(DELEGATIONS, AS_OF, nothing)) == HEALTH

    @pytest.mark.parametrize(
        ("cells", "code"),
        [
            ({"delegation_id": None}, "#DLG-DELEGATION-REQUIRED"),
            ({"start": None}, "#DLG-START-REQUIRED"),
            ({"start": "soon"}, "#DLG-START-TYPE"),
            ({"due": "#REF!"}, "#DLG-DUE-ERROR"),
            ({"due": dt.datetime(2026, 11, 1)}, "#DLG-DUE-ORDER"),
            ({"check_in_days": 0}, "#DLG-CHECK-IN-RANGE"),
            ({"accepted_on": "03/04/2026"}, "#DLG-ACCEPTED-AMBIGUOUS"),
            ({"progress": 85}, "#DLG-PROGRESS-RANGE"),
            ({"status": "asleep"}, "#DLG-STATUS-CHOICE"),
            ({"status": None}, "#DLG-STATUS-REQUIRED"),
            ({"delegation_id": "d2"}, "On track"),
        ],
    )
    def test_a_wrong_row_has_its_code(self, cells: dict[str, object], code: str) -> None:
        found = told(DELEGATION_HEALTH(changed(DELEGATIONS, 1, **cells), AS_OF))
        if cells.get("delegation_id"):
            assert found == ["On track", "#DLG-DUPLICATE", "", "Blocked"]
        else:
            assert found == [code, *HEALTH[1:]]

    def test_a_row_is_wrong_only_in_the_columns_that_count(self) -> None:
        odd = changed(DELEGATIONS, 1, effort_hours="much", title=None, authority_level=9, delegate="#N/A")
        assert told(DELEGATION_HEALTH(odd, AS_OF)) == HEALTH

    def test_a_duplicate_says_where_the_first_one_is(self) -> None:
        found = DELEGATION_HEALTH(changed(DELEGATIONS, 2, delegation_id="D1"), AS_OF)
        assert found[1][0].startswith('#DLG-DUPLICATE: "D1" stands in row 1 already.')

    @pytest.mark.parametrize("status", ["Completed", "Returned", "Cancelled"])
    def test_a_closed_row_needs_no_day_of_closing(self, status: str) -> None:
        assert told(DELEGATION_HEALTH(changed(DELEGATIONS, 1, status=status), AS_OF))[0] == status

    def test_columns_that_are_not_there_are_blank(self) -> None:
        few = [[row[index] for index in (0, 3, 4, 9)] for row in DELEGATIONS]
        assert told(DELEGATION_HEALTH(few, AS_OF)) == ["Not accepted", "Overdue", "", "Blocked"]
        without_due = [[row[index] for index in (0, 3, 9)] for row in DELEGATIONS]
        assert told(DELEGATION_HEALTH(without_due, AS_OF))[0] == "#DLG-DUE-REQUIRED"

    def test_a_wrong_check_in_or_milestone_is_told_at_its_delegation(self) -> None:
        wrong = changed(CHECK_INS, 2, date="soon")
        found = DELEGATION_HEALTH(DELEGATIONS, AS_OF, wrong)
        assert found[0] == ['#CHK-DATE-TYPE: C1: "soon" is not a date.']
        assert told(found)[1:] == HEALTH[1:]
        milestones = [["delegation_id", "milestone", "progress"], ["D2", "a", 85]]
        assert told(DELEGATION_HEALTH(DELEGATIONS, AS_OF, None, milestones))[1] == "#MLS-PROGRESS-RANGE"

    def test_one_that_says_of_no_delegation_is_told_for_all(self) -> None:
        nobodys = changed(CHECK_INS, 1, delegation_id=None)
        assert DELEGATION_HEALTH(DELEGATIONS, AS_OF, nobodys) == [
            ["#CHK-DELEGATION-REQUIRED: C1: Delegation is missing."]
        ]

    def test_what_concerns_a_delegation_that_is_not_here_does_not_count(self) -> None:
        elsewhere = changed(CHECK_INS, 3, date="soon")
        assert told(DELEGATION_HEALTH(DELEGATIONS, AS_OF, elsewhere)) == HEALTH

    def test_days_to_accept_in(self) -> None:
        waiting = changed(DELEGATIONS, 1, accepted_on=None, progress=0.5)
        assert told(DELEGATION_HEALTH(waiting, AS_OF))[0] == "Not accepted"
        assert told(DELEGATION_HEALTH(waiting, AS_OF, accept_within_days=20))[0] == "On track"

    @pytest.mark.parametrize(
        ("arguments", "code"),
        [
            ((None, AS_OF), "#ARG-DELEGATIONS-REQUIRED"),
            (([["x", "y"], [1, 2]], AS_OF), "#ARG-DELEGATIONS-MISSING"),
            (("Delegations", AS_OF), "#ARG-DELEGATIONS-MISSING"),
            ((MEMBERS, AS_OF), "#ARG-DELEGATIONS-MISSING"),
            ((DELEGATIONS[1:], AS_OF), "#ARG-DELEGATIONS-MISSING"),
            ((DELEGATIONS, None), "#ARG-AS-OF-REQUIRED"),
            ((DELEGATIONS, "soon"), "#ARG-AS-OF-TYPE"),
            ((DELEGATIONS, [[AS_OF], [AS_OF]]), "#ARG-SHAPE"),
            ((DELEGATIONS, AS_OF, MEMBERS), "#ARG-CHECK-INS-MISSING"),
            ((DELEGATIONS, AS_OF, None, 5), "#ARG-MILESTONES-MISSING"),
            ((DELEGATIONS, AS_OF, None, None, [["Date"], ["soon"]]), "#CAL-DATE-TYPE"),
            ((DELEGATIONS, AS_OF, None, None, None, -1), "#ARG-ACCEPT-WITHIN-RANGE"),
            ((DELEGATIONS, AS_OF, None, None, None, 1.5), "#ARG-ACCEPT-WITHIN-TYPE"),
            ((DELEGATIONS, AS_OF, None, None, None, None, "fr"), "#ARG-LANG-CHOICE"),
        ],
    )
    def test_what_cannot_be_used(self, arguments: tuple[object, ...], code: str) -> None:
        assert told(DELEGATION_HEALTH(*arguments)) == [code]


class TestWorkload:
    def test_a_row_for_each_person_under_a_header(self) -> None:
        assert WORKLOAD(MEMBERS, DELEGATIONS, FIRST, LAST) == [
            ["Member", "Name", "Capacity h", "Load h", "Utilisation", "Band"],
            ["M1", "Ana", 40.0, 2.5, 0.0625, "Under"],
            ["M2", "Ben", 20.0, 20.0, 1.0, "Full"],
        ]

    def test_in_chinese_with_chinese_headers(self) -> None:
        found = WORKLOAD(
            translated(MEMBERS, "members"), translated(DELEGATIONS, "delegations"), FIRST, LAST, lang="zh"
        )
        assert found[0] == ["成员", "姓名", "可用工时", "负荷工时", "利用率", "负荷等级"]
        assert [row[-1] for row in found[1:]] == ["不饱和", "饱满"]

    def test_who_is_no_member_has_a_row_without_a_name(self) -> None:
        found = WORKLOAD(MEMBERS, changed(DELEGATIONS, 2, delegate="Contractor"), FIRST, LAST)
        assert found[-1] == ["Contractor", "", 0.0, 20.0, "", "No capacity"]

    def test_nobody_at_all_is_one_blank_cell(self) -> None:
        assert WORKLOAD(MEMBERS[:1], DELEGATIONS[:1], FIRST, LAST) == [[""]]
        assert WORKLOAD_BALANCE(MEMBERS[:1], DELEGATIONS[:1], FIRST, LAST) == [["", "", "", ""]]

    def test_leave_of_somebody_who_is_not_here_does_not_count(self) -> None:
        leave = [["member_id", "start", "end"], ["M9", FIRST, LAST]]
        assert WORKLOAD(MEMBERS, DELEGATIONS, FIRST, LAST, leave) == WORKLOAD(
            MEMBERS, DELEGATIONS, FIRST, LAST
        )

    def test_as_of_is_the_first_day_unless_it_is_given(self) -> None:
        later = dt.datetime(2026, 11, 4)
        found = WORKLOAD(MEMBERS, DELEGATIONS, FIRST, LAST, as_of=later)
        assert found[1][2:4] == [24.0, pytest.approx(10 / 18 * 3)]

    @pytest.mark.parametrize("function", [WORKLOAD, WORKLOAD_BALANCE])
    @pytest.mark.parametrize(
        ("tables", "text"),
        [
            ({"members": changed(MEMBERS, 2, weekly_hours=0)}, "#MBR-WEEKLY-HOURS-RANGE: M2: "),
            ({"members": changed(MEMBERS, 2, member_id="M1")}, "#MBR-DUPLICATE: M1: "),
            ({"members": changed(MEMBERS, 1, name=None, work_days="someday")}, "#MBR-NAME-REQUIRED: M1: "),
            ({"delegations": changed(DELEGATIONS, 2, progress=120)}, "#DLG-PROGRESS-RANGE: D2: "),
            ({"delegations": changed(DELEGATIONS, 4, effort_hours=-1)}, "#DLG-EFFORT-HOURS-RANGE: D3: "),
            ({"delegations": changed(DELEGATIONS, 1, delegate=None)}, "#DLG-DELEGATE-REQUIRED: D1: "),
            (
                {"delegations": changed(DELEGATIONS, 2, delegation_id=None)},
                "#DLG-DELEGATION-REQUIRED: row 2: ",
            ),
            (
                {"leave": [["member_id", "start", "end"], ["Ana", LAST, FIRST]]},
                "#LVE-END-ORDER: M1+2026-11-06: ",
            ),
            ({"calendar": [["Date", "Kind"], [FIRST, "party"]]}, "#CAL-KIND-CHOICE: 2026-11-02: "),
            (
                {"milestones": [["delegation_id", "milestone", "weight"], ["Move", "a", -1]]},
                "#MLS-WEIGHT-RANGE: D2+a: ",
            ),
        ],
    )
    def test_the_first_wrong_row_is_told_with_its_key(
        self, function: Any, tables: dict[str, object], text: str
    ) -> None:
        given = {"members": MEMBERS, "delegations": DELEGATIONS, "first": FIRST, "last": LAST, **tables}
        [[found]] = function(**given)
        assert found.startswith(text)
        assert len(found) > len(text) + 5

    @pytest.mark.parametrize("function", [WORKLOAD, WORKLOAD_BALANCE])
    @pytest.mark.parametrize(
        ("arguments", "code"),
        [
            ((None, DELEGATIONS, FIRST, LAST), "#ARG-MEMBERS-REQUIRED"),
            ((MEMBERS, None, FIRST, LAST), "#ARG-DELEGATIONS-REQUIRED"),
            ((DELEGATIONS[:1], DELEGATIONS, FIRST, LAST), "#ARG-MEMBERS-MISSING"),
            ((MEMBERS, DELEGATIONS, None, LAST), "#ARG-FIRST-REQUIRED"),
            ((MEMBERS, DELEGATIONS, FIRST, "soon"), "#ARG-LAST-TYPE"),
            ((MEMBERS, DELEGATIONS, LAST, FIRST), "#ARG-LAST-ORDER"),
            ((MEMBERS, DELEGATIONS, FIRST, LAST, [["x"], [1]]), "#ARG-LEAVE-MISSING"),
            ((MEMBERS, DELEGATIONS, FIRST, LAST, None, None, None, "soon"), "#ARG-AS-OF-TYPE"),
            ((MEMBERS, DELEGATIONS, FIRST, LAST, None, None, None, None, 5), "#ARG-LANG-CHOICE"),
        ],
    )
    def test_what_cannot_be_used(self, function: Any, arguments: tuple[object, ...], code: str) -> None:
        assert told(function(*arguments)) == [code]

    def test_of_a_day_that_is_holiday_and_working_day_the_latter_counts(self) -> None:
        calendar = [["Date", "Kind"], [FIRST, "holiday"], [FIRST, "working_day"], [FIRST, "holiday"]]
        assert WORKLOAD(MEMBERS, DELEGATIONS, FIRST, LAST, None, calendar) == WORKLOAD(
            MEMBERS, DELEGATIONS, FIRST, LAST
        )


class TestBalance:
    def test_one_row_without_a_header(self) -> None:
        [found] = WORKLOAD_BALANCE(MEMBERS, DELEGATIONS, FIRST, LAST)
        assert found[2:] == [1.0, "M2"]
        assert found[:2] == [pytest.approx(0.8823529411764706), pytest.approx(0.4411764705882353)]


class TestValidate:
    def test_a_table_without_rows_is_one_blank_cell(self) -> None:
        assert VALIDATE_TABLE(DELEGATIONS[:1], "Delegations", AS_OF) == [[""]]
        blank = [None] * len(DELEGATIONS[0])
        assert VALIDATE_TABLE([DELEGATIONS[0], *[blank] * 1000], "Delegations", AS_OF) == [[""]]

    def test_where_another_row_is_named_it_is_a_row_of_the_range(self) -> None:
        found = VALIDATE_TABLE(changed(MEMBERS, 2, member_id="M1"), "Members", AS_OF)
        assert found[1][:4] == [2, "Member ID", "Error", "MBR-DUPLICATE"]
        assert found[1][4].startswith('"M1" stands in row 1 already.')
