"""The wheel in Pyodide: it installs there with nothing but xlwings, and answers as it does on the desktop."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from addin import entry
from delegation.balance import gini
from delegation.cells.dates import parse_date
from tests.addin.classic import call
from tests.addin.sound import FUNCTIONS, SOUND
from tests.hosts import child
from tests.hosts.child import Child
from tests.hosts.office import ODD, SOLVER_MISSING, argument

pytestmark = pytest.mark.pyodide
NAMES = pytest.mark.parametrize("name", FUNCTIONS)


@pytest.fixture(scope="module")
def pyodide(wheels: Path) -> Iterator[Child]:
    with child.pyodide(wheels, licensed=False) as started:
        yield started


def _on_the_desktop(name: str, *given: Any) -> Any:
    return [
        [each.date().isoformat() if isinstance(each, dt.datetime) else each for each in row]
        for row in call(name, *given)
    ]


def test_nothing_but_xlwings_comes_with_it(pyodide: Child) -> None:
    found = pyodide.call("importlib.metadata.packages_distributions")
    assert {each for names in found.values() for each in names} == {"micropip", "remit", "xlwings"}


@NAMES
def test_a_formula_answers_as_on_the_desktop(pyodide: Child, name: str) -> None:
    expected = SOLVER_MISSING if name == "REBALANCE" else _on_the_desktop(name, *SOUND[name])
    assert pyodide.call(f"addin.functions.{name}", *map(argument, SOUND[name])) == expected


@NAMES
def test_odd_arguments_get_the_same_answer(pyodide: Child, name: str) -> None:
    for odd in ODD.values():
        given = (odd, *SOUND[name][1:])
        found = pyodide.call(f"addin.functions.{name}", *map(argument, given))
        assert found == _on_the_desktop(name, *given) or (name, found) == ("REBALANCE", SOLVER_MISSING), odd


def test_the_domain_answers(pyodide: Child) -> None:
    assert pyodide.call("delegation.balance.gini", [0.2, 0.9, 1.7]) == gini([0.2, 0.9, 1.7])
    day = parse_date("2026年11月18日")
    assert pyodide.call("delegation.cells.dates.parse_date", "2026年11月18日") == str(day)


def test_the_buttons_are_there(pyodide: Child) -> None:
    assert pyodide.call("addin.entry:BUTTONS.__len__") == len(entry.BUTTONS)
