from __future__ import annotations

import datetime as dt

from delegation.grids import table_from_rows
from delegation.labels import labels
from delegation.messages import sentence
from delegation.parse import make_keys, parse_table
from delegation.records import RawTable, TableState
from delegation.tables import BY_ID
from tests.delegation.books import CONTEXT, check, codes, keys, said
from tests.grids import raw


def test_rows_become_records_without_blanks_and_without_defaults() -> None:
    found = check(
        members="""
        | member_id | name      | weekly_hours | work_days | active | email |
        | M1        | Anna Berg | "40"         | Mon-Thu   |        |       |
        """,
        delegations=RawTable(table="delegations", state=TableState.EMPTY),
    )
    (record,) = found.records["members"]
    assert (record.key, record.row) == ("M1", 2)
    assert record.values == {
        "member_id": "M1",
        "name": "Anna Berg",
        "weekly_hours": 40.0,
        "work_days": ("mon", "tue", "wed", "thu"),
    }


def test_empty_rows_are_skipped_and_lose_nobody_below_them() -> None:
    found = check(
        members="""
        | member_id | name | weekly_hours |
        | M1        | Anna | 40           |
        |           | " "  |              |
        | ""        | ""   | ""           |
        | M2        | Ben  | 40           |
        | M3        | Cleo | 40           |
        """
    )
    assert keys(found, "members") == ["M1", "M2", "M3"]
    assert [record.row for record in found.records["members"]] == [2, 5, 6]
    assert (found.counts["members"].read, found.counts["members"].accepted) == (3, 3)


def test_a_required_cell_that_is_blank_rejects_the_row_and_says_what_to_fill_in() -> None:
    found = check(
        calendar="""
        | date       | kind    | name |
        | 2026-12-25 |         | Xmas |
        | 2026-12-26 | Holiday |      |
        """
    )
    assert said(found) == [
        (
            "Calendar!B2 (Kind of day): Kind of day is missing. Fill it in. Holiday for a weekday on which"
            " nobody works, Working day for a Saturday or Sunday on which the team does. [CAL-KIND-REQUIRED]"
        )
    ]
    assert keys(found, "calendar") == ["2026-12-26"]
    assert found.rejected_keys["calendar"] == {"2026-12-25"}


def test_where_a_required_column_is_missing_each_row_says_so_at_its_key() -> None:
    found = check(
        calendar="""
        | name | date       |
        | Xmas | 2026-12-25 |
        | Xmas | 2026-12-26 |
        """
    )
    assert codes(found) == ["CAL-KIND-REQUIRED Calendar!B2", "CAL-KIND-REQUIRED Calendar!B3"]


def test_every_fault_of_a_row_is_reported_at_its_cell_and_no_required_besides() -> None:
    found = check(
        calendar="""
        | date         | kind  | name |
        | "03/04/2026" | party | #N/A |
        """
    )
    assert said(found) == [
        (
            'Calendar!A2 (Date): "03/04/2026" can mean 2026-04-03 or 2026-03-04.'
            " Write the one that you mean, year first: 2026-04-03 or 2026-03-04. [CAL-DATE-AMBIGUOUS]"
        ),
        (
            'Calendar!B2 (Kind of day): "party" is not one of the choices: Holiday, Working day.'
            " Choose from the list. [CAL-KIND-CHOICE]"
        ),
        (
            "Calendar!C2 (Name): The cell shows the Excel error #N/A instead of a value."
            " The last good value is kept. Correct the formula, or type the value over it. [CAL-NAME-ERROR]"
        ),
    ]
    assert (found.counts["calendar"].read, found.counts["calendar"].rejected) == (1, 1)


def test_of_rows_with_one_key_the_first_is_accepted_and_the_later_ones_point_at_it() -> None:
    found = check(
        skills="""
        | member_id | skill | level |
        | M1        | SQL   | 3     |
        | Anna Berg | sql   | 4     |
        | M1        | Excel | 4     |
        | m1        | S QL  | 5     |
        """
    )
    assert said(found) == [
        (
            'Skills!B3 (Skill): "M1+sql" stands in B2 already. Each skill may be there only once, so only the'
            " first one counts. Change this row if it is another skill, or delete it if it is the same one."
            " [SKL-DUPLICATE]"
        ),
        (
            'Skills!B5 (Skill): "M1+S QL" stands in B2 already. Each skill may be there only once, so only'
            " the first one counts. Change this row if it is another skill, or delete it if it is the same"
            " one. [SKL-DUPLICATE]"
        ),
    ]
    assert keys(found, "skills") == ["M1+SQL", "M1+Excel"]
    assert found.records["skills"][0].values["level"] == 3


def test_the_first_row_of_a_key_is_the_first_even_where_it_has_errors() -> None:
    found = check(
        calendar="""
        | date       | kind    |
        | 2026-12-25 | party   |
        | 2026-12-25 | Holiday |
        """
    )
    assert codes(found) == ["CAL-KIND-CHOICE Calendar!B2", "CAL-DUPLICATE Calendar!A3"]
    assert found.records["calendar"] == ()
    assert found.rejected_keys["calendar"] == {"2026-12-25"}


def test_composite_keys_are_joined_and_dates_in_them_are_iso() -> None:
    found = check(
        plan="""
        | delegation_id | phase   | method       | planned_on | responsible | done_on    |
        | Launch        | Initial | Conversation | 2026-10-12 | Anna Berg   | 2026-10-12 |
        """
    )
    assert keys(found, "plan") == ["D1+initial+2026-10-12"]


def test_an_evaluation_without_a_delegation_has_a_dash_in_its_key() -> None:
    found = check(
        evaluations="""
        | member_id | delegation_id | period | date       | evaluator |
        | Ben Hill  |               | 2026   | 2026-11-01 | Anna Berg |
        | Ben Hill  | Launch        | 2026   | 2026-11-01 | Anna Berg |
        """
    )
    assert keys(found, "evaluations") == ["M2+-+2026", "M2+D1+2026"]
    assert "delegation_id" not in found.records["evaluations"][0].values


def test_check_ins_without_an_id_get_one_from_what_they_are_about() -> None:
    found = check(
        check_ins="""
        | check_in_id | date       | delegation_id | raised_by | type     |
        |             | 2026-11-02 | Launch        | Ben Hill  | Progress |
        |             | 2026-11-02 | D1            | M2        | Praise   |
        | C7          | 2026-11-02 | D1            | M2        | Praise   |
        |             | 2026-11-03 | D2            | a guest   | Progress |
        """
    )
    assert keys(found, "check_ins") == [
        "2026-11-02+D1+M2+1",
        "2026-11-02+D1+M2+2",
        "C7",
        "2026-11-03+D2+a guest+1",
    ]


def test_meetings_without_an_id_get_one_from_date_and_topic_and_never_one_that_is_taken() -> None:
    found = check(
        meetings="""
        | meeting_id          | date       | topic  |
        |                     | 2026-11-02 | Weekly |
        | 2026-11-02+Weekly+1 | 2026-11-09 | Weekly |
        """
    )
    assert keys(found, "meetings") == ["2026-11-02+Weekly+2", "2026-11-02+Weekly+1"]


def test_meetings_of_one_day_whose_topics_differ_in_case_are_two() -> None:
    found = check(
        meetings="""
        | date       | topic    | decision |
        | 2026-11-02 | Kick-off | Go       |
        | 2026-11-02 | kick-off | Wait     |
        """
    )
    assert codes(found) == []
    assert keys(found, "meetings") == ["2026-11-02+Kick-off+1", "2026-11-02+kick-off+2"]


def test_of_a_day_that_is_a_holiday_and_a_working_day_the_working_day_counts() -> None:
    found = check(
        calendar="""
        | date       | kind        |
        | 2026-10-05 | Holiday     |
        | 2026-10-05 | Working day |
        | 2026-10-05 | Holiday     |
        | 2026-10-06 | Holiday     |
        | 2026-10-06 | Holiday     |
        """
    )
    assert codes(found) == [
        "CAL-DUPLICATE Calendar!A2",
        "CAL-DUPLICATE Calendar!A4",
        "CAL-DUPLICATE Calendar!A6",
    ]
    assert [issue.params["first"] for issue in found.issues] == ["A3", "A3", "A5"]
    assert [record.values["kind"] for record in found.records["calendar"]] == ["working_day", "holiday"]


def test_a_row_whose_key_cannot_be_told_has_none() -> None:
    found = check(
        check_ins="""
        | check_in_id | date | delegation_id | raised_by | type     |
        |             | soon | Launch        | Ben Hill  | Progress |
        """
    )
    assert [(issue.code, issue.key) for issue in found.issues] == [("CHK-DATE-TYPE", "")]
    assert found.rejected_keys["check_ins"] == frozenset()


def test_a_planned_reading_is_accepted() -> None:
    found = check()
    (record,) = found.records["readings"]
    assert record.values == {"kpi_id": "K1", "period": dt.date(2026, 11, 30)}


def test_serial_numbers_follow_the_workbooks_date_system() -> None:
    columns = raw("calendar", "| date | kind |\n| 44900 | Holiday |")
    assert keys(check(calendar=columns), "calendar") == ["2022-12-05"]
    parsed = parse_table(columns, epoch_1904=True)
    make_keys(parsed)
    assert [row.key for row in parsed.rows] == ["2026-12-06"]


def test_a_table_that_is_not_rows_has_none() -> None:
    assert parse_table(RawTable(table="members", state=TableState.UNREADABLE)).rows == []
    assert CONTEXT.epoch_1904 is False


def test_the_same_remark_about_many_rows_is_made_once_with_their_number() -> None:
    found = check(
        readings="""
        | kpi_id  | period     | value |
        | K1      | 2026-07-31 | 1     |
        | K1      | 2026-08-31 | 2     |
        | K1      | 2026-09-30 | 3     |
        | K1      | 2026-10-31 | 4     |
        """
    )
    remarks = [issue for issue in found.issues if issue.code == "RDG-PERIOD-CYCLE"]
    assert [(issue.cell, issue.params["more"]) for issue in remarks] == [("B2", 2)]
    assert "Further rows like it: 2." in sentence(remarks[0], labels("en"))
    assert len(found.records["readings"]) == 4


def test_a_text_that_no_cell_can_hold_is_cleaned_with_a_warning_and_its_row_taken_in() -> None:
    bell, half, long = "Sales\x07 lead", "Data\ud800\udbff", "𝄞" * 16_384
    rows = [
        ["Member ID", "Name", "Weekly hours", "Role"],
        ["M1", "Anna", 40, bell],
        ["M2", "Ben\u200b", 40, half],  # what is merely invisible goes without a word
        ["M3", "Cleo", 40, long],
        ["M4", "Dora", 40, "𝄞" * 16_383],
    ]
    found = check(members=table_from_rows(rows, BY_ID["members"], sheet="Members"))
    roles = {each.key: each.values["role"] for each in found.records["members"]}
    assert roles == {"M1": "Sales lead", "M2": "Data\ufffd\ufffd", "M3": long, "M4": "𝄞" * 16_383}
    warned = [each for each in found.issues if each.code == "MBR-ROLE-CLEANED"]
    assert [(each.severity, each.cell, each.params) for each in warned] == [
        ("warning", "D2", {"signs": 1}),
        ("warning", "D3", {"signs": 2}),
        ("warning", "D4", {"length": 32_768}),
    ]
    assert sentence(warned[0], labels("en")) == (
        "Members!D2 (Role): No Excel cell can hold this text as it is. Control characters or halves of"
        " characters in it, left out or replaced: 1. The row is taken in. Type the text again, or shorten it;"
        " it was probably written by another program. [MBR-ROLE-CLEANED]"
    )
    assert "has 32768 characters" in sentence(warned[2], labels("en"))
    assert "主表只显示开头部分" in sentence(warned[2], labels("zh"))


def test_a_row_in_which_nothing_is_left_is_empty() -> None:
    rows = [["Member ID", "Name", "Weekly hours"], ["M1", "Anna", 40], [None, "\x07\x08", None]]
    found = check(members=table_from_rows(rows, BY_ID["members"], sheet="Members"))
    assert found.counts["members"].read == 1
    assert not [each for each in found.issues if each.table == "members"]
