"""Masters that people made and work in with their own tools, each filled ten times with other data.

By day a person edits the file with that tool, by night it is filled. What is said of a night holds of all of
them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

import pytest

from sync.master import build_master
from tests.contracts.package import check_package
from tests.sync.master.people.editors import (
    RENAMED,
    begun_with_openpyxl,
    begun_with_pyofficeeditor,
    edited_with_openpyxl,
    edited_with_pyofficeeditor,
    resaved_by_libreoffice,
)
from tests.sync.master.people.lives import Life, Night
from tests.sync.master.people.nights import night
from tests.sync.master.people.own_master import own_master
from tests.sync.master.people.parts import whose, without_pointers
from tests.sync.master.people.reading import (
    Formula,
    Row,
    around,
    arranged,
    colours_of,
    left_of,
    notes_of,
    opened,
    plain,
    read,
    read_by_calamine,
    said,
    sheets_of,
    tables_of,
)
from tests.sync.master.people.references import references
from tests.workbook_templates.recalculation import needs_libreoffice

WRITTEN_BY_HAND, OPENPYXL, OFFICE_EDITOR, LIBREOFFICE = (
    "XlsxWriter and by hand", "openpyxl", "pyOfficeEditor", "LibreOffice",
)  # fmt: skip
TOOLS = (
    WRITTEN_BY_HAND, OPENPYXL, OFFICE_EDITOR, pytest.param(LIBREOFFICE, marks=needs_libreoffice),
)  # fmt: skip
RESAVED_ON = (6,)  # by LibreOffice; it takes seconds
SHEETS = {sheet.table: sheet.id for sheet in sheets_of(night(0)).values()}
LEFT = "M_Left"

# Parts that have to be among those that stay, so that it is known to have been looked at them.
OWN_PARTS = {
    WRITTEN_BY_HAND: {
        "customXml/item1.xml", "customXml/itemProps1.xml", "docProps/custom.xml", "xl/comments1.xml",
        "xl/media/image1.png", "xl/persons/person.xml", "xl/pivotTables/pivotTable1.xml",
        "xl/pivotCache/pivotCacheRecords2.xml",
        "xl/sharedStrings.xml", "xl/slicerCaches/slicerCache1.xml", "xl/slicers/slicer1.xml",
        "xl/webextensions/taskpanes.xml", "xl/webextensions/webextension1.xml", "xl/worksheets/sheet1.xml",
        "xl/worksheets/sheet2.xml", "_rels/.rels",
    },
    OPENPYXL: {"docProps/custom.xml", "xl/drawings/drawing1.xml"},
    OFFICE_EDITOR: {"xl/media/image1.png", "xl/persons/person.xml", "docProps/core.xml"},
    LIBREOFFICE: {"xl/media/image1.png", "xl/sharedStrings.xml"},
}  # fmt: skip

Lives = Callable[[str], tuple[Night, ...]]


@pytest.fixture(scope="module")
def lives(tmp_path_factory: pytest.TempPathFactory) -> Lives:
    """The ten nights of each tool's master."""

    @cache
    def of(tool: str) -> tuple[Night, ...]:
        folder = tmp_path_factory.mktemp("people")
        begun, day = _person(tool, folder)
        renamed = RENAMED if tool == OPENPYXL else {}
        return tuple(Life(tool, folder / "master.xlsx", day, renamed).lived(begun))

    return of


@pytest.fixture(scope="module", params=TOOLS)
def nights(request: pytest.FixtureRequest, lives: Lives) -> tuple[Night, ...]:
    """The ten nights of one of the masters."""
    return lives(request.param)


def _person(tool: str, folder: Path) -> tuple[bytes, Callable[[bytes, int], bytes]]:
    """The master that somebody begins with, and what they do to it every day."""
    if tool == WRITTEN_BY_HAND:
        return own_master(), edited_with_pyofficeeditor
    made = build_master(night(0))
    if tool == OPENPYXL:
        return begun_with_openpyxl(made), edited_with_openpyxl
    if tool == OFFICE_EDITOR:
        return begun_with_pyofficeeditor(made), edited_with_pyofficeeditor

    def resaved(data: bytes) -> bytes:
        return resaved_by_libreoffice([data], folder / "libreoffice")[0]

    def day(data: bytes, number: int) -> bytes:
        edited = edited_with_pyofficeeditor(data, number)
        return resaved(edited) if number in RESAVED_ON else edited

    return resaved(begun_with_pyofficeeditor(made)), day


# What people have is as they left it


def test_every_night_the_master_is_filled_in_its_place(nights: tuple[Night, ...]) -> None:
    assert [each.written.waiting for each in nights] == [None] * len(nights)


def test_parts_that_are_peoples_are_the_very_same_bytes(nights: tuple[Night, ...]) -> None:
    for each in nights:
        others = whose(each.before, each.managed_tabs).others
        assert others >= OWN_PARTS[each.tool]
        before = {name: each.parts_before[name] for name in others}
        assert {name: each.parts_after.get(name) for name in others} == before, each.number


def test_in_charts_drawings_and_pivot_caches_nothing_but_pointers_changes(nights: tuple[Night, ...]) -> None:
    for each in nights:
        following = whose(each.before, each.managed_tabs).following
        assert following
        before = {name: without_pointers(each.parts_before[name].content) for name in following}
        after = {name: without_pointers(each.parts_after[name].content) for name in following}
        assert after == before, each.number


def test_excel_would_repair_nothing_that_it_would_not_have_repaired_before(nights: tuple[Night, ...]) -> None:
    for each in nights:
        before = {(found.rule, found.part) for found in check_package(each.before)}
        new = [found for found in check_package(each.after) if (found.rule, found.part) not in before]
        assert new == [], each.number


def test_tabs_keep_their_order_their_widths_and_what_is_frozen(nights: tuple[Night, ...]) -> None:
    for each in nights:
        before, after = arranged(each.before), arranged(each.after)
        assert [name for name in after if name in before] == list(before), each.number
        for name, look in before.items():
            now = after[name]
            assert (now.frozen, now.state, now.repeated) == (look.frozen, look.state, look.repeated), (
                each.number
            )
            assert now.widths.items() >= look.widths.items(), each.number


def test_cells_around_a_table_keep_their_distance_from_it(nights: tuple[Night, ...]) -> None:
    for each in nights:
        for table in ("M_Delegations", "M_Members"):
            right = max(each.areas_before[table].right, each.areas_after[table].right)
            before, after = around(each.before, table, right), around(each.after, table, right)
            # What stands above the table is Remit's where it has given a name to the cell.
            header = each.areas_before[table].header_row
            assert [cell for cell in after if not 0 < cell[0] < header] == [
                cell for cell in before if not 0 < cell[0] < header
            ], (each.number, table)


# What people wrote stays with its row


def test_every_text_is_beside_the_row_of_its_key(nights: tuple[Night, ...]) -> None:
    for each in nights:
        keys = said(each.content)
        for table, rows in each.texts_before.items():
            for key, texts in rows.items():
                if table != LEFT and key in keys[table]:
                    found = each.texts_after[table].get(key, {})
                    assert {name: found.get(name) for name in texts} == texts, (each.number, table, key)


def test_a_calculated_column_is_filled_in_every_row_whatever_left_and_came_back(lives: Lives) -> None:
    for each in lives(WRITTEN_BY_HAND):
        rows = each.texts_after["M_Delegations"]
        found = {key: rows.get(key, {}).get("Twice") for key in said(each.content)["M_Delegations"]}
        twice = Formula("=M_Delegations[[#This Row],[Effort hours]]*2")
        assert found == dict.fromkeys(found, twice), each.number


def test_texts_of_rows_that_leave_are_on_the_sheet_left(nights: tuple[Night, ...]) -> None:
    left = 0
    for each in nights:
        keys, found = said(each.content), left_of(each.after)
        for table, rows in each.texts_before.items():
            for key in rows.keys() - keys.get(table, rows).keys():
                texts = {name: text for name, text in rows[key].items() if not isinstance(text, Formula)}
                left += bool(texts)
                there = [row for row in _left(found, table, key) if row.items() >= texts.items()]
                assert there or not texts, (each.number, key)
    assert left >= 5


def test_notes_stay_on_their_cells_or_go_to_left_with_their_row(nights: tuple[Night, ...]) -> None:
    for each in nights:
        keys, found = said(each.content), left_of(each.after)
        before = notes_of(each.before)
        staying = {note for note in before if note[1] in keys[note[0]]}
        assert notes_of(each.after) == staying, each.number
        for table, key, header, text in before - staying:
            first = text.partition("Comment:\n")[2] or text  # what Excel writes for those who see no threads
            said_of_it = [str(row.get("Notes on its cells", "")) for row in _left(found, table, key)]
            assert any(header in told and first.split("\n")[0].strip() in told for told in said_of_it)


def _left(found: Mapping[str, Row], table: str, key: str) -> list[Row]:
    """The rows of Left about one row: a second one where that has left again before."""
    name = f"{SHEETS[table]} {key}"
    return [row for each, row in found.items() if each == name or each.startswith(f"{name} #")]


def test_colours_stay_with_their_rows(nights: tuple[Night, ...]) -> None:
    for each in nights:
        keys = said(each.content)
        staying = {cell for cell in colours_of(each.before) if cell[1] in keys[cell[0]]}
        assert colours_of(each.after) >= staying, each.number


# What is filled


def test_two_programs_read_back_exactly_what_was_filled(nights: tuple[Night, ...]) -> None:
    for each in nights:
        wanted = said(each.content)
        keys = {table: list(rows) for table, rows in wanted.items()}
        for found in (each.rows_after, read_by_calamine(each.after, each.content, each.renamed)):
            assert found == wanted, each.number
            assert {table: list(rows) for table, rows in found.items()} == keys, each.number


def test_references_that_covered_a_table_cover_it_as_it_is_now(nights: tuple[Night, ...]) -> None:
    for each in nights:
        now = {found.where: found for found in references(each.after, each.areas_after.values())}
        followed = 0
        for old in references(each.before, each.areas_before.values()):
            for name, area in each.areas_before.items():
                if old.is_body(area):
                    followed += 1
                    assert now[old.where] == old.moved(area, each.areas_after[name]), each.number
        assert followed >= 4, each.number


def test_no_row_stays_hidden_and_no_filter_is_said_to_be_set(nights: tuple[Night, ...]) -> None:
    for each in nights:
        for name, (tab, table) in tables_of(read(each.after)).items():
            if name in SHEETS:
                area = each.areas_after[name]
                assert not [row for row in range(area.first, area.last + 1) if tab.row_dimensions[row].hidden]
                assert table.sortState is None
                assert table.autoFilter is None or table.autoFilter.filterColumn == []


def test_excel_calculates_anew_and_refreshes_pivots(nights: tuple[Night, ...]) -> None:
    for each in nights:
        assert read(each.after).calculation.fullCalcOnLoad
        assert "xl/calcChain.xml" not in each.parts_after
        for name, part in each.parts_after.items():
            if name.startswith("xl/pivotCache/pivotCacheDefinition"):
                assert b'refreshOnLoad="1"' in part.content


@needs_libreoffice
def test_libreoffice_opens_each_and_shows_the_same_values(lives: Lives, tmp_path: Path) -> None:
    made = [lives(tool)[-2].after for tool in (WRITTEN_BY_HAND, OPENPYXL, OFFICE_EDITOR, LIBREOFFICE)]
    for data, shown in zip(made, resaved_by_libreoffice(made, tmp_path), strict=True):
        there, seen = read(data), opened(shown, values=True)
        assert seen.sheetnames == there.sheetnames
        for tab in there.worksheets:
            cells = [cell for row in tab.iter_rows() for cell in row if cell.value is not None]
            filled = {cell.coordinate: str(plain(cell.value)) for cell in cells if cell.data_type != "f"}
            other = seen[tab.title]
            assert {place: str(plain(other[place].value)) for place in filled} == filled, tab.title
            assert not [
                cell.coordinate
                for cell in cells
                if str(found := other[cell.coordinate].value).startswith("#")
                and not (found == "#N/A" and ",NA()," in str(cell.value))  # a gap that a chart's line leaves
            ], tab.title
