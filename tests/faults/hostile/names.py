"""Hostile names and references: things called alike, parts that are elsewhere, what hangs on cells."""

from __future__ import annotations

from tests.faults.hostile.archives import Entry, archive, entries
from tests.faults.hostile.case import Hostile, Made, damaged, held, part, read, refused

_WORKBOOK = "xl/workbook.xml"
_RELATIONS = "xl/_rels/workbook.xml.rels"
_SHEET_RELATIONS = "xl/worksheets/_rels/sheet1.xml.rels"
_SHEET = "xl/worksheets/sheet1.xml"
_TABLE = "xl/tables/table1.xml"
_STYLES = "xl/styles.xml"
_REF = r' ref="A1:D4" totals'


def sheet_called(name: str) -> Made:
    return part(_WORKBOOK, '<sheet name="Members"', f'<sheet name="{name}"')


def table_called(name: str) -> Made:
    return part(_TABLE, 'name="Members" displayName="Members"', f'name="{name}" displayName="{name}"')


def table_over(ref: str) -> Made:
    return part(_TABLE, _REF, f' ref="{ref}" totals')


def sheet_at(target: str) -> Made:
    """The first sheet's place in the list of relationships."""
    return part(_RELATIONS, 'Target="worksheets/sheet1.xml"', f'Target="{target}"')


def table_at(target: str) -> Made:
    return part(_SHEET_RELATIONS, 'Target="../tables/table1.xml"', f'Target="{target}"')


def behind_cells(markup: str) -> Made:
    return part(_SHEET, "</sheetData>", "</sheetData>" + markup)


def with_parts(*more: tuple[str, bytes]) -> Made:
    return lambda good: archive(
        [*entries(good), *(Entry(name=name, content=content) for name, content in more)]
    )


def second_sheet(name: str) -> Made:
    """The members' sheet in the workbook twice, the second time under this name."""
    return part(_WORKBOOK, "</sheets>", f'<sheet name="{name}" sheetId="9" r:id="rId1"/></sheets>')


_SEVERAL = "There are several tables for Members"
_NO_COLUMNS = "The table Members could not be read, because these columns are missing"
_GONE = "More than half of the rows of Members are gone"
_EMPTIED = ("MBR-TABLE-EMPTIED", "LVE-MEMBER-UNKNOWN A2", "LVE-MEMBER-UNKNOWN A3")
MACROS = bytes.fromhex("d0cf11e0a1b11ae1") + "PROJECT VBA Auto_Open Shell".encode("utf-16-le")

NAMES: tuple[Hostile, ...] = (
    # Sheets
    read("a sheet with a space behind its name", sheet_called("Members ")),
    read("a sheet in capitals", sheet_called("MEMBERS")),
    read("a sheet by another name", sheet_called("=cmd|calc!A0"), "MBR-SHEET-RENAMED"),
    read(
        "a sheet with a name of markup",
        sheet_called("&lt;script&gt;alert(1)&lt;/script&gt;"),
        "MBR-SHEET-RENAMED",
    ),
    read("a sheet with a name of 5,000 letters", sheet_called("M" * 5_000), "MBR-SHEET-RENAMED"),
    read("a sheet with signs of references", sheet_called("a'!$A$1:[b]*?/\\\\"), "MBR-SHEET-RENAMED"),
    read("a sheet without a name", sheet_called(""), "MBR-SHEET-RENAMED"),
    held("two sheets of one name", second_sheet("Members"), _SEVERAL, "MBR-TABLE-DUPLICATE A1"),
    held("a copy of a sheet", second_sheet("Members (2)"), _SEVERAL, "MBR-TABLE-DUPLICATE A1"),
    held(
        "two sheets that say whose it is",
        second_sheet("_remit"),
        _NO_COLUMNS,
        "MBR-TABLE-UNREADABLE A1",
        "MBR-COLUMN-UNKNOWN A1",
    ),
    refused(
        "the identity first that is none",
        part(_WORKBOOK, "<sheets>", '<sheets><sheet name="_remit" sheetId="9" r:id="rId1"/>'),
        "WB-IDENTITY-MISSING",
        "does not say which team",
        status="held",
    ),
    damaged(
        "a sheet that is nowhere",
        part(_WORKBOOK, "</sheets>", '<sheet name="Nowhere" sheetId="9" r:id="rId99"/></sheets>'),
        "",
    ),
    damaged(
        "ten thousand sheets",
        part(
            _WORKBOOK,
            "</sheets>",
            "".join(f'<sheet name="s{n}" sheetId="{n + 9}" r:id="rId99"/>' for n in range(10_000))
            + "</sheets>",
        ),
        "",
    ),
    read(
        "a very hidden sheet",
        part(_WORKBOOK, '<sheet name="Members"', '<sheet state="veryHidden" name="Members"'),
    ),
    held(
        "a sheet of a chart",
        part(
            _RELATIONS,
            'relationships/worksheet" Target="worksheets/sheet1.xml"',
            'relationships/chartsheet" Target="worksheets/sheet1.xml"',
        ),
        "The table Members was not found",
        "MBR-TABLE-MISSING",
    ),
    # Parts
    *(
        held(
            f"a sheet at {target or 'no place'}",
            sheet_at(target),
            "The table Members was not found",
            "MBR-TABLE-MISSING",
        )
        for target in (
            "../../../../etc/passwd",
            "/etc/passwd",
            "file:///etc/passwd",
            "http://example.invalid/a.xml",
            "worksheets/sheet9.xml",
            "",
            "..",
        )
    ),
    held("a sheet that is formats", sheet_at("styles.xml"), _NO_COLUMNS, "MBR-TABLE-UNREADABLE"),
    held(
        "one sheet in two places",
        sheet_at("worksheets/sheet2.xml"),
        _NO_COLUMNS,
        "MBR-TABLE-UNREADABLE",
        "LVE-TABLE-DUPLICATE A1",
        leave_held=False,
    ),
    read("a sheet from the root", sheet_at("/xl/worksheets/sheet1.xml")),
    damaged("a sheet by way of the root", sheet_at("../xl/worksheets/sheet1.xml"), "Members"),
    held(
        "a sheet in another place that is outside",
        part(
            _RELATIONS,
            'Target="worksheets/sheet1.xml"',
            'Target="worksheets/sheet1.xml" TargetMode="External"',
        ),
        "The table Members was not found",
        "MBR-TABLE-MISSING",
    ),
    read("a table that is nowhere", table_at("../tables/table9.xml"), "MBR-TABLE-RANGE A1"),
    read("a table that is a sheet", table_at("../worksheets/sheet1.xml"), "MBR-TABLE-RANGE A1"),
    read(
        "relationships that go round",
        table_at("../../xl/worksheets/_rels/sheet1.xml.rels"),
        "MBR-TABLE-RANGE A1",
    ),
    # Tables
    read("a table called like a cell", table_called("A1")),
    held("a table called like the other", table_called("Leave"), _NO_COLUMNS, "MBR-TABLE-UNREADABLE"),
    read("a table without a name", table_called("")),
    read("a table with a name of markup", table_called("&lt;b&gt;")),
    *(read(f"a table over {ref}", table_over(ref)) for ref in ("A1:XFD1048576", "A1:D1048577", "$A$1:$D$4")),
    *(
        read(f"a table over {ref or 'nothing'}", table_over(ref), "MBR-TABLE-RANGE A1")
        for ref in ("A1:ZZZZ4", "A99999999999:D4", "nonsense", "", "Leave!A1:D4")
    ),
    *(
        held(f"a table over {ref}", table_over(ref), _NO_COLUMNS, f"MBR-TABLE-UNREADABLE {cell}")
        for ref, cell in (("D4:A1", "D4"), ("A0:D4", "A1"), ("A1", "A1"), ("A9:D12", "A9"))
    ),
    held(
        "a table of a million headers",
        part(_TABLE, _REF, ' ref="A1:D4" headerRowCount="1000000" totals'),
        _GONE,
        *_EMPTIED,
        leave_held=False,
    ),
    read(
        "a table without its header",
        part(_TABLE, _REF, ' ref="A1:D4" headerRowCount="0" totals'),
        "MBR-WEEKLY-HOURS-TYPE D1",
    ),
    held(
        "a table that is all totals",
        part(_TABLE, 'totalsRowShown="0"', 'totalsRowCount="999"'),
        _GONE,
        *_EMPTIED,
        leave_held=False,
    ),
    read("a table of negative totals", part(_TABLE, 'totalsRowShown="0"', 'totalsRowCount="-9"')),
    read(
        "a table with other columns",
        part(_TABLE, "<tableColumns.*</tableColumns>", '<tableColumns count="0"/>'),
    ),
    read(
        "two tables over one another",
        part(
            _SHEET_RELATIONS,
            "</Relationships>",
            '<Relationship Id="rId2" Target="../tables/table2.xml" Type="http://schemas.openxmlformats.org/'
            'officeDocument/2006/relationships/table"/></Relationships>',
        ),
    ),
    # What hangs on cells
    refused(
        "a whole sheet merged",
        behind_cells('<mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>'),
        "WB-SIZE",
        "merged or linked cells: 17179869184",
    ),
    refused(
        "a whole sheet linked",
        behind_cells('<hyperlinks><hyperlink ref="A1:XFD1048576" location="A1"/></hyperlinks>'),
        "WB-SIZE",
        "merged or linked cells: 17179869184",
    ),
    read(
        "a table merged",
        behind_cells('<mergeCells count="1"><mergeCell ref="A1:D4"/></mergeCells>'),
    ),
    damaged(
        "a merge that is none",
        behind_cells('<mergeCells count="1"><mergeCell ref="nonsense"/></mergeCells>'),
        "Members",
    ),
    damaged(
        "a hundred thousand merges",
        behind_cells("<mergeCells>" + '<mergeCell ref="H9:I9"/>' * 100_000 + "</mergeCells>"),
        "Members",
    ),
    damaged(
        "a hundred thousand links",
        behind_cells("<hyperlinks>" + '<hyperlink ref="A1"/>' * 100_000 + "</hyperlinks>"),
        "Members",
    ),
    damaged(
        "two hundred thousand formats",
        part(_STYLES, "</cellXfs>", '<xf fontId="0"/>' * 200_000 + "</cellXfs>"),
        _STYLES,
    ),
    read(
        "fewer formats than said",
        part(_STYLES, '<cellXfs count="\\d+">', '<cellXfs count="4294967295">'),
    ),
    read(
        "a format of dates without end",
        part(
            _STYLES,
            "<fonts",
            f'<numFmts count="1"><numFmt numFmtId="164" formatCode="{"y" * 1_000_000}"/></numFmts><fonts',
        ),
    ),
    read(
        "rules for a whole sheet",
        behind_cells(
            '<conditionalFormatting sqref="A1:XFD1048576"><cfRule type="expression" priority="1"><formula>WEBSERVICE("http://example.invalid")</formula></cfRule></conditionalFormatting>'
            * 5_000
        ),
    ),
    read(
        "a list of choices from the web",
        behind_cells(
            '<dataValidations><dataValidation type="list" sqref="D2:D4"><formula1>WEBSERVICE("http://example.invalid")</formula1></dataValidation></dataValidations>'
        ),
    ),
    # What could act
    read("macros", with_parts(("xl/vbaProject.bin", MACROS))),
    read(
        "macros of Excel 4",
        with_parts(
            (
                "xl/macrosheets/sheet1.xml",
                b'<xm:macrosheet><sheetData><c r="A1"><f>EXEC("calc")</f></c></sheetData></xm:macrosheet>',
            )
        ),
    ),
    read(
        "a control",
        with_parts(
            ("xl/activeX/activeX1.bin", b"\0" * 100), ("xl/ctrlProps/ctrlProp1.xml", b"<formControlPr/>")
        ),
    ),
    read(
        "a call of another program in a link",
        with_parts(
            (
                "xl/externalLinks/externalLink1.xml",
                b'<externalLink><ddeLink ddeService="cmd" ddeTopic="/C calc"/></externalLink>',
            )
        ),
    ),
    read(
        "a query of the web",
        with_parts(
            (
                "xl/connections.xml",
                b'<connections><connection id="1" type="4" refreshOnLoad="1"><webPr url="http://example.invalid"/></connection></connections>',
            )
        ),
    ),
    read(
        "a program as an object",
        with_parts(("xl/embeddings/oleObject1.bin", b"MZ" + bytes(1_000))),
    ),
)
