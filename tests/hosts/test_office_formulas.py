"""Every formula in Excel on the web: the answers of the desktop, whatever the arguments."""

from __future__ import annotations

import inspect
from typing import Any

import pytest

from addin import entry
from tests.addin.classic import MISSING, call
from tests.addin.sound import FUNCTIONS, SOUND
from tests.addin.worked import FUNCTIONS as OF_CASES
from tests.addin.worked import formula, spilled
from tests.cases import cases
from tests.hosts.child import Child
from tests.hosts.office import ODD, SOLVER_MISSING, argument, is_code, shown, shown_on_the_desktop

pytestmark = pytest.mark.office_js
NAMES = pytest.mark.parametrize("name", FUNCTIONS)


def _check(web: Child, name: str, *given: Any) -> None:
    expected = shown_on_the_desktop(call(name, *given))
    found = shown(web.formula(name, *map(argument, given)))
    if name == "REBALANCE" and not web.has_scipy and not is_code(expected) and is_code(found):
        expected = SOLVER_MISSING
    assert found == expected, (name, given)


@NAMES
def test_sound_arguments(web: Child, name: str) -> None:
    _check(web, name, *SOUND[name])


@NAMES
def test_odd_arguments_in_every_place(web: Child, name: str) -> None:
    for odd in ODD.values():
        for place in range(len(SOUND[name])):
            given = list(SOUND[name])
            given[place] = odd
            _check(web, name, *given)


@NAMES
def test_arguments_that_are_left_out(web: Child, name: str) -> None:
    required = sum(
        each.default is inspect.Parameter.empty
        for each in inspect.signature(FUNCTIONS[name]).parameters.values()
    )
    given = SOUND[name][:required]
    _check(web, name, *given, *[MISSING] * (len(SOUND[name]) - required))
    _check(web, name, *given)


@pytest.mark.parametrize("group", OF_CASES)
def test_worked_cases(web: Child, group: str) -> None:
    for case in cases(group):
        _check(web, *formula(group, case.args))


def test_columns_and_single_cells(web: Child) -> None:
    for case in cases("spilled"):
        _check(web, *formula(case.args["cell"], spilled(case.args)))


@NAMES
def test_a_blank_cell_may_be_the_empty_text(web: Child, name: str) -> None:
    given = [argument(each) for each in SOUND[name]]
    blanks = [each and [["" if cell is None else cell for cell in row] for row in each] for each in given]
    assert web.formula(name, *blanks) == web.formula(name, *given)


def test_a_date_goes_into_the_cell_with_the_format_of_a_date(web: Child) -> None:
    [[found]] = web.formula("NEXT_CHECK_IN", [[46328]], [[5]])
    assert found == {"type": "FormattedNumber", "basicValue": 46335, "numberFormat": "yyyy-mm-dd"}


def test_excel_is_told_of_every_formula_and_argument(web: Child) -> None:
    told = {each["name"]: each for each in web.described()["functions"]["functions"]}
    assert told.keys() == FUNCTIONS.keys()
    for name, function in FUNCTIONS.items():
        parameters = inspect.signature(function).parameters
        assert {each["name"]: "optional" in each for each in told[name]["parameters"]} == {
            each: value.default is not inspect.Parameter.empty for each, value in parameters.items()
        }
        assert told[name]["description"] == function.__doc__


def test_the_task_pane_lists_every_button(web: Child) -> None:
    listed = {each["function_name"]: each["exclude"] for each in web.described()["scripts"]}
    assert listed == {button.__name__: "_avail" for button in entry.BUTTONS.values()}
