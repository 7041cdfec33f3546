"""Rules of SPEC §5 for what people write in words."""

from __future__ import annotations

import pytest

from delegation.rules.wording import has_number_or_date, must_ask_first


@pytest.mark.parametrize(
    "objective",
    [
        "Sell 200 tickets",
        "卖出２００张票",
        "Done by March",
        "完成三次培训",
        "提高两成",
        "年底前上线",
        "Halve the errors",
        "By Friday",
    ],
)
def test_a_number_or_a_date(objective: str) -> None:
    assert has_number_or_date(objective)


@pytest.mark.parametrize(
    "objective", ["Make customers happy", "You may improve the page", "统一流程", "提高客户满意度"]
)
def test_neither(objective: str) -> None:
    assert not has_number_or_date(objective)


@pytest.mark.parametrize(
    ("limits", "asked"),
    [
        ("May decide alone: layout; must ask first: hiring", "hiring"),
        ("Alone: layout / Must ask first: budget above 5,000", "budget above 5,000"),
        ("Spending above 5,000: ask first", "Spending above 5,000"),
        ("Ask Anna first before hiring", "before hiring"),
        ("可自行决定排期，须先请示预算", "预算"),
        ("可自行决定：排期；先请示：预算超 1 万元", "预算超 1 万元"),
        ("Budget up to 5,000", "Budget up to 5,000"),
        ("May decide alone: everything; must ask first: nothing", ""),
        ("Must ask first: none", ""),
        ("须先请示：无", ""),
        ("无需请示", ""),
        ("No need to ask first", ""),
        ("Decides everything alone", ""),
        ("可自行审批 5000 元以内", ""),
        ("全权决定", ""),
        ("n/a", ""),
        ("-", ""),
    ],
)
def test_what_must_be_asked_first(limits: str, asked: str) -> None:
    assert must_ask_first(limits) == asked
