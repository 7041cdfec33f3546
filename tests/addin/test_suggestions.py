"""Whom to delegate to, and what to move to whom, as tables (SPEC §13)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from addin.functions import REBALANCE, SUGGEST_DELEGATE
from tests.addin.test_tables import changed, told, translated
from tests.grids import grid

AS_OF, FIRST, LAST = dt.datetime(2026, 11, 2), dt.datetime(2026, 11, 2), dt.datetime(2026, 11, 6)
MEMBERS = grid("""
    | member_id | name | weekly_hours | motivation | active |
    |-----------|------|--------------|------------|--------|
    | M1        | Ana  | 40           | 5          |        |
    | M2        | Ben  | 40           | 2          |        |
    | M3        | Cem  | 40           |            | no     |
""")
SKILLS = grid("""
    | member_id | skill | level |
    |-----------|-------|-------|
    | Ana       | Excel | 4     |
    | M2        | Excel | 2     |
    | M9        | Excel | 9     |
""")
DELEGATIONS = grid("""
    | delegation_id | delegator | delegate | start      | due        | effort_hours | status      | required_skills | pinned |
    |---------------|-----------|----------|------------|------------|--------------|-------------|-----------------|--------|
    | D1            | Eva       | Ana      | 2026-11-02 | 2026-11-06 | 30           | In progress |                 |        |
    | D2            | Eva       | Ana      | 2026-11-02 | 2026-11-06 | 20           | In progress |                 |        |
    | D3            | Eva       | Ben      | 2026-11-09 | 2026-11-13 | 10           | Proposed    | Excel:3         |        |
""")  # noqa: E501  a row of a table is a line
PERSONAL = ["Motivation", "Reliability"]


def test_everybody_is_listed_best_first_with_every_term() -> None:
    found = SUGGEST_DELEGATE("D3", MEMBERS, SKILLS, DELEGATIONS, AS_OF, sensitive=True)
    assert found[0] == [
        *("Rank", "Member", "Score", "Skill", "Spare", "Motivation", "Reliability", "Development"),
        *("Utilisation after", "Style", "Authority", "Against it"),
    ]
    rank, member, score, *terms = found[1]
    assert (rank, member, terms) == (1, "M1", [1.0, 0.75, 1.0, 0.5, "", 0.25, "Delegate", 7, ""])
    assert score == pytest.approx((0.35 * 1 + 0.25 * 0.75 + 0.10 * 1 + 0.25 * 0.5) / 0.95)
    assert [[row[0], row[1], row[2], row[-1]] for row in found[2:]] == [
        ["", "M2", "", "lacks required skills"],
        ["", "M3", "", "not active; lacks required skills; would be used above 100%"],
    ]


def test_what_is_personal_is_left_out_unless_it_is_asked_for() -> None:
    whole = SUGGEST_DELEGATE("D3", MEMBERS, SKILLS, DELEGATIONS, AS_OF, sensitive="yes")
    plain = SUGGEST_DELEGATE("D3", MEMBERS, SKILLS, DELEGATIONS, AS_OF)
    assert set(PERSONAL) <= set(whole[0])
    assert plain == [
        [cell for cell, name in zip(row, whole[0], strict=True) if name not in PERSONAL] for row in whole
    ]


def test_in_chinese() -> None:
    tables = [
        translated(table, name)
        for table, name in ((MEMBERS, "members"), (SKILLS, "skills"), (DELEGATIONS, "delegations"))
    ]
    found = SUGGEST_DELEGATE("d3", *tables, AS_OF, lang="zh")
    assert found[0][:3] == ["名次", "成员", "得分"]
    assert found[3][-1] == "不在岗；缺少所需技能；利用率将超过 100%"


def test_weights_may_stand_in_a_column_or_a_row_and_blank_ones_have_their_default() -> None:
    def score(weights: object) -> Any:
        return SUGGEST_DELEGATE("D3", MEMBERS, SKILLS, DELEGATIONS, AS_OF, weights=weights)[1][2]

    assert score([[0], [1], [0], [0], [0]]) == score([[0, 1, 0, 0, 0]]) == 0.75
    assert score([[0.35], [None], [0.10], [0.25], [""]]) == score(None)


def test_top_and_prior() -> None:
    skilled = changed(SKILLS, 2, level=3)
    assert [row[1] for row in SUGGEST_DELEGATE("D3", MEMBERS, skilled, DELEGATIONS, AS_OF, top=1)[1:]] == [
        "M1",
        "M3",
    ]
    found = SUGGEST_DELEGATE("D3", MEMBERS, SKILLS, DELEGATIONS, AS_OF, prior="80%", sensitive=True)
    assert found[1][6] == 0.8


def test_moves_with_utilisation_before_and_after() -> None:
    assert REBALANCE(MEMBERS, SKILLS, DELEGATIONS, FIRST, LAST) == [
        [
            "Delegation",
            "From",
            "To",
            "Hours",
            "From, before",
            "From, after",
            "To, before",
            "To, after",
            "State",
        ],
        ["D2", "M1", "M2", 20.0, 1.25, 0.75, 0.0, 0.5, "Optimal"],
    ]


def remark(delegations: Any, lang: str = "en") -> str:
    """What stands at the end of the header where nothing moves."""
    (header,) = REBALANCE(MEMBERS, SKILLS, delegations, FIRST, LAST, lang=lang)
    assert len(header) == 10
    return str(header[-1])


def test_without_moves_the_header_says_why() -> None:
    pinned = changed(changed(DELEGATIONS, 1, pinned="yes"), 2, pinned="是")
    assert remark(pinned) == "M1 is still at 125% (D1 is pinned, D2 is pinned)"
    assert remark(pinned, "zh") == "M1 的利用率仍为 125%（D1 已固定，不可移交、D2 已固定，不可移交）"
    given_back = changed(changed(DELEGATIONS, 1, delegator="Ben"), 2, required_skills="Excel:5")
    assert remark(given_back) == (
        "M1 is still at 125% (only its delegator could take on D1,"
        " nobody else has the skills and the time for D2)"
    )
    nobody = changed(changed(DELEGATIONS, 1, delegate="Cem"), 2, required_skills="Excel:5")
    assert remark(changed(nobody, 1, delegate="Cem", pinned="yes")).startswith(
        "M3 has no capacity for 30.0 hours"
    )
    light = changed(DELEGATIONS, 1, effort_hours=10)
    assert remark(light) == "Nobody is above 85%, so nothing has to be moved"


@pytest.mark.parametrize(
    ("found", "code"),
    [
        (SUGGEST_DELEGATE("D9", MEMBERS, SKILLS, DELEGATIONS, AS_OF), "#DLG-UNKNOWN"),
        (SUGGEST_DELEGATE(None, MEMBERS, SKILLS, DELEGATIONS, AS_OF), "#DLG-DELEGATION-REQUIRED"),
        (SUGGEST_DELEGATE("D3", MEMBERS, None, DELEGATIONS, AS_OF), "#ARG-SKILLS-REQUIRED"),
        (SUGGEST_DELEGATE("D3", MEMBERS, SKILLS, DELEGATIONS, None), "#ARG-AS-OF-REQUIRED"),
        (SUGGEST_DELEGATE("D3", MEMBERS, SKILLS, DELEGATIONS, AS_OF, top=0), "#ARG-TOP-RANGE"),
        (SUGGEST_DELEGATE("D3", MEMBERS, SKILLS, DELEGATIONS, AS_OF, prior=2), "#ARG-PRIOR-RANGE"),
        (SUGGEST_DELEGATE("D3", MEMBERS, SKILLS, DELEGATIONS, AS_OF, weights=[[1], [1]]), "#ARG-SHAPE"),
        (
            SUGGEST_DELEGATE("D3", MEMBERS, SKILLS, DELEGATIONS, AS_OF, weights=[[-1], [1], [1], [1], [1]]),
            "#ARG-WEIGHTS-RANGE",
        ),
        (
            SUGGEST_DELEGATE("D3", MEMBERS, SKILLS, DELEGATIONS, AS_OF, weights=[[0], [0], [0], [0], [1]]),
            "#ARG-WEIGHTS-RANGE",
        ),
        (
            SUGGEST_DELEGATE("D3", MEMBERS, SKILLS, DELEGATIONS, AS_OF, weights=[["x"], [0], [0], [0], [1]]),
            "#ARG-WEIGHTS-TYPE",
        ),
        (
            SUGGEST_DELEGATE("D3", MEMBERS, SKILLS, DELEGATIONS, AS_OF, sensitive="maybe"),
            "#ARG-SENSITIVE-CHOICE",
        ),
        (
            SUGGEST_DELEGATE("D3", changed(MEMBERS, 1, motivation=9), SKILLS, DELEGATIONS, AS_OF),
            "#MBR-MOTIVATION-RANGE",
        ),
        (REBALANCE(MEMBERS, changed(SKILLS, 2, level="high"), DELEGATIONS, FIRST, LAST), "#SKL-LEVEL-TYPE"),
        (REBALANCE(MEMBERS, SKILLS, changed(DELEGATIONS, 2, pinned="x"), FIRST, LAST), "#DLG-PINNED-CHOICE"),
        (REBALANCE(MEMBERS, SKILLS, DELEGATIONS, LAST, FIRST), "#ARG-LAST-ORDER"),
    ],
)  # fmt: skip
def test_what_cannot_be_used(found: list[list[Any]], code: str) -> None:
    assert told(found) == [code]
