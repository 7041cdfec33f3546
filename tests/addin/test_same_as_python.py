"""A formula gives what Python gives: the domain's figures of the same records, through `call_udf`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import astuple, replace
from typing import Any

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from delegation.attainment import Direction, Goal, KpiError, attainment
from delegation.balance import balance
from delegation.calendar import WorkingDays
from delegation.check_ins import next_check_in
from delegation.delegation_figures import evaluate_delegations
from delegation.forecast import NoForecast, forecast
from delegation.kpi import Kpi, KpiStatus, expected_share, judge
from delegation.labels import labels
from delegation.matching import Suggestions, suggest
from delegation.readings import Aggregation, Frequency, Reached
from delegation.rebalance import rebalance
from delegation.records import Record
from delegation.rollup import NoScore, Score, ScoreError, kpi_score
from delegation.settings import Settings
from delegation.signals import ControlLimits, Signal, SignalError, Signals, control_limits, signals_of
from delegation.tables import CHECK_IN_TYPE, STATUS
from delegation.workload import workload
from tests.addin.classic import MISSING, call, com_time
from tests.delegation.team import CALENDARS, DAYS, MEMBER_IDS, Team, teams
from tests.delegation.test_matching import tasks
from tests.delegation.test_rebalance_proofs import crowded_teams

FIRST, LAST = dt.date(2026, 10, 26), dt.date(2026, 11, 8)
NUMBERS = st.floats(-1e6, 1e6)
SHARES = st.sampled_from([0.0, 0.3, 0.75, 0.9, 1.0])
VALUES = st.lists(NUMBERS, max_size=16)
WORDS = labels("en")
some = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def cell(value: object) -> Any:
    """A value of a record as a person would have typed it and COM would hand it over."""
    match value:
        case dt.date():
            return com_time(value.year, value.month, value.day)
        case tuple():
            return ", ".join(":".join(map(str, each)) if isinstance(each, tuple) else each for each in value)
        case bool() | str() | None:
            return value
        case _:
            return float(value)


def column(values: Iterable[object]) -> Any:
    return tuple((cell(each),) for each in values)


def table(records: Sequence[Record]) -> Any:
    """Records as a table with its header; None without any."""
    header = tuple(dict.fromkeys(name for each in records for name in each.values))
    return (
        (header, *(tuple(cell(each.values.get(name)) for name in header) for each in records))
        if records
        else None
    )


def keyed(team: Team) -> Team:
    """The team with one leave of somebody on a day: a table may not have its key twice."""
    leave = {(each.values["member_id"], each.values["start"]): each for each in team.leave}
    return replace(team, leave=tuple(leave.values()))


def calendar_table(calendar: WorkingDays) -> Any:
    return (("date", "kind"), *((cell(day), kind) for day, kind in calendar.kinds.items()))


def people(team: Team) -> tuple[Any, Any, Any, Any]:
    """Members, delegations, leave, calendar; a table without rows has its header all the same."""
    rows = [each._replace(values={"delegation_id": each.key, **each.values}) for each in team.delegations]
    delegations = table(rows) or (("delegation_id", "status"),)
    return table(team.members), delegations, table(team.leave), calendar_table(team.calendar)


@st.composite
def kpis(draw: st.DrawFn) -> tuple[Kpi, Reached, dt.date | None]:
    """Any KPI with what it has reached, sound or not."""
    optional = st.none() | NUMBERS
    goal = Goal(
        direction=draw(st.sampled_from(Direction)),
        target=draw(optional),
        baseline=draw(optional),
        low=draw(optional),
        high=draw(optional),
        tolerance=draw(st.none() | st.floats(0.1, 10)),
    )
    kpi = Kpi(
        goal=goal,
        aggregation=Aggregation(draw(st.sampled_from(Aggregation))),
        frequency=draw(st.none() | st.sampled_from(Frequency)),
        start=draw(st.none() | DAYS),
        end=draw(st.none() | DAYS),
        green_at=draw(SHARES),
        amber_at=draw(SHARES),
    )
    return kpi, Reached(actual=draw(optional), period=draw(DAYS), answered=draw(DAYS)), draw(st.none() | DAYS)


def seen(cell: Any) -> Any:
    """What stands in a cell; of a code without its sentence."""
    return cell.partition(":")[0] if isinstance(cell, str) else cell


def in_a_cell(value: Any) -> Any:
    """A figure as a cell shows it."""
    if isinstance(value, KpiError | ScoreError | SignalError):
        return f"#{value}"
    if isinstance(value, KpiStatus | NoScore):
        return WORDS.text(f"show.kpi_status.{value}")
    if isinstance(value, Signal | NoForecast):
        return WORDS.text(f"show.signal.{value}")
    if isinstance(value, dt.date):
        return com_time(value.year, value.month, value.day)
    return "" if value is None else value


@some
@given(st.lists(kpis(), min_size=1, max_size=6))
def test_property_kpis(found: list[tuple[Kpi, Reached, dt.date | None]]) -> None:
    goals = [
        (what.actual, goal.target, goal.direction, goal.baseline, goal.low, goal.high, goal.tolerance)
        for goal, what in ((kpi.goal, what) for kpi, what, _ in found)
    ]
    windows = [(kpi.start, kpi.end, as_of) for kpi, _, as_of in found]
    rest = [
        (kpi.aggregation, what.period, kpi.frequency, kpi.green_at, kpi.amber_at, what.answered)
        for kpi, what, _ in found
    ]
    rows = [goal + window + more for goal, window, more in zip(goals, windows, rest, strict=True)]
    asked = {
        "KPI_ATTAINMENT": (goals, [attainment(what.actual, kpi.goal) for kpi, what, _ in found]),
        "KPI_EXPECTED": (windows, [expected_share(*window) for window in windows]),
        "KPI_STATUS": (rows, [judge(*each).status for each in found]),
    }
    for function, (arguments, figures) in asked.items():
        answers = call(
            function, *map(column, zip(*arguments, strict=True)), *[MISSING] * (function == "KPI_STATUS")
        )
        assert [seen(each) for [each] in answers] == [in_a_cell(each) for each in figures], function


@some
@given(st.lists(st.tuples(st.none() | NUMBERS, st.none() | st.floats(0, 9)), min_size=1, max_size=8), SHARES)
def test_property_a_score(parts: list[tuple[float | None, float | None]], min_coverage: float) -> None:
    indexes, weights = [index for index, _ in parts], [weight for _, weight in parts]
    found = kpi_score(indexes, weights, 1.2, min_coverage)
    [[answer]] = call("KPI_SCORE", column(indexes), column(weights), MISSING, min_coverage)
    assert seen(answer) == in_a_cell(found.score if isinstance(found, Score) else found)


@some
@given(VALUES, st.sampled_from(Direction), st.integers(3, 9), st.booleans())
def test_property_signal_and_limits(
    values: list[float], direction: Direction, run_length: int, screen: bool
) -> None:
    found = signals_of(values, direction, run_length=run_length, screen=screen)
    limits = control_limits(values, screen=screen)
    [[answer]] = call("KPI_SIGNAL", column(values), str(direction), float(run_length), screen, MISSING)
    assert seen(answer) == in_a_cell(found.signal if isinstance(found, Signals) else found)
    [row] = call("KPI_LIMITS", column(values), screen)
    if isinstance(limits, ControlLimits):
        assert row == [limits.centre, limits.lower, limits.upper]
    else:
        assert row == [in_a_cell(limits or Signal.TOO_FEW)]


@some
@given(
    st.lists(st.tuples(DAYS, NUMBERS), max_size=8),
    st.none() | DAYS,
    st.sampled_from(Aggregation),
    st.sampled_from(Frequency),
)
def test_property_a_forecast(
    readings: list[tuple[dt.date, float]],
    end: dt.date | None,
    aggregation: Aggregation,
    frequency: Frequency,
) -> None:
    found = forecast(readings, end, aggregation, frequency)
    periods, values = (column(each[place] for each in readings) for place in (0, 1))
    [[answer]] = call("KPI_FORECAST", periods, values, cell(end), str(aggregation), str(frequency))
    assert seen(answer) == in_a_cell(found)


@some
@given(
    st.none() | DAYS,
    st.none() | st.integers(1, 30),
    st.none() | DAYS,
    st.none() | DAYS,
    st.sampled_from(STATUS.values),
    CALENDARS,
)
def test_property_a_next_check_in(
    last: dt.date | None,
    days: int | None,
    start: dt.date | None,
    due: dt.date | None,
    status: str,
    calendar: WorkingDays,
) -> None:
    assume(start is None or due is None or start <= due)
    found = next_check_in(last, days, start, due, status, calendar)
    cells = map(cell, (last, days, start, due, status))
    assert call("NEXT_CHECK_IN", *cells, calendar_table(calendar)) == [[in_a_cell(found)]]


@st.composite
def check_ins(draw: st.DrawFn, team: Team) -> tuple[Record, ...]:
    rows = []
    for number in range(draw(st.integers(0, 6))):
        row: dict[str, Any] = {
            "check_in_id": f"C{number}",
            "date": draw(DAYS),
            "delegation_id": draw(st.sampled_from([each.key for each in team.delegations] or ["D9"])),
            "raised_by": draw(st.sampled_from(MEMBER_IDS)),
            "type": draw(st.sampled_from(CHECK_IN_TYPE.values)),
        }
        more = st.fixed_dictionaries({}, optional={"confidence": st.integers(1, 5), "closed_on": DAYS})
        rows.append(Record("check_ins", f"C{number}", number + 1, row | draw(more)))
    return tuple(rows)


@some
@given(st.data(), teams(), DAYS, st.integers(0, 9))
def test_property_health(data: st.DataObject, team: Team, as_of: dt.date, days: int) -> None:
    assume(team.delegations)
    given_ = data.draw(check_ins(team))
    found = evaluate_delegations(
        team.delegations,
        as_of=as_of,
        check_ins=given_,
        calendar=team.calendar,
        settings=Settings(accept_within_days=days),
    )
    _, delegations, _, calendar = people(team)
    answers = call(
        "DELEGATION_HEALTH", delegations, cell(as_of), table(given_), MISSING, calendar, float(days), MISSING
    )
    assert answers == [[WORDS.text(f"show.health.{each.health}")] for each in found]


@some
@given(teams().map(keyed), DAYS)
def test_property_workload_and_balance(team: Team, as_of: dt.date) -> None:
    found = workload(team.plan(as_of), FIRST, LAST).people
    members, delegations, leave, calendar = people(team)
    given_ = (members, delegations, cell(FIRST), cell(LAST), leave, calendar, MISSING, cell(as_of), MISSING)
    _, *rows = call("WORKLOAD", *given_)
    assert [row[:5] for row in rows] == [
        [
            each.member_id,
            each.name or "",
            each.usage.capacity_hours,
            each.usage.load_hours,
            in_a_cell(each.usage.utilisation),
        ]
        for each in found
    ]
    evenness = balance(found)
    parts = (evenness.cv, evenness.gini, evenness.most, evenness.member_id)
    assert call("WORKLOAD_BALANCE", *given_) == [[in_a_cell(each) for each in parts]]


@some
@given(tasks(), DAYS, st.none() | st.integers(1, 3), st.none() | SHARES)
def test_property_suggestions(
    task: tuple[Team, tuple[Record, ...], str], as_of: dt.date, top: int | None, prior: float | None
) -> None:
    team, skills, key = keyed(task[0]), *task[1:]
    found = suggest(
        key,
        team.members,
        skills,
        team.delegations,
        as_of=as_of,
        calendar=team.calendar,
        leave=team.leave,
        prior=prior,
        top=top,
    )
    assert isinstance(found, Suggestions)
    members, delegations, leave, calendar = people(team)
    tables = members, table(skills) or (("member_id", "skill", "level"),), delegations
    _, *rows = call(
        "SUGGEST_DELEGATE",
        key,
        *tables,
        cell(as_of),
        leave,
        calendar,
        MISSING,
        cell(top),
        prior,
        MISSING,
        True,
        MISSING,
    )
    assert [[*row[:9], row[10]] for row in rows] == [
        [
            in_a_cell(part)
            for part in (
                each.rank,
                each.member_id,
                each.score,
                *astuple(each.terms),
                each.utilisation,
                each.authority,
            )
        ]
        for each in found.candidates
    ]


@some
@given(crowded_teams())
def test_property_moves(task: tuple[Team, tuple[Record, ...]]) -> None:
    team, skills = keyed(task[0]), task[1]
    found = rebalance(
        team.members,
        skills,
        team.delegations,
        first=FIRST,
        last=LAST,
        as_of=FIRST,
        calendar=team.calendar,
        leave=team.leave,
    )
    members, delegations, leave, calendar = people(team)
    tables = members, table(skills) or (("member_id", "skill", "level"),), delegations
    _, *rows = call("REBALANCE", *tables, cell(FIRST), cell(LAST), leave, calendar, *[MISSING] * 3)
    assert [row[:4] for row in rows] == [
        [each.delegation_id, each.from_id, each.to_id, each.hours] for each in found.moves
    ]
