"""Proposals worked out: rebalancing, suggestions, recognition, a cycle in review, authority (SPEC §8-§10)."""

from __future__ import annotations

import datetime as dt

from delegation.authority import (
    FEWEST_CLOSED,
    LOWER_ON_TIME_BELOW,
    RAISE_EVALUATION_FROM,
    RAISE_ON_TIME_FROM,
    NextAuthority,
)
from delegation.calendar import WorkingDays
from delegation.documentation.worked.written import Texts, added, equation, number, share
from delegation.evaluations import FEWEST_SCORES, SCORES, evaluation_mean
from delegation.labels import Labels
from delegation.load import plan_load
from delegation.matching import AUTHORITY as AUTHORITY_OF
from delegation.matching import (
    DEFAULT,
    MOST_LEAVE,
    MOST_UTILISATION,
    UNKNOWN_MOTIVATION,
    WILLING_FROM,
    Candidate,
    Gate,
    Style,
    Suggestions,
    style_of,
    suggest,
)
from delegation.periods import Span
from delegation.rebalance import rebalance
from delegation.rebalance_problem import Problem, problem_of
from delegation.recognition import EXCELLENT_FROM, Recognition
from delegation.records import Record, Value
from delegation.reliability import PRIOR_COUNTS_AS, UNKNOWN_RATE
from delegation.review import CycleReview, review_cycle
from delegation.settings import DEFAULT as SETTINGS
from delegation.tables import AUTHORITY, NEXT_AUTHORITY, RECOGNITION_TYPE

MONDAY, FRIDAY = dt.date(2026, 10, 12), dt.date(2026, 10, 16)
CYCLE = Span(dt.date(2026, 10, 1), dt.date(2026, 12, 31))
_WEEK_HOURS = 40.0
# Hours of three delegations of A's, which can be moved, and of what B and C have to do themselves.
_OF_A = {"one": 24.0, "two": 16.0, "three": 12.0}
_OF_OTHERS = {"M2": 16.0, "M3": 20.0}
# Plans to compare: delegation → who has it then.
_PLANS: dict[str, dict[str, str]] = {
    "none": {},
    "small": {"three": "M2"},
    "middle": {"two": "M2"},
    "best": {"two": "M2", "three": "M3"},
}
_TASK_HOURS, _REQUIRED, _PRIOR = 16.0, 3, 0.7
# By the letter that the page has for them: level of the skill, hours of other work, motivation.
_PEOPLE: dict[str, tuple[int, float, int | None]] = {
    "a": (4, 10.0, 4),
    "b": (3, 20.0, None),
    "c": (2, 0.0, 5),
    "d": (5, 30.0, 5),
}
_ON_TIME, _LATE = 3, 1
_GIVEN = (5, 5, 4)


def decision_texts(words: Labels) -> Texts:
    """Every number about proposals, by name."""
    return {
        **_moves(),
        **_suggestion(),
        **_styles(words),
        **_recognition(words),
        **_review(words),
    }


def _delegation(key: str, delegate: str, hours: float, **more: Value) -> Record:
    values: dict[str, Value] = {"delegate": delegate, "effort_hours": hours, "status": "in_progress"}
    values["authority_level"] = 3
    return Record("delegations", key, 1, {**values, "start": MONDAY, "due": FRIDAY, **more})


def _members(count: int) -> list[Record]:
    return [
        Record("members", f"M{place}", place, {"weekly_hours": _WEEK_HOURS}) for place in range(1, count + 1)
    ]


def _moves() -> Texts:
    members = _members(3)
    work = [_delegation(key, "M1", hours) for key, hours in _OF_A.items()]
    work += [_delegation(f"of {who}", who, hours, pinned="yes") for who, hours in _OF_OTHERS.items()]
    found = rebalance(members, (), work, first=MONDAY, last=FRIDAY, as_of=MONDAY, calendar=WorkingDays())
    assert {each.delegation_id: each.to_id for each in found.moves} == _PLANS["best"]
    assert found.unproved is None
    problem = problem_of(
        plan_load(members, work, as_of=MONDAY, calendar=WorkingDays()),
        work,
        (),
        first=MONDAY,
        last=FRIDAY,
        calendar=WorkingDays(),
        full=SETTINGS.full_above,
    )
    week = number(_WEEK_HOURS)
    used = {"a": sum(_OF_A.values()), "b": _OF_OTHERS["M2"], "c": _OF_OTHERS["M3"]}
    told = {"a": f"({added(_OF_A.values())})", "b": number(used["b"]), "c": number(used["c"])}
    return {
        "moves.week": week,
        "moves.full": share(SETTINGS.full_above),
        **{f"moves.{name}": number(hours) for name, hours in _OF_A.items()},
        **{
            f"moves.used.{name}": equation(f"{told[name]} ÷ {week}", hours / _WEEK_HOURS, share)
            for name, hours in used.items()
        },
        **_compared(problem),
    }


def _compared(problem: Problem) -> Texts:
    """What each plan comes to, in the order in which plans are compared."""
    place = {person.member_id: number_of for number_of, person in enumerate(problem.people)}
    found: Texts = {}
    reached = {}
    for name, moves in _PLANS.items():
        plan = tuple(place[moves.get(task.delegation_id, "M1")] for task in problem.tasks)
        objectives = reached[name] = problem.objectives(plan)
        found |= {
            f"moves.{name}.above": number(objectives.above),
            f"moves.{name}.most": share(objectives.most),
            f"moves.{name}.moves": number(objectives.moves),
            f"moves.{name}.hours": number(objectives.hours),
        }
    assert sorted(reached, key=lambda name: reached[name]) == ["best", "middle", "small", "none"]
    return found


def _suggestion() -> Texts:
    found = _suggested()
    first, second, third, fourth = found.candidates
    assert [each.failed for each in found.candidates] == [(), (), (Gate.SKILLS,), (Gate.UTILISATION,)]
    assert third.missing[0].needed == _REQUIRED
    assert fourth.utilisation is not None
    weights = (DEFAULT.skill, DEFAULT.spare, DEFAULT.motivation, DEFAULT.reliability)
    names = ("skill", "spare", "motivation", "reliability", "development")
    hours = (_TASK_HOURS, _WEEK_HOURS)
    return {
        "suggest.hours": number(hours[0]),
        "suggest.week": number(hours[1]),
        "suggest.required": number(_REQUIRED),
        "suggest.most_leave": share(MOST_LEAVE),
        "suggest.most_used": share(MOST_UTILISATION),
        "suggest.prior": share(_PRIOR),
        "suggest.prior_counts": number(PRIOR_COUNTS_AS),
        "suggest.unknown": share(UNKNOWN_RATE),
        "suggest.motivation": number(UNKNOWN_MOTIVATION),
        **{
            f"suggest.weight.{name}": share(weight)
            for name, weight in zip(names, (*weights, DEFAULT.development), strict=True)
        },
        **_terms("a", first, weights),
        **_terms("b", second, weights),
        "suggest.c.level": number(third.missing[0].level),
        "suggest.d.after": equation(
            f"({number(_PEOPLE['d'][1])} + {number(_TASK_HOURS)}) ÷ {number(_WEEK_HOURS)}",
            fourth.utilisation,
            share,
        ),
    }


def _suggested() -> Suggestions:
    """Whom to give the task to: A and B can take it on, C lacks the skill, D the time."""
    members, skills = [], []
    work = [_delegation("task", "", _TASK_HOURS, required_skills=(("x", _REQUIRED),))]
    for name, (level, hours, motivation) in _PEOPLE.items():
        known: dict[str, Value] = {} if motivation is None else {"motivation": motivation}
        members.append(Record("members", name, 1, {"weekly_hours": _WEEK_HOURS, **known}))
        skills.append(Record("skills", name, 1, {"member_id": name, "skill": "x", "level": level}))
        work.append(_delegation(f"of {name}", name, hours))
    work += [
        _delegation(f"closed {place}", "a", 0.0, status="completed", completed_on=day, due=CYCLE.first)
        for place, day in enumerate([CYCLE.first] * _ON_TIME + [MONDAY] * _LATE)
    ]
    found = suggest("task", members, skills, work, as_of=MONDAY, calendar=WorkingDays(), prior=_PRIOR)
    assert isinstance(found, Suggestions)
    return found


def _terms(name: str, each: Candidate, weights: tuple[float, ...]) -> Texts:
    level, hours, motivation = _PEOPLE[name]
    on_time, closed = (_ON_TIME, _ON_TIME + _LATE) if name == "a" else (0, 0)
    terms = each.terms
    assert each.utilisation is not None
    assert each.score is not None
    assert terms.development is None
    parts = zip(weights, (terms.skill, terms.spare, terms.motivation, terms.reliability), strict=True)
    after = f"({number(hours)} + {number(_TASK_HOURS)}) ÷ {number(_WEEK_HOURS)}"
    prior = f"{PRIOR_COUNTS_AS} × {share(_PRIOR)}"
    return {
        f"suggest.{name}.level": number(level),
        f"suggest.{name}.other": number(hours),
        f"suggest.{name}.skill": equation(f"{level} ÷ ({_REQUIRED} + 1)", terms.skill, share),
        f"suggest.{name}.after": equation(after, each.utilisation, share),
        f"suggest.{name}.spare": equation(f"1 − {share(each.utilisation)}", terms.spare, share),
        f"suggest.{name}.motivation": equation(
            f"({motivation or UNKNOWN_MOTIVATION} − 1) ÷ 4", terms.motivation, share
        ),
        f"suggest.{name}.on_time": number(on_time),
        f"suggest.{name}.closed": number(closed),
        f"suggest.{name}.reliability": equation(
            f"({prior} + {on_time}) ÷ ({PRIOR_COUNTS_AS} + {closed})", terms.reliability, share
        ),
        f"suggest.{name}.score": equation(
            "(" + " + ".join(f"{share(weight)} × {share(term)}" for weight, term in parts) + ")"
            f" ÷ {share(sum(weights))}",
            each.score,
            share,
        ),
    }


def _styles(words: Labels) -> Texts:
    found: Texts = {"suggest.willing": number(WILLING_FROM)}
    for style in Style:
        level = AUTHORITY_OF[style]
        found[f"style.{style}"] = words.text(f"decisions.style.{style}")
        found[f"style.{style}.how"] = words.text(f"decisions.handover.{style}")
        found[f"style.{style}.authority"] = f"{level} {words.choice(AUTHORITY, str(level))}"
    cases = [(skilled, willing) for skilled in (False, True) for willing in (False, True)]
    assert [style_of(skilled=skilled, willing=willing) for skilled, willing in cases] == [*Style]
    return found


def _recognition(words: Labels) -> Texts:
    scores: dict[str, Value] = dict(zip(SCORES, _GIVEN, strict=False))
    mean = evaluation_mean(scores)
    assert mean is not None
    return {
        "recognition.excellent": number(EXCELLENT_FROM),
        "recognition.scores": number(len(SCORES)),
        "recognition.fewest": number(FEWEST_SCORES),
        "recognition.mean": equation(f"({added(_GIVEN)}) ÷ {len(_GIVEN)}", mean),
        **{f"recognition.{kind}": words.choice(RECOGNITION_TYPE, kind) for kind in Recognition},
    }


def _reviewed() -> CycleReview:
    """A cycle on the day, in which A closed some work and a KPI went up."""
    kpi: dict[str, Value] = {"direction": "higher", "frequency": "monthly", "aggregation": "last"}
    scores: dict[str, Value] = {"member_id": "M1", "date": MONDAY, **dict(zip(SCORES, _GIVEN, strict=False))}
    readings = ((dt.date(2026, 9, 30), 60.0), (dt.date(2026, 10, 11), 90.0))
    return review_cycle(
        {
            "members": _members(1),
            "kpis": [Record("kpis", "K", 1, {**kpi, "target": 100})],
            "readings": [
                Record("readings", f"R{place}", place, {"kpi_id": "K", "period": period, "value": value})
                for place, (period, value) in enumerate(readings)
            ],
            "delegations": [
                _delegation(f"D{place}", "M1", 0.0, status="completed", completed_on=MONDAY)
                for place in range(FEWEST_CLOSED)
            ],
            "evaluations": [Record("evaluations", "E", 1, scores)],
        },
        cycle_id="",
        cycle=CYCLE,
        as_of=MONDAY,
        calendar=WorkingDays(),
    )


def _review(words: Labels) -> Texts:
    found = _reviewed()
    (kpi,), (proposal,) = found.kpis, found.authority
    assert proposal.change is NextAuthority.RAISE
    assert kpi.at_start is not None
    assert kpi.at_end is not None
    assert found.team.on_time is not None
    return {
        "review.start": equation("60 ÷ 100", kpi.at_start, share),
        "review.end": equation("90 ÷ 100", kpi.at_end, share),
        "review.on_time": equation(f"{found.team.closed} ÷ {FEWEST_CLOSED}", found.team.on_time, share),
        "authority.fewest": number(FEWEST_CLOSED),
        "authority.raise_from": share(RAISE_ON_TIME_FROM),
        "authority.valued_from": number(RAISE_EVALUATION_FROM),
        "authority.lower_below": share(LOWER_ON_TIME_BELOW),
        **{f"authority.{change}": words.choice(NEXT_AUTHORITY, change) for change in NextAuthority},
    }
