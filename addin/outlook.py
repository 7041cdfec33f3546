"""The formulas on a KPI's readings as a row in time: limits, signal, forecast (SPEC §6, §13)."""

from __future__ import annotations

from enum import StrEnum

from addin.answers import Wrong, WrongArgumentError
from addin.arguments import kpi, own, read_cell, read_column, read_flag, read_rows, wrong
from addin.ranges import Spill
from addin.readable import readable
from delegation.attainment import Direction
from delegation.forecast import ForecastError, NoForecast, forecast
from delegation.labels import Labels
from delegation.readings import Aggregation, Frequency
from delegation.settings import DEFAULT
from delegation.signals import Signal, SignalError, control_limits, signals_of

_VALUES, _PERIODS = own("values"), own("periods")
_RUN_LENGTH = own("run_length", DEFAULT.run_length)
_DIRECTION = kpi("direction", Direction.HIGHER, Direction)
_AGGREGATION = kpi("aggregation", Aggregation.LAST, Aggregation)
_FREQUENCY, _END = kpi("frequency", None, Frequency), kpi("end")


@readable
def signal(words: Labels, values: object, direction: object, run_length: object, screen: object) -> Spill:
    """The label of what the newest value tells; blank cells are no values."""
    found = signals_of(
        _values(values),
        read_cell(_DIRECTION, direction),
        run_length=read_cell(_RUN_LENGTH, run_length),
        screen=read_flag("screen", screen),
    )
    if isinstance(found, SignalError):
        raise WrongArgumentError(Wrong(code=found.value))
    return [[_label(found.signal, words)]]


@readable
def limits(words: Labels, values: object, screen: object) -> Spill:
    """One row: centre, lower, upper; a label where there are too few values."""
    found = control_limits(_values(values), screen=read_flag("screen", screen))
    if isinstance(found, SignalError):
        raise WrongArgumentError(Wrong(code=found.value))
    if found is None:
        return [[_label(Signal.TOO_FEW, words)]]
    return [[found.centre, found.lower, found.upper]]


@readable
def outlook(
    words: Labels, periods: object, values: object, end: object, aggregation: object, frequency: object
) -> Spill:
    """The number at the end, a label where there are too few readings, blank without an end."""
    rows = read_rows((_PERIODS, _VALUES), (periods, values))
    for row in sorted(rows.faults)[:1]:
        raise WrongArgumentError(wrong(rows.faults[row]))
    readings = [(period, value) for period, value in zip(*rows.columns, strict=True) if value is not None]
    if any(period is None for period, _ in readings):
        raise WrongArgumentError(Wrong(code="ARG-PERIODS-REQUIRED"))
    found = forecast(
        readings,
        read_cell(_END, end),
        read_cell(_AGGREGATION, aggregation),
        read_cell(_FREQUENCY, frequency),
    )
    if isinstance(found, ForecastError):
        raise WrongArgumentError(Wrong(code=found.value))
    if isinstance(found, NoForecast):
        return [[_label(found, words)]]
    return [["" if found is None else found]]


def _values(column: object) -> list[float]:
    return [each for each in read_column(_VALUES, column) if each is not None]


def _label(value: StrEnum, words: Labels) -> str:
    return words.text(f"show.signal.{value}")
