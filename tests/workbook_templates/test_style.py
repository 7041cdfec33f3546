from __future__ import annotations

import pytest

from delegation.labels import labels
from delegation.tables import TABLES
from workbook_templates.style import column_width, display_width, header_width, lines, pages_wide


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


@pytest.mark.parametrize(("width", "pages"), [(80, 1), (200, 1), (300, 2), (600, 3)])
def test_wide_tables_take_several_pages(width: float, pages: int) -> None:
    assert pages_wide(width) == pages
