"""Periods as people name them: `2026-03`, `2026年3月`, `2026-Q1`, `2026年第1季度`, `2026-W10`, any day.

What a period means is settled only with the KPI's frequency (`delegation.periods`), so a named one stays a
`Span` here.
"""

from __future__ import annotations

import datetime as dt
import re

from delegation.cells.dates import month_number, parse_date
from delegation.cells.faults import Misfit
from delegation.cells.text import cell_text, half_width
from delegation.periods import Span, month_span, quarter_span, week_span, year_span

_FLAGS = re.ASCII | re.IGNORECASE
_Y = r"(199\d|20\d\d)"
_YEAR = re.compile(_Y + r"\s*年?", _FLAGS)
_MONTH = re.compile(_Y + r"(?:\s*(?:[-/.]|年)\s*(\d{1,2})|(\d\d))\s*(?:月份?)?", _FLAGS)
_MONTH_FIRST = re.compile(r"(\d{1,2})\s*[-/.]\s*" + _Y, _FLAGS)
_NAMED_MONTH = re.compile(rf"([a-z]+)[\s.,/-]*{_Y}|{_Y}[\s.,/-]*([a-z]+)", _FLAGS)
_QUARTER = re.compile(rf"{_Y}\s*[-/.,年]?\s*Q\s*([1-4])|{_Y}\s*年?\s*第?\s*([1-4])\s*季度?", _FLAGS)
_QUARTER_FIRST = re.compile(r"(?:Q\s*([1-4])|([1-4])\s*Q)\s*[-/.,]?\s*" + _Y, _FLAGS)
_WEEK = re.compile(
    rf"{_Y}\s*[-/.,年]?\s*(?:W|week)\s*-?\s*(\d{{1,2}})|{_Y}\s*年?\s*第?\s*(\d{{1,2}})\s*[周週]", _FLAGS
)
_WEEK_FIRST = re.compile(r"(?:W|week)\s*(\d{1,2})\s*[-/.,\s]\s*" + _Y, _FLAGS)
_CHINESE_DIGITS = str.maketrans("一二三四", "1234")


def parse_period(value: object, epoch_1904: bool = False) -> dt.date | Span | Misfit:
    """A day, or the stretch of days that was named as a whole."""
    found = parse_date(value, epoch_1904)
    if not isinstance(found, Misfit) or isinstance(value, dt.date | bool):
        return found
    if isinstance(value, float) and not value.is_integer():
        return found  # 2026.1 was typed as 2026.1 or as 2026.10
    return _span(half_width(cell_text(value)).replace("–", "-")) or found


def _span(text: str) -> Span | None:
    try:
        return _year_or_month(text) or _quarter(text.translate(_CHINESE_DIGITS)) or _week(text)
    except ValueError:  # a thirteenth month, a fifty-fourth week
        return None


def _year_or_month(text: str) -> Span | None:
    if match := _YEAR.fullmatch(text):
        return year_span(int(match[1]))
    if match := _MONTH.fullmatch(text):
        return month_span(int(match[1]), int(match[2] or match[3]))
    if match := _MONTH_FIRST.fullmatch(text):
        return month_span(int(match[2]), int(match[1]))
    if (match := _NAMED_MONTH.fullmatch(text)) and (month := month_number(match[1] or match[4])):
        return month_span(int(match[2] or match[3]), month)
    return None


def _quarter(text: str) -> Span | None:
    if match := _QUARTER.fullmatch(text):
        return quarter_span(int(match[1] or match[3]), int(match[2] or match[4]))
    if match := _QUARTER_FIRST.fullmatch(text):
        return quarter_span(int(match[3]), int(match[1] or match[2]))
    return None


def _week(text: str) -> Span | None:
    if match := _WEEK.fullmatch(text):
        return week_span(int(match[1] or match[3]), int(match[2] or match[4]))
    if match := _WEEK_FIRST.fullmatch(text):
        return week_span(int(match[2]), int(match[1]))
    return None
