"""What a manager decides upon: which records, days and holidays of a programme each figure is made from."""

from __future__ import annotations

import dataclasses
import datetime as dt
from pathlib import Path

import pytest

from delegation.authority import NextAuthority, next_authority
from delegation.calendar import WorkingDays
from delegation.forecast import KpiForecast
from delegation.labels import labels
from delegation.load import plan_load
from delegation.matching import DEFAULT, MatchError, Suggestions
from delegation.periods import Span
from delegation.rebalance_model import Objective
from delegation.rebalance_search import Unproved
from delegation.recognition import Reason
from delegation.records import Value
from delegation.signals import Rule, Signal, Signals
from sync.decisions import (
    days_left,
    on_time_prior,
    outlooks,
    rebalancing_of,
    rebalancings,
    review_of,
    suggestions_for,
)
from sync.figures import ProgrammeFigures, TeamFigures, programme_figures
from sync.moves_table import moves_answer
from sync.programme.model import Cycle, Programme, PublicHolidays
from sync.store.store import Store
from sync.store.stored import StoredRecord
from tests.cases import day
from tests.sync.programmes import Office

AS_OF = dt.date(2026, 12, 14)  # a Monday; 14 working days of the cycle are left
MEMBERS = """
    | member_id | name | weekly_hours | motivation |
    |-----------|------|--------------|------------|
    | M1        | Ana  | 40           | 3          |
    | M2        | Ben  | 40           | 5          |
"""
SKILLS = """
    | member_id | skill | level |
    |-----------|-------|-------|
    | M1        | Excel | 3     |
    | M2        | Excel | 4     |
"""
KPIS = """
    | kpi_id | name  | owner | direction | target | frequency | aggregation | start      | end        |
    |--------|-------|-------|-----------|--------|-----------|-------------|------------|------------|
    | K1     | Calls | M2    | higher    | 60     | weekly    | last        | 2026-10-01 | 2026-12-31 |
    | K2     | Wins  |       | higher    | 10     | monthly   | last        |            |            |
"""
READINGS = "| kpi_id | period | value |\n|--|--|--|\n" + "\n".join(
    f"| K1 | {dt.date(2026, 10, 4) + dt.timedelta(weeks=week)} | {value} |"
    for week, value in enumerate((40, 42, 41, 39, 40, 42, 41, 39, 40, 60))
)
DELEGATIONS = """
    | delegation_id | title | objective       | expected_outcome | delegator | delegate | kpi_id | start      | due        | effort_hours | authority_level | check_in_days | accepted_on | status      | completed_on | criteria_met | required_skills |
    |---------------|-------|-----------------|------------------|-----------|----------|--------|------------|------------|--------------|-----------------|---------------|-------------|-------------|--------------|--------------|-----------------|
    | D1            | Page  | Publish 3 pages | Pages are live   | Boss      | M1       |        | 2026-12-14 | 2026-12-31 | 60           | 3               | 5             | 2026-12-14  | in_progress |              |              | Excel:3         |
    | D2            | List  | Print 12 prices | List is printed  | Boss      | M1       |        | 2026-12-14 | 2026-12-31 | 80           | 3               | 5             | 2026-12-14  | in_progress |              |              |                 |
    | D3            | Done  | Ring 12 people  | They are rung    | Boss      | M2       | K1     | 2026-11-02 | 2026-11-30 | 8            | 3               | 5             | 2026-11-02  | completed   | 2026-11-27   | yes          |                 |
    | D4            | Done  | Ring 12 people  | They are rung    | Boss      | M2       | K2     | 2026-11-02 | 2026-11-30 | 8            | 3               | 5             | 2026-11-02  | completed   | 2026-11-27   | yes          |                 |
    | D5            | Done  | Ring 12 people  | They are rung    | Boss      | M2       | K2     | 2026-11-02 | 2026-11-30 | 8            | 3               | 5             | 2026-11-02  | completed   | 2026-11-27   | yes          |                 |
"""  # noqa: E501 - a table stays a table
EVALUATIONS = """
    | member_id | period  | date       | quality | timeliness | initiative | evaluator |
    |-----------|---------|------------|---------|------------|------------|-----------|
    | M2        | 2026-11 | 2026-12-01 | 5       | 5          | 4          | Boss      |
"""


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """One team on a day two weeks before Christmas, which is a public holiday here."""
    found = Office(tmp_path, "north")
    christmas = tuple((dt.date(2026, 12, day), "holiday") for day in (24, 25))
    found.programme = dataclasses.replace(
        found.programme, holidays=PublicHolidays(region="ZZ", days=christmas)
    )
    found.write(
        "north",
        members=MEMBERS,
        skills=SKILLS,
        kpis=KPIS,
        readings=READINGS,
        delegations=DELEGATIONS,
        evaluations=EVALUATIONS,
    )
    return found


@pytest.fixture
def north(office: Office) -> tuple[TeamFigures, ProgrammeFigures, Programme]:
    office.consolidate(as_of=AS_OF)
    with Store(office.programme.store) as store:
        figures = programme_figures(store, office.programme, AS_OF)
    return figures.teams[0], figures, office.programme


def test_an_outlook_has_what_is_news_and_where_it_ends(
    north: tuple[TeamFigures, ProgrammeFigures, Programme],
) -> None:
    found = outlooks(*north)
    calls, wins = found["K1"], found["K2"]
    assert isinstance(calls.signals, Signals)
    assert (calls.signals.signal, calls.signals.newest) == (Signal.IMPROVING, (Rule.OUTSIDE,))
    assert calls.figures is north[0].kpis["K1"]
    assert (calls.forecast.value, calls.forecast.will_hit) == (40.5, False)  # one reading tilts no line
    assert isinstance(wins.signals, Signals)
    assert wins.signals.signal is Signal.TOO_FEW
    assert wins.forecast == KpiForecast(value=None, attainment=None, will_hit=None)


def test_only_who_may_see_evaluations_gets_what_rests_on_them(
    north: tuple[TeamFigures, ProgrammeFigures, Programme],
) -> None:
    whole, without = (review_of(*north, sensitive=sensitive) for sensitive in (True, False))
    reasons = [[each.reason for each in found.recognition[0].evidence] for found in (whole, without)]
    assert reasons == [
        [Reason.DELEGATION, Reason.EVALUATION, Reason.SIGNAL],
        [Reason.DELEGATION, Reason.SIGNAL],
    ]
    proposals = [
        [next_authority(each, sensitive=sensitive) for each in found.authority]
        for found, sensitive in ((whole, True), (without, False))
    ]
    assert proposals == [[NextAuthority.KEEP, NextAuthority.RAISE], [NextAuthority.KEEP, None]]
    assert [each.evaluation for each in without.authority] == [None, None]
    assert (whole.members, whole.cycle) == (without.members, Span(day("2026-10-01"), day("2026-12-31")))


def test_a_team_is_rebalanced_over_the_days_that_are_left_less_its_holidays(
    north: tuple[TeamFigures, ProgrammeFigures, Programme],
) -> None:
    found = rebalancing_of(*north, days_left(north[1]))
    (move,) = found.moves
    assert (move.delegation_id, move.from_id, move.to_id, found.unproved) == ("D1", "M1", "M2", None)
    assert (move.giver.before.capacity_hours, move.giver.before.utilisation) == (
        96.0,
        pytest.approx(140 / 96),
    )
    assert move.giver.after.utilisation == pytest.approx(80 / 96)


@pytest.mark.parametrize(
    ("unproved", "told"),
    [
        (
            Unproved(objective=Objective.MOST, gap=0.0512),
            "The best that was found in the time given: the highest utilisation could be at most 5.1% lower.",
        ),
        (
            Unproved(objective=Objective.ABOVE, gap=1.0),
            "The best that was found in the time given; how much better there is, is not known.",
        ),
    ],
)
def test_what_was_not_proved_in_time_is_said(
    north: tuple[TeamFigures, ProgrammeFigures, Programme], unproved: Unproved, told: str
) -> None:
    team, figures, programme = north
    window = days_left(figures)
    found = rebalancing_of(team, figures, programme, window)
    none = dataclasses.replace(found, moves=(), after=found.before, still_full=(), unproved=unproved)
    words = labels("en")
    answers = [
        moves_answer({"north": each}, window, figures, programme, words).table.below[1]
        for each in (dataclasses.replace(found, unproved=unproved), none)
    ]
    assert answers == [
        f"North: moves 1, hours above capacity 44.0 → 0.0, the fullest 146% → ≤ 85%. {told}",
        f"North: no move within the team was found that would relieve anybody. {told}",
    ]


def test_teams_are_gone_through_in_their_order(
    north: tuple[TeamFigures, ProgrammeFigures, Programme],
) -> None:
    team, figures, programme = north
    idle = dataclasses.replace(team, records={}, plan=plan_load((), (), as_of=AS_OF, calendar=WorkingDays()))
    found = list(rebalancings([idle, team, idle], figures, programme, days_left(figures), given={}))
    assert [each.needed for each in found] == [False, True, False]
    assert found[1] == rebalancing_of(team, figures, programme, days_left(figures))


def test_the_days_that_are_left_of_a_cycle_that_is_over_are_the_day_itself(
    north: tuple[TeamFigures, ProgrammeFigures, Programme],
) -> None:
    late = dataclasses.replace(north[1], as_of=day("2027-02-01"))
    assert [days_left(each) for each in (north[1], late)] == [
        Span(AS_OF, day("2026-12-31")),
        Span(day("2027-02-01"), day("2027-02-01")),
    ]


def test_suggestions_go_by_the_programmes_prior(
    north: tuple[TeamFigures, ProgrammeFigures, Programme],
) -> None:
    found = suggestions_for("D1", *north, prior=0.5, weights=DEFAULT, top=1)
    assert isinstance(found, Suggestions)
    assert found.window == Span(AS_OF, day("2026-12-31"))
    assert [(each.member_id, each.rank, each.terms.reliability) for each in found.candidates] == [
        ("M2", 1, pytest.approx(5 / 7)),
        ("M1", None, 0.5),
    ]
    assert suggestions_for("D9", *north, prior=0.5, weights=DEFAULT) is MatchError.DELEGATION_UNKNOWN


# The programme's on-time rate


def delegation(
    key: str, status: str, team: str = "north", cycle: str = "2026-Q3", **values: Value
) -> StoredRecord:
    return StoredRecord(
        team=team,
        cycle=cycle,
        table="delegations",
        key=key,
        sheet="",
        row=0,
        values={"delegate": "M1", "status": status, **values},
        first_run=1,
        run=1,
        modified_by="",
    )


def prior(*delegations: StoredRecord, as_of: str = "2026-12-31") -> float:
    """In a programme whose cycles stand in the file with the newest first."""
    cycles = (
        Cycle(id="2026-Q4", first=day("2026-10-01"), last=day("2026-12-31")),
        Cycle(id="2026-Q3", first=day("2026-07-01"), last=day("2026-09-30")),
    )
    programme = dataclasses.replace(Office(Path(), "north").programme, cycles=cycles)
    return on_time_prior(delegations, programme, day(as_of))


def test_without_closed_delegations_the_prior_is_one_half() -> None:
    assert prior(delegation("D1", "in_progress"), delegation("D2", "cancelled")) == 0.5
    due = day("2026-08-31")
    assert prior(delegation("D1", "returned", due=due, completed_on=due), as_of="2026-08-30") == 0.5


def test_the_agreed_due_date_counts_and_returned_is_not_on_time() -> None:
    due, later = day("2026-08-31"), day("2026-09-30")
    found = prior(
        delegation("in time", "completed", due=due, completed_on=due),
        delegation("late", "completed", due=due, completed_on=later),
        delegation("extended", "completed", due=later, due_agreed=due, completed_on=later),
        delegation("returned", "returned", due=due, completed_on=due),
    )
    assert found == 0.25


def test_a_carried_over_delegation_counts_once_as_it_is_now() -> None:
    due = day("2026-12-31")
    before = delegation("D1", "in_progress", due=due)
    after = delegation("D1", "completed", cycle="2026-Q4", due=due, completed_on=due)
    elsewhere = delegation("D1", "returned", team="south", due=due, completed_on=due)
    assert prior(after, before, elsewhere) == 0.5
