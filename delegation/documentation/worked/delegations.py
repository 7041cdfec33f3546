"""Delegations worked out: working days, progress, every word of health, the next talk, what is defined,
what became of what was raised (SPEC §7).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from delegation.calendar import WorkingDays
from delegation.definition import PARTS, undefined_parts
from delegation.delegation_figures import DelegationFigures, evaluate_delegations
from delegation.documentation.worked.written import Texts, date, equation, number, share
from delegation.health import Health
from delegation.labels import Labels
from delegation.loops import REACHED, Stage, feedback_loops
from delegation.records import Record, Value
from delegation.settings import DEFAULT

AS_OF = dt.date(2026, 10, 12)  # a Monday
HOLIDAYS = (dt.date(2026, 10, 1), dt.date(2026, 10, 7))
MAKE_UP = dt.date(2026, 10, 10)  # a Saturday
PLAIN = WorkingDays()
_DAY = dt.timedelta(days=1)
_OFF = [
    (HOLIDAYS[0] + number_of * _DAY, "holiday") for number_of in range((HOLIDAYS[1] - HOLIDAYS[0]).days + 1)
]
CALENDAR = WorkingDays([*_OFF, (MAKE_UP, "working_day")])
START, DUE = dt.date(2026, 9, 28), dt.date(2026, 10, 16)
_LONG_AGO, _LATELY = dt.date(2026, 9, 29), dt.date(2026, 10, 9)
_EVERY = 3  # working days between check-ins
_SOUND: dict[str, Value] = {
    "delegate": "M1",
    "start": START,
    "due": DUE,
    "check_in_days": _EVERY,
    "accepted_on": START,
    "progress": 0.55,
    "status": "in_progress",
}
_STEPS = ((1.0, 1.0), (3.0, 0.2))  # weight and progress of the milestones
_TYPED = 0.6
_ASKED = dt.date(2026, 9, 30)
_CLOSED: dict[str, Value] = {"completed_on": _LATELY}
# Health → what is different about a sound delegation, and the day of its last check-in.
_HEALTHS: dict[Health, tuple[dict[str, Value], dt.date]] = {
    Health.COMPLETED: ({"status": "completed", **_CLOSED}, _LATELY),
    Health.CANCELLED: ({"status": "cancelled", **_CLOSED}, _LATELY),
    Health.RETURNED: ({"status": "returned", **_CLOSED}, _LATELY),
    Health.IN_REVIEW: ({"status": "awaiting_review"}, _LATELY),
    Health.REVIEW_LATE: ({"status": "awaiting_review"}, _LONG_AGO),
    Health.NOT_STARTED: ({"start": dt.date(2026, 10, 19), "due": dt.date(2026, 10, 30)}, _LATELY),
    Health.OVERDUE: ({"due": _LATELY}, _LATELY),
    Health.BLOCKED: ({"type": "help_request"}, _ASKED),
    Health.NOT_ACCEPTED: ({"accepted_on": dt.date(2026, 10, 13)}, _LATELY),
    Health.SILENT: ({}, _LONG_AGO),
    Health.AT_RISK: ({"progress": 0.2}, _LATELY),
    Health.SLIPPING: ({"progress": 0.4}, _LATELY),
    Health.ON_TRACK: ({}, _LATELY),
}
_MISSING = ("success_criteria", "resources")
# Day of the check-in, actioned, closed, verified.
_LOOPS = (
    (START, dt.date(2026, 9, 29), dt.date(2026, 9, 30), dt.date(2026, 10, 8)),
    (dt.date(2026, 9, 29), dt.date(2026, 10, 9), None, None),
    (dt.date(2026, 9, 30), None, None, None),
)
_RAISED_BY = ("M1", "M1", "M2", "M1")


def delegation_texts(words: Labels) -> Texts:
    """Every number about delegations, by name."""
    return {
        **_days(words),
        **_progress(),
        **_healths(words),
        **_next_check_ins(words),
        **_definition(words),
        **_loops(words),
        **_conduct(words),
    }


def evaluated(
    values: Mapping[str, Value],
    check_ins: Sequence[Mapping[str, Value]] = (),
    milestones: Sequence[Mapping[str, Value]] = (),
    adjustments: Sequence[Mapping[str, Value]] = (),
) -> DelegationFigures:
    """The figures of the delegation D1 on AS_OF."""
    told, steps, changes = (
        [Record(table, str(place), place, {**row, "delegation_id": "D1"}) for place, row in enumerate(rows)]
        for table, rows in (
            ("check_ins", check_ins),
            ("milestones", milestones),
            ("adjustments", adjustments),
        )
    )
    (found,) = evaluate_delegations(
        [Record("delegations", "D1", 1, dict(values))],
        as_of=AS_OF,
        check_ins=told,
        milestones=steps,
        adjustments=changes,
        calendar=CALENDAR,
    )
    return found


def _working_days(first: dt.date, last: dt.date) -> str:
    """Weekdays less the holidays among them plus the make-up days, as a sum."""
    off = sum(PLAIN.is_working(day) for day, _ in _OFF if first <= day <= last)
    extra = int(first <= MAKE_UP <= last)
    sum_of = f"{PLAIN.working_days(first, last)} − {off} + {extra}"
    return equation(sum_of, CALENDAR.working_days(first, last))


def _days(words: Labels) -> Texts:
    return {
        "as_of": date(AS_OF, words),
        "start": date(START, words),
        "due": date(DUE, words),
        "days.first_off": date(HOLIDAYS[0], words),
        "days.last_off": date(HOLIDAYS[1], words),
        "days.make_up": date(MAKE_UP, words),
        "days.window": _working_days(START, DUE),
        "days.past": _working_days(START, AS_OF - _DAY),
        "days.since": date(_LONG_AGO, words),
        "days.elapsed": number(CALENDAR.elapsed(_LONG_AGO, AS_OF)),
    }


def _past_of_whole() -> str:
    past, whole = CALENDAR.working_days(START, AS_OF - _DAY), CALENDAR.working_days(START, DUE)
    return f"{past} ÷ {whole}"


def _progress() -> Texts:
    steps: list[dict[str, Value]] = [{"weight": weight, "progress": done} for weight, done in _STEPS]
    found = evaluated({**_SOUND, "progress": _TYPED}, milestones=steps)
    (one, done), (other, part) = _STEPS
    assert found.expected is not None
    assert found.gap is not None
    assert found.progress_differs
    weighted = f"{number(one)} × {share(done)} + {number(other)} × {share(part)}"
    return {
        "progress.expected": equation(_past_of_whole(), found.expected, share),
        "progress.one": number(one),
        "progress.other": number(other),
        "progress.done": share(done),
        "progress.part": share(part),
        "progress.sum": equation(f"({weighted}) ÷ ({number(one)} + {number(other)})", found.progress, share),
        "progress.typed": share(_TYPED),
        "progress.apart": equation(
            f"{share(_TYPED)} − {share(found.progress)}", _TYPED - found.progress, share
        ),
        "progress.most_apart": share(DEFAULT.progress_apart),
        "progress.gap": equation(f"{share(found.progress)} − {_past_of_whole()}", found.gap, share),
    }


def _healths(words: Labels) -> Texts:
    texts: Texts = {}
    for health, (values, last) in _HEALTHS.items():
        changed = dict(values)
        kind = changed.pop("type", "progress")
        found = evaluated({**_SOUND, **changed}, [{"date": last, "type": kind}])
        assert found.health is health
        texts[f"health.{health}"] = words.text(f"show.health.{health}")
        if found.gap is not None and health in (Health.AT_RISK, Health.SLIPPING, Health.ON_TRACK):
            texts[f"health.{health}.gap"] = equation(
                f"{share(found.progress)} − {_past_of_whole()}", found.gap, share
            )
    starts = _HEALTHS[Health.NOT_STARTED][0]["start"]
    assert isinstance(starts, dt.date)
    return {
        **texts,
        "health.every": number(_EVERY),
        "health.lately": date(_LATELY, words),
        "health.long_ago": date(_LONG_AGO, words),
        "health.short": number(CALENDAR.elapsed(_LATELY, AS_OF)),
        "health.long": number(CALENDAR.elapsed(_LONG_AGO, AS_OF)),
        "health.later": date(starts, words),
        "health.asked": date(_ASKED, words),
        "health.waited": number(CALENDAR.elapsed(_ASKED, AS_OF)),
        **_health_limits(words),
    }


def _health_limits(words: Labels) -> Texts:
    """The thresholds, and what they come to here."""
    return {
        "health.help_days": number(DEFAULT.help_within_days),
        "health.accept_days": number(DEFAULT.accept_within_days),
        "health.accept_by": date(CALENDAR.add_working_days(START, DEFAULT.accept_within_days), words),
        "health.cadences": number(DEFAULT.silent_after_cadences),
        "health.silence": equation(
            f"{_EVERY} × {number(DEFAULT.silent_after_cadences)}", _EVERY * DEFAULT.silent_after_cadences
        ),
        "health.confidence": number(DEFAULT.low_confidence),
        "health.risk_limit": share(DEFAULT.at_risk_gap),
        "health.slip_limit": share(DEFAULT.slipping_gap),
    }


def _next_check_ins(words: Labels) -> Texts:
    rare = 10
    usual = evaluated(_SOUND, [{"date": _LATELY, "type": "progress"}]).next_check_in
    capped = evaluated(
        {**_SOUND, "check_in_days": rare}, [{"date": _LATELY, "type": "progress"}]
    ).next_check_in
    assert usual is not None
    assert capped == DUE
    days = [CALENDAR.add_working_days(_LATELY, each) for each in range(1, _EVERY + 1)]
    assert days[-1] == usual
    return {
        "next.days": words.text("docs.worked.listed").join(date(each, words) for each in days),
        "next.day": date(usual, words),
        "next.rare": number(rare),
        "next.capped": date(capped, words),
    }


def _definition(words: Labels) -> Texts:
    filled: dict[str, Value] = {
        **dict.fromkeys(("objective", "expected_outcome", "success_criteria", "resources"), "text"),
        "effort_hours": 30.0,
        "authority_level": 3,
        **_SOUND,
    }
    for name in _MISSING:
        del filled[name]
    assert undefined_parts(filled, AS_OF) == _MISSING
    score = evaluated(filled).definition
    return {
        "definition.missing": words.text("docs.worked.listed").join(
            words.field("delegations", each) for each in _MISSING
        ),
        "definition.sum": equation(f"({len(PARTS)} − {len(_MISSING)}) ÷ {len(PARTS)}", score, share),
    }


def _loops(words: Labels) -> Texts:
    names = ("date", "actioned_on", "closed_on", "verified_on")
    rows = [
        Record(
            "check_ins",
            f"C{place}",
            place,
            {
                "type": "corrective",
                **{name: day for name, day in zip(names, days, strict=True) if day is not None},
            },
        )
        for place, days in enumerate(_LOOPS, 1)
    ]
    found = feedback_loops(rows, (), AS_OF, CALENDAR)
    (one, other), days = _LOOPS[:2], found.median_days
    waits = [CALENDAR.elapsed(first, acted) for first, acted, *_ in (one, other) if acted is not None]
    assert (days[Stage.ACTIONED], [each.key for each in found.open]) == (sum(waits) / 2, ["C2", "C3"])
    written = {
        f"loops.{letter}.{name}": date(day, words)
        for letter, row in zip("abc", _LOOPS, strict=True)
        for name, day in zip(names, row, strict=True)
        if day is not None
    }
    stages = {
        f"loops.{letter}.stage": words.text(f"docs.worked.{loop.stage}")
        for letter, loop in zip("abc", found.loops, strict=True)
    }
    medians = {f"loops.median.{stage}": number(days[stage] or 0) for stage in REACHED}
    median = equation(f"({waits[0]} + {waits[1]}) ÷ 2", days[Stage.ACTIONED] or 0)
    return {
        **written,
        **stages,
        **medians,
        "loops.median.actioned": median,
        "loops.open": number(len(found.open)),
    }


def _conduct(words: Labels) -> Texts:
    """Initiative, being on time, extensions."""
    said: list[dict[str, Value]] = [
        {"date": START, "type": "progress", "raised_by": who} for who in _RAISED_BY
    ]
    raised = evaluated(_SOUND, said).initiative
    assert raised is not None
    closed: dict[str, Value] = {**_SOUND, "status": "completed", "completed_on": AS_OF}
    put_off: list[dict[str, Value]] = [{"date": START, "what": "due"}]
    kept, moved = evaluated(closed), evaluated({**closed, "due_agreed": _LATELY}, adjustments=put_off)
    returned = evaluated({**closed, "status": "returned"})
    closings = [each.on_time for each in (kept, moved, returned)]
    assert closings == [True, False, False]
    own = _RAISED_BY.count("M1")
    return {
        "initiative.own": number(own),
        "initiative.all": number(len(_RAISED_BY)),
        "initiative.sum": equation(f"{own} ÷ {len(_RAISED_BY)}", raised, share),
        "on_time.agreed": date(_LATELY, words),
        "on_time.extensions": number(moved.extensions),
        "on_time.sum": equation(
            f"{sum(map(bool, closings))} ÷ {len(closings)}", sum(map(bool, closings)) / len(closings), share
        ),
    }
