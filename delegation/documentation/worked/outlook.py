"""Signals and forecasts worked out: limits, each rule, the line through readings (SPEC §6)."""

from __future__ import annotations

import datetime as dt
from itertools import combinations, pairwise

from delegation.attainment import Direction, Goal
from delegation.documentation.worked.written import Texts, added, date, equation, number, share
from delegation.forecast import FEWEST_READINGS, forecast, forecast_kpi, theil_sen
from delegation.kpi import Kpi
from delegation.labels import Labels
from delegation.readings import Aggregation, Frequency, Reading
from delegation.settings import DEFAULT
from delegation.signals import (
    FEWEST_POINTS,
    FULL_LIMITS_FROM,
    Rule,
    Signal,
    Signals,
    control_limits,
    signals_of,
)

AS_OF = dt.date(2026, 10, 12)
_WEEK = 7
_CALLS = (40.0, 42.0, 41.0, 43.0, 40.0, 42.0, 41.0, 43.0, 41.0, 40.0, 49.0)
# Rule → values whose newest is part of such a signal, and of no other.
_BY_RULE = {
    Rule.RUN: (10.0, 14.0, 10.0, 13.0, 9.0, 10.0, 14.0, 13.0, 15.0, 13.0, 14.0, 13.0, 14.0),
    Rule.TREND: (13.0, 9.0, 14.0, 10.0, 13.0, 9.0, 10.0, 11.0, 12.0, 12.5, 13.0, 13.5),
    Rule.TWO_OF_THREE: (10.0, 11.0, 10.0, 9.0, 10.0, 11.0, 10.0, 9.0, 10.0, 11.0, 13.0, 13.0),
}
_FIRST = dt.date(2026, 9, 20)
_BASKETS = (70.0, 84.0, 91.0, 133.0)
_END = dt.date(2026, 11, 8)
_TARGET = 200.0


def outlook_texts(words: Labels) -> Texts:
    """Every number about signals and forecasts, by name."""
    return {**_limits(words), **_rules(words), **_line(words), **_forecasts(words)}


def _signals(values: tuple[float, ...], direction: Direction = Direction.HIGHER) -> Signals:
    found = signals_of(values, direction)
    assert isinstance(found, Signals)
    return found


def _listed(values: tuple[float, ...]) -> str:
    return ", ".join(map(number, values))


def _limits(words: Labels) -> Texts:
    found, screened = control_limits(_CALLS), control_limits(_CALLS, screen=True)
    assert found is not None
    assert not isinstance(found, str)
    assert screened is not None
    assert not isinstance(screened, str)
    ranges = [abs(later - earlier) for earlier, later in pairwise(_CALLS)]
    mean = sum(ranges) / len(ranges)
    kept = [each for each in ranges if each <= 3.267 * mean]
    centre = number(found.centre)
    labels = {direction: _signals(_CALLS, direction).signal for direction in Direction}
    return {
        "signal.values": _listed(_CALLS),
        "signal.newest": number(_CALLS[-1]),
        "signal.fewest": number(FEWEST_POINTS),
        "signal.full_from": number(FULL_LIMITS_FROM),
        "signal.centre": equation(f"({added(_CALLS)}) ÷ {len(_CALLS)}", found.centre),
        "signal.mean_range": equation(f"({added(ranges)}) ÷ {len(ranges)}", mean),
        "signal.low_limit": equation(f"{centre} − 2.66 × {number(mean)}", found.lower),
        "signal.high_limit": equation(f"{centre} + 2.66 × {number(mean)}", found.upper),
        "signal.screened_above": equation(f"3.267 × {number(mean)}", 3.267 * mean),
        "signal.screened": equation(f"{centre} + 2.66 × ({added(kept)}) ÷ {len(kept)}", screened.upper),
        **{f"signal.if_{name}": words.text(f"show.signal.{each}") for name, each in labels.items()},
        "signal.too_few": words.text(f"show.signal.{_signals(_CALLS[: FEWEST_POINTS - 1]).signal}"),
        "signal.common_cause": words.text(f"show.signal.{_signals(_CALLS[:-1]).signal}"),
    }


def _rules(words: Labels) -> Texts:
    found: Texts = {"signal.run_length": number(DEFAULT.run_length)}
    assert _signals(_CALLS).newest == (Rule.OUTSIDE,)
    for rule, values in _BY_RULE.items():
        seen = _signals(values)
        assert seen.newest == (rule,)
        assert seen.limits is not None
        assert seen.signal is Signal.IMPROVING
        found[f"signal.{rule}"] = _listed(values)
        found[f"signal.{rule}.mean"] = number(seen.limits.centre)
    near = _signals(_BY_RULE[Rule.TWO_OF_THREE]).limits
    assert near is not None
    reach = near.upper - near.centre
    found["signal.near"] = number(near.centre + reach * 2 / 3)
    found["signal.near_limit"] = number(near.upper)
    return found


def _points(values: tuple[float, ...]) -> list[tuple[dt.date, float]]:
    return [(_FIRST + dt.timedelta(days=_WEEK * place), value) for place, value in enumerate(values)]


def _line(words: Labels) -> Texts:
    line = theil_sen(_points(_BASKETS))
    assert line is not None
    placed = [(_WEEK * place, value) for place, value in enumerate(_BASKETS)]
    steps = [
        (f"({number(y)} − {number(other)}) ÷ {x - other_x}", (y - other) / (x - other_x))
        for (other_x, other), (x, y) in combinations(placed, 2)
    ]
    heights = [(f"{number(y)} − {number(line.slope)} × {x}", y - line.slope * x) for x, y in placed]
    slopes = sorted(value for _, value in steps)
    rests = sorted(value for _, value in heights)
    return {
        "line.values": _listed(_BASKETS),
        "line.first": date(_FIRST, words),
        "line.steps": "; ".join(f"`{equation(*each)}`" for each in steps),
        "line.slope": equation(f"({number(slopes[2])} + {number(slopes[3])}) ÷ 2", line.slope),
        "line.heights": "; ".join(f"`{equation(*each)}`" for each in heights),
        "line.height": equation(f"({number(rests[1])} + {number(rests[2])}) ÷ 2", line.value),
        "forecast.fewest": number(FEWEST_READINGS),
    }


def _forecasts(words: Labels) -> Texts:
    points = _points(_BASKETS)
    line = theil_sen(points)
    assert line is not None
    last, mean, reached = (
        forecast(points, _END, aggregation, Frequency.WEEKLY)
        for aggregation in (Aggregation.LAST, Aggregation.MEAN, Aggregation.SUM)
    )
    assert isinstance(last, float)
    assert isinstance(mean, float)
    assert isinstance(reached, float)
    whole, left = (_END - _FIRST).days, (_END - points[-1][0]).days
    coming = [_FIRST + dt.timedelta(days=days) for days in range(whole - left + _WEEK, whole + 1, _WEEK)]
    to_come = [line.at(day) for day in coming]
    sums = [sum(_BASKETS[: place + 1]) for place in range(len(_BASKETS))]
    gains = sorted(
        ((later - earlier) / days, f"{number(later - earlier)} ÷ {days}")
        for (start, earlier), (end, later) in combinations(enumerate(sums), 2)
        for days in [_WEEK * (end - start)]
    )
    middle = f"({gains[2][1]} + {gains[3][1]}) ÷ 2"
    slope = (gains[2][0] + gains[3][0]) / 2
    kpi = Kpi(goal=Goal(target=_TARGET), end=_END)
    told = forecast_kpi(kpi, [Reading(period=day, value=value) for day, value in points], AS_OF)
    assert isinstance(told.attainment, float)
    assert told.will_hit is False
    return {
        "forecast.end": date(_END, words),
        "forecast.whole": number(whole),
        "forecast.left": number(left),
        "forecast.last": equation(f"{number(line.value)} + {number(line.slope)} × {whole}", last),
        "forecast.to_come": ", ".join(map(number, to_come)),
        "forecast.mean": equation(f"({added([*_BASKETS, *to_come])}) ÷ {len(_BASKETS) + len(to_come)}", mean),
        "forecast.sums": _listed(tuple(sums)),
        "forecast.gain": equation(middle, slope),
        "forecast.sum": equation(f"{number(sums[-1])} + {middle} × {left}", reached),
        "forecast.target": number(_TARGET),
        "forecast.attainment": equation(f"{number(last)} ÷ {number(_TARGET)}", told.attainment, share),
        "forecast.too_few": words.text("show.signal.too_few"),
    }
