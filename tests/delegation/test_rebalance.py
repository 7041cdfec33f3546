"""Rebalancing: SPEC §8 clause by clause, what is answered in words, and what is kept when time is over."""

from __future__ import annotations

import itertools
import math
import sys
from typing import Any

import pytest

from delegation.calendar import WorkingDays
from delegation.labels import labels
from delegation.parse import ParsedTable
from delegation.rebalance import GivenAnswer, Rebalancing, rebalance
from delegation.rebalance_model import Objective, SolverMissingError
from delegation.rebalance_problem import Objectives, Obstacle
from delegation.rebalance_search import Unproved
from delegation.records import Record
from tests.cases import Case, cases, day
from tests.delegation.given import FRIDAY, MONDAY, delegation, records
from tests.delegation.test_workload import tables_of

PATIENT = 600.0
MEMBERS = """
    | member_id | name | weekly_hours |
    | M1        | Ann  | 40           |
    | M2        | Bob  | 40           |
    | M3        | Cai  | 20           |
    """


def rebalanced(*delegations: Record, members: str = MEMBERS, skills: str = "", **options: Any) -> Rebalancing:
    return rebalance(
        records("members", members),
        records("skills", skills),
        delegations,
        first=MONDAY,
        last=FRIDAY,
        as_of=MONDAY,
        calendar=WorkingDays(),
        **({"seconds": PATIENT} | options),
    )


def chosen(found: Rebalancing) -> list[tuple[str, str, str]]:
    return [(each.delegation_id, each.from_id, each.to_id) for each in found.moves]


# Worked cases


def rows_of(tables: dict[str, ParsedTable], name: str) -> tuple[Record, ...]:
    found = tables.get(name)
    return () if found is None else tuple(Record(name, row.key, row.number, row.values) for row in found.rows)


@pytest.mark.parametrize("case", cases("rebalance"), ids=str)
def test_worked_case(case: Case) -> None:
    tables = tables_of(case)
    first, last = day(case.args["first"]), day(case.args["last"])
    found = rebalance(
        rows_of(tables, "members"),
        records("skills", case.args["skills"]),
        rows_of(tables, "delegations"),
        first=first,
        last=last,
        as_of=first,
        calendar=WorkingDays(),
        leave=rows_of(tables, "leave"),
        milestones=rows_of(tables, "milestones"),
        seconds=PATIENT,
    )
    assert [list(each) for each in chosen(found)] == case.expected["chosen"]
    reached = {"above": found.after.above, "moves": found.after.moves, "hours": found.after.hours}
    assert reached == pytest.approx({name: case.expected[name] for name in reached})
    assert found.after.most == pytest.approx(max(case.expected["max_after"], 0.85))
    assert found.unproved is None


# Answers


def test_an_answer_names_both_people_before_and_after() -> None:
    found = rebalanced(delegation("D1", effort_hours=30), delegation("D2", effort_hours=20))
    assert chosen(found) == [("D2", "M1", "M2")]
    (move,) = found.moves
    assert (move.hours, found.needed, found.still_full, found.unproved) == (20, True, (), None)
    utilisations = [
        each.utilisation for change in (move.giver, move.taker) for each in (change.before, change.after)
    ]
    assert utilisations == [1.25, 0.75, 0.0, 0.5]
    assert found.before == Objectives(above=10, most=1.25, moves=0, hours=0, order=())
    assert found.after == Objectives(above=0, most=0.85, moves=1, hours=20, order=((1, 1),))


def test_where_nobody_needs_relief_nothing_moves_and_nobody_asks_the_clock() -> None:
    found = rebalanced(delegation("D1", effort_hours=34), clock=lambda: pytest.fail("the clock was read"))
    assert (found.needed, found.moves, found.unproved) == (False, (), None)


def test_who_stays_full_is_named_with_what_cannot_be_moved_and_why() -> None:
    found = rebalanced(
        delegation("D1", effort_hours=25, pinned="yes"),
        delegation("D2", effort_hours=25, required_skills=(("law", 5),)),
        delegation("D3", effort_hours=60),
    )
    # Ann has 70 hours too many; of the 60 that can go Bob has 20 too many, and Ann still 10.
    assert chosen(found) == [("D3", "M1", "M2")]
    assert [(each.member_id, each.obstacles) for each in found.still_full] == [
        ("M1", (("D1", Obstacle.PINNED), ("D2", Obstacle.NOBODY))),
        ("M2", ()),
    ]
    given_back = rebalanced(
        delegation("D1", effort_hours=50, delegator="M2", required_skills=(("law", 1),)),
        skills="| member_id | skill | level |\n| M2 | law | 1 |",
    )
    assert [each.obstacles for each in given_back.still_full] == [(("D1", Obstacle.DELEGATOR),)]
    stuck = rebalanced(delegation("D1", effort_hours=50, pinned="yes"))
    assert (stuck.needed, stuck.moves, stuck.unproved) == (True, (), None)
    assert [each.member_id for each in stuck.still_full] == ["M1"]


# What may be moved to whom


def test_only_what_is_under_way_moves_and_never_to_the_delegator() -> None:
    full = delegation("D1", effort_hours=34)
    for status in ("proposed", "accepted", "in_progress"):
        assert chosen(rebalanced(full, delegation("D2", status=status))) == [("D2", "M1", "M2")]
    for status in ("draft", "on_hold", "awaiting_review"):
        assert rebalanced(full, delegation("D2", status=status)).needed is False
    assert chosen(rebalanced(full, delegation("D2", effort_hours=10, delegator="M2"))) == [("D2", "M1", "M3")]


def test_who_is_inactive_away_or_no_member_gives_and_does_not_take() -> None:
    members = """
        | member_id | name | weekly_hours | active |
        | M1        | Ann  | 40           | no     |
        | M2        | Bob  | 40           |        |
        | M3        | Cai  | 40           |        |
        """
    away = records("leave", "| member_id | start | end |\n| M2 | 2026-11-02 | 2026-11-06 |")
    found = rebalanced(delegation("D1"), delegation("D2", "Eve", 10), members=members, leave=away)
    assert chosen(found) == [("D1", "M1", "M3"), ("D2", "Eve", "M3")]
    assert (found.before.above, found.after.above) == (30, 0)
    assert found.moves[0].giver.before.band == "no_capacity"


def test_learning_lowers_what_is_required() -> None:
    skills = "| member_id | skill | level |\n| M2 | excel | 2 |"
    rows = delegation("D1", effort_hours=40, pinned="yes"), delegation("D2", required_skills=(("Excel", 3),))
    assert chosen(rebalanced(*rows, skills=skills)) == []
    learning = rows[1]._replace(values=rows[1].values | {"development_purpose": "coach"})
    assert chosen(rebalanced(rows[0], learning, skills=skills)) == [("D2", "M1", "M2")]


def test_hours_are_laid_on_the_days_of_who_takes_them() -> None:
    members = """
        | member_id | name | weekly_hours | work_days     |
        | M1        | Ann  | 40           |               |
        | M2        | Bob  | 16           | mon, tue      |
        """
    later = delegation("D2", due=day("2026-11-13"))
    found = rebalanced(delegation("D1", effort_hours=40, pinned="yes"), later, members=members)
    assert chosen(found) == [("D2", "M1", "M2")]
    assert found.moves[0].taker.after.load_hours == pytest.approx(10)  # two of Bob's four days
    assert found.moves[0].giver.before.load_hours == pytest.approx(50)  # five of Ann's ten


# When there is not enough time


def test_without_time_things_stay_as_they_are_and_the_answer_says_so() -> None:
    ticks = itertools.count(0, 10)
    found = rebalanced(
        delegation("D1", effort_hours=30), delegation("D2"), seconds=5.0, clock=lambda: float(next(ticks))
    )
    assert found.moves == ()
    assert found.after == found.before
    assert found.unproved == Unproved(objective=Objective.ABOVE, gap=1.0)


class Clock:
    """By which the time is over once it has been looked at that often."""

    def __init__(self, until: float = math.inf) -> None:
        self.looks, self._until = 0, until

    def __call__(self) -> float:
        self.looks += 1
        return 0.0 if self.looks <= self._until else PATIENT


def test_whenever_time_is_over_what_was_found_is_kept_and_what_is_open_is_named() -> None:
    rows = [delegation("D1", effort_hours=45), delegation("D2", effort_hours=45), delegation("D3", "M2", 45)]
    clock = Clock()
    best = rebalanced(*rows, clock=clock)
    untils = (1, clock.looks // 2, *range(clock.looks - 10, clock.looks + 1))
    early = [rebalanced(*rows, clock=Clock(until)) for until in untils]
    assert all(best.after <= each.after <= best.before for each in early)
    assert all(each == best for each in early if each.unproved is None)
    open_ones = [each.unproved for each in early if each.unproved is not None]
    assert all(0 <= each.gap <= 1 for each in open_ones)
    named = [objective for objective, _ in itertools.groupby(each.objective for each in open_ones)]
    assert named == [Objective.ABOVE, Objective.MOST, Objective.MOVES, Objective.ORDER]
    assert (best.unproved, early[-1]) == (None, best)


def test_the_same_question_is_answered_as_before_and_another_one_is_looked_into() -> None:
    rows = [delegation("D1", effort_hours=30), delegation("D2")]
    first = rebalanced(*rows)
    assert chosen(first) == [("D2", "M1", "M2")]
    unproved = Unproved(objective=Objective.MOVES, gap=0.5)
    given = GivenAnswer(question=first.question, takers={"D1": "M2"}, unproved=unproved)
    again = rebalanced(*reversed(rows), given=given, clock=lambda: pytest.fail("the clock was read"))
    assert (chosen(again), again.unproved) == ([("D1", "M1", "M2")], unproved)
    assert again.after == Objectives(above=0, most=0.85, moves=1, hours=30, order=((0, 1),))
    more = [rows[0], delegation("D2", effort_hours=21)]
    assert rebalanced(*more, given=given) == rebalanced(*more)


def test_without_the_solver_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "scipy.optimize", None)
    with pytest.raises(SolverMissingError) as raised:
        rebalanced(delegation("D1", effort_hours=50))
    assert str(raised.value) == (
        "Work can only be balanced where SciPy is installed. Install it with: python -m pip install scipy"
    )
    assert raised.value.text(labels("zh")) == "平衡工作量需要 SciPy。请运行：python -m pip install scipy"
