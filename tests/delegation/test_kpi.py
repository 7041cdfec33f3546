"""Pace and status of a KPI: SPEC §6, clause by clause, and what must hold for every KPI."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from delegation.attainment import Direction, Goal, KpiError, attainment
from delegation.kpi import (
    Judgement,
    Kpi,
    KpiFigures,
    KpiStatus,
    evaluate_kpis,
    expected_share,
    judge,
    kpi_of,
    stale_after_days,
)
from delegation.readings import Aggregation, Frequency, Reached
from delegation.records import Record
from delegation.settings import Settings
from tests.cases import Case, cases, day
from tests.delegation.given import optional_day, records
from tests.delegation.test_attainment import AMOUNTS, converted, goal_of, goals, shown

D = dt.date
START, END = D(2026, 10, 1), D(2026, 10, 21)
DAYS = st.dates(D(2026, 9, 1), D(2026, 12, 31))
FROM_BEST = [KpiStatus.ON_TARGET, KpiStatus.CAUTION, KpiStatus.BELOW]


@st.composite
def kpis(draw: st.DrawFn) -> Kpi:
    """KPIs that can be judged."""
    amber, green = sorted(draw(st.integers(0, 100)) / 100 for _ in range(2))
    start, end = sorted([draw(DAYS), draw(DAYS)])
    frequency = draw(st.sampled_from(Frequency))
    found = Kpi(
        goal=draw(goals()),
        aggregation=draw(st.sampled_from(Aggregation)),
        frequency=frequency,
        start=draw(st.sampled_from([None, start])),
        end=draw(st.sampled_from([None, end])),
        green_at=green,
        amber_at=amber,
        stale_after_days=stale_after_days(frequency),
    )
    assume(judge(found, Reached(), None).status == KpiStatus.NO_DATA)
    assume(judge(found, Reached(), D(2027, 1, 1)).status == KpiStatus.NO_DATA)
    return found


@st.composite
def given_readings(draw: st.DrawFn) -> list[Record]:
    """Readings of K1, in the order in which somebody may have typed them."""
    found = []
    for period in draw(st.lists(DAYS, unique=True, max_size=8)):
        state = draw(st.sampled_from(["", "reported", "not_applicable"]))
        value = draw(st.none() | AMOUNTS)
        cells: dict[str, Any] = {"kpi_id": "K1", "period": period, "state": state, "value": value}
        filled = {name: each for name, each in cells.items() if each not in ("", None)}
        found.append(Record("readings", f"K1+{period}", 2, filled))
    return found


def record_of(kpi: Kpi) -> Record:
    """The row of the table that describes this KPI, as K1."""
    goal = kpi.goal
    cells: dict[str, Any] = {
        "kpi_id": "K1",
        "direction": str(goal.direction),
        "frequency": str(kpi.frequency),
        "aggregation": str(kpi.aggregation),
        **{name: getattr(goal, name) for name in ("target", "baseline", "low", "high", "tolerance")},
        **{name: getattr(kpi, name) for name in ("start", "end", "green_at", "amber_at")},
    }
    return Record("kpis", "K1", 2, {name: each for name, each in cells.items() if each is not None})


def paced(**changed: Any) -> Kpi:
    return dataclasses.replace(
        Kpi(goal=Goal(target=100), aggregation=Aggregation.SUM, start=START, end=END), **changed
    )


@pytest.mark.parametrize("case", cases("kpi_expected"), ids=str)
def test_worked_case_of_expected(case: Case) -> None:
    start, end, as_of = (optional_day(case.args[name]) for name in ("start", "end", "as_of"))
    assert case.expected == shown(expected_share(start, end, as_of))


@pytest.mark.parametrize("case", cases("kpi_status_cell"), ids=str)
def test_worked_case_of_status(case: Case) -> None:
    args = case.args
    start, end, as_of, period, answered = (
        optional_day(args.get(name)) for name in ("start", "end", "as_of", "period", "answered")
    )
    kpi = Kpi(
        goal=goal_of(args),
        aggregation=Aggregation(args.get("aggregation") or "last"),
        frequency=Frequency(args["frequency"]) if args.get("frequency") else None,
        start=start,
        end=end,
        green_at=args.get("green_at", 0.90),
        amber_at=args.get("amber_at", 0.75),
    )
    found = judge(kpi, Reached(actual=args["actual"], period=period, answered=answered), as_of)
    assert case.expected == found.status


@pytest.mark.parametrize("case", cases("kpi_figures"), ids=str)
def test_worked_case_of_figures(case: Case) -> None:
    kpi, readings = records("kpis", case.args["kpi"]), records("readings", case.args["readings"])
    found = evaluate_kpis(kpi, readings, day(case.args["as_of"]))["K1"]
    assert case.expected == {
        "actual": shown(found.reached.actual),
        "attainment": shown(found.judgement.attainment),
        "expected": shown(found.judgement.expected),
        "index": shown(found.judgement.index),
        "status": found.judgement.status,
    }


class TestExpected:
    @pytest.mark.parametrize(
        ("on", "expected"),
        [(D(2026, 9, 1), 0.0), (START, 0.0), (D(2026, 10, 11), 0.5), (END, 1.0), (D(2027, 1, 1), 1.0)],
    )
    def test_it_grows_evenly_over_calendar_days(self, on: D, expected: float) -> None:
        assert expected_share(START, END, on) == expected

    def test_a_window_of_one_day(self) -> None:
        assert expected_share(START, START, D(2026, 9, 30)) == 0.0
        assert expected_share(START, START, START) == 1.0

    def test_an_end_before_the_start_is_an_error(self) -> None:
        assert expected_share(END, START, START) is KpiError.END_ORDER

    @pytest.mark.parametrize("days", [(None, END, START), (START, None, START), (START, END, None)])
    def test_without_one_of_the_days_nothing_is_expected(self, days: tuple[D | None, ...]) -> None:
        assert expected_share(*days) is None

    @given(DAYS, DAYS, DAYS, DAYS)
    def test_property_it_never_falls_and_stays_within_0_and_1(self, a: D, b: D, c: D, d: D) -> None:
        (start, end), (earlier, later) = sorted([a, b]), sorted([c, d])
        before, after = expected_share(start, end, earlier), expected_share(start, end, later)
        assert isinstance(before, float)
        assert isinstance(after, float)
        assert 0.0 <= before <= after <= 1.0


class TestPace:
    def test_the_index_is_the_attainment_of_what_is_expected_by_now(self) -> None:
        found = judge(paced(), Reached(actual=40, period=D(2026, 10, 11)), D(2026, 10, 14))
        assert found == Judgement(attainment=0.4, expected=0.5, index=0.8, status=KpiStatus.CAUTION)

    def test_what_is_reported_ahead_of_as_of_is_expected_by_as_of_only(self) -> None:
        found = judge(paced(), Reached(actual=50, period=D(2026, 10, 18)), D(2026, 10, 11))
        assert (found.expected, found.index) == (0.5, 1.0)

    def test_of_as_of_and_the_newest_reading_the_one_that_is_there_counts(self) -> None:
        assert judge(paced(), Reached(actual=50), D(2026, 10, 11)).expected == 0.5
        assert judge(paced(), Reached(actual=50, period=D(2026, 10, 11)), None).expected == 0.5

    def test_without_either_there_is_no_pace(self) -> None:
        found = judge(paced(), Reached(actual=50), None)
        assert found == Judgement(attainment=0.5, expected=None, index=0.5, status=KpiStatus.BELOW)

    @pytest.mark.parametrize("missing", ["start", "end"])
    def test_without_start_or_end_there_is_no_pace(self, missing: str) -> None:
        found = judge(paced(**{missing: None}), Reached(actual=50), D(2026, 10, 11))
        assert (found.expected, found.index) == (None, 0.5)

    @pytest.mark.parametrize("aggregation", [Aggregation.LAST, Aggregation.MEAN])
    def test_only_a_sum_has_a_pace(self, aggregation: Aggregation) -> None:
        found = judge(paced(aggregation=aggregation), Reached(actual=50), D(2026, 10, 11))
        assert (found.expected, found.index) == (None, 0.5)

    def test_the_baseline_is_not_used_in_the_index(self) -> None:
        found = judge(paced(goal=Goal(target=100, baseline=20)), Reached(actual=40), D(2026, 10, 11))
        assert (found.attainment, found.index) == (0.25, 0.8)

    def test_limits_and_tolerance_grow_with_the_pace(self) -> None:
        goal = Goal(direction=Direction.RANGE, low=80, high=100, tolerance=20)
        found = judge(paced(goal=goal), Reached(actual=35), D(2026, 10, 11))  # 40 to 50, tolerance 10
        assert (found.attainment, found.index) == (0.0, 0.5)

    def test_reported_before_anything_is_expected_is_index_1(self) -> None:
        found = judge(paced(), Reached(actual=1, period=START), START)
        assert (found.expected, found.index, found.status) == (0.0, 1.0, KpiStatus.ON_TARGET)

    def test_a_target_of_0_has_no_index_even_with_a_baseline(self) -> None:
        kpi = paced(goal=Goal(target=0, baseline=-10))
        assert judge(kpi, Reached(actual=-4), D(2026, 10, 11)) == Judgement(
            attainment=0.6, expected=0.5, index=None, status=KpiError.TARGET_RANGE
        )


class TestStatus:
    @pytest.mark.parametrize(
        ("changed", "expected"),
        [
            ({"goal": Goal()}, KpiError.TARGET_MISSING),
            ({"goal": Goal(target=100, baseline=120)}, KpiError.BASELINE_SIDE),
            ({"start": END, "end": START}, KpiError.END_ORDER),
            ({"start": END, "end": START, "aggregation": Aggregation.LAST}, KpiError.END_ORDER),
            ({"green_at": 1.1}, KpiError.GREEN_RANGE),
            ({"amber_at": -0.1}, KpiError.AMBER_RANGE),
            ({"green_at": 0.7}, KpiError.AMBER_ORDER),
        ],
    )
    @pytest.mark.parametrize("actual", [None, 95])
    def test_an_error_comes_first(
        self, changed: dict[str, Any], expected: KpiError, actual: float | None
    ) -> None:
        found = judge(paced(**changed), Reached(actual=actual), D(2026, 1, 1))
        assert (found.index, found.status) == (None, expected)

    def test_before_the_start_it_has_not_started(self) -> None:
        kpi = Kpi(goal=Goal(target=100), start=START)
        assert judge(kpi, Reached(), D(2026, 9, 30)).status is KpiStatus.NOT_STARTED
        assert judge(kpi, Reached(actual=95), D(2026, 9, 30)).status is KpiStatus.NOT_STARTED
        assert judge(kpi, Reached(), START).status is KpiStatus.NO_DATA

    def test_while_nothing_is_expected_and_nothing_reported_it_has_not_started(self) -> None:
        assert judge(paced(), Reached(), START).status is KpiStatus.NOT_STARTED
        assert judge(paced(), Reached(), D(2026, 10, 2)).status is KpiStatus.NO_DATA

    def test_not_applicable_alone_is_no_data(self) -> None:
        kpi = Kpi(goal=Goal(target=100), frequency=Frequency.WEEKLY)
        assert judge(kpi, Reached(answered=START), END).status is KpiStatus.NO_DATA

    @pytest.mark.parametrize("frequency", Frequency)
    def test_stale_is_one_day_more_than_the_limit(self, frequency: Frequency) -> None:
        kpi, what = Kpi(goal=Goal(target=100), frequency=frequency), Reached(actual=95, period=START)
        last = START + dt.timedelta(days=stale_after_days(frequency))
        assert judge(kpi, what, last).status is KpiStatus.ON_TARGET
        assert judge(kpi, what, last + dt.timedelta(days=1)).status is KpiStatus.STALE

    def test_the_limits_of_staleness(self) -> None:
        assert [stale_after_days(each) for each in Frequency] == [10, 45, 136]

    def test_age_is_counted_to_the_end_at_most(self) -> None:
        kpi = Kpi(goal=Goal(target=100), frequency=Frequency.WEEKLY, end=END)
        assert judge(kpi, Reached(actual=95, period=D(2026, 10, 11)), D(2027, 1, 1)).status == "on_target"
        assert judge(kpi, Reached(actual=95, period=D(2026, 10, 10)), D(2027, 1, 1)).status == "stale"

    def test_not_applicable_keeps_a_kpi_fresh(self) -> None:
        kpi = Kpi(goal=Goal(target=100), frequency=Frequency.WEEKLY)
        what = Reached(actual=95, period=D(2026, 10, 1), answered=D(2026, 10, 15))
        assert judge(kpi, what, D(2026, 10, 25)).status is KpiStatus.ON_TARGET
        assert judge(kpi, what, D(2026, 10, 26)).status is KpiStatus.STALE

    def test_without_as_of_frequency_or_period_it_is_never_stale(self) -> None:
        kpi, old = Kpi(goal=Goal(target=100), frequency=Frequency.WEEKLY), D(2020, 1, 5)
        assert judge(kpi, Reached(actual=95, period=old), None).status is KpiStatus.ON_TARGET
        assert judge(kpi, Reached(actual=95), END).status is KpiStatus.ON_TARGET
        never = dataclasses.replace(kpi, frequency=None)
        assert judge(never, Reached(actual=95, period=old), END).status is KpiStatus.ON_TARGET

    @pytest.mark.parametrize(
        ("actual", "expected"),
        [(90, "on_target"), (89.999999, "caution"), (75, "caution"), (74.999999, "below"), (-5, "below")],
    )
    def test_from_its_threshold_on(self, actual: float, expected: str) -> None:
        assert judge(Kpi(goal=Goal(target=100)), Reached(actual=actual), None).status == expected

    def test_thresholds_are_compared_on_nine_decimals(self) -> None:
        found = judge(Kpi(goal=Goal(target=0.3, baseline=0.2)), Reached(actual=0.29), None)
        assert found.attainment is not None
        assert found.attainment < 0.9, "or the example proves nothing"
        assert found.status is KpiStatus.ON_TARGET

    def test_a_result_beyond_all_numbers_is_no_data(self) -> None:
        assert judge(Kpi(goal=Goal(target=1e-300)), Reached(actual=1e308), None) == Judgement(
            attainment=None, expected=None, index=None, status=KpiStatus.NO_DATA
        )


class TestTables:
    KPIS = """
        | kpi_id | owner | direction | target | weight | frequency | aggregation | start      | end        |
        | K1     | M1    | higher    | 100    |        | monthly   | sum         | 2026-10-01 | 2026-12-31 |
        | K2     |       | lower     | 10     | 0      | weekly    | last        |            |            |
    """
    READINGS = """
        | kpi_id | period     | value | state          |
        | K2     | 2026-11-22 |       | not_applicable |
        | K1     | 2026-09-30 | 500   | reported       |
        | K1     | 2026-11-30 | 30    |                |
        | K1     | 2026-10-31 | 30    |                |
        | K2     | 2026-11-15 | 8     | reported       |
        | K1     | 2026-12-31 |       |                |
        | K9     | 2026-11-15 | 8     | reported       |
    """

    def test_every_kpi_has_its_figures_in_one_pass(self) -> None:
        found = evaluate_kpis(records("kpis", self.KPIS), records("readings", self.READINGS), D(2026, 12, 1))
        assert found == {
            "K1": KpiFigures(
                kpi_id="K1",
                owner="M1",
                weight=1.0,
                reached=Reached(actual=60.0, period=D(2026, 11, 30), answered=D(2026, 11, 30)),
                judgement=Judgement(
                    attainment=0.6, expected=60 / 91, index=60 / (100 * 60 / 91), status=KpiStatus.ON_TARGET
                ),
            ),
            "K2": KpiFigures(
                kpi_id="K2",
                owner="",
                weight=0.0,
                reached=Reached(actual=8.0, period=D(2026, 11, 15), answered=D(2026, 11, 22)),
                judgement=Judgement(attainment=1.2, expected=None, index=1.2, status=KpiStatus.ON_TARGET),
            ),
        }

    def test_the_programmes_thresholds_hold_where_the_kpi_has_none(self) -> None:
        settings = Settings(green_at=0.8, amber_at=0.6)
        (row, _) = records("kpis", self.KPIS)
        assert (kpi_of(row.values, settings).green_at, kpi_of(row.values, settings).amber_at) == (0.8, 0.6)
        own = {**row.values, "green_at": 0.95, "amber_at": 0.5}
        assert (kpi_of(own, settings).green_at, kpi_of(own, settings).amber_at) == (0.95, 0.5)

    @given(kpis())
    def test_property_a_row_says_all_there_is_to_know_of_a_kpi(self, kpi: Kpi) -> None:
        assert kpi_of(record_of(kpi).values) == kpi

    @given(kpis(), given_readings(), DAYS)
    def test_property_readings_after_as_of_change_nothing(
        self, kpi: Kpi, readings: list[Record], as_of: D
    ) -> None:
        known = [each for each in readings if str(each.values["period"]) <= as_of.isoformat()]
        row = (record_of(kpi),)
        assert evaluate_kpis(row, readings, as_of) == evaluate_kpis(row, known, as_of)

    @given(kpis(), given_readings(), DAYS, st.randoms(use_true_random=False))
    def test_property_the_order_of_readings_does_not_matter(
        self, kpi: Kpi, readings: list[Record], as_of: D, random: Any
    ) -> None:
        shuffled = random.sample(readings, len(readings))
        row = (record_of(kpi),)
        assert evaluate_kpis(row, shuffled, as_of) == evaluate_kpis(row, readings, as_of)

    @given(kpis(), given_readings(), DAYS)
    def test_property_a_number_stands_only_on_a_reported_reading(
        self, kpi: Kpi, readings: list[Record], as_of: D
    ) -> None:
        found = evaluate_kpis((record_of(kpi),), readings, as_of)["K1"]
        judged = (found.judgement.attainment, found.judgement.index)
        assert (found.reached.period is None) == (found.reached.actual is None)
        assert [each is None for each in judged] == [found.reached.actual is None] * 2
        assert (found.judgement.status in ("not_started", "no_data")) == (found.reached.actual is None)


@given(kpis(), AMOUNTS, AMOUNTS, DAYS)
def test_property_status_never_improves_when_the_actual_worsens(
    kpi: Kpi, one: float, other: float, as_of: D
) -> None:
    """For a range the worse of two actuals is the one further off, on either side of it."""
    judged = [judge(kpi, Reached(actual=each, period=as_of), as_of) for each in (one, other)]
    share = 1.0 if judged[0].expected is None else judged[0].expected
    assume(share > 0 and judged[0].status is not KpiStatus.NOT_STARTED)
    low, high = (kpi.goal.low or 0.0) * share, (kpi.goal.high or 0.0) * share
    if kpi.goal.direction is Direction.RANGE:
        off = [max(low - each, each - high, 0.0) for each in (one, other)]
    else:
        off = [-each if kpi.goal.direction is Direction.HIGHER else each for each in (one, other)]
    better, worse = (0, 1) if off[0] <= off[1] else (1, 0)
    ranks = [FROM_BEST.index(KpiStatus(each.status)) for each in judged]
    assert ranks[better] <= ranks[worse]


@given(kpis(), AMOUNTS, DAYS, st.sampled_from([0.001, 0.0254, 60.0, 1000.0]))
def test_property_changing_units_changes_no_status(kpi: Kpi, actual: float, as_of: D, unit: float) -> None:
    other = dataclasses.replace(kpi, goal=converted(kpi.goal, lambda each: each * unit))
    one = judge(kpi, Reached(actual=actual, period=as_of), as_of)
    two = judge(other, Reached(actual=actual * unit, period=as_of), as_of)
    assert two.index == pytest.approx(one.index, rel=1e-9, abs=1e-9)
    assert two.status == one.status


@given(kpis(), AMOUNTS, DAYS)
def test_property_without_a_pace_the_index_is_the_attainment(kpi: Kpi, actual: float, as_of: D) -> None:
    found = judge(dataclasses.replace(kpi, start=None), Reached(actual=actual), as_of)
    assert found.index == found.attainment == attainment(actual, kpi.goal)
