"""docs/figures.md: every sum as printed comes to what is printed, and no number on it is typed by hand."""

from __future__ import annotations

import ast
import math
import re
from pathlib import Path

import pytest

from delegation.documentation import figures_page, worked_texts
from delegation.documentation.figures import PLACEHOLDER
from delegation.health import Health
from delegation.kpi import KpiStatus
from delegation.labels import labels
from delegation.matching import Style
from delegation.recognition import Recognition
from delegation.signals import Signal
from delegation.tables import RECOGNITION_TYPE
from delegation.workload import Band

DOCS = Path(__file__).resolve().parents[1] / "docs"
SOURCES = {
    language: (DOCS / "source" / name).read_text(encoding="utf-8")
    for language, name in (("en", "figures.md"), ("zh", "figures.zh.md"))
}
PAGES = {language: figures_page(source, language) for language, source in SOURCES.items()}
SIGNS = {"−": "-", "×": "*", "÷": "/", "²": "**2", "√": "sqrt"}
ROUNDED_TO = {"%": 0.1, "": 0.001}

each_language = pytest.mark.parametrize("language", SOURCES)


def sums(page: str) -> list[str]:
    """What stands between backticks and has a result."""
    marked = (each for line in page.splitlines() for each in line.split("`")[1::2])
    return [each for each in marked if re.search(" [=≈] ", each)]


def value(text: str) -> float:
    """What a pocket calculator makes of it."""
    for sign, code in SIGNS.items():
        text = text.replace(sign, code)
    return _of(ast.parse(re.sub(r"([\d.]+)%", r"(\1/100)", text).strip(), mode="eval").body)


def _of(node: ast.expr) -> float:
    match node:
        case ast.Constant(value=int() | float() as number):
            return number
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -_of(operand)
        case ast.Call(func=ast.Name(id="sqrt"), args=[argument]):
            return math.sqrt(_of(argument))
        case ast.BinOp(left=left, op=op, right=right):
            one, other = _of(left), _of(right)
            match op:
                case ast.Add():
                    return one + other
                case ast.Sub():
                    return one - other
                case ast.Mult():
                    return one * other
                case ast.Div():
                    return one / other
                case ast.Pow():
                    return one**other
    raise AssertionError(ast.dump(node))


def holds(told: str) -> bool:
    """Whether the sum comes to the result: exactly for =, within the rounding and no better for ≈."""
    left, sign, right = re.fullmatch(r"(.*) ([=≈]) (.*)", told).groups()  # type: ignore[union-attr]
    apart = abs(value(left) - value(right))
    if sign == "=":
        return apart < 1e-9
    percent = right.endswith("%")
    return 1e-9 < apart <= ROUNDED_TO["%" if percent else ""] / (100 if percent else 1) / 2 + 1e-12


@each_language
def test_every_sum_as_printed_comes_to_what_is_printed(language: str) -> None:
    found = sums(PAGES[language])
    assert len(found) > 45
    assert [each for each in found if not holds(each)] == []


@pytest.mark.parametrize(
    ("told", "is_right"),
    [
        ("6 ÷ 11 ≈ 54.5%", True),
        ("6 ÷ 11 = 54.5%", False),
        ("6 ÷ 11 ≈ 54.6%", False),
        ("30 ÷ 120 = 25%", True),
        ("30 ÷ 120 ≈ 25%", False),
        ("40% − 6 ÷ 11 ≈ −14.5%", True),
        ("√((1 − 3)² × 4) = 4", True),
        ("(5 − 8) ÷ (4 − 8) = 0.76", False),
    ],
)
def test_a_sum_that_is_wrong_is_found(told: str, is_right: bool) -> None:
    assert holds(told) is is_right


@each_language
def test_no_number_is_typed_by_hand(language: str) -> None:
    assert re.findall(r".*\d.*", SOURCES[language]) == []


def test_both_languages_tell_the_same_and_leave_nothing_out() -> None:
    english, chinese = (PLACEHOLDER.findall(source) for source in SOURCES.values())
    assert set(english) == set(chinese) == set(worked_texts("en"))
    assert sorted(sums(PAGES["en"])) == sorted(sums(PAGES["zh"]))


@each_language
def test_every_word_for_a_figure_is_explained(language: str) -> None:
    text = labels(language)
    words = [text.text(f"show.kpi_status.{each}") for each in KpiStatus]
    words += [text.text(f"show.health.{each}") for each in Health]
    words += [text.text(f"show.band.{each}") for each in Band]
    proposed = [text.text(f"show.signal.{each}") for each in Signal]
    proposed += [text.text(f"decisions.style.{each}") for each in Style]
    proposed += [text.choice(RECOGNITION_TYPE, each) for each in Recognition]
    assert [word for word in proposed if word not in PAGES[language]] == []
    rows = [line for line in PAGES[language].splitlines() if line.startswith("| ")]
    assert [word for word in words if not any(word in row.split("|")[1] for row in rows)] == []
