"""The wrappers of the formulas in the add-in file are those that xlwings itself writes, function by function.

But for one line of xlwings' own for functions that are not to be called at every key in the function wizard.
"""

from __future__ import annotations

import re

import pytest

from tests.addin.classic import vba  # before anything of the add-in: it is imported as on Windows

import addin.functions  # isort: skip
from addin.xlam.vba import formulas, functions_module  # isort: skip

_NOT_IN_THE_WIZARD = 'If (Not Application.CommandBars("Standard").Controls(1).Enabled) Then Exit Function'
_WRAPPER = re.compile(r"^(?:Public )?Function (\w+)(\(.*?\))\n(.*?)^End Function", re.MULTILINE | re.DOTALL)


def _wrappers(source: str) -> dict[str, tuple[str, list[str]]]:
    """The arguments and the lines of every wrapper, without what tells one host from another."""
    joined = re.sub(r" _\n\s*", "", source)
    return {
        name: (arguments, [line.strip() for line in body.splitlines() if line.strip()])
        for name, arguments, body in _WRAPPER.findall(joined)
    }


def _for_excel(lines: list[str]) -> list[str]:
    """xlwings' lines as Excel compiles them: a host that is not Excel has the other half."""
    start, other, end = map(lines.index, ('#If App = "Microsoft Excel" Then', "#Else", "#End If"))
    return lines[:start] + lines[start + 1 : other] + lines[end + 1 :]


def _for_windows(lines: list[str]) -> list[str]:
    """Our lines as Excel for Windows compiles them."""
    assert lines[0] == "#If Mac Then"
    return lines[lines.index("#Else") + 1 : lines.index("#End If")]


THEIRS, OURS = _wrappers(vba(addin.functions)), _wrappers(functions_module())


def test_every_formula_has_one() -> None:
    assert set(OURS) == set(THEIRS) == set(formulas())


@pytest.mark.parametrize("name", sorted(formulas()))
def test_it_is_the_one_that_xlwings_writes(name: str) -> None:
    (our_arguments, ours), (their_arguments, theirs) = OURS[name], THEIRS[name]
    assert our_arguments == their_arguments
    assert _for_windows(ours) == [_NOT_IN_THE_WIZARD, *_for_excel(theirs)]


@pytest.mark.parametrize("name", sorted(formulas()))
def test_on_macos_the_cell_says_why_there_is_no_figure(name: str) -> None:
    _, lines = OURS[name]
    assert lines[:3] == ["#If Mac Then", f'{name} = LabelOf("windows_only")', "#Else"]
