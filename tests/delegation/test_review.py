"""Recognition, authority and the review of a cycle: SPEC §10 clause by clause, and whole answers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from delegation.attainment import Direction
from delegation.authority import AuthorityProposal, NextAuthority, propose_authority
from delegation.calendar import WorkingDays
from delegation.delegation_figures import evaluate_delegations
from delegation.evaluations import Evaluation, evaluation_mean, evaluations_by_member
from delegation.kpi import KpiFigures, KpiStatus, evaluate_kpis
from delegation.periods import Span
from delegation.recognition import Evidence, Proposal, Reason, Recognition, propose_recognition
from delegation.records import Record
from delegation.review import CycleReview, IndexChange, Outcome, review_cycle
from delegation.rollup import NoScore, RollUp
from delegation.signals import Signal, SignalError, Signals, signals_of
from delegation.tables import NEXT_AUTHORITY, RECOGNITION_TYPE
from tests.cases import day
from tests.delegation.given import records

CYCLE = Span(day("2026-10-01"), day("2026-12-31"))
AS_OF = day("2026-11-30")
MEMBERS = records("members", "| member_id | name |\n| M1 | Ann |\n| M2 | Bob |")
NO_DATA = NoScore.INSUFFICIENT_DATA
GOOD = (5, 5, 4, None, None)
SCORES = st.tuples(*[st.none() | st.integers(1, 5)] * 5)


def delegation(key: str, delegate: str = "M1", **more: Any) -> Record:
    """Completed on its last day, for a KPI, unless something else is said."""
    values = {
        "delegation_id": key,
        "delegate": delegate,
        "kpi_id": "K1",
        "start": day("2026-10-05"),
        "due": day("2026-11-06"),
        "status": "completed",
        "completed_on": day("2026-11-06"),
        "authority_level": 4,
        "effort_hours": 8.0,
    }
    return Record("delegations", key, 1, values | more)


def evaluation(member_id: str, date: str, scores: Sequence[int | None]) -> Record:
    names = ("quality", "timeliness", "initiative", "communication", "kpi_result")
    filled = {name: score for name, score in zip(names, scores, strict=True) if score is not None}
    return Record(
        "evaluations", f"{member_id}+-+{date}", 1, {"member_id": member_id, "date": day(date)} | filled
    )


def on_target(kpi_id: str = "K1", owner: str = "") -> dict[str, KpiFigures]:
    kpis = [{"kpi_id": kpi_id, "direction": "higher", "target": 1.0, "frequency": "monthly"}]
    rows = [Record("kpis", kpi_id, 1, each | {"aggregation": "last", "owner": owner}) for each in kpis]
    reading = Record("readings", "r", 1, {"kpi_id": kpi_id, "period": AS_OF, "value": 1.0})
    found = evaluate_kpis(rows, [reading], AS_OF)
    assert found[kpi_id].judgement.status is KpiStatus.ON_TARGET
    return found


def proposed(
    *delegations: Record,
    evaluations: Sequence[Record] = (),
    recognition: str = "",
    kpis: dict[str, KpiFigures] | None = None,
    signals: dict[str, Signals | SignalError] | None = None,
    as_of: dt.date = AS_OF,
) -> tuple[Proposal, ...]:
    return propose_recognition(
        MEMBERS,
        delegations=delegations,
        evaluations=evaluations,
        recognition=records("recognition", recognition),
        kpis=on_target() if kpis is None else kpis,
        signals=signals or {},
        cycle=CYCLE,
        as_of=as_of,
    )


DELIVERED = Evidence(reason=Reason.DELEGATION, key="D1", date=day("2026-11-06"), kpi_id="K1")


def test_the_choices_are_those_of_the_tables() -> None:
    assert tuple(Recognition) == RECOGNITION_TYPE.values
    assert tuple(NextAuthority) == NEXT_AUTHORITY.values


# Evaluations


def test_an_evaluation_has_a_mean_from_three_scores_on() -> None:
    assert evaluation_mean({"quality": 5, "timeliness": 4}) is None
    assert evaluation_mean({"quality": 5, "timeliness": 4, "kpi_result": 5}) == pytest.approx(14 / 3)
    assert evaluation_mean({"comment": "good"}) is None


def test_evaluations_of_the_cycle_by_their_date() -> None:
    dates = ("2026-09-30", "2026-10-01", "2026-11-30", "2026-12-01")
    rows = [evaluation("M1", date, GOOD) for date in dates]
    found = evaluations_by_member(
        [*rows, evaluation("M2", "2026-10-01", (5, 5, None, None, None))], CYCLE, AS_OF
    )
    expected = [
        Evaluation(key=f"M1+-+{date}", date=day(date), mean=pytest.approx(14 / 3)) for date in dates[1:3]
    ]
    assert found == {"M1": tuple(expected)}


# Recognition


def test_delivering_on_time_with_the_kpi_on_target_earns_more_authority() -> None:
    expected = Proposal(
        member_id="M1", kind=Recognition.MORE_AUTHORITY, evidence=(DELIVERED,), days_since=None
    )
    assert proposed(delegation("D1")) == (expected,)
    full = replace(expected, kind=Recognition.PUBLIC_PRAISE)
    assert proposed(delegation("D1", authority_level=7)) == (full,)


@pytest.mark.parametrize(
    "more",
    [
        {"completed_on": day("2026-11-09")},
        {"completed_on": day("2026-09-30")},
        {"status": "returned"},
        {"status": "in_progress"},
        {"kpi_id": "K2"},
        {"due_agreed": day("2026-11-05")},
    ],
    ids=str,
)
def test_what_is_late_before_the_cycle_given_back_or_for_no_kpi_on_target_earns_nothing(
    more: dict[str, Any],
) -> None:
    assert proposed(delegation("D1", **more)) == ()


def test_what_has_not_happened_by_the_day_earns_nothing_yet() -> None:
    assert proposed(delegation("D1"), as_of=day("2026-11-05")) == ()
    late = evaluation("M1", "2026-12-01", GOOD)
    assert proposed(evaluations=[late]) == ()


def test_an_excellent_evaluation_earns_the_next_step() -> None:
    rows = [evaluation("M1", "2026-11-02", (5, 4, None, None, None)), evaluation("M2", "2026-11-02", GOOD)]
    evidence = Evidence(
        reason=Reason.EVALUATION, key="M2+-+2026-11-02", date=day("2026-11-02"), mean=pytest.approx(14 / 3)
    )
    assert proposed(evaluations=rows) == (
        Proposal(member_id="M2", kind=Recognition.DEVELOPMENT, evidence=(evidence,), days_since=None),
    )
    assert proposed(evaluations=[evaluation("M1", "2026-11-02", (5, 5, 4, 4, 4))]) == ()


def test_an_improving_kpi_earns_its_owner_praise_in_the_cycle() -> None:
    up = signals_of([9.0, 11.0] * 6 + [30.0])
    down = signals_of([9.0, 11.0] * 6 + [30.0], Direction.LOWER)
    assert isinstance(up, Signals)
    assert up.signal is Signal.IMPROVING
    evidence = Evidence(reason=Reason.SIGNAL, key="K1", date=AS_OF, kpi_id="K1")
    praise = Proposal(member_id="M2", kind=Recognition.PUBLIC_PRAISE, evidence=(evidence,), days_since=None)
    owned = on_target(owner="M2")
    assert proposed(kpis=owned, signals={"K1": up}) == (praise,)
    assert proposed(kpis=owned, signals={"K1": up}, as_of=day("2027-01-01")) == ()
    assert proposed(kpis=owned, signals={"K1": down}) == ()
    assert proposed(kpis=owned, signals={"K1": SignalError.RUN_LENGTH_RANGE}) == ()
    assert proposed(kpis=on_target(), signals={"K1": up}) == ()


def test_several_reasons_are_one_proposal_with_the_days_since_the_last() -> None:
    recognition = """
        | member_id | date       | type  | reason |
        | M1        | 2026-11-20 | bonus | x      |
        | M1        | 2026-10-20 | bonus | x      |
        | M1        | 2026-12-20 | bonus | x      |
        """
    (found,) = proposed(
        delegation("D1"), evaluations=[evaluation("M1", "2026-11-02", GOOD)], recognition=recognition
    )
    assert (found.kind, found.days_since) == (Recognition.BONUS, 10)
    assert [each.reason for each in found.evidence] == [Reason.DELEGATION, Reason.EVALUATION]


def test_who_is_no_member_is_not_proposed() -> None:
    assert proposed(delegation("D1", "Eve")) == ()


# Authority


def authority(*delegations: Record, evaluations: Sequence[Record] = ()) -> AuthorityProposal:
    """What is proposed for Ann."""
    figures = evaluate_delegations(delegations, as_of=AS_OF, calendar=WorkingDays())
    found = propose_authority(
        MEMBERS,
        delegations=delegations,
        figures=figures,
        evaluations=evaluations,
        cycle=CYCLE,
        as_of=AS_OF,
    )
    assert [each.member_id for each in found] == ["M1", "M2"]
    return found[0]


THREE = (delegation("D1"), delegation("D2"), delegation("D3"))
VALUED = (evaluation("M1", "2026-11-02", (4, 4, 4, None, None)),)
OVERDUE = {"status": "in_progress", "completed_on": None, "accepted_on": day("2026-10-05")}


def open_one(key: str, due: str, **more: Any) -> Record:
    row = delegation(key, due=day(due), **(OVERDUE | more))
    return row._replace(values={name: each for name, each in row.values.items() if each is not None})


def test_who_is_on_time_and_valued_is_given_more() -> None:
    assert authority(*THREE, evaluations=VALUED) == AuthorityProposal(
        member_id="M1", change=NextAuthority.RAISE, closed=3, on_time=1.0, evaluation=4.0, neglected=()
    )


def test_where_nobody_may_see_evaluations_it_is_known_that_they_would_decide() -> None:
    late = delegation("D4", completed_on=day("2026-11-09"))
    found = [authority(*rows).hangs_on_evaluation for rows in (THREE, THREE[:2], (*THREE, late), ())]
    assert found == [True, False, False, False]


@pytest.mark.parametrize(
    ("rows", "evaluations"),
    [
        (THREE[:2], VALUED),
        (THREE, ()),
        (THREE, (evaluation("M1", "2026-11-02", (4, 4, 3, None, None)),)),
        ((*THREE[:2], delegation("D3", completed_on=day("2026-11-09"))), VALUED),
        ((*THREE[:2], delegation("D3", completed_on=day("2026-09-30"))), VALUED),
        ((*THREE[:2], delegation("D3", "M2")), VALUED),
        ((), ()),
    ],
)
def test_where_a_part_of_that_is_missing_authority_stays(
    rows: tuple[Record, ...], evaluations: tuple[Record, ...]
) -> None:
    assert authority(*rows, evaluations=evaluations).change is NextAuthority.KEEP


def test_who_is_late_more_often_than_not_is_given_less() -> None:
    late = {"completed_on": day("2026-11-09")}
    rows = delegation("D1"), delegation("D2", **late), delegation("D3", status="returned")
    found = authority(*rows, evaluations=VALUED)
    assert (found.change, found.closed, found.on_time) == (NextAuthority.LOWER, 3, pytest.approx(1 / 3))
    half = authority(*rows, delegation("D4"), evaluations=VALUED)
    assert (half.change, half.on_time) == (NextAuthority.KEEP, 0.5)
    assert authority(*rows[1:]).change is NextAuthority.KEEP


def test_who_neglects_the_last_two_by_due_date_is_given_less() -> None:
    overdue = open_one("D2", "2026-11-20")
    silent = open_one("D1", "2026-12-20", check_in_days=5)
    found = authority(overdue, silent, delegation("D3"))
    assert (found.change, found.neglected) == (NextAuthority.LOWER, ("D2", "D1"))
    fine = open_one("D4", "2027-01-20", start=day("2026-11-27"))
    assert authority(overdue, silent, fine).change is NextAuthority.KEEP
    assert authority(overdue).change is NextAuthority.KEEP


def test_of_two_that_hold_the_first_counts() -> None:
    rows = (*THREE, open_one("D5", "2026-11-20"), open_one("D4", "2026-11-20"))
    found = authority(*rows, evaluations=VALUED)
    assert (found.change, found.neglected) == (NextAuthority.RAISE, ("D4", "D5"))


# The review


def test_a_review_brings_the_cycle_together() -> None:
    tables = {
        "members": MEMBERS,
        "delegations": (
            *(THREE[0], delegation("D2"), delegation("D3", status="in_progress")),
            delegation("D0", completed_on=day("2026-09-30")),
        ),
        "kpis": records(
            "kpis",
            """
            | kpi_id | name  | owner | direction | target | frequency | aggregation |
            | K1     | Calls | M1    | higher    | 10     | monthly   | last        |
            | K2     | Wins  |       | higher    | 10     | monthly   | last        |
            """,
        ),
        "readings": records(
            "readings",
            """
            | kpi_id | period     | value |
            | K1     | 2026-09-30 | 5     |
            | K1     | 2026-10-31 | 9.5   |
            | K1     | 2026-12-31 | 99    |
            """,
        ),
        "check_ins": records(
            "check_ins",
            """
            | check_in_id | date       | delegation_id | raised_by | type       | closed_on  |
            | C1          | 2026-09-20 | D1            | M1        | corrective | 2026-10-20 |
            | C2          | 2026-10-20 | D1            | M1        | corrective |            |
            | C3          | 2026-11-20 | D1            | M1        | corrective | 2026-12-20 |
            | C4          | 2026-12-01 | D1            | M1        | corrective |            |
            """,
        ),
        "meetings": records(
            "meetings",
            """
            | meeting_id | date       | topic | action    |
            | T1         | 2026-11-02 | Calls | Ring them |
            """,
        ),
        "reviews": records(
            "reviews",
            """
            | delegation_id | cycle   | cause          |
            | D1            | 2026-Q4 | resources      |
            | D2            | 2026-Q4 | resources      |
            | D3            | 2026-Q4 | low_initiative |
            | D0            | 2026-Q3 | other          |
            | D4            | 2026-Q4 | other          |
            | D1            | 2026-Q4 |                |
            """,
        ),
    }
    found = review_cycle(tables, cycle_id="2026-Q4", cycle=CYCLE, as_of=AS_OF, calendar=WorkingDays())
    evidence = tuple(replace(DELIVERED, key=key) for key in ("D1", "D2"))
    assert found == CycleReview(
        cycle=CYCLE,
        as_of=AS_OF,
        team=Outcome(
            closed=2,
            on_time=1.0,
            score_at_start=RollUp(kpis=2, score=0.5, coverage=0.5, worst=KpiStatus.BELOW),
            score_at_end=RollUp(kpis=2, score=0.95, coverage=0.5, worst=KpiStatus.NO_DATA),
            loops_opened=3,
            loops_closed=1,
            causes={"resources": 2, "low_initiative": 1, "other": 1},
        ),
        members={
            "M1": Outcome(
                closed=2,
                on_time=1.0,
                score_at_start=RollUp(kpis=1, score=0.5, coverage=1.0, worst=KpiStatus.BELOW),
                score_at_end=RollUp(kpis=1, score=0.95, coverage=1.0, worst=KpiStatus.ON_TARGET),
                loops_opened=2,
                loops_closed=1,
                causes={"resources": 2, "low_initiative": 1},
            ),
            "M2": Outcome(
                closed=0,
                on_time=None,
                score_at_start=RollUp(kpis=0, score=NO_DATA, coverage=0.0, worst=None),
                score_at_end=RollUp(kpis=0, score=NO_DATA, coverage=0.0, worst=None),
                loops_opened=0,
                loops_closed=0,
                causes={},
            ),
        },
        kpis=(
            IndexChange(kpi_id="K1", at_start=0.5, at_end=0.95),
            IndexChange(kpi_id="K2", at_start=None, at_end=None),
        ),
        recognition=(
            Proposal(member_id="M1", kind=Recognition.MORE_AUTHORITY, evidence=evidence, days_since=None),
        ),
        authority=(
            AuthorityProposal(
                member_id="M1",
                change=NextAuthority.KEEP,
                closed=2,
                on_time=1.0,
                evaluation=None,
                neglected=(),
            ),
            AuthorityProposal(
                member_id="M2",
                change=NextAuthority.KEEP,
                closed=0,
                on_time=None,
                evaluation=None,
                neglected=(),
            ),
        ),
    )


def test_a_review_after_the_cycle_is_of_its_last_day_and_before_it_knows_nothing() -> None:
    late = review_cycle({}, cycle_id="2026-Q4", cycle=CYCLE, as_of=day("2027-02-01"), calendar=WorkingDays())
    assert (late.as_of, late.kpis, late.authority, late.members) == (CYCLE.last, (), (), {})
    assert (late.team.closed, late.team.on_time, late.team.causes) == (0, None, {})
    assert late.team.score_at_end == RollUp(kpis=0, score=NO_DATA, coverage=0.0, worst=None)
    tables = {"members": MEMBERS, "delegations": THREE}
    early = review_cycle(
        tables, cycle_id="2026-Q4", cycle=CYCLE, as_of=day("2026-09-01"), calendar=WorkingDays()
    )
    assert (early.team.closed, early.team.loops_opened, early.recognition) == (0, 0, ())


@given(
    st.lists(st.tuples(st.dates(CYCLE.first, CYCLE.last), SCORES), max_size=6),
    st.dates(CYCLE.first, CYCLE.last),
)
def test_property_what_is_dated_after_the_day_changes_nothing(
    given_rows: list[tuple[dt.date, tuple[int | None, ...]]], as_of: dt.date
) -> None:
    rows = [evaluation("M1", date.isoformat(), scores) for date, scores in given_rows]
    done = [delegation(f"D{place}", completed_on=date) for place, (date, _) in enumerate(given_rows)]
    past = [place for place, (date, _) in enumerate(given_rows) if date <= as_of]
    whole = proposed(*done, evaluations=rows, as_of=as_of)
    assert whole == proposed(
        *(done[place] for place in past), evaluations=[rows[place] for place in past], as_of=as_of
    )
