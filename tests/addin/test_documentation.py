"""The function reference: every formula is in it, and its examples give what stands below them."""

from __future__ import annotations

import datetime as dt
import inspect

import pytest

import addin.functions
from addin.codes import argument_codes
from addin.documentation import functions_page
from addin.documentation.examples import EXAMPLES, work_out
from addin.wizard import arguments_of
from delegation.labels import LANGUAGES, labels

FUNCTIONS = {
    name: function for name, function in vars(addin.functions).items() if hasattr(function, "__xlfunc__")
}


def test_every_function_has_an_example() -> None:
    assert EXAMPLES.keys() == FUNCTIONS.keys()
    assert all(EXAMPLES.values())


@pytest.mark.parametrize(
    ("formula", "found"),
    [
        ('=KPI_ATTAINMENT({6;4.5}, 4, "lower", 8)', [[0.5], [0.875]]),
        ("=KPI_STATUS({95;80;60}, 100)", [["On target"], ["Caution"], ["Below"]]),
        ('=KPI_SCORE({0.9;"No data"}, {1;2})', [["Insufficient data"]]),
        ("=NEXT_CHECK_IN(DATE(2026,11,2), 5, , , , Calendar[#All])", [[dt.datetime(2026, 11, 10)]]),
        ('=ISSUE_HELP("ARG-SHAPE", "zh")', [["各区域对不上。", "请传入单个单元格，或高度相同的列。"]]),
    ],
)
def test_examples_worked_out_by_hand(formula: str, found: list[list[object]]) -> None:
    assert formula in (each for examples in EXAMPLES.values() for each in examples)
    assert work_out(formula) == found


def test_every_example_is_followed_by_what_it_gives() -> None:
    page = functions_page()
    for examples in EXAMPLES.values():
        for formula in examples:
            first = work_out(formula)[0][0]
            shown = f"{first:.6g}" if isinstance(first, float) else str(first)[:10]
            after = page.partition(f"```\n{formula}\n```\n\n")[2]
            assert after.splitlines()[2].startswith(f"| {shown}"), formula


def test_no_example_is_wrong_but_those_that_show_it() -> None:
    told = [
        each for examples in EXAMPLES.values() for each in examples if str(work_out(each)[0][0])[:1] == "#"
    ]
    assert told == ["=KPI_ATTAINMENT(80, 0)"]


def test_every_argument_is_told_of_in_every_language() -> None:
    page = functions_page()
    for name, function in FUNCTIONS.items():
        about = page.partition(f'<a id="{name}"></a>')[2].partition("<a id=")[0]
        for language in LANGUAGES:
            assert labels(language).text(f"functions.{name}.help") in about
        assert [f"| `{each.rstrip('_')}` |" in about for each in arguments_of(function)]
        needed = [
            each for each in inspect.signature(function).parameters.values() if each.default is each.empty
        ]
        assert about.count("| yes · 是 |") == len(needed)


def test_every_code_of_an_argument_is_listed() -> None:
    page = functions_page()
    assert [code for code in argument_codes() if f"| `{code}` |" not in page] == []
