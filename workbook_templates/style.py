"""How Remit's workbooks look, team workbooks and the master: colours, fonts, cell styles, signs, widths.

Owns every visual decision that two sheets share. Knows no sheet's layout and no text.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from delegation.computed import Computed
from delegation.schema import Field, Kind, Phase

INK = "#1F2A37"  # text and the darkest fills
SOFT_INK = "#5B6776"  # help, units, what is over
PAPER = "#FFFFFF"
MIST = "#F4F6F8"  # panels
HAIRLINE = "#D9DFE5"
HEADER = "#22384D"  # required columns
HEADER_OPTIONAL = "#5F7488"
HEADER_COMPUTED = "#8A6A1F"  # columns that nobody fills in
COMPUTED = "#FAF7EF"
LINK = "#0B5C9E"
BAR = "#BFD9EC"  # the bars behind progress and counts
INPUT = "#FFF8E1"  # a cell that waits for input on a sheet of results

# The Okabe-Ito palette: told apart with every kind of colour blindness.
PHASE_COLOURS: Mapping[Phase, str] = {
    Phase.PEOPLE: "#56B4E9",
    Phase.HAND_OVER: "#0072B2",
    Phase.TRACK: "#009E73",
    Phase.EVALUATE: "#E69F00",
    Phase.IMPROVE: "#CC79A7",
}
HOME_COLOUR = INK
ISSUES_COLOUR = "#D55E00"

# Text and fill of a mark; a sign goes with each, so that no mark speaks by its colour alone.
GOOD = ("#00543D", "#DDF1EA")
CAUTION = ("#7A4B00", "#FDF0D5")
BAD = ("#8A2F00", "#FBE3D6")
QUIET = ("#525D6A", "#FFFFFF")  # readable on a bar too

GOOD_SIGN = "●"
CAUTION_SIGN = "▲"
BAD_SIGN = "■"
WARNING_SIGN = "⚠"
STATUS_SIGNS: Mapping[str, str] = {
    "draft": "○",
    "proposed": "◇",
    "accepted": "◆",
    "in_progress": "►",
    "on_hold": "‖",
    "awaiting_review": "◎",
    "completed": "✓",
    "returned": "↩",
    "cancelled": "×",
}
SEVERITY_SIGNS: Mapping[str, str] = {"error": BAD_SIGN, "warning": CAUTION_SIGN, "info": GOOD_SIGN}

LOST_SIGN = "✎"  # a formula was typed over
Tone = tuple[tuple[str, str], str]
_GOOD, _CAUTION, _BAD = (GOOD, GOOD_SIGN), (CAUTION, CAUTION_SIGN), (BAD, BAD_SIGN)
_WAITING: Tone = (QUIET, "○")
# Table → computed column, the name of the list of its words, and how each of them looks, in their order.
COMPUTED_TONES: Mapping[str, tuple[tuple[str, str, tuple[Tone, ...]], ...]] = {
    "kpis": (
        (
            "status",
            "choices_kpi_status",
            (_WAITING, (CAUTION, "?"), (CAUTION, "◷"), _GOOD, _CAUTION, _BAD),
        ),
    ),
    "delegations": (
        (
            "health",
            "choices_health",
            (
                (QUIET, "✓"),
                (QUIET, "×"),
                (QUIET, "↩"),
                (QUIET, "◎"),
                (CAUTION, "◎"),
                _WAITING,
                *(_BAD,) * 5,
                _CAUTION,
                _GOOD,
            ),
        ),
    ),
}
# What a utilisation rounded to nine decimals is held against, the first that holds, and how it looks then.
UTILISATION_TONES: tuple[tuple[str, Tone], ...] = (
    (">ROUND(set_overloaded_above,9)", _BAD),
    (">ROUND(set_full_above,9)", _CAUTION),
    (">=ROUND(set_healthy_from,9)", _GOOD),
    (">=0", _WAITING),
)

DATE_FORMAT = "yyyy-mm-dd"  # the one form that is read alike in every country
# "_)" leaves the width of a bracket free at the right: LibreOffice forgets the indent of some numbers.
SHARE_FORMAT = "0%_)"
NUMBER_FORMAT = "#,##0_)"
HOURS_FORMAT = "#,##0.0_)"
DECIMAL_FORMAT = "#,##0.0##_)"  # for numbers that are not whole: "#,##0.##" would leave "5." behind
TEXT_FORMAT = "@"
GENERAL_FORMAT = "General"

# The cells carry their own borders and header fills: LibreOffice draws no table styles, and a table without
# one takes the look of the row above when it grows.
TABLE_STYLE = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """The font of a language; both exist in Excel on Windows and on the Mac."""

    font: str
    size: int
    small: float
    row_pixels: int
    narrow: bool  # its letters are narrower than its digits


LOOKS: Mapping[str, Look] = {
    "en": Look(font="Calibri", size=11, small=9.5, row_pixels=20, narrow=True),
    "zh": Look(font="Microsoft YaHei", size=10, small=9, row_pixels=22, narrow=False),
}

STYLES: Mapping[str, Mapping[str, Any]] = {
    "plain": {"font_color": INK},
    "title": {"font_color": INK, "font_size": 18, "bold": True, "valign": "vcenter"},
    "help": {"font_color": SOFT_INK, "valign": "vcenter"},
    "link": {"font_color": LINK, "underline": 1, "valign": "vcenter"},
    "strong": {"font_color": INK, "bold": True, "valign": "vcenter"},
    "header": {
        "bold": True,
        "font_color": PAPER,
        "bg_color": HEADER,
        "border": 1,
        "border_color": PAPER,
        "text_wrap": True,
        "valign": "vcenter",
        "align": "left",
        "indent": 1,
    },
    "header_optional": {"bold": False, "bg_color": HEADER_OPTIONAL},
    "header_computed": {"bold": False, "italic": True, "bg_color": HEADER_COMPUTED},
    "body": {"font_color": INK, "valign": "vcenter", "border": 1, "border_color": HAIRLINE},
    "text": {"align": "left", "indent": 1, "text_wrap": True},
    "id": {"align": "left", "indent": 1, "num_format": TEXT_FORMAT},
    "date": {"align": "left", "indent": 1, "num_format": DATE_FORMAT},
    "number": {"align": "right", "num_format": NUMBER_FORMAT},
    "int": {"align": "center", "num_format": "0"},
    "share": {"align": "right", "num_format": SHARE_FORMAT},
    "code": {"align": "left", "indent": 1, "num_format": TEXT_FORMAT},
    "hidden_head": {"bold": True, "font_color": INK, "bottom": 1, "border_color": HAIRLINE},
}

_KIND_STYLES: Mapping[Kind, str] = {
    Kind.ID: "id",
    Kind.INT: "int",
    Kind.NUMBER: "number",
    Kind.SHARE: "share",
    Kind.DATE: "date",
    Kind.PERIOD: "date",
}


def is_hours(column: Computed) -> bool:
    """Whether it shows hours, always with one decimal: they are what divisions leave."""
    return column.id.startswith(("capacity_", "load_"))


class Formats:
    """The cell formats of one workbook, each made once however often it is asked for."""

    def __init__(self, book: Any, language: str) -> None:
        self._book = book
        self._look = LOOKS[language]
        self._made: dict[tuple[tuple[str, Any], ...], Any] = {}

    def of(self, *styles: str, **properties: Any) -> Any:
        """The format that the named styles and then the properties make, later ones over earlier ones."""
        wanted: dict[str, Any] = {"font_name": self._look.font, "font_size": self._look.size}
        for style in styles:
            wanted.update(STYLES[style])
        wanted.update(properties)
        key = tuple(sorted(wanted.items()))
        if key not in self._made:
            self._made[key] = self._book.add_format(wanted)
        return self._made[key]

    def cell(self, field: Field, **properties: Any) -> Any:
        """The format of a cell of that field in the body of a table."""
        return self.of("body", field_style(field), **properties)

    def computed(self, column: Computed) -> Any:
        """The format of a cell that is computed."""
        if column.kind is None:
            return self.of("body", num_format="0")  # LibreOffice would make dates of some of them
        look = {"num_format": HOURS_FORMAT} if is_hours(column) else {}
        return self.of(
            "body", _KIND_STYLES.get(column.kind, "text"), bg_color=COMPUTED, text_wrap=False, **look
        )

    def header(self, *, required: bool, computed: bool = False) -> Any:
        if computed:
            return self.of("header", "header_computed")
        return self.of("header") if required else self.of("header", "header_optional")


def book_options(language: str) -> dict[str, Any]:
    """Options of `xlsxwriter.Workbook` that give every cell the language's font and leave text alone."""
    look = LOOKS[language]
    return {
        "in_memory": True,
        "strings_to_numbers": False,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "default_row_height": look.row_pixels,
        "default_format_properties": {"font_name": look.font, "font_size": look.size},
    }


def field_style(field: Field) -> str:
    """The style of the field's kind; an int whose steps have names is shown as text."""
    if field.kind is Kind.TEXT and field.id in _KEPT_AS_TYPED:
        return "code"
    if field.levels is not None and field.kind is Kind.INT:
        return "text"
    return _KIND_STYLES.get(field.kind, "text")


_KIND_WIDTHS: Mapping[Kind, float] = {
    Kind.ID: 12,
    Kind.INT: 11,
    Kind.NUMBER: 11,
    Kind.SHARE: 11,
    Kind.DATE: 12.5,
    Kind.PERIOD: 12.5,
    Kind.CHOICE: 15,
    Kind.REF: 20,
    Kind.PERSON: 18,
    Kind.TEXT: 34,
    Kind.TEXT_LIST: 26,
    Kind.CHOICE_LIST: 24,
    Kind.SKILL_LIST: 26,
}
# Names of a time that are text: Excel would make a date of 2026-10.
_KEPT_AS_TYPED = frozenset({"period", "cycle"})
_FIELD_WIDTHS: Mapping[str, float] = {
    "title": 32,
    "name": 28,
    "role": 24,
    "email": 28,
    "unit": 10,
    "objective": 42,
    "expected_outcome": 38,
    "delegation_id": 32,
    "kpi_id": 28,
    "skill": 22,
    "milestone": 30,
    "topic": 28,
    "source": 22,
    "mentor": 18,
    "resources": 30,
    "system_access": 26,
    "training": 26,
    "cycle": 12,
    "period": 12,
    "was": 22,
    "becomes": 22,
}
_INDENT = 1.5
_SLACK = 1.05  # a screen's letters are a little wider than a printer's
_WORDS = re.compile(r"[\u2e80-\uffef]\s*|[^\s\u2e80-\uffef]+\s*|\s+")
# Calibri's letters, in widths of its digits; those that are not here are about as wide as a digit.
_LETTERS: Mapping[str, float] = {
    sign: width
    for signs, width in ((" ',.:;Iijl|", 0.5), ("!()-J[]`f{}rt", 0.68), ('"/L\\cszFSZagkvxy?', 0.86))
    for sign in signs
} | {sign: width for signs, width in (("ABCRVDGHNOQU&", 1.25), ("mwMW@%—…", 1.7)) for sign in signs}
_FILTER_BUTTON = 4.5  # and the indent; the button of a table's header covers the end of its text


class _Widths(dict[str, float]):
    """The width of every sign in columns of a digit, found out when it is first asked for."""

    def __missing__(self, sign: str) -> float:
        width = self[sign] = display_width(sign)
        return width


_WIDTHS = _Widths(_LETTERS)


def display_width(text: str) -> int:
    """Width in columns of a digit: Chinese characters count two."""
    if text.isascii():
        return len(text)
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)


def column_width(field: Field, header: str) -> float:
    """A width at which the field's usual content and its header, on at most two lines, can be read."""
    wanted = _KIND_WIDTHS[field.kind]
    if field.kind in (Kind.TEXT, Kind.REF) or field.id == "cycle" or field.kind is Kind.ID:
        wanted = _FIELD_WIDTHS.get(field.id, wanted)
    if field.kind is Kind.ID and field.ref is None and field.id.endswith("_id"):
        wanted = _KIND_WIDTHS[Kind.ID]
    return max(wanted + _INDENT, header_width(header))


def computed_width(column: Computed, header: str) -> float:
    """The same for a computed column."""
    return max(_KIND_WIDTHS[column.kind or Kind.NUMBER] + _INDENT, header_width(header))


def header_width(header: str) -> float:
    """The narrowest column in which a header fits on two lines beside its filter button."""
    whole = display_width(header)
    words = [display_width(word) for word in re.split(r"\s+", header)]
    breakable = whole > len(header)  # Chinese breaks anywhere
    longest = (whole + 3) // 2 if breakable and whole > 10 else whole if breakable else max(words)
    half = 0 if breakable else (whole + 1) // 2
    return max(longest, half) + _FILTER_BUTTON


@lru_cache(maxsize=256)  # asked for a cell's look, and again for its row's height
def lines(text: str, width: float, language: str = "en") -> int:
    """On how many lines a text stands in a column of that width, a little room to spare."""
    room = (width - _INDENT) / _SLACK
    narrow = LOOKS[language].narrow
    return sum(_wrapped(line, room, narrow) for line in text.split("\n"))


def _wrapped(line: str, room: float, narrow: bool) -> int:
    """Lines of a text without breaks: words go on to the next line whole, Chinese sign by sign."""
    if _text_width(line, narrow) <= room:
        return 1
    count, used = 1, 0.0
    for word in _WORDS.findall(line):
        needed, whole = _word_widths(word, narrow)
        if used and used + needed > room:
            count, used = count + 1, 0.0
        if needed > room:
            count, used = count + math.ceil(needed / room) - 1, needed % room
        else:
            used += whole
    return count


@lru_cache(maxsize=4_000)  # sentences are new, their words are not
def _word_widths(word: str, narrow: bool) -> tuple[float, float]:
    """Width of a word at the end of a line, and inside of one with the blanks behind it."""
    return _text_width(word.rstrip(), narrow), _text_width(word, narrow)


def _text_width(text: str, narrow: bool) -> float:
    """Width in columns of a digit, letter by letter where the font's letters are narrower than its digits."""
    return sum(map(_WIDTHS.__getitem__, text)) if narrow else display_width(text)
