"""Choices by id or by label in any shipped language, and lists of choices, of names, of skills."""

from __future__ import annotations

import re
from difflib import get_close_matches
from functools import cache

from delegation.cells.faults import Misfit
from delegation.cells.numbers import parse_int
from delegation.cells.text import cell_text, clean, half_width, split_list
from delegation.issues import Param
from delegation.labels import choice_values
from delegation.schema import Choices, Field, normalise

_YES_NO_WORDS = {"true": "yes", "false": "no", "y": "yes", "n": "no"}
_FROM_TO = re.compile(r"(.+?)\s*(?:[-–—~～至到]|\bto\b)\s*(.+)", re.IGNORECASE)
_SKILL = re.compile(r"(.*?)\s*[:：]\s*([^:：]*)", re.DOTALL)


def parse_choice(field: Field, value: object) -> str | Misfit:
    assert field.choices is not None
    text = cell_text(value)
    found = _value_of(field.choices, text)
    return _no_choice(field.choices, text) if found is None else found


def parse_choice_list(field: Field, value: object) -> tuple[str, ...] | Misfit:
    """The chosen values, each once, in the order of the declaration. `Mon-Fri` is a part of the list."""
    assert field.choices is not None
    chosen: set[str] = set()
    for part in split_list(cell_text(value)):
        found = _value_of(field.choices, part)
        several = (found,) if found is not None else _stretch(field.choices, part)
        if not several:
            return _no_choice(field.choices, part, {"part": part})
        chosen.update(several)
    return tuple(value for value in field.choices.values if value in chosen)


def parse_text_list(_: Field, value: object) -> tuple[str, ...]:
    return tuple(split_list(cell_text(value)))


def parse_skill_list(field: Field, value: object) -> tuple[tuple[str, int], ...] | Misfit:
    """`skill:level` parts; without a level the field's default."""
    if isinstance(value, tuple) and all(isinstance(each, tuple) and len(each) == 2 for each in value):
        parts = [f"{cell_text(skill)}:{cell_text(level)}" for skill, level in value]
    else:
        parts = split_list(cell_text(value))
    found: list[tuple[str, int]] = []
    for part in parts:
        match = _SKILL.fullmatch(part)
        skill, typed = (clean(match[1]), clean(match[2])) if match else (part, "")
        level = parse_int(field, typed) if typed else int(field.default or 0)
        if isinstance(level, Misfit) or not skill:
            wrong = level if isinstance(level, Misfit) else Misfit("TYPE")
            return Misfit(wrong.kind, {**wrong.params, "part": part})
        found.append((skill, level))
    return tuple(found)


def _no_choice(choices: Choices, text: str, params: dict[str, Param] | None = None) -> Misfit:
    found = dict(params or {})
    if near := get_close_matches(normalise(text)[:80], _known(choices), n=1):
        found["closest"] = f"@choice:{choices.name}.{_known(choices)[near[0]]}"
    return Misfit("CHOICE", found)


def _value_of(choices: Choices, text: str) -> str | None:
    known = _known(choices)
    found = known.get(normalise(text))
    return known.get(normalise(half_width(text))) if found is None else found


def _stretch(choices: Choices, text: str) -> tuple[str, ...]:
    """The values from one to another (`mon - fri`, `周一至周五`), or none."""
    match = _FROM_TO.fullmatch(text)
    if match is None:
        return ()
    first, last = _value_of(choices, match[1]), _value_of(choices, match[2])
    if first is None or last is None:
        return ()
    low, high = choices.values.index(first), choices.values.index(last)
    return choices.values[low : high + 1]


@cache
def _known(choices: Choices) -> dict[str, str]:
    known = choice_values(choices.name, choices.values)
    if {"yes", "no"} <= set(choices.values):
        known = {**_YES_NO_WORDS, **known}
    return known
