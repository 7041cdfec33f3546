"""No worked case is forgotten: every group of them is asked for by some test."""

from __future__ import annotations

import re
from pathlib import Path

from tests.cases import functions

NOT_THERE_YET = {"rebalance"}
_ASKED = re.compile(r"\b(?:each_case|cases)\(([^()]*)\)")


def test_every_group_of_worked_cases_is_run_by_some_test() -> None:
    asked = {
        name
        for path in Path(__file__).parents[1].rglob("test_*.py")
        for names in _ASKED.findall(path.read_text(encoding="utf-8"))
        for name in re.findall(r'"(\w+)"', names)
    }
    assert functions() - asked <= NOT_THERE_YET
