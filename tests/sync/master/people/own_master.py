"""A master that somebody made with XlsxWriter, without any template: the tables have the right names and
headers, everything else is that person's.

What XlsxWriter cannot make is put in by hand, as Excel writes it: threads, a pivot table, a slicer, a filter
that is set, shared formulas, the chain of calculation, an add-in with its task pane, custom XML.
"""

from __future__ import annotations

import base64
import io
import re
from dataclasses import dataclass
from typing import Any

import xlsxwriter

from tests.contracts.package.samples import (
    AddedPart,
    add_part,
    insert,
    pack,
    relate,
    thread_entry,
    threaded_comments,
    unpack,
)
from tests.sync.master.people.nights import night
from tests.sync.master.people.reading import said

PICTURE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAIAAABLbSncAAAAEklEQVR4nGP4z8CAFWEXHbQSACj/P8Fu7N9hAAAAAElFTkSuQmCC"
)
WORK, PEOPLE, TEAMS, MINE, PIVOT = "Work & care", "Who", "How it stands", "Mine, all of it", "Pivot"

_HEADER_ROW = 6
_LEFT = 1  # 0-based: the table begins in column B
_FIRST = _HEADER_ROW + 1
COLUMNS = (
    "Mood", "_key", "Title", "_team", "Effort hours", "Twice", "Decision", "Status", "A1", "Shared", "Rich",
    "Progress", "Due date", "Little", "Delegation ID", "Comment",
)  # fmt: skip
_OWN = frozenset({"Mood", "Twice", "Decision", "A1", "Shared", "Rich", "Little", "Comment"})

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_MICROSOFT = "http://schemas.microsoft.com/office"
_X14, _X15 = f"{_MICROSOFT}/spreadsheetml/2009/9/main", f"{_MICROSOFT}/spreadsheetml/2010/11/main"
_REVISION = f"{_MICROSOFT}/spreadsheetml/2014/revision"
_COMPATIBLE = "http://schemas.openxmlformats.org/markup-compatibility/2006"
_SPREADSHEETML = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_PANES = f"{_MICROSOFT}/webextensions/taskpanes/2010/11"
_EXTENSION = f"{_MICROSOFT}/webextensions/webextension/2010/11"
_THREAD, _REPLY = "{BBBBBBBB-0000-0000-0000-000000000001}", "{BBBBBBBB-0000-0000-0000-000000000002}"
_ANN = "{AAAAAAAA-0000-0000-0000-000000000001}"


def own_master() -> bytes:
    """The workbook of the evening before the first night; one of its rows is in no team's workbook now."""
    return pack(_by_hand(unpack(_written())))


def column(name: str) -> str:
    """The letter of a column of the table of delegations."""
    return chr(ord("A") + _LEFT + COLUMNS.index(name))


@dataclass(slots=True)
class _Book:
    book: Any
    work: Any
    rows: list[dict[str, object]]
    last: int

    def body(self, name: str, *, tab: bool = True) -> str:
        prefix = f"'{WORK}'!" if tab else ""
        letter = column(name)
        return f"{prefix}${letter}${_FIRST}:${letter}${self.last}"


def _written() -> bytes:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    mine, pivot, work, people, teams = (
        book.add_worksheet(name) for name in (MINE, PIVOT, WORK, PEOPLE, TEAMS)
    )
    rows = [dict(row) for row in said(night(0))["M_Delegations"].values()]
    rows.insert(2, {**rows[0], "_key": "north:GONE", "Delegation ID": "GONE", "Title": "Nobody's any more"})
    made = _Book(book, work, rows, _HEADER_ROW + len(rows))
    _table_of_work(made)
    _around_the_table(made)
    _formats(made)
    _hung(made)
    _others(people, teams)
    _own_sheets(made, mine, pivot)
    work.activate()
    book.close()
    return buffer.getvalue()


def _table_of_work(made: _Book) -> None:
    columns: list[dict[str, object]] = [{"header": name} for name in COLUMNS]
    columns[COLUMNS.index("Twice")]["formula"] = "=M_Delegations[[#This Row],[Effort hours]]*2"
    columns[COLUMNS.index("Effort hours")]["total_function"] = "sum"
    columns[COLUMNS.index("Title")]["total_string"] = "All of it"
    last = made.last + 1  # with the totals
    made.work.add_table(
        _HEADER_ROW - 1, _LEFT, last - 1, _LEFT + len(COLUMNS) - 1,
        {"name": "M_Delegations", "columns": columns, "total_row": True, "style": "Table Style Light 3"},
    )  # fmt: skip
    total = (
        "=SUBTOTAL(109,M_Delegations[Effort hours])"  # XlsxWriter leaves the table's name out, Excel does not
    )
    made.work.write_formula(f"{column('Effort hours')}{last}", total, None, 0)
    bold, date = made.book.add_format({"bold": True}), made.book.add_format({"num_format": "d mmm yyyy"})
    for row, values in enumerate(made.rows, start=_FIRST):
        for place, name in enumerate(COLUMNS, start=_LEFT):
            value = values.get(name)
            if name not in _OWN and value is not None:
                made.work.write(row - 1, place, value, date if name == "Due date" else None)
        hours = values["Effort hours"]
        made.work.write_formula(
            f"{column('Twice')}{row}", "=M_Delegations[[#This Row],[Effort hours]]*2", None, hours * 2
        )  # type: ignore[operator]
        made.work.write_formula(
            f"{column('A1')}{row}", f'={column("Effort hours")}{row}&"h"', None, f"{hours:g}h"
        )
        made.work.write_formula(
            f"{column('Shared')}{row}", f"={column('Effort hours')}{row}*3", None, hours * 3
        )  # type: ignore[operator]
        made.work.write_string(f"{column('Mood')}{row}", f"{values['_key']} feels <fine> & =1+1")
    made.work.write_rich_string(f"{column('Rich')}{_FIRST}", "half ", bold, "bold", " and plain")
    made.work.write_rich_string(f"{column('Rich')}{_FIRST + 2}", bold, "gone", " row")
    made.work.write_number(f"{column('Rich')}{_FIRST + 1}", 4.25, bold)
    made.work.write_string(f"{column('Decision')}{_FIRST + 1}", "Keep")
    made.work.write_string(f"{column('Comment')}{_FIRST + 3}", "line one\nline two")
    made.work.write_boolean(f"{column('Comment')}{_FIRST}", True)


def _around_the_table(made: _Book) -> None:
    """Beside it with a gap, above it and below it."""
    work, below = made.work, made.last + 3
    work.write("B1", "My delegations")
    work.write_formula("B2", f"=SUM({made.body('Effort hours', tab=False)})", None, 0)
    work.write(f"{column('Title')}{below}", "below the table")
    work.write_formula(
        f"{column('Effort hours')}{below}", f"=COUNT({made.body('Effort hours', tab=False)})", None, 0
    )
    work.write("V7", "beside the first row")
    work.write_formula("V8", '="no "&"row"', None, "no row")
    work.set_column("A:A", 3)
    work.set_column(f"{column('_key')}:{column('_key')}", 9, None, {"hidden": True})
    work.set_column(f"{column('Title')}:{column('Title')}", 41.5)
    work.freeze_panes(_HEADER_ROW, 4)
    work.set_landscape()
    work.print_area(_HEADER_ROW - 1, _LEFT, made.last - 1, _LEFT + len(COLUMNS) - 1)
    work.repeat_rows(_HEADER_ROW - 1)


def _formats(made: _Book) -> None:
    book, work = made.book, made.work
    red = book.add_format({"bg_color": "#FFCCCC"})
    work.conditional_format(
        made.body("Effort hours", tab=False), {"type": "cell", "criteria": ">", "value": 20, "format": red}
    )
    work.conditional_format(made.body("Progress", tab=False), {"type": "data_bar", "data_bar_2010": True})
    work.data_validation(
        made.body("Mood", tab=False),
        {"validate": "list", "source": ["fine", "tired"], "error_type": "information"},
    )
    last = column(COLUMNS[-1])
    names = {
        "effort": f"={made.body('Effort hours')}",
        "with_header": f"='{WORK}'!$B${_HEADER_ROW}:${last}${made.last}",
        "rate": "=0.5",
        "below_it": f"='{WORK}'!${column('Title')}${made.last + 3}",
        "moving": f"=OFFSET('{WORK}'!$B${_HEADER_ROW},1,0,COUNTA(M_Delegations[Title]),1)",
        f"'{WORK}'!own": f"={made.body('Title')}",
    }
    for name, meaning in names.items():
        book.define_name(name, meaning)
    work.add_sparkline("V9", {"range": made.body("Effort hours")})
    for row in range(_FIRST, made.last + 1):
        work.add_sparkline(
            f"{column('Little')}{row}",
            {"range": f"'{WORK}'!{column('Effort hours')}{row}:{column('Twice')}{row}"},
        )


def _hung(made: _Book) -> None:
    work = made.work
    work.write_comment(f"{column('Title')}{_FIRST + 1}", "please check", {"author": "Li"})
    work.write_comment(f"{column('Title')}{_FIRST + 2}", "this row will go", {"author": "Ann"})
    work.write_comment(f"{column('Title')}{_FIRST + 3}", "Why so late?", {"author": f"tc={_THREAD}"})
    work.write_comment("B1", "above", {"author": "Li"})
    chart = made.book.add_chart({"type": "column"})
    chart.add_series(
        {"categories": f"={made.body('Title')}", "values": f"={made.body('Effort hours')}", "name": "Hours"}
    )
    work.insert_chart(f"{column('Title')}{made.last + 6}", chart)
    work.insert_image(f"{column('Mood')}{made.last + 6}", "dot.png", {"image_data": io.BytesIO(PICTURE)})
    work.write_url(f"{column('Mood')}{made.last + 4}", "https://example.com/mood", string="about moods")


def _others(people: Any, teams: Any) -> None:
    """Two more of Remit's tables, with few of their columns."""
    content = said(night(0))
    for sheet, table, headers in (
        (people, "M_Members", ("_key", "Name", "Weekly hours", "My view")),
        (teams, "M_Teams", ("Team", "Overdue", "_key")),
    ):
        rows = list(content[table].values())
        columns = [{"header": each} for each in headers]
        sheet.add_table(2, 0, 2 + len(rows), len(headers) - 1, {"name": table, "columns": columns})
        for number, row in enumerate(rows, start=3):
            for place, header in enumerate(headers):
                value = row.get(header, f"view of {row['_key']}" if header == "My view" else None)
                if value is not None:
                    sheet.write(number, place, value)


def _own_sheets(made: _Book, mine: Any, pivot: Any) -> None:
    book = made.book
    bold = book.add_format({"bold": True, "font_color": "#336699"})
    mine.write_rich_string("A1", "my ", bold, "own", " notes")
    mine.write_formula("A2", "=SUM(M_Delegations[Effort hours])", None, 0)
    mine.write_array_formula("A3:A3", "{=SUM(ROW(A1:A2))}", None, 3)
    mine.data_validation("C1:C5", {"validate": "list", "source": "=effort"})
    mine.conditional_format("A1:A9", {"type": "3_color_scale"})
    mine.insert_image("E10", "dot.png", {"image_data": io.BytesIO(PICTURE)})
    mine.write_comment("A1", "on my own sheet", {"author": "Li"})
    mine.freeze_panes(1, 0)
    chart = book.add_chart({"type": "line"})
    chart.add_series(
        {
            "name": f"='{WORK}'!${column('Effort hours')}${_HEADER_ROW}",
            "categories": f"={made.body('Title')}",
            "values": f"={made.body('Effort hours')}",
        }
    )
    mine.insert_chart("G2", chart)
    pivot.write("A1", "the pivot table is below")
    book.set_properties({"title": "Ann's master", "author": "Ann"})
    book.set_custom_property("Confidential", "very", "text")


# By hand


def _by_hand(parts: dict[str, bytes]) -> dict[str, bytes]:
    work = "xl/worksheets/sheet3.xml"
    for added in (
        *_pivot(),
        *_threads(work),
        *_slicer(work),
        *_calculated(parts, work),
        *_add_in(),
        *_custom(),
    ):
        add_part(parts, added)
    cache = "xl/pivotCache/pivotCacheDefinition1.xml"
    relate(parts, "xl/pivotTables/pivotTable1.xml", "rId1", f"{_OFFICE}/pivotCacheDefinition", cache)
    caches = "".join(f'<pivotCache cacheId="{key}" r:id="{to}"/>' for key, to in ((5, "rId91"), (6, "rId93")))
    insert(parts, "xl/workbook.xml", "</workbook>", f"<pivotCaches>{caches}</pivotCaches>")
    slicers = f'<ext xmlns:x15="{_X15}" uri="{{3A4CF648-6AED-40f4-86FF-DC5316D8AED3}}">'
    slicers += f'<x14:slicerList xmlns:x14="{_X14}"><x14:slicer r:id="rId81"/></x14:slicerList></ext>'
    insert(parts, work, "</extLst></worksheet>", slicers)
    _shared_formulas(parts, work)
    _as_excel_writes_it(parts, work)
    _filtered(parts)
    return parts


def _pivot() -> tuple[AddedPart, ...]:
    """Two caches: over the table by its name, and over a range that is exactly its area. The second has
    records and is not renewed when the file is opened.
    """
    fields = "".join(
        f'<cacheField name="{name}" numFmtId="0"><sharedItems/></cacheField>' for name in COLUMNS
    )
    last = _HEADER_ROW + 5
    by_range = f'ref="B{_HEADER_ROW}:{column(COLUMNS[-1])}{last}" sheet="{WORK.replace("&", "&amp;")}"'
    caches = tuple(
        AddedPart(
            name=f"xl/pivotCache/pivotCacheDefinition{number}.xml",
            content_type=f"{_SPREADSHEETML}.pivotCacheDefinition+xml",
            source="xl/workbook.xml",
            relationship_id=relation,
            kind=f"{_OFFICE}/pivotCacheDefinition",
            text=f'<pivotCacheDefinition xmlns="{_MAIN}" {renewed} refreshedBy="Ann">'
            f'<cacheSource type="worksheet"><worksheetSource {source}/></cacheSource>'
            f'<cacheFields count="{len(COLUMNS)}">{fields}</cacheFields></pivotCacheDefinition>',
        )
        for number, relation, renewed, source in (
            (1, "rId91", 'saveData="0" refreshOnLoad="1"', 'name="M_Delegations"'),
            (2, "rId93", 'recordCount="0"', by_range),
        )
    )
    records = AddedPart(
        name="xl/pivotCache/pivotCacheRecords2.xml",
        content_type=f"{_SPREADSHEETML}.pivotCacheRecords+xml",
        source="xl/pivotCache/pivotCacheDefinition2.xml",
        relationship_id="rId1",
        kind=f"{_OFFICE}/pivotCacheRecords",
        text=f'<pivotCacheRecords xmlns="{_MAIN}" count="0"/>',
    )
    table = AddedPart(
        name="xl/pivotTables/pivotTable1.xml",
        content_type=f"{_SPREADSHEETML}.pivotTable+xml",
        source="xl/worksheets/sheet2.xml",
        relationship_id="rId90",
        kind=f"{_OFFICE}/pivotTable",
        text=f'<pivotTableDefinition xmlns="{_MAIN}" name="Pivot1" cacheId="5" dataCaption="Values">'
        '<location ref="A3:B4" firstHeaderRow="1" firstDataRow="1" firstDataCol="0"/></pivotTableDefinition>',
    )
    return (*caches, records, table)


def _threads(work: str) -> tuple[AddedPart, ...]:
    cell = f"{column('Title')}{_FIRST + 3}"
    first = thread_entry(cell, "2026-01-02T03:04:05.00", _ANN, _THREAD, "Why so late?")
    reply = thread_entry(cell, "2026-01-02T04:04:05.00", _ANN, _REPLY, "因为 holidays", parent=_THREAD)
    return threaded_comments(work, "rId80", first + reply, {"Ann": _ANN})


def _slicer(work: str) -> tuple[AddedPart, ...]:
    status = COLUMNS.index("Status") + 1
    return (
        AddedPart(
            name="xl/slicerCaches/slicerCache1.xml",
            content_type="application/vnd.ms-excel.slicerCache+xml",
            source="xl/workbook.xml",
            relationship_id="rId92",
            kind=f"{_MICROSOFT}/2007/relationships/slicerCache",
            text=f'<slicerCacheDefinition xmlns="{_X14}" name="Slicer_Status" sourceName="Status"><extLst>'
            f'<x:ext xmlns:x="{_MAIN}" xmlns:x15="{_X15}" uri="{{2F2917AC-EB37-4324-AD4E-5DD8C200BD13}}">'
            f'<x15:tableSlicerCache tableId="1" column="{status}"/></x:ext></extLst></slicerCacheDefinition>',
        ),
        AddedPart(
            name="xl/slicers/slicer1.xml",
            content_type="application/vnd.ms-excel.slicer+xml",
            source=work,
            relationship_id="rId81",
            kind=f"{_MICROSOFT}/2007/relationships/slicer",
            text=f'<slicers xmlns="{_X14}"><slicer name="Status" cache="Slicer_Status" rowHeight="241300"/>'
            "</slicers>",
        ),
    )


def _calculated(parts: dict[str, bytes], work: str) -> tuple[AddedPart, ...]:
    """The chain of calculation, which names cells that will have no formula any more."""
    cells = re.findall(rb'<c r="([A-Z]+\d+)"[^>]*><f', parts[work])
    chain = "".join(f'<c r="{cell.decode()}" i="3"/>' for cell in cells)
    return (
        AddedPart(
            name="xl/calcChain.xml",
            content_type=f"{_SPREADSHEETML}.calcChain+xml",
            source="xl/workbook.xml",
            relationship_id="rId94",
            kind=f"{_OFFICE}/calcChain",
            text=f'<calcChain xmlns="{_MAIN}">{chain}</calcChain>',
        ),
    )


def _add_in() -> tuple[AddedPart, ...]:
    """xlwings Lite, with somebody's script in it."""
    return (
        AddedPart(
            name="xl/webextensions/taskpanes.xml",
            content_type="application/vnd.ms-office.webextensiontaskpanes+xml",
            source="",
            relationship_id="rId90",
            kind=f"{_MICROSOFT}/2011/relationships/webextensiontaskpanes",
            text=f'<wetp:taskpanes xmlns:wetp="{_PANES}"><wetp:taskpane dockstate="right" visibility="0" '
            f'width="350" row="4"><wetp:webextensionref xmlns:r="{_OFFICE}" r:id="rId1"/>'
            "</wetp:taskpane></wetp:taskpanes>",
        ),
        AddedPart(
            name="xl/webextensions/webextension1.xml",
            content_type="application/vnd.ms-office.webextension+xml",
            source="xl/webextensions/taskpanes.xml",
            relationship_id="rId1",
            kind=f"{_MICROSOFT}/2011/relationships/webextension",
            text=f'<we:webextension xmlns:we="{_EXTENSION}" id="{{12345678-0000-0000-0000-000000000001}}">'
            '<we:reference id="wa200008175" version="1.0.0.0" store="en-US" storeType="OMEX"/>'
            '<we:alternateReferences/><we:properties><we:property name="main.py" '
            'value="&quot;import xlwings as xw\\n&quot;"/></we:properties><we:bindings/></we:webextension>',
        ),
    )


def _custom() -> tuple[AddedPart, ...]:
    store = "http://schemas.openxmlformats.org/officeDocument/2006/customXml"
    return (
        AddedPart(
            name="customXml/item1.xml",
            content_type="application/xml",
            source="xl/workbook.xml",
            relationship_id="rId95",
            kind=f"{_OFFICE}/customXml",
            text='<mine xmlns="urn:example:mine"><note>whatever &amp; ever</note></mine>',
        ),
        AddedPart(
            name="customXml/itemProps1.xml",
            content_type="application/vnd.openxmlformats-officedocument.customXmlProperties+xml",
            source="customXml/item1.xml",
            relationship_id="rId1",
            kind=f"{_OFFICE}/customXmlProps",
            text=f'<ds:datastoreItem xmlns:ds="{store}" ds:itemID="{{12345678-0000-0000-0000-000000000002}}">'
            '<ds:schemaRefs><ds:schemaRef ds:uri="urn:example:mine"/></ds:schemaRefs></ds:datastoreItem>',
        ),
    )


def _shared_formulas(parts: dict[str, bytes], work: str) -> None:
    """The column Shared as Excel writes it: the formula once, and the other cells point to it."""
    letter = column("Shared")
    rows = [int(each) for each in re.findall(rf'<c r="{letter}(\d+)"[^>]*><f>', parts[work].decode())]
    for row in rows:
        formula = f"{column('Effort hours')}{row}*3"
        old = f"<f>{formula}</f>"
        first = f'<f t="shared" ref="{letter}{rows[0]}:{letter}{rows[-1]}" si="0">{formula}</f>'
        new = first if row == rows[0] else '<f t="shared" si="0"/>'
        assert old.encode() in parts[work]
        parts[work] = parts[work].replace(old.encode(), new.encode())


def _as_excel_writes_it(parts: dict[str, bytes], work: str) -> None:
    """Marks of revision on the sheet, which its reader may ignore."""
    head = f' xmlns:xr="{_REVISION}" xr:uid="{{00000000-0001-0000-0000-000000000000}}"'
    text = parts[work].decode()
    if "mc:Ignorable=" in text:
        text = text.replace('mc:Ignorable="', 'mc:Ignorable="xr ', 1)
    else:
        head = f' xmlns:mc="{_COMPATIBLE}" mc:Ignorable="xr"{head}'
    parts[work] = text.replace("<worksheet", f"<worksheet{head}", 1).encode()


def _filtered(parts: dict[str, bytes]) -> None:
    """The table shows what is in progress, the longest first; the row that is gone by is hidden."""
    table = "xl/tables/table1.xml"
    text = parts[table].decode()
    shown = '<filters><filter val="In progress"/></filters>'
    filters = f'<filterColumn colId="{COLUMNS.index("Status")}">{shown}</filterColumn>'
    reference = re.search(r'<autoFilter ref="([^"]+)"/>', text)
    assert reference is not None
    by = f"{column('Effort hours')}{_FIRST}:{column('Effort hours')}{_HEADER_ROW + 5}"
    rows = f"B{_FIRST}:{column(COLUMNS[-1])}{_HEADER_ROW + 5}"
    state = f'<sortState ref="{rows}"><sortCondition descending="1" ref="{by}"/></sortState>'
    parts[table] = text.replace(
        reference[0], f'<autoFilter ref="{reference[1]}">{filters}</autoFilter>{state}'
    ).encode()
    work = "xl/worksheets/sheet3.xml"
    hidden = re.sub(
        rf'<row r="{_FIRST + 1}"'.encode(), f'<row r="{_FIRST + 1}" hidden="1"'.encode(), parts[work]
    )
    assert hidden != parts[work]
    parts[work] = hidden
