"""Every worked case of a formula's group through the real `call_udf`, with arguments as COM has them."""

from __future__ import annotations

from typing import Any

import pytest

from tests.addin.worked import STATUS, all_same, ask, same, spilled
from tests.cases import Case, cases


def each_case(*groups: str) -> pytest.MarkDecorator:
    found = [case for group in groups for case in cases(group)]
    return pytest.mark.parametrize("case", found, ids=str)


@each_case("kpi_attainment", "kpi_expected", "kpi_status_cell", "next_check_in")
def test_one_value(case: Case) -> None:
    [[found]] = ask(case.function, case.args)
    assert same(found, case.expected), found


@each_case("kpi_signal", "kpi_forecast")
def test_one_value_of_a_column(case: Case) -> None:
    [[found]] = ask(case.function, case.args)
    assert same(found, case.expected), found


@each_case("kpi_limits")
def test_the_limits(case: Case) -> None:
    [found] = ask("kpi_limits", case.args)
    if isinstance(case.expected, str):
        assert all_same(found, [case.expected]), found
    else:
        assert all_same(found, [case.expected[name] for name in ("centre", "lower", "upper")]), found


@each_case("kpi_forecast_full")
def test_the_forecast_of_a_kpi(case: Case) -> None:
    values = dict(zip(*case.args["kpi"], strict=True))
    start, end, as_of = values["start"] or "", values["end"], case.args["as_of"]
    rows = [dict(zip(case.args["readings"][0], row, strict=True)) for row in case.args["readings"][1:]]
    known = [
        row
        for row in rows
        if row["kpi_id"] == "K1"
        and row["value"] is not None
        and row["state"] != "not_applicable"
        and start <= row["period"] <= min(as_of, end or as_of)
    ]
    given = {**values, "periods": [row["period"] for row in known], "values": [row["value"] for row in known]}
    [[found]] = ask("kpi_forecast", given)
    if isinstance(case.expected, dict) and "error" in case.expected:
        [[text]] = ask("kpi_attainment", {**values, "actual": found})
        assert same(text, case.expected), text
    else:
        assert same(found, case.expected["value"]), found


@each_case("kpi_score")
def test_the_score(case: Case) -> None:
    indexes = ["Not started" if each == "not_started" else each for each in case.args["indexes"]]
    [[found]] = ask("kpi_score", {**case.args, "indexes": indexes})
    assert same(found, case.expected.get("score", case.expected)), found


@each_case("spilled")
def test_columns(case: Case) -> None:
    found = ask(case.args["cell"], spilled(case.args))
    expected = case.expected if isinstance(case.expected, list) else [case.expected]
    assert all_same([row[0] for row in found], expected), found


@each_case("kpi_figures")
def test_the_figures_of_a_kpi(case: Case) -> None:
    header, kpi = case.args["kpi"]
    values = dict(zip(header, kpi, strict=True))
    as_of, start, end = case.args["as_of"], values["start"], values["end"]
    rows = [dict(zip(case.args["readings"][0], row, strict=True)) for row in case.args["readings"][1:]]
    counted = [
        row
        for row in rows
        if row["kpi_id"] == "K1" and (start or "") <= row["period"] <= min(as_of, end or as_of)
    ]
    reported = [
        row["period"] for row in counted if row["value"] is not None and row["state"] != "not_applicable"
    ]
    answered = reported + [row["period"] for row in counted if row["state"] == "not_applicable"]
    expected: dict[str, Any] = case.expected
    given = {
        **values,
        "actual": expected["actual"],
        "as_of": as_of,
        "period": max(reported, default=None),
        "answered": max(answered, default=None),
    }
    [[status]] = ask("kpi_status_cell", {name: given[name] for name in STATUS})
    assert same(status, expected["status"]), status
    if expected["attainment"] is not None:
        [[attainment]] = ask("kpi_attainment", given)
        assert same(attainment, expected["attainment"]), attainment
    if expected["expected"] is not None:
        day = min(as_of, *reported[-1:]) if reported else as_of
        [[share]] = ask("kpi_expected", {"start": start, "end": end, "as_of": day})
        assert same(share, expected["expected"]), share


@each_case("delegation_health")
def test_the_health_of_delegations(case: Case) -> None:
    found = [row[0] for row in ask("delegation_health", case.args)]
    assert all_same(found, case.expected or [None]), found


@each_case("workload")
def test_the_workload(case: Case) -> None:
    found = ask("workload", case.args)
    if "error" in case.expected:
        [[text]] = found
        assert same(text, case.expected), text
        return
    rows = case.expected["rows"]
    assert len(found) == len(rows) + 1
    for row, expected in zip(found[1:], rows, strict=True):
        assert all_same(row, expected), row


@each_case("workload_balance")
def test_the_balance(case: Case) -> None:
    [found] = ask("workload_balance", case.args)
    assert all_same(found, [case.expected[name] for name in ("cv", "gini", "max", "member")]), found


@each_case("rebalance")
def test_the_moves(case: Case) -> None:
    _, *rows = ask("rebalance", case.args)
    assert {tuple(row[:3]) for row in rows} == {tuple(move) for move in case.expected["chosen"]}
    assert all(row[-1] == "Optimal" for row in rows)
    assert sum(row[3] for row in rows) == pytest.approx(case.expected["hours"])
