"""Whom to delegate to: SPEC §9 clause by clause, and what must hold for every team."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, astuple, replace
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from delegation.calendar import WorkingDays
from delegation.matching import (
    DEFAULT,
    Candidate,
    Gate,
    MatchError,
    Style,
    Suggestions,
    Terms,
    Weights,
    score_of,
    style_of,
    suggest,
)
from delegation.periods import Span
from delegation.records import Record
from delegation.skills import MissingSkill
from delegation.tables import PURPOSE
from tests.cases import day
from tests.delegation.given import FRIDAY, MONDAY, delegation, records
from tests.delegation.team import DAYS, MEMBER_IDS, Team, teams, unhurried

MEMBERS = """
    | member_id | name | weekly_hours | motivation |
    | M1        | Ann  | 40           | 5          |
    | M2        | Bob  | 40           | 2          |
    | M3        | Cai  | 20           |            |
    """
SKILLS = """
    | member_id | skill | level |
    | M1        | Excel | 3     |
    | M2        | excel | 4     |
    | M3        | excel | 2     |
    """


def task(**more: Any) -> Record:
    return delegation("D1", **({"effort_hours": 10, "required_skills": (("excel", 3),)} | more))


OTHERS = (delegation("D2", effort_hours=40, due=day("2026-11-13")), delegation("D3", "M2", 24))


def given_suggestions(
    *delegations: Record,
    members: str = MEMBERS,
    skills: str = SKILLS,
    leave: str = "",
    milestones: str = "",
    as_of: dt.date = MONDAY,
    calendar: WorkingDays = WorkingDays(),  # noqa: B008 - it is never changed
    **options: Any,
) -> Suggestions:
    found = suggest(
        "D1",
        records("members", members),
        records("skills", skills),
        delegations or (task(), *OTHERS),
        as_of=as_of,
        calendar=calendar,
        leave=records("leave", leave),
        milestones=records("milestones", milestones),
        **options,
    )
    assert isinstance(found, Suggestions)
    return found


def of(found: Suggestions, member_id: str) -> Candidate:
    return next(each for each in found.candidates if each.member_id == member_id)


# Whole answers


def test_everybody_is_answered_for_with_every_term() -> None:
    ann = Candidate(
        member_id="M1",
        name="Ann",
        rank=1,
        score=round((0.35 * 0.75 + 0.25 * 0.25 + 0.10 * 1 + 0.25 * 0.5) / 0.95, 9),
        terms=Terms(skill=0.75, spare=0.25, motivation=1.0, reliability=0.5, development=None),
        utilisation=0.75,
        leave_share=0.0,
        missing=(),
        style=Style.DELEGATE,
        failed=(),
    )
    bob = Candidate(
        member_id="M2",
        name="Bob",
        rank=2,
        score=round((0.35 * 1 + 0.25 * 0.15 + 0.10 * 0.25 + 0.25 * 0.5) / 0.95, 9),
        terms=Terms(skill=1.0, spare=pytest.approx(0.15), motivation=0.25, reliability=0.5, development=None),
        utilisation=0.85,
        leave_share=0.0,
        missing=(),
        style=Style.EXCITE,
        failed=(),
    )
    cai = Candidate(
        member_id="M3",
        name="Cai",
        rank=None,
        score=None,
        terms=Terms(skill=0.5, spare=0.5, motivation=0.5, reliability=0.5, development=None),
        utilisation=0.5,
        leave_share=0.0,
        missing=(MissingSkill(skill="excel", level=2, needed=3),),
        style=Style.DIRECT,
        failed=(Gate.SKILLS,),
    )
    assert given_suggestions() == Suggestions(
        delegation_id="D1", window=Span(MONDAY, FRIDAY), hours=10, candidates=(ann, bob, cai)
    )
    assert [each.authority for each in (ann, bob, cai)] == [7, 5, 1]


def test_who_can_be_weighed_is_asked_first() -> None:
    def answer(delegation_id: str = "D1", **weights: float) -> object:
        return suggest(
            delegation_id,
            records("members", MEMBERS),
            (),
            (task(),),
            as_of=MONDAY,
            calendar=WorkingDays(),
            weights=replace(DEFAULT, **weights),
        )

    assert answer("D9") is MatchError.DELEGATION_UNKNOWN
    assert answer(spare=-0.1) is MatchError.WEIGHTS_RANGE
    assert answer(skill=0, spare=0, motivation=0, reliability=0, development=1) is MatchError.WEIGHTS_RANGE
    assert isinstance(answer(skill=1, spare=0, motivation=0, reliability=0, development=0), Suggestions)


def test_without_members_nobody_is_suggested() -> None:
    assert given_suggestions(members="| member_id | name | weekly_hours |").candidates == ()


# The window and what fills it


def test_the_window_begins_with_the_start_or_now_and_of_an_overdue_one_it_is_the_first_working_day() -> None:
    assert given_suggestions(as_of=day("2026-10-20")).window == Span(MONDAY, FRIDAY)
    assert given_suggestions(as_of=day("2026-11-04")).window == Span(day("2026-11-04"), FRIDAY)
    monday_after = Span(day("2026-11-09"), day("2026-11-09"))
    assert given_suggestions(as_of=day("2026-11-07")).window == monday_after
    assert given_suggestions(as_of=day("2026-11-09")).window == monday_after
    off = WorkingDays([(day("2026-11-09"), "holiday")])
    assert given_suggestions(as_of=day("2026-11-07"), calendar=off).window.first == day("2026-11-10")


def test_remaining_hours_count_whatever_the_status_and_nobody_counts_them_twice() -> None:
    for status in ("in_progress", "on_hold", "draft"):
        found = given_suggestions(task(status=status), *OTHERS)
        assert [of(found, member_id).utilisation for member_id in MEMBER_IDS] == [0.75, 0.85, 0.5]
    milestones = """
        | delegation_id | milestone | planned_end | progress |
        | D1            | a         | 2026-11-06  | 0.4      |
        | D9            | b         | 2026-11-06  | 1        |
        """
    found = given_suggestions(milestones=milestones)
    assert (found.hours, of(found, "M3").utilisation) == (pytest.approx(6), pytest.approx(0.3))


# Gates


def test_an_inactive_member_fails_and_so_does_one_without_capacity() -> None:
    members = """
        | member_id | name | weekly_hours | active | reserved_share |
        | M1        | Ann  | 40           | no     |                |
        | M2        | Bob  | 40           |        | 100%           |
        """
    assert of(given_suggestions(members=members), "M2").failed == (Gate.UTILISATION,)
    ann = of(given_suggestions(members=members), "M1")
    assert ann.failed == (Gate.INACTIVE, Gate.UTILISATION)
    assert (ann.utilisation, ann.terms.spare, ann.leave_share) == (None, 0.0, None)


def test_nobody_is_suggested_to_themselves() -> None:
    assert of(given_suggestions(task(delegator="M1"), *OTHERS), "M1").failed == (Gate.DELEGATOR,)


@pytest.mark.parametrize(
    ("start", "end", "share", "taken", "failed"),
    [
        ("2026-11-02", "2026-11-03", None, 0.4, ()),
        ("2026-11-02", "2026-11-04", None, 0.6, (Gate.ON_LEAVE,)),
        ("2026-11-01", "2026-11-30", 0.5, 0.5, ()),
        ("2026-11-01", "2026-11-30", 0.6, 0.6, (Gate.ON_LEAVE,)),
        ("2026-11-07", "2026-11-30", None, 0.0, ()),
    ],
)
def test_leave_of_more_than_half_of_ones_days_fails(
    start: str, end: str, share: float | None, taken: float, failed: tuple[Gate, ...]
) -> None:
    leave = (
        f"| member_id | start | end | share |\n| M2 | {start} | {end} | {'' if share is None else share} |"
    )
    bob = of(given_suggestions(task(effort_hours=1), leave=leave), "M2")
    assert (bob.leave_share, bob.failed) == (pytest.approx(taken), failed)


def test_who_has_no_day_in_the_window_anyway_is_not_on_leave() -> None:
    members = """
        | member_id | name | weekly_hours | work_days |
        | M1        | Ann  | 16           | sat, sun  |
        """
    leave = "| member_id | start | end |\n| M1 | 2026-11-02 | 2026-11-30 |"
    ann = of(given_suggestions(members=members, leave=leave, skills="| member_id | skill | level |"), "M1")
    assert (ann.leave_share, ann.failed) == (None, (Gate.SKILLS, Gate.UTILISATION))


def test_skills_may_be_one_level_short_where_it_is_for_learning() -> None:
    found = given_suggestions(task(development_purpose="coach"), *OTHERS)
    cai = of(found, "M3")
    assert (cai.failed, cai.missing, cai.terms.development, cai.style) == ((), (), 1.0, Style.DIRECT)
    assert [of(found, each).terms.development for each in ("M1", "M2")] == [0.0, 0.0]


def test_full_is_allowed_and_more_is_not_by_nine_decimals() -> None:
    for effort, failed in ((16, ()), (16.0000000001, ()), (16.000001, (Gate.UTILISATION,))):
        found = given_suggestions(task(effort_hours=effort), *OTHERS)
        assert of(found, "M2").failed == failed


# Ranks


def test_ties_go_to_the_lower_utilisation_then_to_the_lower_id() -> None:
    members = """
        | member_id | name | weekly_hours |
        | M3        | Cai  | 40           |
        | M2        | Bob  | 40           |
        | M1        | Ann  | 20           |
        """
    found = given_suggestions(task(required_skills=()), members=members, weights=replace(DEFAULT, spare=0))
    assert [(each.rank, each.member_id) for each in found.candidates] == [(1, "M2"), (2, "M3"), (3, "M1")]


def test_top_is_about_those_who_pass() -> None:
    found = given_suggestions(top=1)
    assert [(each.rank, each.member_id) for each in found.candidates] == [(1, "M1"), (None, "M3")]


def test_the_prior_is_that_of_the_delegations_given_where_none_is() -> None:
    returned = delegation("D4", status="returned", completed_on=day("2026-10-30"))
    found = given_suggestions(task(), returned)
    assert [of(found, each).terms.reliability for each in ("M1", "M2")] == [0.0, 0.0]
    found = given_suggestions(task(), returned, prior=0.8)
    assert [of(found, each).terms.reliability for each in ("M1", "M2")] == [pytest.approx(0.64), 0.8]


def test_style_by_skill_and_will() -> None:
    words = {
        (skilled, willing): style_of(skilled=skilled, willing=willing)
        for skilled in (0, 1)
        for willing in (0, 1)
    }
    assert words == {(0, 0): "direct", (0, 1): "guide", (1, 0): "excite", (1, 1): "delegate"}


# Properties

LEVELS = st.integers(0, 5)
RATES = st.floats(0, 1)


@given(
    st.builds(
        Terms,
        skill=RATES,
        spare=RATES,
        motivation=RATES,
        reliability=RATES,
        development=st.none() | st.sampled_from([0.0, 1.0]),
    ),
    st.builds(
        Weights, skill=st.floats(0.01, 1), spare=RATES, motivation=RATES, reliability=RATES, development=RATES
    ),
    st.floats(0.5, 20),
)
def test_property_a_score_is_the_weighted_mean_of_its_terms_and_only_proportions_matter(
    terms: Terms, weights: Weights, factor: float
) -> None:
    found = score_of(terms, weights)
    counted = [(w, t) for w, t in zip(astuple(weights), astuple(terms), strict=True) if t is not None]
    mean = sum(w * t for w, t in counted) / sum(w for w, _ in counted)
    assert found == pytest.approx(mean, abs=1e-9)
    assert min(t for _, t in counted) - 1e-9 <= found <= max(t for _, t in counted) + 1e-9
    scaled = Weights(**{name: each * factor for name, each in asdict(weights).items()})
    assert score_of(terms, scaled) == pytest.approx(found, abs=2e-9)


@st.composite
def tasks(draw: st.DrawFn) -> tuple[Team, tuple[Record, ...], str]:
    """A team with skills, and one of its delegations that asks for some."""
    team = draw(teams())
    if not team.delegations:
        row = {"delegate": "M1", "start": MONDAY, "due": FRIDAY, "effort_hours": 8.0, "status": "proposed"}
        team = replace(team, delegations=(Record("delegations", "D0", 1, row),))
    rows = []
    for each in team.delegations:
        extra: dict[str, Any] = {
            "delegator": draw(st.sampled_from([*MEMBER_IDS, "boss"])),
            "required_skills": tuple(draw(st.dictionaries(st.sampled_from("ab"), LEVELS)).items()),
            "development_purpose": draw(st.sampled_from(PURPOSE.values)),
        }
        rows.append(each._replace(values=each.values | extra))
    skills = [
        Record(
            "skills",
            f"{member_id}+{skill}",
            1,
            {"member_id": member_id, "skill": skill, "level": draw(LEVELS)},
        )
        for member_id in MEMBER_IDS
        for skill in draw(st.sets(st.sampled_from("ab")))
    ]
    return replace(team, delegations=tuple(rows)), tuple(skills), draw(st.sampled_from(rows)).key


def suggested(team: Team, skills: tuple[Record, ...], key: str, as_of: dt.date) -> Suggestions:
    found = suggest(
        key, team.members, skills, team.delegations, as_of=as_of, calendar=team.calendar, leave=team.leave
    )
    assert isinstance(found, Suggestions)
    return found


@unhurried
@given(tasks(), DAYS)
def test_property_every_suggestion_is_explained_by_what_is_shown(
    task: tuple[Team, tuple[Record, ...], str], as_of: dt.date
) -> None:
    team, _, key = task
    found = suggested(*task, as_of)
    (delegation,) = (each.values for each in team.delegations if each.key == key)
    learning = delegation["development_purpose"] in ("coach", "prepare")
    active = {each.key for each in team.members if each.values.get("active") != "no"}
    assert sorted(each.member_id for each in found.candidates) == list(MEMBER_IDS)
    for each in found.candidates:
        assert (each.score is None, each.rank is None) == (bool(each.failed), bool(each.failed))
        assert each.score is None or each.score == score_of(each.terms)
        assert (each.terms.development is not None) == learning
        assert all(0 <= term <= 1 for term in astuple(each.terms) if term is not None)
        assert (Gate.SKILLS in each.failed) == bool(each.missing)
        assert (Gate.INACTIVE in each.failed) == (each.member_id not in active)
        assert (Gate.DELEGATOR in each.failed) == (delegation["delegator"] == each.member_id)
        assert (Gate.UTILISATION in each.failed) == (
            each.utilisation is None or round(each.utilisation, 9) > 1
        )
        assert (Gate.ON_LEAVE in each.failed) == (
            each.leave_share is not None and round(each.leave_share, 9) > 0.5
        )
    passed = [each for each in found.candidates if not each.failed]
    assert [each.rank for each in passed] == list(range(1, len(passed) + 1))
    assert found.candidates[: len(passed)] == tuple(passed)
    scores = [each.score for each in passed if each.score is not None]
    assert scores == sorted(scores, reverse=True)


@unhurried
@given(tasks(), DAYS, st.randoms())
def test_property_the_order_of_rows_does_not_matter(
    task: tuple[Team, tuple[Record, ...], str], as_of: dt.date, random: Random
) -> None:
    team, skills, key = task
    shuffled = Team(
        members=tuple(random.sample(team.members, len(team.members))),
        leave=tuple(random.sample(team.leave, len(team.leave))),
        delegations=tuple(random.sample(team.delegations, len(team.delegations))),
        calendar=team.calendar,
    )
    again = suggested(shuffled, tuple(random.sample(skills, len(skills))), key, as_of)
    assert again == suggested(*task, as_of)
