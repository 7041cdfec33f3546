"""What is read of a managed sheet: the same, whether a row is only glanced at or looked at cell by cell."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from delegation.place import cell_name
from sync.master.old_rows import Columns, OldSheet, read_sheet, resolve_keys
from sync.master.sheet_xml import RawCell
from sync.master.workbook import Tab, TableColumn, TablePart

KEY, FIRST, LAST = 1, 5, 8
COLUMNS = Columns(key=KEY, filled=frozenset({1, 2, 3}), looks=frozenset({1, 2}))  # 4 and 5 are people's
TABLE = TablePart(
    part="xl/tables/table1.xml",
    name="M_Rows",
    header_row=FIRST - 1,
    last=LAST,
    left=1,
    columns=[TableColumn(id=number, header=f"H{number}") for number in range(1, 6)],
    root=etree.Element("table"),
)
KINDS = {"": "", "1": "<v>{}</v>", "inlineStr": "<is><t>text {}</t></is>"}

cells = st.dictionaries(
    st.integers(1, 7), st.tuples(st.integers(0, 3), st.sampled_from(["", "1", "inlineStr"])), max_size=7
)


@dataclass
class Package:
    """A package of one sheet."""

    sheet: bytes

    def chunks(self, name: str) -> Iterator[bytes]:
        assert name == "sheet1"
        yield self.sheet


def sheet(rows: list[dict[int, tuple[int, str]]], cell: str) -> OldSheet:
    """What is read of a sheet with these rows, each cell spelled as `cell` says."""
    written = []
    for number, row in enumerate(rows, start=FIRST):
        spelled = [
            cell.format(
                name=cell_name(number, column),
                style=style,
                kind=f' t="{kind}"' if kind == "inlineStr" else "",
                inner=KINDS[kind].format(column),
            )
            for column, (style, kind) in sorted(row.items())
        ]
        written.append(f'<row r="{number}">{"".join(spelled)}</row>')
    xml = f"<worksheet><sheetData>{''.join(written)}</sheetData></worksheet>".replace("></c>", "/>")
    tab = Tab(name="Rows", part="sheet1")
    found = read_sheet(Package(xml.encode()), tab, TABLE, COLUMNS, bare=False)  # type: ignore[arg-type]
    resolve_keys(found, {})
    return found


@given(st.lists(cells, max_size=4))
def test_a_row_that_is_glanced_at_is_read_like_one_that_is_looked_at(
    rows: list[dict[int, tuple[int, str]]],
) -> None:
    in_usual_order = sheet(rows, '<c r="{name}" s="{style}"{kind}>{inner}</c>')
    in_another = sheet(rows, "<c s='{style}'{kind} r='{name}'>{inner}</c>")
    assert in_usual_order == in_another


def test_people_s_blank_cells_are_kept_with_their_formats_and_their_texts_with_the_whole_row() -> None:
    rows = {
        FIRST: '<c r="A5" s="1" t="inlineStr"><is><t>N:D1</t></is></c><c r="B5" s="2"/><c r="D5" s="7"/>',
        FIRST + 1: '<c r="A6" s="1" t="inlineStr"><is><t>N:D2</t></is></c><c r="D6"><v>3</v></c>',
        FIRST + 2: '<c r="A7" s="1" t="inlineStr"><is><t>N:D3</t></is></c><c r="B7" s="9"/>',
    }
    xml = "".join(f'<row r="{number}">{inner}</row>' for number, inner in rows.items())
    data = f"<worksheet><sheetData>{xml}</sheetData></worksheet>".encode()
    package = Package(data)
    found = read_sheet(package, Tab(name="Rows", part="sheet1"), TABLE, COLUMNS, bare=False)  # type: ignore[arg-type]
    resolve_keys(found, {})
    assert [(row.key, row.own, row.looks, len(row.cells)) for row in found.rows] == [
        ("N:D1", {4: RawCell(4, 7)}, {}, 0),
        ("N:D2", {4: RawCell(4, 0, b"", b"<v>3</v>")}, {}, 2),
        ("N:D3", {}, {2: 9}, 0),
    ]
