"""Text as people leave it in cells: invisible characters, full-width signs, numbers and dates as text."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from delegation.records import CellFault

# Zero-width and direction marks come with what is pasted from web pages; control characters, and what is no
# character, no XML file may hold.
_INVISIBLE = "\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff"
_CONTROL = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff"
_UNWANTED = re.compile(f"[{_INVISIBLE}{_CONTROL}]")
# Non-breaking ones, and the narrow ones that part thousands.
_ODD_SPACES = "\u00a0\u2000-\u200a\u202f\u205f"
_SPACES = re.compile(f"[{_ODD_SPACES}]")
_SURROGATES = re.compile("[\ud800-\udfff]")
_NOT_IN_A_CELL = re.compile(f"[{_CONTROL}\ud800-\udfff]")
LONGEST_TEXT = 32_767  # UTF-16 units that a cell of Excel can hold
_RARE = re.compile(f"[{_INVISIBLE}{_CONTROL}{_ODD_SPACES}\ud800-\udfff]")
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}

# A list's separators; a comma inside a number never stands in a list.
_SEPARATORS = re.compile(r"[,;，；、\r\n]+")

# What people write into a blocker when there is none (SPEC §4). "-" and "—" are what is left of a dash.
NONE_WORDS = frozenset(
    ("", "none", "no", "n/a", "na", "nil", "nothing", "无", "没有", "暂无", "没", "/", "不适用")
)


def clean(text: str) -> str:
    """Without surrounding and zero-width characters; a non-breaking space inside becomes a plain one."""
    if text.isascii() and text.isprintable():
        return text.strip()
    text = _SPACES.sub(" ", _UNWANTED.sub("", text))
    return _SURROGATES.sub("\ufffd", text).strip()


def half_width(text: str) -> str:
    """Cleaned, with full-width letters, digits and signs as their plain forms: `１２３％` → `123%`."""
    text = clean(text)
    return text if text.isascii() else text.translate(_FULL_WIDTH).strip()


def clean_column(texts: Sequence[str | None]) -> list[str | None]:
    """Every text cleaned, None for a blank one; the whole column is searched at once for what is rare."""
    joined = "".join(filter(None, texts))
    if (joined.isascii() and joined.isprintable()) or not _RARE.search(joined):
        return [text.strip() or None if text else None for text in texts]
    return [clean(text) or None if text else None for text in texts]


class Flaw(NamedTuple):
    """What of a text no cell of Excel can hold: signs in it, and its length where that is too much."""

    signs: int  # control characters, halves of a character; `clean` leaves them out
    length: int  # in UTF-16 units; 0 where a cell can hold so many


def flaws_of_column(texts: Sequence[str]) -> dict[int, Flaw]:
    """The texts by position that no cell can hold as they are. What is merely invisible is no flaw."""
    joined = "".join(texts)
    plain = (joined.isascii() and joined.isprintable()) or not _NOT_IN_A_CELL.search(joined)
    if plain and max(map(len, texts), default=0) <= LONGEST_TEXT // 2:  # a character has two units at most
        return {}
    flaws = {
        position: Flaw(0 if plain else len(_NOT_IN_A_CELL.findall(text)), _too_long(text))
        for position, text in enumerate(texts)
    }
    return {position: flaw for position, flaw in flaws.items() if any(flaw)}


def _too_long(text: str) -> int:
    if len(text) <= LONGEST_TEXT // 2:
        return 0
    units = len(text.encode("utf-16-le", "surrogatepass")) // 2
    return units if units > LONGEST_TEXT else 0


def fold_key(text: str) -> str:
    """How ids and names are compared: case, width and spaces do not count (SPEC §3), nor whether an accent is
    a sign of its own, as macOS writes it.
    """
    if text.isascii():
        return "".join(text.split()).lower()
    return unicodedata.normalize("NFC", "".join(half_width(text).split()).casefold())


fold = lru_cache(maxsize=4096)(fold_key)  # for names, which come again and again


def is_none_word(text: str) -> bool:
    """Whether the text only says that there is nothing: `-`, `none`, `无`."""
    return half_width(text).strip(" .。!-–—").casefold() in NONE_WORDS


def split_list(text: str) -> list[str]:
    """The parts of a typed list, without blank ones."""
    return [part for each in _SEPARATORS.split(text) if (part := clean(each))]


def cell_text(value: object) -> str:
    """Any cell's value as the text a person would call it by; "" for a blank one."""
    if value is None:
        return ""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return _number_text(value)
    if isinstance(value, dt.datetime):
        if value.time() == dt.time():
            return value.date().isoformat()
        return value.replace(tzinfo=None).isoformat(sep=" ", timespec="minutes")
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    if isinstance(value, CellFault):
        return value.text
    return _foreign_text(value)


def _number_text(value: float) -> str:
    # Excel knows 15 digits: 12.0 in a column of ids is the id 12, 0.1 + 0.2 is 0.3.
    if value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return f"{value:.15g}"


def _foreign_text(value: object) -> str:
    """Hosts hand over values of their own types, and no such value may stop the reading of a table."""
    if isinstance(value, tuple | list):
        return "; ".join(map(cell_text, value))
    try:
        return clean(str(value))
    except Exception:  # whatever a foreign type's __str__ does, including an int of more than 4,300 digits
        return type(value).__name__
