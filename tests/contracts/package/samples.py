"""A clean workbook with one of everything that the rules speak of, as parts that tests can spoil.

XlsxWriter makes most of it; a threaded comment, a pivot table and a slicer are added as parts.
"""

from __future__ import annotations

import datetime as dt
import io
import posixpath
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

import xlsxwriter

Parts = Mapping[str, bytes]

THREAD = "{11111111-2222-3333-4444-555555555555}"
PERSON = "{99999999-8888-7777-6666-555555555555}"

_SPREADSHEETML = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_THREADS = "http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"
_X14 = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"
_X15 = "http://schemas.microsoft.com/office/spreadsheetml/2010/11/main"


@dataclass(frozen=True, slots=True, kw_only=True)
class AddedPart:
    """A part with what has to be declared for it: `source` has the relationship that leads to it; "" is the
    package itself.
    """

    name: str
    content_type: str
    source: str
    relationship_id: str
    kind: str
    text: str


def thread_entry(cell: str, at: str, person: str, entry_id: str, text: str, *, parent: str = "") -> str:
    """One comment of a thread; a reply names the first one."""
    reply = f' parentId="{parent}"' if parent else ""
    return (
        f'<threadedComment ref="{cell}" dT="{at}" personId="{person}" id="{entry_id}"{reply}>'
        f"<text>{text}</text></threadedComment>"
    )


def threaded_comments(
    sheet: str, relationship_id: str, entries: str, people: Mapping[str, str]
) -> tuple[AddedPart, AddedPart]:
    """The threads of a sheet, and the people who speak in them, by name."""
    relations = "http://schemas.microsoft.com/office/2017/10/relationships"
    persons = "".join(
        f'<person displayName="{name}" id="{key}" userId="{name}" providerId="None"/>'
        for name, key in people.items()
    )
    return (
        AddedPart(
            name="xl/threadedComments/threadedComment1.xml",
            content_type="application/vnd.ms-excel.threadedcomments+xml",
            source=sheet,
            relationship_id=relationship_id,
            kind=f"{relations}/threadedComment",
            text=f'<ThreadedComments xmlns="{_THREADS}">{entries}</ThreadedComments>',
        ),
        AddedPart(
            name="xl/persons/person.xml",
            content_type="application/vnd.ms-excel.person+xml",
            source="xl/workbook.xml",
            relationship_id="rId90",
            kind=f"{relations}/person",
            text=f'<personList xmlns="{_THREADS}">{persons}</personList>',
        ),
    )


_ADDED = (
    *threaded_comments(
        "xl/worksheets/sheet1.xml",
        "rId90",
        thread_entry("F12", "2026-01-02T03:04:05.00", PERSON, THREAD, "Why?"),
        {"Ann": PERSON},
    ),
    AddedPart(
        name="xl/pivotCache/pivotCacheDefinition1.xml",
        content_type=f"{_SPREADSHEETML}.pivotCacheDefinition+xml",
        source="xl/workbook.xml",
        relationship_id="rId91",
        kind=f"{_OFFICE}/pivotCacheDefinition",
        text=f'<pivotCacheDefinition xmlns="{_MAIN}" saveData="0" refreshOnLoad="1">'
        '<cacheSource type="worksheet"><worksheetSource name="Work"/></cacheSource>'
        '<cacheFields count="1"><cacheField name="Key" numFmtId="0"><sharedItems/></cacheField></cacheFields>'
        "</pivotCacheDefinition>",
    ),
    AddedPart(
        name="xl/pivotTables/pivotTable1.xml",
        content_type=f"{_SPREADSHEETML}.pivotTable+xml",
        source="xl/worksheets/sheet2.xml",
        relationship_id="rId90",
        kind=f"{_OFFICE}/pivotTable",
        text=f'<pivotTableDefinition xmlns="{_MAIN}" name="Pivot1" cacheId="5" dataCaption="Values">'
        '<location ref="P1:Q2" firstHeaderRow="1" firstDataRow="1" firstDataCol="0"/></pivotTableDefinition>',
    ),
    AddedPart(
        name="xl/slicerCaches/slicerCache1.xml",
        content_type="application/vnd.ms-excel.slicerCache+xml",
        source="xl/workbook.xml",
        relationship_id="rId92",
        kind="http://schemas.microsoft.com/office/2007/relationships/slicerCache",
        text=f'<slicerCacheDefinition xmlns="{_X14}" name="Slicer_Key" sourceName="Key"><extLst>'
        f'<x:ext xmlns:x="{_MAIN}" xmlns:x15="{_X15}" uri="{{2F2917AC-EB37-4324-AD4E-5DD8C200BD13}}">'
        '<x15:tableSlicerCache tableId="1" column="1"/></x:ext></extLst></slicerCacheDefinition>',
    ),
    AddedPart(
        name="xl/slicers/slicer1.xml",
        content_type="application/vnd.ms-excel.slicer+xml",
        source="xl/worksheets/sheet1.xml",
        relationship_id="rId91",
        kind="http://schemas.microsoft.com/office/2007/relationships/slicer",
        text=f'<slicers xmlns="{_X14}"><slicer name="Key" cache="Slicer_Key" rowHeight="241300"/></slicers>',
    ),
)


def pack(parts: Parts) -> bytes:
    """The file of these parts."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def unpack(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@cache
def sample() -> Parts:
    """The clean workbook. Sheets: Work (tables, comments, formats), Lists (filter, pivot), Hidden."""
    parts = unpack(_write())
    for added in _ADDED:
        add_part(parts, added)
    cache_part = "xl/pivotCache/pivotCacheDefinition1.xml"
    relate(parts, "xl/pivotTables/pivotTable1.xml", "rId1", f"{_OFFICE}/pivotCacheDefinition", cache_part)
    insert(
        parts,
        "xl/workbook.xml",
        "</workbook>",
        '<pivotCaches><pivotCache cacheId="5" r:id="rId91"/></pivotCaches>',
    )
    insert(
        parts,
        "xl/worksheets/sheet1.xml",
        "</extLst></worksheet>",
        f'<ext xmlns:x14="{_X14}" uri="{{3A4CF648-6AED-40f4-86FF-DC5316D8AED3}}">'
        '<x14:slicerList><x14:slicer r:id="rId91"/></x14:slicerList></ext>',
    )
    return MappingProxyType(parts)


def add_part(parts: dict[str, bytes], added: AddedPart) -> None:
    """Add a part with its Override and the relationship that leads to it."""
    parts[added.name] = ('<?xml version="1.0" encoding="UTF-8"?>\n' + added.text).encode()
    override = f'<Override PartName="/{added.name}" ContentType="{added.content_type}"/>'
    insert(parts, "[Content_Types].xml", "</Types>", override)
    relate(parts, added.source, added.relationship_id, added.kind, added.name)


def relate(parts: dict[str, bytes], source: str, relationship_id: str, kind: str, target: str) -> None:
    """Add a relationship that leads from a part, or from the package itself (""), to another part."""
    folder, name = posixpath.split(source)
    rels = posixpath.join(folder, "_rels", f"{name}.rels")
    empty = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>'
    )
    parts.setdefault(rels, empty.encode())
    relationship = f'<Relationship Id="{relationship_id}" Type="{kind}" Target="/{target}"/>'
    insert(parts, rels, "</Relationships>", relationship)


def insert(parts: dict[str, bytes], part: str, before: str, text: str) -> None:
    """Add XML to a part, before something that stands in it."""
    assert before.encode() in parts[part], f"{part} has no {before}"
    parts[part] = parts[part].replace(before.encode(), (text + before).encode())


def _write() -> bytes:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    bold, date = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd"})
    work, lists, hidden = (book.add_worksheet(name) for name in ("Work", "Lists", "Hidden"))
    hidden.hide()
    columns = [{"header": "Key"}, {"header": "Amount"}, {"header": "Double", "formula": "=[@[Amount]]*2"}]
    work.add_table("A1:C4", {"name": "Work", "columns": columns, "data": [["a", 1], ["b", 2], ["c", 3]]})
    team = [{"header": "Name\nin full", "total_string": "All"}, {"header": "Hours", "format": bold}]
    work.add_table("E1:F4", {"name": "Team", "columns": team, "total_row": True})
    work.write("K1", dt.date(2026, 1, 2), date)
    work.write_row("K2", ["plain", True, 1.5])
    work.write("K3", " outer blanks ")
    work.write_formula("K4", "=SUM(A1:A3)+LOG10(Work[[#This Row],[Amount]])", None, 4)
    work.write_formula("K5", "=_xlfn.XLOOKUP(1,B:B,A:A)", None, "#N/A")
    work.write_rich_string("K6", "one ", bold, "two", " three")
    work.merge_range("M1:N2", "merged")
    work.merge_range("M3:N3", "merged too")
    work.set_column("A:B", 12)
    work.set_column("D:D", 4, bold)
    work.data_validation("H1:H9", {"validate": "list", "source": ["open", "done"], "input_title": "State"})
    work.data_validation(
        "I1:I9", {"validate": "custom", "value": "=I1>0", "error_message": "Positive, please"}
    )
    work.conditional_format("K1:K9", {"type": "cell", "criteria": ">", "value": 1, "format": bold})
    work.conditional_format("L1:L9", {"type": "data_bar", "data_bar_2010": True})
    work.write_url("K7", "https://example.org/a", string="site")
    work.write_url("K8", "internal:'Lists'!A1", string="lists", tip="Go there")
    work.write_comment("F10", "first", {"author": "Ann"})
    work.write_comment("F11", "second", {"author": "Ann"})
    work.write_comment("F12", "Why?", {"author": f"tc={THREAD}"})
    for cell in ("P1", "P20"):
        chart = book.add_chart({"type": "column"})
        chart.add_series({"values": "=Work!$B$2:$B$4"})
        work.insert_chart(cell, chart)
    lists.add_table("A1:B3", {"name": "Plan"})
    lists.autofilter("E1:F4")
    book.define_name("rate", "=0.5")
    book.define_name("Lists!local", "=Lists!$A$1")
    book.close()
    return buffer.getvalue()
