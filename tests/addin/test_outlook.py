"""Signal, limits and forecast from columns of cells (SPEC §13)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from addin.functions import KPI_FORECAST, KPI_LIMITS, KPI_SIGNAL

QUIET = [50, 52, 49, 51, 50, 48]
DAYS = [dt.datetime(2026, 10, day) for day in (4, 11, 18, 25)]
END = dt.datetime(2026, 11, 8)


def column(*cells: object) -> list[list[object]]:
    return [[cell] for cell in cells]


def told(spilled: list[list[Any]]) -> list[Any]:
    return [str(cell).split(":")[0] if str(cell).startswith("#") else cell for cell in spilled[0]]


def test_blank_cells_are_no_values() -> None:
    assert KPI_SIGNAL(column(*QUIET, None, 70, "")) == [["Improving"]]
    assert KPI_LIMITS(column(None, *QUIET)) == KPI_LIMITS(column(*QUIET))
    assert KPI_FORECAST(column(*DAYS, None), column(10, 20, 30, 40, None), END) == [[60.0]]


def test_labels_in_the_language_asked_for() -> None:
    assert KPI_SIGNAL(column(*QUIET, 70), "lower", lang="zh") == [["恶化"]]
    assert KPI_SIGNAL(column(*QUIET, 70), "range") == [["Unusual"]]
    assert KPI_SIGNAL(column(1, 2)) == [["Too few"]]
    assert KPI_LIMITS(5) == [["Too few"]]
    assert KPI_FORECAST(DAYS[0], 10, END) == [["Too few"]]


@pytest.mark.parametrize("yes", [True, 1.0, "TRUE", "yes", "是"])
def test_screening_is_asked_for_with_any_word_for_true(yes: object) -> None:
    jump = column(*QUIET, 51, 50, 49, 90, 50, 51, 50)
    assert KPI_LIMITS(jump, yes) != KPI_LIMITS(jump)
    assert KPI_LIMITS(jump, yes)[0][0] == KPI_LIMITS(jump)[0][0]
    assert KPI_LIMITS(jump, False) == KPI_LIMITS(jump) == KPI_LIMITS(jump, "no")


def test_a_planned_reading_counts_as_nothing() -> None:
    assert KPI_FORECAST(column(*DAYS, END), column(10, 20, 30, 40, None), END) == [[60.0]]


def test_without_an_end_there_is_no_forecast() -> None:
    assert KPI_FORECAST(column(*DAYS), column(10, 20, 30, 40), None) == [[""]]


def test_periods_may_be_named() -> None:
    months = column("2026-07", "2026年8月", "2026-09-30", "2026-10")
    assert KPI_FORECAST(months, column(1, 1, 1, 1), END, "mean", "monthly") == [[1.0]]


@pytest.mark.parametrize(
    ("found", "code"),
    [
        (KPI_SIGNAL(column(1, "two")), "#ARG-VALUES-TYPE"),
        (KPI_SIGNAL(column(1, "#N/A")), "#ARG-VALUES-ERROR"),
        (KPI_SIGNAL([[1, 2], [3, 4]]), "#ARG-SHAPE"),
        (KPI_SIGNAL(column(*QUIET), "up"), "#KPI-DIRECTION-CHOICE"),
        (KPI_SIGNAL(column(*QUIET), None, 2), "#ARG-RUN-LENGTH-RANGE"),
        (KPI_SIGNAL(column(*QUIET), None, "long"), "#ARG-RUN-LENGTH-TYPE"),
        (KPI_SIGNAL(column(*QUIET), None, None, "maybe"), "#ARG-SCREEN-CHOICE"),
        (KPI_LIMITS(column(*QUIET), "#REF!"), "#ARG-SCREEN-ERROR"),
        (KPI_LIMITS(column(*[1.7e308, -1.7e308] * 6)), "#ARG-VALUES-RANGE"),
        (KPI_FORECAST(column(*DAYS), column(1, 2, 3), END), "#ARG-SHAPE"),
        (KPI_FORECAST(column("soon"), column(1), END), "#ARG-PERIODS-TYPE"),
        (KPI_FORECAST(column(None, DAYS[0]), column(1, 2), END), "#ARG-PERIODS-REQUIRED"),
        (KPI_FORECAST(column(*DAYS), column(1, 2, 3, "x"), END), "#ARG-VALUES-TYPE"),
        (KPI_FORECAST(column(*DAYS), column(1, 2, 3, 4), "soon"), "#KPI-END-TYPE"),
        (KPI_FORECAST(column(*DAYS), column(1, 2, 3, 4), END, "most"), "#KPI-AGGREGATION-CHOICE"),
        (KPI_FORECAST(column(*DAYS), column(1, 2, 3, 4), END, "mean"), "#ARG-FREQUENCY-REQUIRED"),
        (KPI_FORECAST(column(*DAYS), column(1, 2, 3, 4), END, "mean", "hourly"), "#KPI-FREQUENCY-CHOICE"),
    ],
)
def test_what_cannot_be_used(found: list[list[Any]], code: str) -> None:
    assert told(found) == [code]
