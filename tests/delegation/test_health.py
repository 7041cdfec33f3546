from __future__ import annotations

import datetime as dt
import random
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from delegation.calendar import WorkingDays
from delegation.delegation_figures import DelegationFigures, evaluate_delegations
from delegation.happened import Values
from delegation.health import Health
from delegation.issues import catalogue
from delegation.records import Record
from delegation.rules import check_rows
from delegation.settings import DEFAULT, Settings
from delegation.tables import CHECK_IN_TYPE, CLOSED_STATUSES, OPEN_STATUSES, STATUS
from delegation.validate import Context
from tests.cases import Case, cases, day
from tests.delegation.given import calendar, parsed, records

START, DUE = dt.date(2026, 11, 2), dt.date(2026, 11, 27)  # a Monday and a Friday, 20 working days
AS_OF = dt.date(2026, 11, 16)  # a Monday, half of them have elapsed
THURSDAY = dt.date(2026, 11, 12)
PLAIN = WorkingDays()
READ = ("start", "due", "check_in_days", "accepted_on", "progress", "status", "completed_on")


def delegation(**changed: object) -> Values:
    """One that is on track on AS_OF if it is checked in on THURSDAY; None leaves a cell blank."""
    sound = {
        "delegate": "M1",
        "start": START,
        "due": DUE,
        "check_in_days": 5,
        "accepted_on": START,
        "progress": 0.5,
        "status": "in_progress",
    }
    return {name: value for name, value in {**sound, **changed}.items() if value is not None}


def check_in(date: dt.date = THURSDAY, **changed: object) -> Values:
    return {"date": date, "raised_by": "M1", "type": "progress", **changed}


def figures(
    of: Values,
    check_ins: Sequence[Values] = (check_in(),),
    milestones: Sequence[Values] = (),
    *,
    as_of: dt.date = AS_OF,
    days: WorkingDays = PLAIN,
    settings: Settings = DEFAULT,
) -> DelegationFigures:
    (found,) = evaluate_delegations(
        [Record("delegations", "D1", 2, dict(of))],
        as_of=as_of,
        check_ins=_of_d1("check_ins", check_ins),
        milestones=_of_d1("milestones", milestones),
        calendar=days,
        settings=settings,
    )
    return found


def _of_d1(table_id: str, rows: Sequence[Values]) -> list[Record]:
    return [
        Record(table_id, f"{table_id} {number}", number, {**row, "delegation_id": "D1"})
        for number, row in enumerate(rows)
    ]


@pytest.mark.parametrize("case", cases("delegation_health"), ids=str)
def test_worked_case_of_health(case: Case) -> None:
    args = case.args
    table = parsed("delegations", args["delegations"])
    check_rows(table, Context(language="en", as_of=day(args["as_of"])))
    faults = {
        finding.row.position: code
        for finding in table.findings
        if finding.field in READ
        and (code := table.code(finding)) != "DLG-COMPLETED-MISSING"
        and catalogue()[code].severity == "error"
    }
    found = evaluate_delegations(
        [
            Record("delegations", row.key, row.number, row.values)
            for row in table.rows
            if row.position not in faults
        ],
        as_of=day(args["as_of"]),
        check_ins=records("check_ins", args.get("check_ins")),
        milestones=records("milestones", args.get("milestones")),
        calendar=calendar(args.get("calendar")),
    )
    labels = iter(found)
    told = [
        {"error": faults[row.position]} if row.position in faults else next(labels).health
        for row in table.rows
    ]
    assert told == case.expected


# Every clause, by the words of SPEC §7


@pytest.mark.parametrize("status", CLOSED_STATUSES)
def test_a_closed_one_is_what_it_was_closed_as(status: str) -> None:
    late = delegation(status=status, completed_on=AS_OF, progress=0.0)
    assert figures(late, as_of=dt.date(2027, 3, 1)).health == status


@pytest.mark.parametrize("status", CLOSED_STATUSES)
def test_one_that_is_closed_after_as_of_counts_as_in_progress(status: str) -> None:
    found = figures(delegation(status=status, completed_on=AS_OF + dt.timedelta(days=1)))
    assert (found.status, found.health) == ("in_progress", Health.ON_TRACK)


def test_completed_without_its_day_is_completed() -> None:
    assert figures(delegation(status="completed")).health is Health.COMPLETED


def test_a_review_without_check_in_is_late_by_the_working_days_since_start() -> None:
    waiting = delegation(status="awaiting_review", progress=1.0)
    assert figures(waiting, (), as_of=dt.date(2026, 11, 9)).health is Health.IN_REVIEW
    assert figures(waiting, (), as_of=dt.date(2026, 11, 10)).health is Health.REVIEW_LATE


def test_a_review_counts_from_the_last_check_in_even_before_start() -> None:
    waiting = delegation(status="awaiting_review")
    assert figures(waiting, [check_in(dt.date(2026, 10, 20))], as_of=START).health is Health.REVIEW_LATE


@pytest.mark.parametrize("status", sorted(set(OPEN_STATUSES) - {"on_hold", "awaiting_review"}))
def test_any_open_status_before_start_is_not_started(status: str) -> None:
    before = dt.date(2026, 10, 30)
    assert figures(delegation(status=status), (), as_of=before).health is Health.NOT_STARTED


def test_on_the_day_of_start_it_has_started() -> None:
    assert figures(delegation(), (), as_of=START).health is Health.ON_TRACK


def test_on_hold_before_start_is_blocked() -> None:
    assert figures(delegation(status="on_hold"), (), as_of=dt.date(2026, 10, 30)).health is Health.BLOCKED


def test_help_asked_for_before_start_blocks_after_three_working_days() -> None:
    asked = [check_in(dt.date(2026, 10, 26), type="help_request")]  # a Monday
    assert figures(delegation(), asked, as_of=dt.date(2026, 10, 29)).health is Health.NOT_STARTED
    assert figures(delegation(), asked, as_of=dt.date(2026, 10, 30)).health is Health.BLOCKED


def test_overdue_is_the_day_after_due_not_due_itself() -> None:
    fresh = [check_in(dt.date(2026, 11, 26))]
    assert figures(delegation(progress=1.0), fresh, as_of=DUE).health is Health.ON_TRACK
    late = figures(delegation(progress=1.0), fresh, as_of=DUE + dt.timedelta(days=1))
    assert late.health is Health.OVERDUE


def test_overdue_goes_before_blocked() -> None:
    assert figures(delegation(status="on_hold"), as_of=dt.date(2026, 11, 30)).health is Health.OVERDUE


def test_help_blocks_while_it_is_open_on_the_fourth_working_day() -> None:
    asked = check_in(dt.date(2026, 11, 9), type="help_request")
    friday = dt.date(2026, 11, 13)
    assert figures(delegation(), [asked], as_of=friday).health is Health.BLOCKED
    actioned = {**asked, "actioned_on": THURSDAY}
    assert figures(delegation(), [actioned], as_of=friday).health is Health.BLOCKED
    closed = {**asked, "closed_on": friday}
    assert figures(delegation(), [closed], as_of=friday).health is Health.ON_TRACK
    later = {**asked, "closed_on": friday + dt.timedelta(days=1)}
    assert figures(delegation(), [later], as_of=friday).health is Health.BLOCKED


@pytest.mark.parametrize("dates", [(THURSDAY, START), (START, THURSDAY)])
def test_the_oldest_open_request_for_help_counts(dates: tuple[dt.date, dt.date]) -> None:
    asked = [check_in(date, type="help_request") for date in dates]
    assert figures(delegation(), asked).health is Health.BLOCKED


@pytest.mark.parametrize(
    ("milestone", "expected"),
    [
        ({"blocker": "no server", "progress": 0.5}, Health.BLOCKED),
        ({"blocker": "no server", "progress": 1.0}, Health.ON_TRACK),
        ({"blocker": "no server", "progress": 0.5, "actual_end": AS_OF}, Health.ON_TRACK),
        ({"blocker": "no server", "progress": 0.5, "actual_end": DUE}, Health.BLOCKED),
        ({"progress": 0.5}, Health.ON_TRACK),
        ({"blocker": "no server"}, Health.BLOCKED),
    ],
)
def test_an_open_milestone_with_a_blocker_blocks(milestone: Values, expected: Health) -> None:
    assert figures(delegation(), milestones=[milestone]).health is expected


def test_not_accepted_begins_after_the_third_working_day_after_start() -> None:
    waiting = delegation(accepted_on=None, progress=1.0)
    assert figures(waiting, as_of=dt.date(2026, 11, 5)).health is Health.ON_TRACK
    assert figures(waiting, as_of=dt.date(2026, 11, 6)).health is Health.NOT_ACCEPTED
    later = delegation(accepted_on=dt.date(2026, 11, 9), progress=1.0)
    assert figures(later, as_of=dt.date(2026, 11, 6)).health is Health.NOT_ACCEPTED


def test_the_days_for_accepting_are_a_setting_and_skip_the_weekend() -> None:
    waiting = delegation(accepted_on=None, progress=1.0)
    five = Settings(accept_within_days=5)
    assert figures(waiting, as_of=dt.date(2026, 11, 9), settings=five).health is Health.ON_TRACK
    assert figures(waiting, as_of=dt.date(2026, 11, 10), settings=five).health is Health.NOT_ACCEPTED


def test_silent_begins_when_one_and_a_half_cadences_have_passed() -> None:
    done = delegation(progress=1.0)
    assert figures(done, (), as_of=dt.date(2026, 11, 11)).health is Health.ON_TRACK  # 7 of 7.5
    assert figures(done, (), as_of=dt.date(2026, 11, 12)).health is Health.SILENT  # 8
    even = delegation(progress=1.0, check_in_days=4)
    assert figures(even, (), as_of=dt.date(2026, 11, 10)).health is Health.ON_TRACK  # 6 of 6
    assert figures(even, (), as_of=dt.date(2026, 11, 11)).health is Health.SILENT


def test_without_cadence_nothing_is_silent() -> None:
    assert figures(delegation(check_in_days=None, progress=1.0), (), as_of=DUE).health is Health.ON_TRACK


@pytest.mark.parametrize(
    ("progress", "expected"),
    [
        (0.24, Health.AT_RISK),
        (0.25, Health.SLIPPING),
        (0.39, Health.SLIPPING),
        (0.40, Health.ON_TRACK),
        (None, Health.AT_RISK),
    ],
)
def test_the_gap_decides_strictly_below_its_limits(progress: float | None, expected: Health) -> None:
    assert figures(delegation(progress=progress)).health is expected


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ([(THURSDAY, 2)], Health.AT_RISK),
        ([(THURSDAY, 3)], Health.ON_TRACK),
        ([(THURSDAY, 5), (THURSDAY, 2), (THURSDAY, 4)], Health.AT_RISK),
        ([(THURSDAY, None), (THURSDAY, 2), (THURSDAY, None)], Health.AT_RISK),
        ([(THURSDAY, 4), (START, 1)], Health.ON_TRACK),
        ([(THURSDAY, None), (START, 1)], Health.ON_TRACK),
        ([(THURSDAY, 4), (DUE, 1)], Health.ON_TRACK),
    ],
)
def test_confidence_is_the_lowest_of_the_newest_day(
    said: list[tuple[dt.date, int | None]], expected: Health
) -> None:
    told = [
        check_in(date) if confidence is None else check_in(date, confidence=confidence)
        for date, confidence in said
    ]
    assert figures(delegation(), told).health is expected


def test_the_first_clause_that_holds_is_the_health() -> None:
    """Everything is wrong at once; what stands first is mended, one after the other."""
    asked = check_in(dt.date(2026, 11, 3), type="help_request", confidence=1)
    blocked: list[Values] = [{"blocker": "no server", "progress": 0.0, "weight": 0.0}]
    everything = delegation(
        status="awaiting_review", accepted_on=None, progress=0.0, due=dt.date(2026, 11, 13)
    )
    found = [figures(everything, [asked], blocked).health]
    going = {**everything, "status": "in_progress"}
    found.append(figures(going, [asked], blocked).health)
    in_time = {**going, "due": DUE}
    found.append(figures(in_time, [asked], blocked).health)
    answered = {**asked, "closed_on": AS_OF}
    found.append(figures(in_time, [answered]).health)
    accepted = {**in_time, "accepted_on": AS_OF}
    found.append(figures(accepted, [answered]).health)
    seen = check_in(AS_OF, confidence=2)
    found.append(figures(accepted, [answered, seen]).health)
    found.append(figures({**accepted, "progress": 0.39}, [check_in(AS_OF)]).health)
    found.append(figures({**accepted, "progress": 0.4}, [check_in(AS_OF)]).health)
    assert found == [
        Health.REVIEW_LATE,
        Health.OVERDUE,
        Health.BLOCKED,
        Health.NOT_ACCEPTED,
        Health.SILENT,
        Health.AT_RISK,
        Health.SLIPPING,
        Health.ON_TRACK,
    ]


# Properties

_DAYS = st.dates(dt.date(2026, 10, 1), dt.date(2026, 12, 31))
_CALENDARS = st.lists(st.tuples(_DAYS, st.sampled_from(["holiday", "working_day"])), max_size=20).map(
    WorkingDays
)
_DELEGATIONS = st.builds(
    lambda first, second, values: {**values, "start": min(first, second), "due": max(first, second)},
    _DAYS,
    _DAYS,
    st.fixed_dictionaries(
        {"status": st.sampled_from(STATUS.values), "delegate": st.just("M1")},
        optional={
            "check_in_days": st.integers(1, 30),
            "accepted_on": _DAYS,
            "completed_on": _DAYS,
            "due_agreed": _DAYS,
            "progress": st.floats(0, 1),
        },
    ),
)
_CHECK_INS = st.lists(
    st.fixed_dictionaries(
        {
            "date": _DAYS,
            "type": st.sampled_from(CHECK_IN_TYPE.values),
            "raised_by": st.sampled_from(["M1", "boss"]),
        },
        optional={"confidence": st.integers(1, 5), "closed_on": _DAYS, "actioned_on": _DAYS},
    ),
    max_size=5,
)
_MILESTONES = st.lists(
    st.fixed_dictionaries(
        {"planned_end": _DAYS},
        optional={
            "actual_end": _DAYS,
            "weight": st.floats(0, 9),
            "progress": st.floats(0, 1),
            "blocker": st.just("no server"),
        },
    ),
    max_size=4,
)


@given(_DELEGATIONS, _CHECK_INS, _MILESTONES, _CALENDARS, _DAYS)
def test_property_every_delegation_has_exactly_one_health(
    of: Values, check_ins: list[Values], milestones: list[Values], days: WorkingDays, as_of: dt.date
) -> None:
    found = figures(of, check_ins, milestones, as_of=as_of, days=days)
    assert isinstance(found.health, Health)
    assert (found.health in CLOSED_STATUSES) == (found.status in CLOSED_STATUSES)
    waits = found.status in CLOSED_STATUSES or found.status == "awaiting_review"
    assert (found.health is Health.OVERDUE) == (not waits and of["due"] < as_of)


@given(_DELEGATIONS, _CHECK_INS, _MILESTONES, _CALENDARS, _DAYS)
def test_property_what_is_dated_after_as_of_changes_nothing(
    of: Values, check_ins: list[Values], milestones: list[Values], days: WorkingDays, as_of: dt.date
) -> None:
    def by_then(row: Values, *names: str) -> Values:
        return {name: value for name, value in row.items() if name not in names or value <= as_of}

    known = by_then(of, "accepted_on", "completed_on")
    if "completed_on" in of and "completed_on" not in known and of["status"] in CLOSED_STATUSES:
        known = {**known, "status": "in_progress"}
    told = [by_then(row, "closed_on", "actioned_on") for row in check_ins if row["date"] <= as_of]
    steps = [by_then(row, "actual_end") for row in milestones]
    assert figures(of, check_ins, milestones, as_of=as_of, days=days) == figures(
        known, told, steps, as_of=as_of, days=days
    )


@given(_DELEGATIONS, _CHECK_INS, _MILESTONES, _DAYS, st.randoms())
def test_property_the_order_of_rows_does_not_matter(
    of: Values, check_ins: list[Values], milestones: list[Values], as_of: dt.date, chance: random.Random
) -> None:
    told = sorted(check_ins, key=lambda _: chance.random())
    assert figures(of, told, milestones, as_of=as_of) == figures(of, check_ins, milestones, as_of=as_of)


@given(_DELEGATIONS, _CHECK_INS, _CALENDARS, _DAYS)
def test_property_the_next_check_in_is_a_working_day_unless_it_is_the_due_date(
    of: Values, check_ins: list[Values], days: WorkingDays, as_of: dt.date
) -> None:
    found = figures(of, check_ins, as_of=as_of, days=days)
    planned = found.next_check_in
    assert (planned is None) == (found.status in CLOSED_STATUSES or "check_in_days" not in of)
    assert planned is None or (days.is_working(planned) and planned <= of["due"]) or planned == of["due"]
