"""KPIs worked out: attainment, pace and index, every status, the score of several (SPEC §6)."""

from __future__ import annotations

import datetime as dt

from delegation.attainment import Direction, Goal, attainment
from delegation.documentation.worked.written import Texts, date, equation, number, share
from delegation.kpi import Kpi, KpiFigures, KpiStatus, evaluate_kpis, judge, kpi_of
from delegation.labels import Labels
from delegation.readings import Reached
from delegation.records import Record, Value
from delegation.rollup import roll_up
from delegation.settings import DEFAULT

AS_OF = dt.date(2026, 10, 12)
_DAY = dt.timedelta(days=1)

# Name → actual and goal.
_ATTAINMENTS: dict[str, tuple[float, Goal]] = {
    "higher_baseline": (80, Goal(target=100, baseline=50)),
    "higher": (80, Goal(target=100)),
    "lower_baseline": (5, Goal(direction=Direction.LOWER, target=4, baseline=8)),
    "lower": (220, Goal(direction=Direction.LOWER, target=200)),
    "inside": (52, Goal(direction=Direction.RANGE, low=40, high=60)),
    "outside": (64, Goal(direction=Direction.RANGE, low=40, high=60, tolerance=8)),
    "outside_half": (64, Goal(direction=Direction.RANGE, low=40, high=60)),
}
_PACED: dict[str, Value] = {
    "direction": "higher",
    "target": 120,
    "aggregation": "sum",
    "frequency": "monthly",
    "start": dt.date(2026, 9, 1),
    "end": dt.date(2026, 12, 31),
}
_PACED_READING = (dt.date(2026, 9, 30), 30.0)
# Name → what the KPI has besides a target of 100, and its one reading.
_STATUSES: dict[str, tuple[dict[str, Value], tuple[dt.date, float] | None]] = {
    "not_started": ({"start": dt.date(2026, 11, 1)}, None),
    "no_data": ({}, None),
    "stale": ({}, (dt.date(2026, 7, 31), 95)),
    "on_target": ({}, (dt.date(2026, 9, 30), 92)),
    "caution": ({}, (dt.date(2026, 9, 30), 80)),
    "below": ({}, (dt.date(2026, 9, 30), 60)),
}
# Weight and reading of each KPI of one score; the last has not started.
_SCORED = ((2.0, 60.0), (1.0, 150.0), (1.0, None), (3.0, None))


def kpi_texts(words: Labels) -> Texts:
    """Every number about KPIs, by name."""
    return {
        **_attainments(),
        **_pace(words),
        **_statuses(words),
        **_score(words),
        "green": share(DEFAULT.green_at),
        "amber": share(DEFAULT.amber_at),
        "cap": share(DEFAULT.score_cap),
        "min_coverage": share(DEFAULT.min_coverage),
        "stale_weekly": number(DEFAULT.stale_weekly_days),
        "stale_monthly": number(DEFAULT.stale_monthly_days),
        "stale_quarterly": number(DEFAULT.stale_quarterly_days),
    }


def _attainments() -> Texts:
    found: Texts = {}
    for name, (actual, goal) in _ATTAINMENTS.items():
        value = attainment(actual, goal)
        assert isinstance(value, float)
        numbers = {"actual": actual, "target": goal.target, "baseline": goal.baseline}
        numbers |= {"low": goal.low, "high": goal.high, "tolerance": goal.tolerance}
        found |= {f"{name}.{key}": number(each) for key, each in numbers.items() if each is not None}
        is_sum = name != "inside"
        found[f"{name}.sum"] = equation(_sum(actual, goal), value, share) if is_sum else share(value)
    return found


def _sum(actual: float, goal: Goal) -> str:
    a, b, t, low, high = (
        "" if each is None else number(each)
        for each in (actual, goal.baseline, goal.target, goal.low, goal.high)
    )
    if goal.direction is Direction.RANGE:
        reach = number(goal.tolerance) if goal.tolerance else f"(({high} − {low}) ÷ 2)"
        return f"1 − ({a} − {high}) ÷ {reach}"
    if b:
        return f"({a} − {b}) ÷ ({t} − {b})"
    return f"1 {'+' if goal.direction is Direction.HIGHER else '−'} ({a} − {t}) ÷ {t}"


def _pace(words: Labels) -> Texts:
    period, value = _PACED_READING
    kpi = kpi_of(_PACED)
    found = judge(kpi, Reached(actual=value, period=period), AS_OF)
    assert kpi.start is not None
    assert kpi.end is not None
    assert kpi.goal.target is not None
    assert found.attainment is not None
    assert found.expected is not None
    assert found.index is not None
    past, whole = (period - kpi.start).days, (kpi.end - kpi.start).days
    target = number(kpi.goal.target)
    return {
        "pace.start": date(kpi.start, words),
        "pace.end": date(kpi.end, words),
        "pace.target": target,
        "pace.actual": number(value),
        "pace.period": date(period, words),
        "pace.past": number(past),
        "pace.whole": number(whole),
        "pace.attainment": equation(f"{number(value)} ÷ {target}", found.attainment, share),
        "pace.expected": equation(f"{past} ÷ {whole}", found.expected, share),
        "pace.index": equation(f"{number(value)} ÷ ({target} × {past} ÷ {whole})", found.index, share),
        "pace.status": words.text(f"show.kpi_status.{found.status}"),
    }


def _statuses(words: Labels) -> Texts:
    found: Texts = {"kpi_as_of": date(AS_OF, words)}
    for name, (values, reading) in _STATUSES.items():
        figures = _figures([({"target": 100, **values}, reading)])[0]
        assert figures.judgement.status == name
        found[f"kpi_status.{name}"] = words.text(f"show.kpi_status.{figures.judgement.status}")
        if reading is not None and figures.judgement.index is not None and name != KpiStatus.STALE:
            found[f"kpi_status.{name}.index"] = equation(
                f"{number(reading[1])} ÷ 100", figures.judgement.index, share
            )
    start = _STATUSES["not_started"][0]["start"]
    period = _STATUSES["stale"][1]
    assert isinstance(start, dt.date)
    assert period is not None
    last = period[0] + DEFAULT.stale_monthly_days * _DAY
    kpi, what = kpi_of({"target": 100, **_MONTHLY}), Reached(actual=period[1], period=period[0])
    assert [judge(kpi, what, day).status for day in (last, last + _DAY)] == ["on_target", "stale"]
    return {
        **found,
        "kpi_status.not_started.start": date(start, words),
        "kpi_status.stale.period": date(period[0], words),
        "kpi_status.stale.age": number((AS_OF - period[0]).days),
        "kpi_status.stale.last": date(last, words),
        "kpi_status.error": str(judge(Kpi(goal=Goal()), Reached(actual=92), AS_OF).status),
    }


_MONTHLY: dict[str, Value] = {"direction": "higher", "aggregation": "last", "frequency": "monthly"}


def _figures(rows: list[tuple[dict[str, Value], tuple[dt.date, float] | None]]) -> list[KpiFigures]:
    """The figures of KPIs, each with the reading that it has."""
    kpis = [
        Record("kpis", f"K{place}", place, {**_MONTHLY, **values}) for place, (values, _) in enumerate(rows)
    ]
    readings = [
        Record(
            "readings", f"K{place}", place, {"kpi_id": f"K{place}", "period": reading[0], "value": reading[1]}
        )
        for place, (_, reading) in enumerate(rows)
        if reading is not None
    ]
    return list(evaluate_kpis(kpis, readings, AS_OF).values())


def _score(words: Labels) -> Texts:
    def evaluated(weights: tuple[float, ...]) -> list[KpiFigures]:
        rows: list[tuple[dict[str, Value], tuple[dt.date, float] | None]] = []
        for weight, (_, actual) in zip(weights, _SCORED, strict=True):
            reading = None if actual is None else (_PACED_READING[0], actual)
            rows.append(({"target": 100, "weight": weight}, reading))
        rows[-1][0]["start"] = dt.date(2026, 11, 1)
        return _figures(rows)

    weights = tuple(weight for weight, _ in _SCORED)
    first, second, third, late = weights
    children = evaluated(weights)
    low, high = (each.judgement.index for each in children[:2])
    found, thin = roll_up(children), roll_up(evaluated((first, second, 2 * (first + second), late)))
    assert low is not None
    assert high is not None
    assert isinstance(found.score, float)
    assert found.worst is KpiStatus.BELOW
    known, more = f"({number(first)} + {number(second)})", 2 * (first + second)
    points = f"{number(first)} × {share(low)} + {number(second)} × {share(min(high, DEFAULT.score_cap))}"
    return {
        "score.low": share(low),
        "score.high": share(high),
        **{f"score.weight.{name}": number(each) for name, each in zip("abcd", weights, strict=True)},
        "score.sum": equation(f"({points}) ÷ {known}", found.score, share),
        "score.coverage": equation(
            f"{known} ÷ ({number(first)} + {number(second)} + {number(third)})", found.coverage, share
        ),
        "score.worst": words.text(f"show.kpi_status.{found.worst}"),
        "score.more": number(more),
        "score.thin": equation(
            f"{known} ÷ ({number(first)} + {number(second)} + {number(more)})", thin.coverage, share
        ),
        "score.none": words.text(f"show.kpi_status.{thin.score}"),
    }
