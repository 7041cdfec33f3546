"""Dates as people type them, and as Excel keeps them.

What could be two dates is ambiguous and never guessed: neither shipped language settles the order of
`03/04/2025`.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from delegation.cells.faults import Misfit
from delegation.cells.text import cell_text, half_width

# Excel counts days from here (after its 29 February 1900 that never was); the 1904 system 1,462 days later.
_EPOCH = dt.date(1899, 12, 30)
_SHIFT_1904 = 1462
# A number is a date only where nothing else is likely; a real date only has to be one that Excel can hold.
_FIRST_SERIAL, _LAST_SERIAL = (dt.date(1990, 1, 1) - _EPOCH).days, (dt.date(2100, 12, 31) - _EPOCH).days
EARLIEST = dt.date(1900, 3, 1)

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january",
            "feb february",
            "mar march",
            "apr april",
            "may",
            "jun june",
            "jul july",
            "aug august",
            "sep sept september",
            "oct october",
            "nov november",
            "dec december",
        ),
        start=1,
    )
    for name in names.split()
}
_DASHES = dict.fromkeys(map(ord, "−–—‒‐‑"), "-")
_WEEKDAY = re.compile(
    r"^(?:mon|tue|tues|wed|wednes|thu|thur|thurs|fri|sat|satur|sun)(?:day)?\.?,?\s+"
    r"|,?\s*\(?(?:星期|周|礼拜)[一二三四五六日天]\)?",
    re.IGNORECASE,
)
_TIME = re.compile(
    r"[T\s]\s*(?:上午|下午)?\s*(?:[01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d+)?)?"
    r"\s*(?:[ap]m)?\s*(?:Z|[+-]\d\d:?\d\d)?$",
    re.IGNORECASE | re.ASCII,
)
_YEAR_FIRST = re.compile(r"(\d{4})\s*([-/.])\s*(\d{1,2})\s*\2\s*(\d{1,2})", re.ASCII)
_CHINESE = re.compile(r"(\d{2}|\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*[日号]?", re.ASCII)
_DIGITS = re.compile(r"(\d{4})(\d\d)(\d\d)", re.ASCII)
_YEAR_LAST = re.compile(r"(\d{1,2})\s*([-/.])\s*(\d{1,2})\s*\2\s*(\d{2}|\d{4})", re.ASCII)
_NAMED = re.compile(r"(\d{1,4})(?:st|nd|rd|th)?[\s,./-]*([a-z]+)[\s,./-]*(\d{1,4})", re.ASCII | re.IGNORECASE)
_NAME_FIRST = re.compile(
    r"([a-z]+)[\s./-]*(\d{1,2})(?:st|nd|rd|th)?[\s,./-]+(\d{2}|\d{4})", re.ASCII | re.IGNORECASE
)


def parse_date(value: object, epoch_1904: bool = False) -> dt.date | Misfit:
    if isinstance(value, dt.datetime):
        value = value.date()
    if isinstance(value, dt.date):
        return value if value >= EARLIEST else Misfit("TYPE")
    if isinstance(value, bool):
        return Misfit("TYPE")
    if isinstance(value, int | float):
        return _from_number(value, epoch_1904)
    return date_from_text(cell_text(value))


def date_from_text(text: str) -> dt.date | Misfit:
    """The date that a text spells; AMBIGUOUS with two of the dates it could be, TYPE where it is none."""
    plain = _TIME.sub("", _WEEKDAY.sub("", half_width(text).translate(_DASHES)).strip()).strip()
    meanings = _meanings(plain)
    found = list(dict.fromkeys(day for meaning in meanings for day in _existing(*meaning)))
    found.sort(key=lambda day: day.year < 2000)  # of two centuries ours is the likelier
    if not found:
        return Misfit("TYPE")
    if len(found) == 1 and len(meanings[0][0]) == 4:
        return found[0]
    # Of a year of two digits the century is unknown, even where only one order of day and month makes a date.
    return Misfit("AMBIGUOUS", {"first": found[0], "second": found[-1] if len(found) == 1 else found[1]})


def month_number(name: str) -> int | None:
    return _MONTHS.get(name.casefold())


def serial_date(number: float, epoch_1904: bool) -> dt.date | None:
    """The day of an Excel serial number, its time dropped, where the number plausibly is one."""
    if not _FIRST_SERIAL - _SHIFT_1904 <= number < _LAST_SERIAL + 1:
        return None
    serial = int(number) + (_SHIFT_1904 if epoch_1904 else 0)
    if not _FIRST_SERIAL <= serial <= _LAST_SERIAL:
        return None
    return _EPOCH + dt.timedelta(days=serial)


def _from_number(number: float, epoch_1904: bool) -> dt.date | Misfit:
    found = serial_date(number, epoch_1904)
    if found is None and 19_000_101 <= number <= 21_001_231 and number == int(number):
        return date_from_text(str(int(number)))
    return found if found is not None else Misfit("TYPE")


_Meaning = tuple[str, str | int, str]  # year, month, day


def _meanings(text: str) -> list[_Meaning]:
    """Every order of year, month and day in which the text can be read."""
    if match := _YEAR_FIRST.fullmatch(text):
        return [(match[1], match[3], match[4])]
    if match := _CHINESE.fullmatch(text) or _DIGITS.fullmatch(text):
        return [(match[1], match[2], match[3])]
    if match := _YEAR_LAST.fullmatch(text):
        one, two, three = match[1], match[3], match[4]
        return _with_short_years([(three, two, one), (three, one, two)], (one, two, three))
    if (match := _NAME_FIRST.fullmatch(text)) and (month := month_number(match[1])):
        return [(match[3], month, match[2])]
    if (match := _NAMED.fullmatch(text)) and (month := month_number(match[2])):
        if len(match[1]) == 4:
            return [(match[1], month, match[3])]
        return _with_short_years([(match[3], month, match[1])], (match[1], month, match[3]))
    return []


def _with_short_years(meanings: list[_Meaning], year_first: _Meaning) -> list[_Meaning]:
    return [*meanings, year_first] if len(meanings[0][0]) == len(year_first[0]) == 2 else meanings


def _existing(year: str, month: str | int, day: str) -> Iterator[dt.date]:
    """The dates of that meaning that Excel can hold: one, or one a century where the year has two digits."""
    for century in (2000, 1900) if len(year) == 2 else (0,):
        try:
            found = dt.date(century + int(year), int(month), int(day))
        except ValueError:
            continue
        if found >= EARLIEST:
            yield found
