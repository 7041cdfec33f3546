"""A region's public holidays and make-up days, from the `holidays` library: the one place that asks it.

Owns how a region is written, and of which years the library cannot know all yet. What comes out are plain
days; knows nothing of cycles and teams. Offline: the days come with the library.
"""

from __future__ import annotations

import re
from collections.abc import Collection

import holidays
from holidays.registry import COUNTRIES

from sync.programme.model import PublicHolidays
from sync.programme.problems import closest

_COUNTRY = re.compile(r"[A-Z]{2}")
_COUNTRIES_BY_OTHER_NAMES = {"中国": "CN", "香港": "HK", "澳门": "MO", "england": "GB"}
# A region that moves working days says so year by year. One that did so more than once lately is expected to
# do it again: its years after the last one are open.
_LATELY = 2020
_USUAL = 2


class UnknownRegionError(Exception):
    """The library has no such country, or the country no such subdivision. `close`: what was meant, or ""."""

    def __init__(self, region: str, close: str) -> None:
        self.region = region
        self.close = close
        super().__init__(region, close)


def public_holidays(region: str, years: Collection[int]) -> PublicHolidays:
    """The days off and the make-up days of these years; `region` is `CN`, or with a subdivision `DE-BY`.

    Raises: UnknownRegionError.
    """
    looked_at = range(min((_LATELY, *years)), max((_LATELY, *years)) + 1)
    calendar = _calendar(region, looked_at)
    kinds = dict.fromkeys(calendar, "holiday") | dict.fromkeys(calendar.weekend_workdays, "working_day")
    days = tuple(sorted((day, kind) for day, kind in kinds.items() if day.year in years))
    return PublicHolidays(region=region, days=days, unsettled=_unsettled(calendar, years))


def _unsettled(calendar: holidays.HolidayBase, years: Collection[int]) -> tuple[int, ...]:
    """The years outside of what the library covers, and those after the last one with make-up days."""
    moved = {day.year for day in calendar.weekend_workdays if day.year >= _LATELY}
    settled = max(moved) if len(moved) >= _USUAL else calendar.end_year
    return tuple(year for year in sorted(years) if not calendar.start_year <= year <= settled)


def _calendar(region: str, years: Collection[int]) -> holidays.HolidayBase:
    country, _, subdivision = region.partition("-")
    # The library would also take the name of any of its classes for a country.
    if not _COUNTRY.fullmatch(country) or (subdivision == "") is ("-" in region):
        raise UnknownRegionError(region, _closest(region))
    try:
        return holidays.country_holidays(country, subdiv=subdivision or None, years=list(years), expand=False)
    except NotImplementedError as error:  # so the library says that it does not know a country or subdivision
        raise UnknownRegionError(region, _closest(region)) from error


def _closest(region: str) -> str:
    """The region that was probably meant: `cn`, `China` and `CHN` mean CN, `DE-Bavaria` DE-BY."""
    written, _, subdivision = region.partition("-")
    country = _closest_country(written.strip())
    if not country or not subdivision:
        return country
    known = holidays.country_holidays(country)
    ids = {each.casefold(): each for each in known.subdivisions}
    ids |= {name.casefold(): each for name, each in known.subdivisions_aliases.items()}
    close = closest(subdivision.strip(), ids)
    return f"{country}-{ids[close]}" if close else country


def _closest_country(written: str) -> str:
    full = {name.replace("_", " "): codes[1] for name, codes in COUNTRIES.items()} | _COUNTRIES_BY_OTHER_NAMES
    short = {each.casefold(): codes[1] for codes in COUNTRIES.values() for each in codes[1:]}
    folded = written.casefold().replace("_", " ")
    return short.get(folded) or full.get(closest(folded, full), "")
