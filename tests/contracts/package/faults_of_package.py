"""Faults of the package, its XML, and the workbook part."""

from __future__ import annotations

from tests.contracts.package.edits import (
    BOOK,
    CALCULATION,
    CORE,
    ROOT_RELS,
    STALE_CHAIN,
    TYPES,
    WORK,
    WORK_RELS,
    add,
    all_of,
    copy,
    drop,
    faults,
    put,
    swap,
)

PACKAGE_FAULTS = (
    *faults("zip-duplicate-member", "XL/Workbook.xml", copy(BOOK, "XL/Workbook.xml")),
    *faults("package-skeleton", TYPES, drop(TYPES)),
    *faults("package-skeleton", ROOT_RELS, drop(ROOT_RELS), swap(ROOT_RELS, '/officeDocument"', '/other"')),
    *faults("content-type-missing", "xl/media/image1.xyz", put("xl/media/image1.xyz", b"")),
    *faults(
        "content-type-dangling",
        TYPES,
        swap(TYPES, "</Types>", '<Override PartName="/xl/calcChain.xml" ContentType="x/y"/></Types>'),
    ),
    *faults(
        "content-type-duplicate",
        TYPES,
        swap(TYPES, "<Default ", '<Default Extension="XML" ContentType="application/xml"/><Default '),
    ),
    *faults("content-type-wrong", WORK, swap(TYPES, ".worksheet+xml", ".table+xml")),
    *faults("relationship-target-missing", WORK, swap(WORK_RELS, "drawing1.xml", "drawing9.xml")),
    *faults("relationship-id-duplicate", WORK_RELS, swap(WORK_RELS, 'Id="rId90"', 'Id="rId6"')),
    *faults("relationship-undeclared", WORK, swap(WORK, '<drawing r:id="rId2"/>', '<drawing r:id="rId77"/>')),
    *faults("relationship-type-wrong", WORK, swap(WORK, '<drawing r:id="rId2"/>', '<drawing r:id="rId3"/>')),
)

XML_FAULTS = (
    *faults(
        "xml-encoding",
        CORE,
        swap(CORE, "<dc:creator>", b"<dc:creator>\xff"),
        swap(CORE, 'encoding="UTF-8"', 'encoding="ISO-8859-1"'),
    ),
    *faults(
        "xml-character",
        CORE,
        swap(CORE, "<dc:creator>", "<dc:creator>\x01"),
        swap(CORE, "<dc:creator>", "<dc:creator>\uffff"),
        swap(CORE, "<dc:creator>", "<dc:creator>&#11;"),
    ),
    *faults(
        "xml-malformed",
        CORE,
        swap(CORE, "</cp:coreProperties>", ""),
        swap(CORE, "<cp:coreProperties", "<!DOCTYPE x []><cp:coreProperties"),
        put(CORE, b""),
    ),
    *faults("xml-prefix", CORE, swap(CORE, "<dc:creator>", "<zz:creator/><dc:creator>")),
    *faults("xml-ignorable-prefix", WORK, swap(WORK, 'mc:Ignorable="x14ac"', 'mc:Ignorable="x14ac xr"')),
)

BOOK_FAULTS = (
    *faults(
        "workbook-element-order",
        BOOK,
        all_of(swap(BOOK, CALCULATION, ""), swap(BOOK, "<sheets>", CALCULATION + "<sheets>")),
    ),
    *faults(
        "sheet-name-illegal",
        BOOK,
        *(
            swap(BOOK, 'name="Hidden"', f'name="{name}"')
            for name in ("", "a:b", "a/b", "[a]", "'a", "a'", "history", "x" * 32, "😀" * 16)
        ),
    ),
    *faults("sheet-name-duplicate", BOOK, swap(BOOK, 'name="Hidden"', 'name="WORK"')),
    *faults("sheet-id-duplicate", BOOK, swap(BOOK, 'sheetId="3"', 'sheetId="1"')),
    *faults(
        "sheet-none-visible",
        BOOK,
        all_of(
            swap(BOOK, 'sheetId="1"', 'sheetId="1" state="hidden"'),
            swap(BOOK, 'sheetId="2"', 'sheetId="2" state="veryHidden"'),
        ),
    ),
    *faults(
        "active-tab-hidden",
        BOOK,
        swap(BOOK, "<workbookView ", '<workbookView activeTab="2" '),
        swap(BOOK, "<workbookView ", '<workbookView activeTab="3" '),
    ),
    *faults(
        "defined-name-illegal",
        BOOK,
        *(
            swap(BOOK, 'name="rate"', f'name="{name}"')
            for name in (
                "",
                "A1",
                "xfd1048576",
                "R",
                "c",
                "R1C1",
                "rc",
                "my rate",
                "1st",
                "a-b",
                "true",
                "x" * 256,
            )
        ),
    ),
    *faults(
        "defined-name-duplicate",
        BOOK,
        swap(BOOK, "</definedNames>", '<definedName name="RATE">1</definedName></definedNames>'),
    ),
    *faults(
        "defined-name-scope",
        BOOK,
        swap(BOOK, 'name="local" localSheetId="1"', 'name="local" localSheetId="3"'),
    ),
    *faults("calc-chain-stale", "xl/calcChain.xml", add(STALE_CHAIN)),
    *faults("recalculation-missing", BOOK, swap(BOOK, ' fullCalcOnLoad="1"', "")),
)
