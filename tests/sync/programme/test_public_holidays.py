"""A region's public holidays: those of 国庆 with its make-up days, and regions that nobody knows."""

from __future__ import annotations

import datetime as dt

import pytest

from delegation.calendar import WorkingDays
from sync.programme.model import Cycle, PublicHolidays, years_reached
from sync.programme.public_holidays import UnknownRegionError, public_holidays


def days(found: PublicHolidays, first: str, last: str, kind: str) -> list[str]:
    return [str(day) for day, each in found.days if first <= str(day) <= last and each == kind]


def test_the_national_day_of_2026_takes_seven_days_and_gives_two_back() -> None:
    found = public_holidays("CN", (2026,))
    assert days(found, "2026-09-15", "2026-10-31", "holiday") == [
        "2026-09-25",  # 中秋
        "2026-10-01",
        "2026-10-02",
        "2026-10-03",
        "2026-10-05",
        "2026-10-06",
        "2026-10-07",
    ]
    assert days(found, "2026-09-15", "2026-10-31", "working_day") == ["2026-09-20", "2026-10-10"]
    calendar = WorkingDays(found.days)
    sunday, thursday, saturday = dt.date(2026, 9, 20), dt.date(2026, 10, 1), dt.date(2026, 10, 10)
    assert [calendar.is_working(each) for each in (sunday, thursday, saturday)] == [True, False, True]
    assert calendar.working_days(dt.date(2026, 9, 28), dt.date(2026, 10, 11)) == 6


def test_the_days_are_in_order_and_of_the_years_asked_for() -> None:
    found = public_holidays("CN", (2025, 2026))
    assert list(found.days) == sorted(found.days)
    assert {day.year for day, _ in found.days} == {2025, 2026}
    assert public_holidays("CN", (2025, 2026)) == found
    assert public_holidays("CN", ()) == PublicHolidays(region="CN")


def test_a_subdivision_has_days_of_its_own() -> None:
    corpus_christi = (dt.date(2026, 6, 4), "holiday")
    assert corpus_christi in public_holidays("DE-BY", (2026,)).days
    assert corpus_christi not in public_holidays("DE", (2026,)).days


def test_years_are_open_whose_moved_days_nobody_has_announced() -> None:
    assert public_holidays("CN", (2025, 2026, 2090)).unsettled == (2090,)
    assert public_holidays("DE", (2025, 2026, 2090)).unsettled == ()
    assert public_holidays("DE", (2026, 2500)).unsettled == (2500,)


@pytest.mark.parametrize(
    ("region", "close"),
    [
        ("cn", "CN"),
        ("CHN", "CN"),
        ("China", "CN"),
        ("中国", "CN"),
        ("United_States", "US"),
        ("Germny", "DE"),
        ("DE-by", "DE-BY"),
        ("de-bayern", "DE-BY"),
        ("CN-11", "CN"),
        ("DE-", "DE"),
        ("-", ""),
        ("NYSE", ""),
        ("country_holidays", ""),
    ],
)
def test_what_is_no_region_comes_back_with_the_one_that_was_meant(region: str, close: str) -> None:
    with pytest.raises(UnknownRegionError) as caught:
        public_holidays(region, (2026,))
    assert (caught.value.region, caught.value.close) == (region, close)


def test_a_cycle_reaches_the_year_before_it_and_two_after_it() -> None:
    cycle = Cycle(id="2026-Q4", first=dt.date(2026, 10, 1), last=dt.date(2026, 12, 31))
    later = Cycle(id="2030", first=dt.date(2030, 1, 1), last=dt.date(2030, 12, 31))
    assert years_reached([cycle]) == (2025, 2026, 2027, 2028)
    assert years_reached([later, cycle]) == (2025, 2026, 2027, 2028, 2029, 2030, 2031, 2032)
    assert years_reached([]) == ()
