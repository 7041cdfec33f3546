"""What Excel's function wizard says: every function and argument, in both languages.

Excel asks for these texts once, when the add-in is made, and shows them to everybody; so both languages stand
in one text of at most 255 characters.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any, TypeVar

import xlwings as xw

from delegation.labels import LANGUAGES, Labels, labels

CATEGORY = "Remit"

Formula = TypeVar("Formula", bound=Callable[..., Any])


def formula(function: Formula) -> Formula:
    """Make a function one of Excel's: ranges as the host has them, help in both languages."""
    return _formula(function, "raw")


def date_formula(function: Formula) -> Formula:
    """The same for a function that gives dates, which every host wants in a form of its own."""
    return _formula(function, None)


def _formula(function: Formula, convert: str | None) -> Formula:
    name = function.__name__
    languages = [labels(language) for language in LANGUAGES]
    function.__doc__ = " · ".join(function_help(name, words) for words in languages)
    for argument in arguments_of(function):
        text = " · ".join(argument_help(name, argument, words) for words in languages)
        # Raw: the converters of xlwings look at every cell, which takes longer than the figures themselves.
        function = xw.arg(argument, "raw", doc=text)(function)
    made: Formula = xw.func(category=CATEGORY)(xw.ret(convert)(function))
    return made


def arguments_of(function: Callable[..., Any]) -> tuple[str, ...]:
    """The names of a function's arguments in Python and so in VBA, where `end` is taken: `end_`."""
    return tuple(inspect.signature(function).parameters)


def function_help(name: str, words: Labels) -> str:
    """What a function gives."""
    return words.text(f"functions.{name}.help")


def argument_help(name: str, argument: str, words: Labels) -> str:
    """What an argument of that function is: its own text, or the one that it shares with others."""
    plain = argument.rstrip("_")
    try:
        return words.text(f"functions.{name}.arguments.{plain}")
    except KeyError:
        return words.text(f"functions.argument.{plain}")
