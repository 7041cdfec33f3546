"""Faults of tables, validations, formats, styles, comments, drawings, pivot tables and slicers."""

from __future__ import annotations

from tests.contracts.package.edits import (
    BOOK,
    COMMENTS,
    LISTS,
    PERSONS,
    PIVOT,
    PIVOT_CACHE,
    PLAN_TABLE,
    SLICER,
    SLICER_CACHE,
    STRINGS,
    STYLES,
    TABLE_OVER_TEAM,
    TEAM_TABLE,
    THREADS,
    VML,
    WORK,
    add,
    all_of,
    drop,
    faults,
    renamed_column,
    swap,
)
from tests.contracts.package.samples import THREAD

TABLE_FAULTS = (
    *faults(
        "table-part-pairing",
        TEAM_TABLE,
        swap(
            WORK,
            'count="2"><tablePart r:id="rId4"/><tablePart r:id="rId5"/>',
            'count="1"><tablePart r:id="rId4"/>',
        ),
        swap(
            WORK,
            'count="2"><tablePart r:id="rId4"/>',
            'count="3"><tablePart r:id="rId4"/><tablePart r:id="rId5"/>',
        ),
    ),
    *faults("table-id-duplicate", TEAM_TABLE, swap(TEAM_TABLE, 'id="2" name', 'id="1" name')),
    *faults(
        "table-name-duplicate",
        TEAM_TABLE,
        swap(TEAM_TABLE, 'name="Team" displayName="Team"', 'name="WORK" displayName="WORK"'),
        swap(TEAM_TABLE, 'name="Team" displayName="Team"', 'name="Team" displayName="Rate"'),
    ),
    *faults(
        "table-name-illegal",
        TEAM_TABLE,
        *(
            swap(TEAM_TABLE, 'displayName="Team"', f'displayName="{name}"')
            for name in ("", "T1", "TBL1", "My team", "2026", "_xlnm.Print_Area")
        ),
    ),
    *faults(
        "table-ref-height",
        PLAN_TABLE,
        all_of(
            swap(PLAN_TABLE, 'ref="A1:B3"', 'ref="A1:B1"'), swap(PLAN_TABLE, 'ref="A1:B3"', 'ref="A1:B1"')
        ),
    ),
    *faults(
        "table-ref-width",
        PLAN_TABLE,
        all_of(
            swap(PLAN_TABLE, 'ref="A1:B3"', 'ref="A1:C3"'), swap(PLAN_TABLE, 'ref="A1:B3"', 'ref="A1:C3"')
        ),
    ),
    *faults("table-column-id-duplicate", PLAN_TABLE, swap(PLAN_TABLE, 'id="2" name', 'id="1" name')),
    *faults("table-column-name-duplicate", PLAN_TABLE, renamed_column("COLUMN1")),
    *faults("table-column-name-length", PLAN_TABLE, renamed_column("x" * 256), renamed_column("")),
    *faults(
        "table-header-cell",
        PLAN_TABLE,
        swap(PLAN_TABLE, "Column2", "Other"),
        swap(LISTS, '<c r="B1" t="s"><v>17</v></c>', ""),
        swap(LISTS, '<c r="B1" t="s"><v>17</v></c>', '<c r="B1"><v>17</v></c>'),
        swap(LISTS, '<c r="B1" t="s"><v>17</v></c>', '<c r="B1" t="str"><f>"Column2"</f><v>Column2</v></c>'),
    ),
    *faults("table-autofilter-ref", TEAM_TABLE, swap(TEAM_TABLE, 'ref="E1:F3"', 'ref="E1:F4"')),
    *faults(
        "table-overlap",
        WORK,
        all_of(
            add(TABLE_OVER_TEAM),
            swap(WORK, '<tableParts count="2">', '<tableParts count="3"><tablePart r:id="rId95"/>'),
        ),
    ),
)

FORMAT_FAULTS = (
    *faults(
        "count-wrong",
        WORK,
        swap(WORK, '<dataValidations count="2"', '<dataValidations count="3"'),
        swap(WORK, '<mergeCells count="2"', '<mergeCells count="1"'),
        swap(WORK, '<tableParts count="2"', '<tableParts count="21"'),
    ),
    *faults("count-wrong", STRINGS, swap(STRINGS, 'uniqueCount="18"', 'uniqueCount="17"')),
    *faults("count-wrong", STYLES, swap(STYLES, '<cellXfs count="4"', '<cellXfs count="5"')),
    *faults(
        "count-wrong", PLAN_TABLE, swap(PLAN_TABLE, '<tableColumns count="2"', '<tableColumns count="x"')
    ),
    *faults("validation-list-length", WORK, swap(WORK, "open,done", "x" * 256)),
    *faults(
        "validation-text-length",
        WORK,
        swap(WORK, 'promptTitle="State"', f'promptTitle="{"x" * 33}"'),
        swap(WORK, 'promptTitle="State"', f'prompt="{"x" * 256}"'),
        swap(WORK, "Positive, please", "x" * 226),
        swap(WORK, 'error="', f'errorTitle="{"x" * 33}" error="'),
    ),
    *faults(
        "rule-structured-reference",
        WORK,
        swap(WORK, "<formula1>I1", "<formula1>Work[Amount]"),
        swap(WORK, "<formula>1</formula>", "<formula>SUM(Work[[#This Row],[Amount]])</formula>"),
    ),
    *faults("format-priority-duplicate", WORK, swap(WORK, 'priority="2"', 'priority="1"')),
    *faults("dxf-index", WORK, swap(WORK, 'dxfId="0"', 'dxfId="1"')),
    *faults("dxf-index", TEAM_TABLE, swap(TEAM_TABLE, 'dataDxfId="0"', 'dataDxfId="1"')),
    *faults(
        "dxf-index",
        STYLES,
        swap(STYLES, "<tableStyles ", '<tableStyleElement dxfId="1"/><tableStyles '),
    ),
    *faults(
        "format-x14-pairing",
        WORK,
        swap(WORK, "<x14:id>{DA7", "<x14:id>{DB7"),
        swap(WORK, '" id="{DA7', '" id="{DB7'),
    ),
    *faults(
        "style-count",
        STYLES,
        swap(
            STYLES,
            '<cellXfs count="4">',
            '<cellXfs count="65491">'
            + '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>' * 65_487,
        ),
    ),
    *faults(
        "style-component",
        STYLES,
        swap(STYLES, '<xf numFmtId="164"', '<xf numFmtId="170"'),
        *(
            swap(STYLES, f'{attribute}="0" {after}', f'{attribute}="9" {after}')
            for attribute, after in (("fontId", "fillId"), ("fillId", "borderId"), ("borderId", "xfId"))
        ),
        swap(STYLES, 'xfId="1" applyAlignment', 'xfId="9" applyAlignment'),
    ),
)

OTHER_FAULTS = (
    *faults(
        "comment-shape",
        WORK,
        swap(WORK, '<legacyDrawing r:id="rId3"/>', ""),
        swap(VML, "<x:Row>9</x:Row>", "<x:Row>99</x:Row>"),
    ),
    *faults("comment-duplicate", COMMENTS, swap(COMMENTS, 'ref="F11"', 'ref="F10"')),
    *faults("comment-author", COMMENTS, swap(COMMENTS, 'ref="F11" authorId="0"', 'ref="F11" authorId="7"')),
    *faults("thread-person", THREADS, swap(PERSONS, "{99999999", "{00000000")),
    *faults(
        "thread-id-duplicate",
        THREADS,
        swap(
            THREADS,
            "</ThreadedComments>",
            f'<threadedComment ref="F12" personId="{{99999999-8888-7777-6666-555555555555}}" id="{THREAD}" '
            f'parentId="{THREAD}"><text>Because</text></threadedComment></ThreadedComments>',
        ),
    ),
    *faults(
        "thread-legacy-twin",
        THREADS,
        swap(THREADS, 'ref="F12"', 'ref="F11"'),
        swap(COMMENTS, "<author>tc=", "<author>"),
    ),
    *faults(
        "drawing-id-duplicate",
        "xl/drawings/drawing1.xml",
        swap("xl/drawings/drawing1.xml", '<xdr:cNvPr id="3"', '<xdr:cNvPr id="2"'),
    ),
    *faults(
        "pivot-cache",
        PIVOT,
        swap(PIVOT, 'cacheId="5"', 'cacheId="6"'),
        swap(BOOK, '<pivotCaches><pivotCache cacheId="5" r:id="rId91"/></pivotCaches>', ""),
        drop("xl/pivotTables/_rels/pivotTable1.xml.rels"),
    ),
    *faults("pivot-refresh", PIVOT_CACHE, swap(PIVOT_CACHE, ' refreshOnLoad="1"', "")),
    *faults(
        "slicer-source",
        SLICER_CACHE,
        swap(SLICER_CACHE, 'column="1"', 'column="7"'),
        swap(SLICER_CACHE, 'tableId="1"', 'tableId="7"'),
        swap(
            SLICER_CACHE, "<extLst>", '<pivotTables><pivotTable tabId="2" name="Gone"/></pivotTables><extLst>'
        ),
    ),
    *faults("slicer-source", SLICER, swap(SLICER, 'cache="Slicer_Key"', 'cache="Slicer_Gone"')),
)
