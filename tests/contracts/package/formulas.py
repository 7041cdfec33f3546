"""Formulas as the file writes them: limits, names, separators. Parses no more than the rules need."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from tests.contracts.package.findings import Findings
from tests.contracts.package.functions import PLAIN, PREFIXED
from tests.contracts.package.names import utf16_length

LONGEST_FORMULA: Final = 8_192
DEEPEST_NESTING: Final = 64
MOST_ARGUMENTS: Final = 255
LONGEST_LITERAL: Final = 255

_TOKEN = re.compile(
    r"""
      (?P<text>"(?:[^"]|"")*")
    | (?P<sheet>'(?:[^']|'')*')
    | (?P<error>\#(?:REF!|N/A|DIV/0!|VALUE!|NAME\?|NUM!|NULL!|[A-Z_]+[!?]))
    | (?P<call>[^\W\d][\w.\\]*\()
    | (?P<word>[\w.$\\?]+)
    | (?P<mark>["'\[({})\],;@\#!:])
    """,
    re.VERBOSE,
)
# Row numbers differ from row to row; without them the formulas of a column are one formula.
_ROW_NUMBER = re.compile(r"(?<=[A-Za-z$])[0-9]+(?![\w(.])")
_PREFIXES = ("_XLFN.", "_XLWS.", "_XLL.", "_XLUDF.", "_XLPM.")
# [1]Sheet1!A1, [1]!name, [Book.xlsx]Sheet1!A1: no structured references.
_WORKBOOK_END = re.compile(r"\][\w.]*!")
_CLOSING = {")": "(", "}": "{"}


@dataclass(frozen=True, slots=True, kw_only=True)
class FormulaContext:
    """Functions that the workbook adds to Excel's: its names in upper case; None takes every name."""

    names: frozenset[str] | None = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Parsed:
    """What the rules ask of a formula: faults as (rule, detail), functions called, structured references."""

    faults: tuple[tuple[str, str], ...]
    functions: tuple[str, ...]
    structured: bool


@dataclass(slots=True, kw_only=True)
class _Level:
    bracket: str
    function: str = ""
    commas: int = 0


@dataclass(slots=True, kw_only=True)
class _Parser:
    """One pass over a formula's tokens, with the brackets that are open."""

    formula: str
    levels: list[_Level] = field(default_factory=list)
    faults: list[tuple[str, str]] = field(default_factory=list)
    functions: list[str] = field(default_factory=list)
    structured: bool = False

    def run(self) -> None:
        position: int | None = 0
        while position is not None and (match := _TOKEN.search(self.formula, position)):
            token, before = match[0], self.formula[match.start() - 1 : match.start()]
            position = match.end()
            if match.lastgroup == "call":
                self._call(token[:-1], before)
            elif match.lastgroup == "text":
                self._text(token)
            elif token == "[":
                position = self._brackets(match.start(), before)
            elif token in ("'", '"'):
                self._fault("formula-malformed", f"{token} without its other half")
                position = None
            elif match.lastgroup == "mark":
                self._mark(token, before)
        if position is not None and self.levels:
            self._fault("formula-malformed", f"{self.levels[-1].bracket!r} is not closed")

    def _fault(self, rule: str, detail: str) -> None:
        self.faults.append((rule, detail))

    def _call(self, name: str, before: str) -> None:
        self.levels.append(_Level(bracket="(", function=name))
        depth = sum(1 for level in self.levels if level.function)
        if depth == DEEPEST_NESTING + 1:
            self._fault("formula-nesting", f"{name} is on level {depth}")
        # A function of another workbook or sheet is whatever that one says.
        if before != "!":
            self.functions.append(name)

    def _text(self, token: str) -> None:
        length = utf16_length(token[1:-1].replace('""', '"'))
        if length > LONGEST_LITERAL:
            self._fault("formula-literal", f"a text of {length} characters")

    def _brackets(self, start: int, before: str) -> int | None:
        """Pass a structured reference or the [1] of another workbook; return where it ends."""
        depth, position = 0, start
        while position < len(self.formula):
            letter = self.formula[position]
            if letter == "'":
                position += 1
            elif letter == "[":
                depth += 1
            elif letter == "@" and self.formula[position - 1] == "[":
                self._fault("formula-shorthand", "[@ instead of [#This Row]")
            elif letter == "]":
                depth -= 1
                if depth == 0:
                    is_workbook = not _is_word(before) and _WORKBOOK_END.match(self.formula, position)
                    self.structured = self.structured or not is_workbook
                    return position + 1
            position += 1
        self._fault("formula-malformed", "'[' is not closed")
        return None

    def _mark(self, token: str, before: str) -> None:
        if token in "({":
            self.levels.append(_Level(bracket=token))
        elif token in ")}":
            self._close(token)
        elif token == "," and self.levels:
            self.levels[-1].commas += 1
        elif token == ";" and not any(level.bracket == "{" for level in self.levels):
            self._fault("formula-separator", "';' between arguments")
        elif token == "@" or (token == "#" and (_is_word(before) or before == ")")):
            self._fault("formula-shorthand", f"the operator {token}")

    def _close(self, token: str) -> None:
        if not self.levels or self.levels[-1].bracket != _CLOSING[token]:
            self._fault("formula-malformed", f"{token!r} closes nothing")
            return
        level = self.levels.pop()
        if level.function and level.commas >= MOST_ARGUMENTS:
            self._fault("formula-arguments", f"{level.function} has {level.commas + 1}")


def _is_word(letter: str) -> bool:
    return letter.isalnum() or letter in ("_", ".")


@lru_cache(maxsize=4_096)
def _parse(formula: str) -> _Parsed:
    parser = _Parser(formula=formula)
    parser.run()
    return _Parsed(
        faults=tuple(parser.faults), functions=tuple(parser.functions), structured=parser.structured
    )


def is_structured(formula: str) -> bool:
    """Whether a formula has a structured reference, Table[Column]."""
    return "[" in formula and _parse(formula).structured


def check_formula(formula: str, context: FormulaContext, part: str, where: str, findings: Findings) -> None:
    """All rules on one formula."""
    if len(formula) * 2 > LONGEST_FORMULA and utf16_length(formula) > LONGEST_FORMULA:
        findings.add("formula-length", part, f"{where}: {utf16_length(formula)} characters")
    if formula.startswith("="):
        findings.add("formula-equals-sign", part, f"{where}: {formula[:40]}")
    parsed = _parse(_ROW_NUMBER.sub("1", formula))
    for rule, detail in parsed.faults:
        findings.add(rule, part, f"{where}: {detail}")
    for rule, detail in _name_faults(parsed.functions, context):
        findings.add(rule, part, f"{where}: {detail}")


def _name_faults(functions: tuple[str, ...], context: FormulaContext) -> Iterator[tuple[str, str]]:
    for function in functions:
        name = function.upper()
        if name in PLAIN or name.startswith(_PREFIXES):
            continue
        if name in PREFIXED:
            yield "formula-prefix", f"{function} without _xlfn."
        elif context.names is not None and name not in context.names:
            yield "formula-function-name", f"{function} is no function of Excel's"
