"""The formulas of Remit inside Excel (SPEC §13): each hands its ranges on and gives rows of cells back.

Written for every host of xlwings: arguments have no annotations and no keyword-only part, blanks are
resolved inside, ranges come as a cell or as rows of cells, and a wrong argument gives readable text, never a
crash.
What each function and argument is stands in the labels (`functions.toml`), which become the docstrings. What
does the work is imported when a formula is first calculated, so that Excel starts fast.
"""

# mypy: disable-error-code="no-untyped-def, no-untyped-call"
# ruff: noqa: N802

from __future__ import annotations

from addin.wizard import date_formula, formula


@formula
def KPI_ATTAINMENT(actual, target, direction=None, baseline=None, low=None, high=None, tolerance=None):
    from addin import kpis

    return kpis.attainments(None, actual, target, direction, baseline, low, high, tolerance)


@formula
def KPI_EXPECTED(start, end_, as_of):
    from addin import kpis

    return kpis.expected_shares(None, start, end_, as_of)


@formula
def KPI_STATUS(
    actual,
    target,
    direction=None,
    baseline=None,
    low=None,
    high=None,
    tolerance=None,
    start=None,
    end_=None,
    as_of=None,
    aggregation=None,
    period=None,
    frequency=None,
    green_at=None,
    amber_at=None,
    answered=None,
    lang=None,
):
    from addin import kpis

    return kpis.statuses(
        lang,
        actual,
        target,
        direction,
        baseline,
        low,
        high,
        tolerance,
        start,
        end_,
        as_of,
        aggregation,
        period,
        frequency,
        green_at,
        amber_at,
        answered,
    )


@formula
def KPI_SCORE(indexes, weights, cap=None, min_coverage=None):
    from addin import kpis

    return kpis.score(None, indexes, weights, cap, min_coverage)


@formula
def KPI_FORECAST(periods, values, end_, aggregation=None, frequency=None):
    from addin import outlook

    return outlook.outlook(None, periods, values, end_, aggregation, frequency)


@formula
def KPI_SIGNAL(values, direction=None, run_length=None, screen=None, lang=None):
    from addin import outlook

    return outlook.signal(lang, values, direction, run_length, screen)


@formula
def KPI_LIMITS(values, screen=None):
    from addin import outlook

    return outlook.limits(None, values, screen)


@formula
def DELEGATION_HEALTH(
    delegations, as_of, check_ins=None, milestones=None, calendar=None, accept_within_days=None, lang=None
):
    from addin import delegations as figures

    return figures.health(lang, delegations, as_of, check_ins, milestones, calendar, accept_within_days)


@date_formula
def NEXT_CHECK_IN(last_check_in, check_in_days, start=None, due=None, status=None, calendar=None):
    from addin import delegations

    return delegations.next_check_ins(None, last_check_in, check_in_days, start, due, status, calendar)


@formula
def WORKLOAD(
    members, delegations, first, last, leave=None, calendar=None, milestones=None, as_of=None, lang=None
):
    from addin import workloads

    return workloads.workloads(lang, members, delegations, first, last, leave, calendar, milestones, as_of)


@formula
def WORKLOAD_BALANCE(
    members, delegations, first, last, leave=None, calendar=None, milestones=None, as_of=None, lang=None
):
    from addin import workloads

    return workloads.workload_balance(
        lang, members, delegations, first, last, leave, calendar, milestones, as_of
    )


@formula
def SUGGEST_DELEGATE(
    delegation_id,
    members,
    skills,
    delegations,
    as_of,
    leave=None,
    calendar=None,
    milestones=None,
    top=None,
    prior=None,
    weights=None,
    sensitive=None,
    lang=None,
):
    from addin import suggestions

    return suggestions.suggestions(
        lang,
        delegation_id,
        members,
        skills,
        delegations,
        as_of,
        leave,
        calendar,
        milestones,
        top,
        prior,
        weights,
        sensitive,
    )


@formula
def REBALANCE(
    members,
    skills,
    delegations,
    first,
    last,
    leave=None,
    calendar=None,
    milestones=None,
    as_of=None,
    lang=None,
):
    from addin import suggestions

    return suggestions.moves(
        lang, members, skills, delegations, first, last, leave, calendar, milestones, as_of
    )


@formula
def VALIDATE_TABLE(table, name, as_of=None, lang=None):
    from addin import checks

    return checks.validate(lang, table, name, as_of)


@formula
def ISSUE_HELP(code, lang=None):
    from addin import checks

    return checks.explain(lang, code)
