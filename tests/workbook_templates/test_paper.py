"""What is printed can be read: enough pages, letters large enough, a footer that says what it should."""

from __future__ import annotations

import dataclasses
import html
import io
import zipfile

import pytest

from tests.workbook_templates.example import ordinary
from tests.workbook_templates.recalculation import opened
from workbook_templates.paper import one_page_high, pages_wide
from workbook_templates.team import build_team_workbook


@pytest.mark.parametrize(
    ("widths", "repeated", "pages"),
    [
        ([20] * 4, 0, 1),
        ([20] * 11, 0, 1),  # on one page in smaller letters
        ([20] * 12, 0, 2),
        ([20] * 20, 0, 2),
        ([20] * 20, 4, 3),  # the four on every page leave room for six others
        ([300], 0, 1),
        ([], 0, 1),
    ],
)
def test_wide_tables_take_several_pages(widths: list[float], repeated: int, pages: int) -> None:
    assert pages_wide(widths, repeated) == pages


def test_delegations_print_on_five_pages_which_can_be_read() -> None:
    sheet = opened(build_team_workbook(ordinary("en")))["Delegations"]
    assert sheet.page_setup.fitToWidth == 5


@pytest.mark.parametrize(("count", "high"), [(1, None), (40, 0)])
def test_rows_with_long_text_are_not_squeezed_onto_one_page(count: int, high: int | None) -> None:
    rows = {"delegations": [{"delegation_id": f"D{n}", "objective": "word " * 60} for n in range(count)]}
    sheet = opened(build_team_workbook(dataclasses.replace(ordinary("en"), rows=rows)))["Delegations"]
    assert sheet.page_setup.fitToHeight == high  # None stands for one page, Excel's default


def test_a_page_is_as_high_as_can_be_read() -> None:
    assert one_page_high(1_100)
    assert not one_page_high(1_200)


@pytest.mark.parametrize(
    ("team", "shown"),
    [
        ("2nd line", "&L&8 2nd line, 2026-Q4&C"),  # "&82nd line" would be a font size of 82
        ("R&D", "&L&8 R&&D, 2026-Q4&C"),
        ("&" * 100, "&L&8 " + "&" * 160 + "&C"),
    ],
)
def test_a_footer_begins_with_the_teams_name(team: str, shown: str) -> None:
    data = build_team_workbook(dataclasses.replace(ordinary("en"), team_name=team))
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        sheet = package.read("xl/worksheets/sheet2.xml").decode()
    found = html.unescape(sheet.split("<oddFooter>")[1].split("</oddFooter>")[0])
    assert found.startswith(shown)
    assert len(found) <= 255
