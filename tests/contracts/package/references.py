"""A1 references as areas of the grid, and which areas overlap. Knows no files."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, TypeVar

LAST_ROW: Final = 1_048_576
LAST_COLUMN: Final = 16_384

_CELL = re.compile(r"\$?([A-Za-z]{1,3})\$?([1-9][0-9]{0,6})")
_COLUMN = re.compile(r"\$?([A-Za-z]{1,3})")
_ROW = re.compile(r"\$?([1-9][0-9]{0,6})")

Thing = TypeVar("Thing")


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """A rectangle of cells, all four edges included, rows and columns counted from 1."""

    top: int
    left: int
    bottom: int
    right: int

    @property
    def height(self) -> int:
        return self.bottom - self.top + 1

    @property
    def width(self) -> int:
        return self.right - self.left + 1

    def overlaps(self, other: Area) -> bool:
        return (
            self.top <= other.bottom
            and other.top <= self.bottom
            and self.left <= other.right
            and other.left <= self.right
        )


@lru_cache(maxsize=20_000)
def column_number(letters: str) -> int:
    """ "A" → 1, "XFD" → 16384."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


def parse_cell(text: str) -> tuple[int, int] | None:
    """(row, column) of a cell, None where the text is none or lies outside the grid."""
    match = _CELL.fullmatch(text)
    if match is None:
        return None
    row, column = int(match[2]), column_number(match[1])
    return (row, column) if row <= LAST_ROW and column <= LAST_COLUMN else None


def parse_area(text: str | None) -> Area | None:
    """One cell, range, or span of whole rows or columns; None where the text is none of these."""
    first, _, last = (text or "").partition(":")
    corners = (parse_cell(first), parse_cell(last or first))
    if not (corners[0] and corners[1]) and last:
        corners = _whole(first, last)
    start, end = corners
    if start is None or end is None:
        return None
    area = Area(top=start[0], left=start[1], bottom=end[0], right=end[1])
    return area if area.height > 0 and area.width > 0 else None


def _whole(first: str, last: str) -> tuple[tuple[int, int] | None, tuple[int, int] | None]:
    """The corners of A:C or 1:3."""
    if (low := _COLUMN.fullmatch(first)) and (high := _COLUMN.fullmatch(last)):
        return parse_cell(f"{low[1]}1"), parse_cell(f"{high[1]}{LAST_ROW}")
    if (low := _ROW.fullmatch(first)) and (high := _ROW.fullmatch(last)):
        return parse_cell(f"A{low[1]}"), parse_cell(f"XFD{high[1]}")
    return None, None


def overlapping(areas: Sequence[tuple[Area, Thing]]) -> Iterator[tuple[Thing, Thing]]:
    """Pairs of things whose areas overlap, found by sweeping down the rows."""
    open_areas: list[tuple[Area, Thing]] = []
    for area, thing in sorted(areas, key=lambda pair: pair[0].top):
        open_areas = [pair for pair in open_areas if pair[0].bottom >= area.top]
        for other, other_thing in open_areas:
            if area.overlaps(other):
                yield other_thing, thing
        open_areas.append((area, thing))
