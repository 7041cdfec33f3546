from __future__ import annotations

import datetime as dt

import pytest

from delegation.issues import Issue, Severity
from delegation.validate import RowCounts
from sync.run.incoming import FileMark, Incoming, IncomingTable, Status
from sync.run.merge import Known, Moment, TableChanges, plan_table, plan_team
from sync.run.merge_issues import IssueChanges, issue_changes, settle_delegates
from sync.store.stored import HeldTable, Places, StoredIssue, WorkbookState

NOW = dt.datetime(2026, 11, 14, 2, 30, tzinfo=dt.UTC)
MOMENT = Moment(run=7, cycle="2026-Q4", now=NOW, inputs="i")
MARK = FileMark(size=9, mtime_ns=1, sha256="new")


def table(text: str = "", *, rejected: str = "", unkeyed: int = 0) -> IncomingTable:
    """`"a=1 b=2"`: key a with data 1 in row 4, key b with data 2 in row 5."""
    pairs = [each.partition("=") for each in text.split()]
    return IncomingTable(
        sheet="Leave",
        keys=[key for key, _, _ in pairs],
        rows=list(range(4, 4 + len(pairs))),
        data=[data for _, _, data in pairs],
        rejected=frozenset(rejected.split()),
        unkeyed=unkeyed,
    )


def before(text: str) -> dict[str, str]:
    return dict(each.split("=") for each in text.split())


def incoming(*, issues: tuple[Issue, ...] = (), **tables: IncomingTable) -> Incoming:
    return Incoming(
        team="NORTH",
        status=Status.UPDATED,
        read=True,
        mark=MARK,
        modified_by="Ana",
        tables=tables,
        issues=issues,
        counts={name: RowCounts(read=1, accepted=1, rejected=0) for name in tables},
    )


def state(status: Status = Status.UNCHANGED, **changes: object) -> WorkbookState:
    facts = {
        "sha256": "old",
        "read_at": NOW,
        "updated_run": 3,
        "changed_run": 3,
        "last_good_run": 6,
    } | changes
    return WorkbookState(team="NORTH", cycle="2026-Q4", file="North.xlsx", status=status, **facts)  # type: ignore[arg-type]


def issue(code: str, *, key: str = "", cell: str = "", value: str = "", table: str = "leave") -> Issue:
    return Issue(code=code, severity=Severity.ERROR, table=table, key=key, cell=cell, value=value)


def stored(issue: Issue, since: int) -> StoredIssue:
    return StoredIssue(team="NORTH", file="North.xlsx", issue=issue, since_run=since)


# What becomes of a table's records


def test_new_other_and_missing_rows_are_added_changed_and_removed() -> None:
    assert plan_table(before("a=1 b=2 c=3"), table("a=1 b=9 d=4")) == TableChanges(
        added={"d": "4"}, changed={"b": "9"}, removed=("c",)
    )


def test_a_table_that_is_as_it_was_changes_nothing() -> None:
    assert not plan_table(before("a=1 b=2"), table("b=2 a=1"))


def test_a_key_that_is_typed_otherwise_is_the_same_record() -> None:
    """What differs in case, width, spaces or the way of an accent alone; the store's spelling stays."""
    known = Known(
        state=state(),
        data={"leave": before("a1+Café=1 b=2 C=3 d=4")},
        places={"leave": Places(sheet="Leave", rows={"a1+Café": 4, "b": 5, "C": 6, "d": 7})},
    )
    found = table("Ａ1+CAFE\u0301=1 B=7 e=5", rejected="c D")
    plan = plan_team(known, incoming(leave=found), MOMENT, file="North.xlsx")
    assert plan.tables == {
        "leave": TableChanges(added={"e": "5"}, changed={"b": "7"}, kept=("C", "d")),
    }
    assert plan.places["leave"].rows == {"a1+Café": 4, "b": 5, "e": 6, "C": 6, "d": 7}
    assert plan.held == {}


def test_a_key_that_is_known_as_it_is_typed_goes_before_one_that_is_like_it() -> None:
    known = Known(state=state(), data={"leave": before("a=1 A=2")})
    plan = plan_team(known, incoming(leave=table("A=2")), MOMENT, file="North.xlsx")
    assert plan.tables == {"leave": TableChanges(removed=("a",))}


def test_a_rejected_row_keeps_its_last_accepted_record() -> None:
    assert plan_table(before("a=1 b=2"), table("a=1", rejected="b")) == TableChanges(kept=("b",))


def test_a_rejected_row_that_was_never_accepted_is_nothing() -> None:
    assert plan_table({}, table("a=1", rejected="b")) == TableChanges(added={"a": "1"})


def test_a_rejected_row_whose_key_cannot_be_told_may_be_any_that_seems_gone() -> None:
    assert plan_table(before("a=1 b=2 c=3"), table("a=1 b=2", unkeyed=1)) == TableChanges(kept=("c",))


@pytest.mark.parametrize(
    ("was", "now", "held"),
    [
        ("a=1 b=2", "a=1", False),  # half of them
        ("a=1 b=2 c=3", "a=1", True),
        ("a=1 b=2 c=3 d=4", "a=1 b=2", False),
        ("a=1", "", True),
        ("a=1 b=2 c=3", "x=1 y=2 z=3", True),  # all keys are others
        ("", "", False),
    ],
)
def test_a_table_that_lost_more_than_half_of_its_keys_is_held_back(was: str, now: str, held: bool) -> None:
    changes = plan_table(before(was), table(now))
    assert bool(changes.lost) is held
    assert not (held and changes)


def test_what_a_person_accepted_is_not_held_back() -> None:
    assert plan_table(before("a=1 b=2 c=3"), table("a=1"), accepted=True) == TableChanges(removed=("b", "c"))


def test_rejected_rows_are_not_lost_keys() -> None:
    assert plan_table(before("a=1 b=2 c=3"), table("", rejected="a b c")) == TableChanges(
        kept=("a", "b", "c")
    )


# What becomes of a team


def test_the_tables_beside_one_that_is_held_back_go_on() -> None:
    known = Known(state=state(), data={"leave": before("a=1 b=2 c=3"), "skills": before("s=1")})
    plan = plan_team(known, incoming(leave=table("a=1"), skills=table("s=2")), MOMENT, file="North.xlsx")
    assert dict(plan.tables) == {"skills": TableChanges(changed={"s": "2"})}
    assert plan.held == {"leave": HeldTable(team="NORTH", table="leave", lost=2, had=3, since_run=7)}
    assert (plan.state.status, plan.state.reason) == (Status.HELD, "LVE-TABLE-EMPTIED")
    assert plan.state.last_good_run == 6
    assert plan.issues == (
        Issue(
            code="LVE-TABLE-EMPTIED",
            severity=Severity.ERROR,
            table="leave",
            sheet="Leave",
            params={"before": 3, "now": 1, "accept": "NORTH:leave"},
        ),
    )


def test_a_table_that_stays_held_back_is_held_since_the_first_time() -> None:
    held = HeldTable(team="NORTH", table="leave", lost=2, had=3, since_run=4)
    known = Known(state=state(), data={"leave": before("a=1 b=2 c=3")}, held={"leave": held})
    plan = plan_team(known, incoming(leave=table("a=1")), MOMENT, file="North.xlsx")
    assert plan.held == {"leave": held}


def test_accepting_releases_the_table() -> None:
    held = HeldTable(team="NORTH", table="leave", lost=2, had=3, since_run=4)
    known = Known(state=state(), data={"leave": before("a=1 b=2 c=3")}, held={"leave": held})
    plan = plan_team(
        known, incoming(leave=table("a=1")), MOMENT, file="North.xlsx", accept=frozenset({"leave"})
    )
    assert plan.tables == {"leave": TableChanges(removed=("b", "c"))}
    assert not plan.held
    assert plan.state.status is Status.UPDATED


def test_a_table_that_could_not_be_read_stays_as_it_is_and_the_workbook_is_held() -> None:
    known = Known(state=state(), data={"leave": before("a=1"), "skills": before("s=1")})
    missing = issue("LVE-TABLE-MISSING")
    plan = plan_team(known, incoming(issues=(missing,), skills=table("s=1")), MOMENT, file="North.xlsx")
    assert not plan.tables
    assert (plan.state.status, plan.state.reason) == (Status.HELD, "LVE-TABLE-MISSING")


def test_a_table_that_was_never_filled_may_be_missing() -> None:
    missing = Issue(code="LVE-TABLE-MISSING", severity=Severity.WARNING, table="leave")
    plan = plan_team(Known(), incoming(issues=(missing,), skills=table("s=1")), MOMENT, file="North.xlsx")
    assert plan.state.status is Status.UPDATED


def test_a_workbook_that_is_away_keeps_its_records_and_what_was_found_in_their_rows() -> None:
    in_a_row, of_the_file = issue("LVE-END-ORDER", key="a"), issue("WB-COPY", table="")
    known = Known(state=state(), issues=(stored(in_a_row, 2), stored(of_the_file, 2)))
    away = issue("WB-MISSING", table="")
    plan = plan_team(
        known, Incoming(team="NORTH", status=Status.MISSING, issues=(away,)), MOMENT, file="North.xlsx"
    )
    assert plan.issues == (away, in_a_row)
    assert plan.state == state(Status.MISSING, reason="WB-MISSING")
    assert not plan.tables


def test_a_workbook_as_it_was_stays_as_it_was() -> None:
    held = HeldTable(team="NORTH", table="leave", lost=2, had=3, since_run=4)
    emptied = issue("LVE-TABLE-EMPTIED")
    known = Known(
        state=state(Status.HELD, reason="LVE-TABLE-EMPTIED"),
        issues=(stored(emptied, 4),),
        held={"leave": held},
    )
    plan = plan_team(known, Incoming(team="NORTH", status=Status.UNCHANGED), MOMENT, file="North.xlsx")
    assert plan.state == known.state
    assert plan.issues == (emptied,)
    assert plan.held == known.held


def test_the_same_contents_read_again_are_unchanged() -> None:
    known = Known(state=state(sha256="new"), data={"leave": before("a=1")})
    plan = plan_team(known, incoming(leave=table("a=1")), MOMENT, file="North.xlsx")
    assert plan.state.status is Status.UNCHANGED
    assert (plan.state.updated_run, plan.state.changed_run, plan.state.last_good_run) == (3, 3, 7)


def test_rows_that_moved_are_noted_without_changing_a_record() -> None:
    known = Known(
        state=state(),
        data={"leave": before("a=1 b=2")},
        places={"leave": Places(sheet="Leave", rows={"a": 9, "b": 10})},
    )
    plan = plan_team(known, incoming(leave=table("a=1", rejected="b")), MOMENT, file="North.xlsx")
    assert not plan.tables
    assert plan.places == {"leave": Places(sheet="Leave", rows={"a": 4, "b": 10})}


# Issues from run to run


def test_an_issue_whose_row_moved_has_been_there_since_before() -> None:
    old, new = issue("LVE-END-ORDER", key="a", cell="C4"), issue("LVE-END-ORDER", key="a", cell="C9")
    assert issue_changes([stored(old, 2)], [new], 7) == IssueChanges(opened=((new, 2),), closed=(old,))


def test_issues_that_stay_are_not_touched() -> None:
    same = issue("LVE-END-ORDER", key="a", cell="C4")
    other, gone = issue("LVE-END-TYPE", cell="C5", value="soon"), issue("LVE-START-TYPE", key="c")
    changes = issue_changes([stored(same, 2), stored(gone, 3)], [same, other, other], 7)
    assert changes == IssueChanges(opened=((other, 7),), closed=(gone,))


def test_a_delegate_from_another_team_is_told_from_an_unknown_one() -> None:
    asked = {
        "NORTH": (
            issue("DLG-DELEGATE-UNKNOWN", value="dora  d."),
            issue("DLG-DELEGATE-UNKNOWN", value="Nobody"),
        ),
        "SOUTH": (issue("DLG-DELEGATE-TEAM", value="EAST:M9"),),
    }
    members = {"NORTH": {"M1": "Ana"}, "SOUTH": {"M1": "Dora D."}, "EAST": {"M9": "Emil"}}
    settled = settle_delegates(asked, members, {"SOUTH": "South sales", "EAST": "East"})
    assert [(each.code, each.params) for each in settled["NORTH"]] == [
        ("DLG-DELEGATE-TEAM", {"team": "South sales"}),
        ("DLG-DELEGATE-UNKNOWN", {}),
    ]
    assert [(each.code, each.params) for each in settled["SOUTH"]] == [
        ("DLG-DELEGATE-TEAM", {"team": "East"})
    ]


def test_a_delegate_whose_team_lost_them_becomes_unknown_again() -> None:
    known_once = Issue(
        code="DLG-DELEGATE-TEAM",
        severity=Severity.WARNING,
        value="Dora",
        params={"closest": "Doris", "team": "South"},
    )
    settled = settle_delegates({"NORTH": (known_once,)}, {"SOUTH": {}}, {})
    assert [(each.code, each.params) for each in settled["NORTH"]] == [
        ("DLG-DELEGATE-UNKNOWN", {"closest": "Doris"})
    ]


def test_a_column_that_is_gone_blanks_nothing() -> None:
    known = {"a": '{"notes":"call first","share":0.5}', "b": '{"share":1.0}', "c": '{"notes":"old"}'}
    found = IncomingTable(
        sheet="Leave",
        keys=["a", "b", "d"],
        rows=[4, 5, 6],
        data=['{"share":0.5}', '{"share":0.25}', '{"share":1.0}'],
        absent=frozenset({"notes"}),
    )
    assert plan_table(known, found) == TableChanges(
        added={"d": '{"share":1.0}'}, changed={"b": '{"share":0.25}'}, removed=("c",)
    )
