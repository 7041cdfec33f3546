from __future__ import annotations

import pytest

from delegation.labels import labels
from delegation.tables import TABLES
from workbook_templates import style
from workbook_templates.style import column_width, display_width, header_width, lines


@pytest.mark.parametrize(("text", "width"), [("Due date", 8), ("截止日期", 8), ("KPI 名称", 8), ("", 0)])
def test_chinese_characters_are_two_wide(text: str, width: int) -> None:
    assert display_width(text) == width


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_header_fits_on_two_lines_and_no_column_is_a_banner(language: str) -> None:
    for table in TABLES:
        for field in table.fields:
            header = labels(language).field(table.id, field.id)
            assert header_width(header) <= column_width(field, header) <= 45, (table.id, field.id)


@pytest.mark.parametrize(
    ("text", "width", "count"),
    [("short", 20, 1), ("one\ntwo", 20, 2), ("x" * 50, 21.5, 3), ("中" * 20, 21.5, 3), ("", 20, 1)],
)
def test_lines_of_wrapped_text(text: str, width: float, count: int) -> None:
    assert lines(text, width) == count


@pytest.mark.parametrize(
    ("text", "width", "count"),
    [
        ("Zero-downtime database migration", 33.5, 1),  # Calibri's letters are narrower than its digits
        ("Higher is better", 16.5, 1),
        ("WWWWWWWWWWWWWWWWWWWWWW", 33.5, 2),
        ("one two three four", 11.5, 2),  # words stay whole
    ],
)
def test_letters_count_as_wide_as_they_are(text: str, width: float, count: int) -> None:
    assert lines(text, width, "en") == count


def test_letters_of_the_chinese_font_are_as_wide_as_its_digits() -> None:
    assert lines("Zero-downtime database migration", 33.5, "zh") == 2


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize(
    ("text", "ground"),
    [
        (style.INK, style.BAR),
        (style.SOFT_INK, style.MIST),
        (style.PAPER, style.HEADER),
        (style.PAPER, style.HEADER_OPTIONAL),
        (style.HEADER_OPTIONAL, style.PAPER),
        (style.LINK, style.MIST),
        style.GOOD,
        style.CAUTION,
        style.BAD,
        style.QUIET,
        (style.QUIET[0], style.BAR),
    ],
)
def test_text_stands_out_from_its_ground(text: str, ground: str) -> None:
    """WCAG 2, level AA."""
    dark, light = sorted((luminance(text), luminance(ground)))
    assert (light + 0.05) / (dark + 0.05) >= 4.5
