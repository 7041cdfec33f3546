"""Faults of sheets, their cells and formulas."""

from __future__ import annotations

from tests.contracts.package.edits import (
    BOOK,
    COMMENTS,
    FORMULA,
    HIDDEN,
    LISTS,
    STRINGS,
    WORK,
    WORK_RELS,
    all_of,
    faults,
    in_cell,
    in_formula,
    swap,
)

SHEET_FAULTS = (
    *faults(
        "sheet-element-order",
        HIDDEN,
        swap(
            HIDDEN, "<sheetData/>", '<mergeCells count="1"><mergeCell ref="A1:B1"/></mergeCells><sheetData/>'
        ),
        swap(HIDDEN, "<sheetData/>", "<sheetData/><unheardOf/>"),
        swap(HIDDEN, "<sheetData/>", "<sheetData/><sheetData/>"),
    ),
    *faults(
        "sheet-collection-empty",
        HIDDEN,
        swap(HIDDEN, "<sheetData/>", "<cols/><sheetData/>"),
        swap(HIDDEN, "<sheetData/>", '<sheetData/><mergeCells count="0"/>'),
        swap(HIDDEN, "<sheetData/>", '<sheetData/><dataValidations count="0"/>'),
        swap(HIDDEN, "<sheetData/>", "<sheetData/><hyperlinks/>"),
    ),
    *faults(
        "reference-illegal",
        WORK,
        swap(WORK, 'ref="A1:N12"', 'ref="A1:XFE12"'),
        swap(WORK, 'ref="M3:N3"', 'ref="M3:N1048577"'),
        swap(WORK, 'sqref="H1:H9"', 'sqref="H9:H1"'),
        swap(WORK, 'sqref="K1:K9"', 'sqref=""'),
        swap(WORK, 'min="4" max="4"', 'min="4" max="16385"'),
        swap(WORK, 'ref="K8"', 'ref="K0"'),
    ),
    *faults("reference-illegal", LISTS, swap(LISTS, 'ref="E1:F4"', 'ref="E1:F"')),
    *faults("reference-illegal", COMMENTS, swap(COMMENTS, 'ref="F11"', 'ref="11"')),
    *faults(
        "row-order", WORK, swap(WORK, '<row r="12"', '<row r="11"'), swap(WORK, '<row r="12"', '<row r="1"')
    ),
    *faults("cell-order", WORK, swap(WORK, 'r="L2"', 'r="K2"'), swap(WORK, 'r="L2"', 'r="H2"')),
    *faults(
        "cell-outside-grid",
        WORK,
        swap(WORK, 'r="L2"', 'r="XFE2"'),
        swap(WORK, 'r="L2"', 'r="L3"'),
        swap(WORK, '<row r="12"', '<row r="1048577"'),
    ),
    *faults("column-overlap", WORK, swap(WORK, 'min="4" max="4"', 'min="2" max="4"')),
    *faults(
        "style-index",
        WORK,
        swap(WORK, 'r="K1" s="2"', 'r="K1" s="9"'),
        swap(WORK, 'style="1"', 'style="9"'),
        swap(WORK, '<row r="12"', '<row r="12" s="9"'),
    ),
    *faults("shared-string-index", WORK, *in_cell('<c r="K2" t="s"><v>99</v></c>')),
    *faults(
        "cell-type",
        WORK,
        *in_cell(
            '<c r="K2"><v>plain</v></c>',
            '<c r="K2"><v>1_000</v></c>',
            '<c r="K2" t="s"><v>plain</v></c>',
            '<c r="K2" t="s"><v></v></c>',
            '<c r="K2" t="b"><v>yes</v></c>',
            '<c r="K2" t="e"><v>#OOPS!</v></c>',
            '<c r="K2" t="d"><v>31/02/2026</v></c>',
            '<c r="K2" t="inlineStr"><v>9</v></c>',
            '<c r="K2" t="s"><is><t>plain</t></is></c>',
            '<c r="K2" t="text"><v>9</v></c>',
        ),
    ),
    *faults(
        "cell-number-not-finite",
        WORK,
        *(swap(WORK, "<v>1.5</v>", f"<v>{text}</v>") for text in ("NaN", "INF", "-inf", "1e999", "1.#IND")),
    ),
    *faults("cell-date-negative", WORK, swap(WORK, "<v>46024</v>", "<v>-1</v>")),
    *faults(
        "text-too-long",
        STRINGS,
        swap(STRINGS, "plain", "x" * 32_768),
        swap(STRINGS, "plain", "😀" * 16_384),
    ),
    *faults("text-too-long", WORK, *in_cell(f'<c r="K2" t="str"><v>{"x" * 32_768}</v></c>')),
    *faults("text-escape", STRINGS, swap(STRINGS, "plain", "_x0041_")),
    *faults("text-escape", WORK, *in_cell('<c r="K2" t="inlineStr"><is><t>a_x00e9_</t></is></c>')),
    *faults("text-space", STRINGS, swap(STRINGS, '<t xml:space="preserve"> outer', "<t> outer")),
    *faults("merge-overlap", WORK, swap(WORK, 'ref="M3:N3"', 'ref="N2:O3"')),
    *faults(
        "merge-single-cell",
        WORK,
        swap(WORK, 'ref="M3:N3"', 'ref="M3"'),
        swap(WORK, 'ref="M3:N3"', 'ref="M3:M3"'),
    ),
    *faults("merge-over-table", WORK, swap(WORK, 'ref="M3:N3"', 'ref="C3:D3"')),
    *faults(
        "hyperlink-count",
        WORK,
        swap(WORK, "<hyperlinks>", "<hyperlinks>" + '<hyperlink ref="K9" location="A1"/>' * 65_529),
    ),
    *faults(
        "hyperlink-length",
        WORK,
        swap(WORK, "'Lists'!A1\" tooltip", "x" * 256 + '" tooltip'),
        swap(WORK, "Go there", "x" * 256),
        swap(WORK_RELS, "https://example.org/a", "https://example.org/" + "a" * 2_060),
    ),
    *faults("autofilter-over-table", LISTS, swap(LISTS, 'ref="E1:F4"', 'ref="B1:F4"')),
    *faults(
        "shared-formula-master",
        WORK,
        swap(WORK, FORMULA, '<f t="shared" si="0"/>'),
        all_of(
            swap(WORK, FORMULA, '<f t="shared" si="0" ref="K4:K5">A4</f>'),
            swap(WORK, "<f>[[#This Row],[Amount]]*2</f>", '<f t="shared" si="0" ref="C2:C3">A2</f>'),
        ),
    ),
)

FORMULA_FAULTS = (
    *faults("formula-literal", WORK, *in_formula('"' + "x" * 256 + '"')),
    *faults("formula-length", WORK, *in_formula("1" + "+1" * 4_096)),
    *faults("formula-nesting", WORK, *in_formula("ABS(" * 65 + "1" + ")" * 65)),
    *faults("formula-arguments", WORK, *in_formula("SUM(1" + ",1" * 255 + ")")),
    *faults("formula-equals-sign", WORK, *in_formula("=A1")),
    *faults("formula-equals-sign", BOOK, swap(BOOK, ">0.5<", ">=0.5<")),
    *faults("formula-separator", WORK, *in_formula("SUM(A1;A2)")),
    *faults("formula-function-name", WORK, *in_formula("SUMME(A1)", "求和(A1)")),
    *faults("formula-prefix", WORK, *in_formula("XLOOKUP(1,B:B,A:A)", "IF(A1,ifs(A1,1),2)")),
    *faults("formula-prefix", WORK, swap(WORK, "<formula1>I1&gt;0", "<formula1>ISFORMULA(I1)")),
    *faults("formula-shorthand", WORK, *in_formula("Work[@Amount]", "SUM(A1#)", "@A1:A3")),
    *faults(
        "formula-malformed", WORK, *in_formula("SUM(A1", "A1)", '"open', "'Work!A1", "Work[Amount", "{1,2)")
    ),
)
