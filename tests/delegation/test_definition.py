from __future__ import annotations

import datetime as dt

import pytest

from delegation.definition import PARTS, definition_score, undefined_parts
from tests.cases import Case, cases
from tests.delegation.given import values

WHOLE = {
    "objective": "Cut returns by 10 %",
    "expected_outcome": "A report",
    "success_criteria": "Signed off",
    "start": dt.date(2026, 11, 2),
    "due": dt.date(2026, 11, 2),
    "effort_hours": 0.0,
    "authority_level": 7,
    "resources": "Budget",
    "check_in_days": 1,
    "accepted_on": dt.date(2026, 11, 2),
}


@pytest.mark.parametrize("case", cases("definition_score"), ids=str)
def test_worked_case_of_the_definition_score(case: Case) -> None:
    (delegation,) = values("delegations", case.args["delegation"])
    assert definition_score(delegation, None) == pytest.approx(case.expected, rel=1e-9)


def test_all_nine_make_one_and_none_makes_zero() -> None:
    assert definition_score(WHOLE, dt.date(2026, 11, 2)) == 1.0
    assert definition_score({}, None) == 0.0


@pytest.mark.parametrize(
    ("changed", "part"),
    [
        ({"objective": "  "}, "objective"),
        ({"expected_outcome": ""}, "expected_outcome"),
        ({"success_criteria": ""}, "success_criteria"),
        ({"due": dt.date(2026, 11, 1)}, "timeline"),
        ({"effort_hours": -1.0}, "effort"),
        ({"authority_level": 8}, "authority"),
        ({"resources": ""}, "resources"),
        ({"check_in_days": 0}, "cadence"),
        ({"accepted_on": dt.date(2026, 11, 3)}, "acceptance"),
    ],
)
def test_each_of_the_nine_can_be_missing(changed: dict[str, object], part: str) -> None:
    assert undefined_parts({**WHOLE, **changed}, dt.date(2026, 11, 2)) == (part,)


def test_there_are_nine() -> None:
    assert undefined_parts({}, None) == tuple(PARTS)
    assert len(PARTS) == 9
