"""Which readings are overdue, and which need a remark: SPEC §5."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import pytest
from hypothesis import given

from delegation.attainment import Goal
from delegation.calendar import WorkingDays
from delegation.issues import catalogue
from delegation.kpi import Kpi, KpiStatus, evaluate_kpis
from delegation.reading_duties import (
    OverdueReadings,
    UnexplainedReading,
    missing_periods,
    overdue_readings,
    unexplained_readings,
)
from delegation.readings import Aggregation, Frequency, Reading, readings_by_kpi
from delegation.records import Record
from delegation.settings import DEFAULT, Settings
from tests.delegation.test_kpi import DAYS, given_readings, kpis, record_of

D = dt.date
OCTOBER, NOVEMBER, DECEMBER = D(2026, 10, 31), D(2026, 11, 30), D(2026, 12, 31)
MONTHLY = Kpi(goal=Goal(target=100), frequency=Frequency.MONTHLY)
PLAIN = WorkingDays()


def overdue(
    kpi: Kpi,
    readings: Mapping[str, tuple[Reading, ...]],
    as_of: D,
    calendar: WorkingDays = PLAIN,
    settings: Settings = DEFAULT,
) -> tuple[OverdueReadings, ...]:
    """What K1 owes in the last quarter of 2026."""
    return overdue_readings(
        {"K1": kpi}, readings, as_of, calendar, settings, first=D(2026, 10, 1), last=DECEMBER
    )


def answers(*periods: D) -> dict[str, tuple[Reading, ...]]:
    return {"K1": tuple(Reading(period=each, value=95.0) for each in periods)}


class TestOverdue:
    @pytest.mark.parametrize(
        ("as_of", "periods"),
        [
            (OCTOBER, ()),
            (D(2026, 11, 6), ()),  # the fifth working day after Saturday 31 October
            (D(2026, 11, 7), (OCTOBER,)),
            (D(2027, 3, 1), (OCTOBER, NOVEMBER, DECEMBER)),
        ],
    )
    def test_a_reading_is_overdue_after_the_days_that_there_are_for_it(
        self, as_of: D, periods: tuple[D, ...]
    ) -> None:
        expected = (OverdueReadings(kpi_id="K1", periods=periods),) if periods else ()
        assert overdue(MONTHLY, {}, as_of) == expected

    def test_holidays_and_the_programmes_own_number_of_days_count(self) -> None:
        holiday = WorkingDays([(D(2026, 11, 2), "holiday")])
        assert overdue(MONTHLY, {}, D(2026, 11, 7), holiday) == ()
        found = overdue(MONTHLY, {}, D(2026, 11, 4), settings=Settings(reading_due_days=2))
        assert found == (OverdueReadings(kpi_id="K1", periods=(OCTOBER,)),)

    def test_not_applicable_is_an_answer(self) -> None:
        pause = {"K1": (Reading(period=OCTOBER, value=None),)}
        assert overdue(MONTHLY, pause, D(2026, 11, 20)) == ()

    def test_a_gap_is_overdue_though_there_is_something_newer(self) -> None:
        found = overdue(MONTHLY, answers(NOVEMBER), D(2026, 12, 20))
        assert found == (OverdueReadings(kpi_id="K1", periods=(OCTOBER,)),)

    def test_without_a_cycle_periods_count_since_the_start_else_since_the_first_reading(self) -> None:
        as_of = D(2027, 1, 20)
        started = Kpi(goal=Goal(target=100), frequency=Frequency.MONTHLY, start=D(2026, 11, 1))
        assert overdue_readings({"K1": started}, {}, as_of, PLAIN) == (
            OverdueReadings(kpi_id="K1", periods=(NOVEMBER, DECEMBER)),
        )
        assert overdue_readings({"K1": MONTHLY}, answers(NOVEMBER), as_of, PLAIN) == (
            OverdueReadings(kpi_id="K1", periods=(DECEMBER,)),
        )
        assert overdue_readings({"K1": MONTHLY}, {}, as_of, PLAIN) == ()

    def test_the_kpis_own_dates_bound_its_periods(self) -> None:
        kpi = Kpi(
            goal=Goal(target=100), frequency=Frequency.MONTHLY, start=D(2026, 11, 10), end=D(2026, 12, 15)
        )
        found = missing_periods(kpi, (), D(2026, 10, 1), DECEMBER)
        assert found == (NOVEMBER, D(2026, 12, 15))

    def test_without_a_frequency_there_are_no_periods(self) -> None:
        assert missing_periods(Kpi(goal=Goal(target=100)), (), D(2026, 1, 1), DECEMBER) == ()

    def test_the_code_is_in_the_catalogue(self) -> None:
        assert OverdueReadings.code in catalogue()

    @given(kpis(), given_readings(), DAYS)
    def test_property_what_is_answered_is_not_overdue(
        self, kpi: Kpi, readings: list[Record], as_of: D
    ) -> None:
        known = readings_by_kpi(readings)
        answered = {each.period for each in known.get("K1", ())}
        for each in overdue(kpi, known, as_of):
            assert each.periods
            assert not answered & set(each.periods)
            assert max(each.periods) < as_of


class TestUnexplained:
    READINGS: Mapping[str, tuple[Reading, ...]] = {
        "K1": (
            Reading(period=D(2026, 7, 31), value=95.0),
            Reading(period=D(2026, 8, 31), value=80.0),
            Reading(period=D(2026, 9, 30), value=50.0, remark="A machine stood still"),
            Reading(period=OCTOBER, value=50.0),
            Reading(period=NOVEMBER, value=None),
        )
    }

    def test_a_reading_at_caution_or_below_needs_a_remark(self) -> None:
        assert unexplained_readings({"K1": MONTHLY}, self.READINGS, DECEMBER) == (
            UnexplainedReading(kpi_id="K1", period=D(2026, 8, 31), status=KpiStatus.CAUTION),
            UnexplainedReading(kpi_id="K1", period=OCTOBER, status=KpiStatus.BELOW),
        )

    def test_readings_after_as_of_and_outside_the_kpis_dates_need_none(self) -> None:
        assert unexplained_readings({"K1": MONTHLY}, self.READINGS, D(2026, 8, 30)) == ()
        started = Kpi(goal=Goal(target=100), frequency=Frequency.MONTHLY, start=D(2026, 11, 1))
        assert unexplained_readings({"K1": started}, self.READINGS, DECEMBER) == ()

    def test_judged_is_the_status_of_its_own_day(self) -> None:
        """40 of 100 half-way is caution though all is reached in the end, on target."""
        kpi = Kpi(
            goal=Goal(target=100),
            aggregation=Aggregation.SUM,
            frequency=Frequency.WEEKLY,
            start=D(2026, 10, 1),
            end=D(2026, 10, 21),
        )
        readings = {
            "K1": (
                Reading(period=D(2026, 10, 11), value=40.0),
                Reading(period=D(2026, 10, 18), value=60.0),
            )
        }
        assert unexplained_readings({"K1": kpi}, readings, DECEMBER) == (
            UnexplainedReading(kpi_id="K1", period=D(2026, 10, 11), status=KpiStatus.CAUTION),
        )

    @given(kpis(), given_readings(), DAYS)
    def test_property_each_is_what_the_figures_of_its_day_say(
        self, kpi: Kpi, readings: list[Record], as_of: D
    ) -> None:
        row = (record_of(kpi),)
        reported = [
            each.period
            for each in readings_by_kpi(readings).get("K1", ())
            if each.value is not None and each.period <= as_of
        ]
        statuses = {
            day: found.judgement.status
            for day in reported
            if (found := evaluate_kpis(row, readings, day)["K1"]).reached.period == day
        }
        assert unexplained_readings({"K1": kpi}, readings_by_kpi(readings), as_of) == tuple(
            UnexplainedReading(kpi_id="K1", period=day, status=KpiStatus(status))
            for day, status in statuses.items()
            if status in ("caution", "below")
        )
