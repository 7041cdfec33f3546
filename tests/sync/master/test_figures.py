"""The store's contents → what the master says. The programme is the one of `tests.sync.masters`."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from delegation.issues import Severity
from delegation.validate import RowCounts
from sync.master import MasterContent
from sync.master.content import Tone
from sync.master.figures import RUNS_SHOWN, build_content, errors_by_run
from sync.programme.model import Cycle
from sync.run.incoming import Status
from sync.store.stored import ErrorSpan
from tests.sync.masters import (
    AS_OF,
    PROGRAMME,
    Told,
    content,
    day,
    delegation,
    issue,
    record,
    run,
    state,
    told,
)


def sentences(found: MasterContent) -> list[str]:
    return [line.text for line in found.lines]


def test_the_sentences_say_in_order_what_a_manager_has_to_know() -> None:
    assert sentences(content()) == [
        "2 of 3 workbooks were read; the rows of the others are the last good ones.",
        "South.xlsx has not arrived since run 2: its rows are 2 days old.",
        "2 open delegations are past their due date, the longest since 2026-12-04: “Price review” (North).",
        "1 open delegation is due in the next 7 days: “Supplier talks” (North, 2026-12-18).",
        "1 row was rejected, in 华东销售区.xlsx.",
        "1 agreed action from a check-in or meeting is past its date and still open.",
    ]


def test_the_sentences_in_chinese() -> None:
    assert sentences(content("zh")) == [
        "3 份工作簿中读取了 2 份；其余团队显示上次的有效数据。",
        "South.xlsx 自第 2 次运行后未再出现，其数据已有 2 天未更新。",
        "2 项未结授权事项已逾期，最早的自 2026-12-04 起逾期：“Price review”（North）。",
        "1 项授权事项将在 7 天内到期：“Supplier talks”（North，2026-12-18）。",
        "华东销售区.xlsx 中有 1 行被拒绝。",
        "反馈记录和会议记录中有 1 项约定的行动已过期而未关闭。",
    ]


def test_every_sentence_leads_to_the_row_that_it_speaks_of() -> None:
    assert [(line.target.sheet, line.target.key) for line in content().lines] == [
        ("runs", ""),
        ("exceptions", "south:WB-MISSING:!:"),
        ("delegations", "north:D1"),
        ("delegations", "north:D2"),
        ("exceptions", "huadong:DLG-DUE-TYPE:授权事项!L13:D9"),
        ("check_ins", "north:C1"),
    ]


def test_when_all_is_well_the_sentences_say_so() -> None:
    source = Told(
        records=[delegation("north", "D1", status="completed", completed_on=day("2026-12-10"))],
        states=[state(team.id, Status.UPDATED, 4) for team in PROGRAMME.teams],
        past=[run(4, complete=True)],
    )

    found = content(source=source)

    assert sentences(found) == [
        "All 3 workbooks were read.",
        "No open delegation is past its due date.",
        "No row was rejected.",
        "1 delegation was completed in the last 7 days: “Title of D1” (North).",
    ]
    assert {line.tone for line in found.lines} == {Tone.GOOD}
    assert found.complete


@pytest.mark.parametrize(
    ("status", "good", "reason", "sentence"),
    [
        (Status.MISSING, 0, "WB-MISSING", "South.xlsx has never arrived: South has no rows here yet."),
        (Status.MISSING, 3, "WB-MISSING", "South.xlsx has not arrived since run 3: its rows are 1 day old."),
        (Status.HELD, 2, "WB-TEAM-CONFLICT", "South.xlsx is held back: its rows here are 2 days old."),
        (Status.HELD, 0, "WB-TEAM-CONFLICT", "South.xlsx is held back: South has no rows here yet."),
        (
            Status.UNREADABLE,
            4,
            "WB-TRUNCATED",
            "South.xlsx could not be read: its rows here are those of run 4.",
        ),
        (Status.LOCKED, 1, "WB-LOCKED", "South.xlsx was in use: its rows here are 3 days old."),
    ],
)
def test_a_workbook_that_was_not_read_has_a_sentence_of_its_own(
    status: Status, good: int, reason: str, sentence: str
) -> None:
    source = told()
    source.states[1] = state("south", status, good, reason=reason)

    assert sentences(content(source=source))[1] == sentence


def test_a_held_table_is_said_with_the_command_that_accepts_it() -> None:
    source = told()
    source.states[1] = state("south", Status.HELD, 3, reason="DLG-TABLE-EMPTIED")
    source.open_issues.append(
        issue("south", 4, "DLG-TABLE-EMPTIED", table="delegations", sheet="Delegations")
    )

    assert sentences(content(source=source))[1] == (
        "Part of South.xlsx is held back: more than half of the rows of Delegations are gone. "
        "If that is meant, run remit sync --accept south:delegations."
    )


def test_many_workbooks_that_were_not_read_leave_room_for_the_other_sentences() -> None:
    teams = tuple(replace(PROGRAMME.teams[0], id=f"t{number}", name=f"Team {number}") for number in range(6))

    found = build_content(Told(past=[run(4)]), replace(PROGRAMME, teams=teams), 4, AS_OF)

    assert sentences(found) == [
        "None of the 6 workbooks could be read: this master shows what was last known.",
        "Team 0.xlsx has never arrived: Team 0 has no rows here yet.",
        "Team 1.xlsx has never arrived: Team 1 has no rows here yet.",
        "4 more workbooks were not read.",
    ]


def test_errors_that_rise_are_said_with_the_team_in_which_they_rose_most() -> None:
    source = told()
    source.spans = [
        ErrorSpan(team="north", first_run=1, until_run=None, errors=2),
        ErrorSpan(team="huadong", first_run=3, until_run=None, errors=7),
    ]

    assert sentences(content(source=source))[-1] == (
        "Errors rose from 2 to 9 since run 1, most in 华东销售区 (0 to 7)."
    )


def test_errors_by_run_adds_up_what_was_open_after_each_run() -> None:
    spans = [
        ErrorSpan(team="north", first_run=1, until_run=3, errors=2),
        ErrorSpan(team="north", first_run=2, until_run=None, errors=1),
        ErrorSpan(team="south", first_run=4, until_run=None, errors=5),
    ]

    found = errors_by_run(spans, [5, 3, 2, 1])

    assert list(found.index) == [1, 2, 3, 5]
    assert found["north"].to_list() == [2, 3, 1, 1]
    assert found["south"].to_list() == [0, 0, 0, 5]


def test_errors_by_run_of_a_programme_without_errors_has_a_row_for_every_run() -> None:
    assert list(errors_by_run([], [2, 1]).index) == [1, 2]


def test_the_headline_counts_what_the_teams_have() -> None:
    headline = content().headline

    assert (headline.read, headline.workbooks) == (2, 3)
    assert (headline.open, headline.overdue, headline.soon) == (3, 2, 1)
    assert (headline.rejected, headline.errors) == (1, 2)


def test_how_fresh_a_team_is_goes_by_the_as_of_days_of_runs_not_by_the_clock() -> None:
    north, south, _ = content().teams

    assert (north.read_on, north.age_days) == (day("2026-12-14"), 0)
    assert (south.read_on, south.age_days) == (day("2026-12-12"), 2)
    assert south.error_trend == (0, 0, 1, 1)


def test_why_a_workbook_was_not_read_is_said_with_what_to_do() -> None:
    assert content().teams[1].reason == (
        'The workbook "South.xlsx" is not there.\n'
        'Put the file back under this name. If there is none, make one with "remit distribute".'
    )


def test_a_team_that_no_run_knows_yet_is_shown_as_not_yet_there() -> None:
    found = content(source=Told(past=[run(4)])).teams[0]

    assert (found.status, found.arrived, found.age_days) == (Status.MISSING, False, None)
    assert found.reason == "No workbook has arrived yet. Hand it out again with remit distribute."


@pytest.mark.parametrize("sensitive", [False, True])
def test_personal_fields_are_only_in_a_sensitive_master(sensitive: bool) -> None:
    li_na = content(sensitive=sensitive).records["members"][1]

    assert ("motivation" in li_na.values) is sensitive


def test_records_are_in_the_order_of_teams_and_of_their_sheets() -> None:
    source = Told(
        records=[
            delegation("huadong", "D1", 6),
            delegation("north", "D2", 9),
            delegation("north", "D10", 7),
            record("gone", "members", "M1", member_id="M1", name="Of a team that is no longer configured"),
        ]
    )

    found = content(source=source).records

    assert [each.key for each in found["delegations"]] == ["north:D10", "north:D2", "huadong:D1"]
    assert found["members"] == ()


def test_exceptions_have_the_worst_first_and_a_key_of_their_own_each() -> None:
    source = told()
    source.open_issues += [source.open_issues[0], source.open_issues[0]]

    assert [each.key for each in content(source=source).exceptions] == [
        "south:WB-MISSING:!:",
        "huadong:DLG-DUE-TYPE:授权事项!L13:D9",
        "north:PLN-MISSED:Tracking plan!D21:",
        "north:PLN-MISSED:Tracking plan!D21:#2",
        "north:PLN-MISSED:Tracking plan!D21:#3",
    ]


def test_exceptions_lead_back_to_the_cell_as_the_team_is_reached() -> None:
    missing, date, missed = content().exceptions

    assert missing.link == "https://example.com/teams/South.xlsx"
    assert date.link == r"external:\\files\remit\华东销售区.xlsx#授权事项!L13"
    assert missed.link == "external:workbooks/2026-Q4/North.xlsx#'Tracking plan'!D21"


def test_exceptions_are_in_the_words_of_the_masters_language() -> None:
    found = content("zh").exceptions[1]

    assert (found.field, found.message) == ("截止日期", "“31/02/2026”不是日期。")


def test_runs_are_shown_newest_first_in_the_time_of_the_programme() -> None:
    newest = content().runs[0]

    assert (newest.run, newest.started) == (4, dt.datetime(2026, 12, 14, 2, 30))
    assert (newest.read, newest.workbooks) == (2, 3)
    assert newest.errors_by_team == {"north": 0, "south": 1, "huadong": 1}


def test_of_many_runs_the_newest_are_shown() -> None:
    past = [replace(run(1), run=number) for number in range(RUNS_SHOWN + 5, 0, -1)]

    found = build_content(Told(past=past), PROGRAMME, RUNS_SHOWN + 5, AS_OF)

    assert (len(found.runs), found.runs_known) == (RUNS_SHOWN, RUNS_SHOWN + 5)


def test_runs_of_another_cycle_are_shown_without_the_errors_of_this_one() -> None:
    earlier = Cycle(id="2026-Q3", first=day("2026-07-01"), last=day("2026-09-30"))
    programme = replace(PROGRAMME, cycles=(earlier, *PROGRAMME.cycles))
    source = replace(told(), past=[run(4), run(3), run(2, cycle="2026-Q3")])

    found = build_content(source, programme, 4, AS_OF)

    assert [(each.run, each.cycle, bool(each.errors_by_team)) for each in found.runs] == [
        (4, "2026-Q4", True),
        (3, "2026-Q4", True),
        (2, "2026-Q3", False),
    ]
    assert found.teams[1].error_trend == (1, 1)


def test_what_is_closed_after_the_as_of_day_is_still_open() -> None:
    source = Told(records=[delegation("north", "D1", status="completed", completed_on=day("2026-12-20"))])

    assert content(source=source).headline.open == 1


def test_rejected_rows_are_counted_over_all_tables() -> None:
    source = told()
    counts = {"members": RowCounts(read=3, accepted=1, rejected=2), **source.states[2].rows}
    source.states[2] = replace(source.states[2], rows=counts)
    source.states[0] = state("north", Status.UPDATED, 4, rejected=4)

    assert "7 rows were rejected in 2 workbooks." in sentences(content(source=source))


def test_issues_of_every_severity_are_counted_for_their_team() -> None:
    source = told()
    source.open_issues.append(issue("north", 4, "DLG-COLUMN-MOVED", Severity.INFO, table="delegations"))

    north = content(source=source).teams[0]

    assert (north.errors, north.warnings, north.infos) == (0, 1, 1)
