"""The checker of packages: every rule finds its fault and only that, and clean workbooks are clean."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from openpyxl.comments import Comment
from openpyxl.formatting.rule import Rule
from openpyxl.styles import Font
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.table import Table

from tests.contracts.package import RULES, assert_clean, check_package
from tests.contracts.package.edits import BOOK, CALC_CHAIN, STRINGS, WORK, Edit, Fault, add, all_of, swap
from tests.contracts.package.faults import FAULTS
from tests.contracts.package.findings import Findings
from tests.contracts.package.formulas import FormulaContext, check_formula, is_structured
from tests.contracts.package.names import is_legal_name
from tests.contracts.package.samples import pack, sample


def _spoiled(edit: Edit) -> bytes:
    parts = dict(sample())
    edit(parts)
    return pack(parts)


def _ids(faults: tuple[Fault, ...]) -> list[str]:
    seen: Counter[str] = Counter()
    ids = []
    for fault in faults:
        seen[fault.rule] += 1
        ids.append(f"{fault.rule}-{seen[fault.rule]}")
    return ids


BROKEN_ARCHIVES: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda _: b"",
    "no archive": lambda _: b"a;b;c\n1;2;3\n",
    "cut off": lambda data: data[: len(data) // 2],
    "a byte turned": lambda data: data[:200] + bytes([data[200] ^ 0xFF]) + data[201:],
}


@pytest.mark.parametrize("fault", FAULTS, ids=_ids(FAULTS))
def test_fault_is_found_and_nothing_else(fault: Fault) -> None:
    found = check_package(_spoiled(fault.edit))

    assert {(finding.rule, finding.part) for finding in found} == {(fault.rule, fault.part)}


@pytest.mark.parametrize("spoil", BROKEN_ARCHIVES.values(), ids=BROKEN_ARCHIVES.keys())
def test_broken_archive_is_a_finding(spoil: Callable[[bytes], bytes]) -> None:
    found = check_package(spoil(pack(sample())))

    assert {finding.rule for finding in found} == {"zip-unreadable"}


def test_missing_file_is_a_finding(tmp_path: Path) -> None:
    assert [finding.rule for finding in check_package(tmp_path / "gone.xlsx")] == ["zip-unreadable"]


def test_every_rule_has_a_fault() -> None:
    assert {fault.rule for fault in FAULTS} | {"zip-unreadable"} == set(RULES)


def test_sample_is_clean() -> None:
    assert check_package(pack(sample())) == ()


def test_file_is_read_from_its_path(tmp_path: Path) -> None:
    path = tmp_path / "sample.xlsx"
    path.write_bytes(pack(sample()))

    assert_clean(path)


def test_assert_clean_lists_each_finding_on_a_line() -> None:
    edit = all_of(swap(BOOK, 'name="Hidden"', 'name="a:b"'), swap(WORK, 'r="K1" s="2"', 'r="K1" s="9"'))

    with pytest.raises(AssertionError) as caught:
        assert_clean(_spoiled(edit))

    assert str(caught.value).splitlines() == [
        "Excel would repair the workbook:",
        f"  xl/workbook.xml: 'a:b' [sheet-name-illegal] {RULES['sheet-name-illegal']}",
        f"  xl/worksheets/sheet1.xml: K1: style 9, there are 4 [style-index] {RULES['style-index']}",
    ]


def test_one_wrong_column_does_not_bury_the_rest() -> None:
    def edit(parts: dict[str, bytes]) -> None:
        rows = b"".join(b'<row r="%d"><c r="A%d" s="99"/></row>' % (row, row) for row in range(20, 500))
        parts[WORK] = parts[WORK].replace(b"</sheetData>", rows + b"</sheetData>")

    assert Counter(finding.rule for finding in check_package(_spoiled(edit))) == {"style-index": 20}


@pytest.mark.parametrize(
    "edit",
    [
        pytest.param(
            all_of(add(CALC_CHAIN), swap(BOOK, ' fullCalcOnLoad="1"', "")), id="calcChain that fits"
        ),
        pytest.param(
            swap(BOOK, '<calcPr calcId="124519" fullCalcOnLoad="1"/>', ""), id="no calcId, LibreOffice"
        ),
        pytest.param(swap(STRINGS, "plain", "_x005F_x0041_ _x000D_ _x0001_ _xD800_"), id="escapes"),
        pytest.param(swap(STRINGS, "plain", "x" * 32_767), id="longest text"),
        pytest.param(swap(BOOK, 'name="Hidden"', 'name="it\'s 中文 &amp; 😀"'), id="sheet name"),
        pytest.param(swap(WORK, "open,done", "x" * 255), id="longest list"),
        pytest.param(swap(WORK, "<v>1.5</v>", "<v>-1.5E-7</v>"), id="number"),
        pytest.param(swap(WORK, "<v>1.5</v>", ""), id="blank cell"),
        pytest.param(
            swap(WORK, "</f><v>4</v>", "</f><v></v>"), id="formula that was not calculated, openpyxl"
        ),
        pytest.param(swap(WORK, ' r="M2"><v>1.5', ' t="d"><v>2026-01-02T03:04:05'), id="date without place"),
        pytest.param(
            all_of(
                swap(WORK, "<f>[[#This Row],[Amount]]*2</f>", '<f t="shared" si="0" ref="C2:C3">B2*2</f>'),
                swap(WORK, "<f>[[#This Row],[Amount]]*2</f>", '<f t="shared" si="0"/>'),
            ),
            id="shared formula",
        ),
    ],
)
def test_what_excel_takes_is_clean(edit: Edit) -> None:
    assert check_package(_spoiled(edit)) == ()


@pytest.mark.parametrize(
    "formula",
    [
        'IF(A1="a;b","@#[","it\'\'s")',
        "'It''s; 中文'!$A$1+[1]Sheet1!B2+'[2]A b'!C3+[1]!rate",
        "SUM({1,2;3,4},(A1:B2 C1:D2,E5))",
        "_xlfn._xlws.SORT(_xlfn.ANCHORARRAY(A1))+_xlfn.LET(_xlpm.x,1,_xlpm.x(2))",
        "SUM(Work[[#This Row],[It''s '[odd'] '@ name]])/#REF!",
        "IFERROR(INDEX(A1:INDEX(B:B,LOG10(5)),DAYS360(1,2)),#N/A)",
        "WORKDAY.INTL(A1,1)+NETWORKDAYS.INTL(A1,B1)+sum(A1)",
        "ABS(" * 64 + "1" + ")" * 64,
        "SUM(1" + ",1" * 254 + ")",
        "1" + "+1" * 4_095,
        "MYLAMBDA(1)",
    ],
)
def test_formula_that_excel_takes(formula: str) -> None:
    findings = Findings()

    check_formula(formula, FormulaContext(names=frozenset({"MYLAMBDA"})), WORK, "A1", findings)

    assert findings.all() == ()


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("Work[Amount]", True),
        ("Work[2026]", True),
        ("[[#This Row],[Amount]]", True),
        ("[Amount]", True),
        ("[1]Sheet1!A1", False),
        ("[1]!rate", False),
        ("'[Book.xlsx]Sheet1'!A1", False),
        ('INDIRECT("Work[Amount]")', False),
    ],
)
def test_structured_reference(formula: str, expected: bool) -> None:
    assert is_structured(formula) is expected


@pytest.mark.parametrize(
    "name", ["_x", "\\x", "XFE1", "A1048577", "Q1_2026", "税率", "a.b?", "tbl", "RCX", "_xlnm.Print_Area"]
)
def test_name_that_excel_takes(name: str) -> None:
    assert is_legal_name(name)


@pytest.mark.parametrize("value", ["", "x", "-1", "9" * 30])
@pytest.mark.parametrize("part", list(sample()))
def test_nonsense_in_attributes_is_never_an_exception(part: str, value: str) -> None:
    def edit(parts: dict[str, bytes]) -> None:
        parts[part] = re.sub(
            rb' (?!xmlns|version|encoding)([\w:]+)="[^"]*"', rb' \1="%s"' % value.encode(), parts[part]
        )

    check_package(_spoiled(edit))


@pytest.mark.parametrize("part", list(sample()))
def test_missing_or_cut_part_is_a_finding(part: str) -> None:
    assert check_package(_spoiled(lambda parts: parts.__delitem__(part)))
    assert check_package(_spoiled(lambda parts: parts.__setitem__(part, parts[part][:-9])))


def test_plain_workbook_of_xlsxwriter_is_clean() -> None:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        sheet = book.add_worksheet("Zürich 中文")
        sheet.write_column("A1", ["tab\there", " x", "", "_x0041_", "a\x01b", "😀" * 100])
        sheet.write_formula("B1", "=_xlfn.IFS(A1=1,2)", None, 2)
        sheet.write_formula("B2", "=1/0", None, "#DIV/0!")
        sheet.write_dynamic_array_formula("C1", "=SORT(A1:A3)")
        sheet.insert_textbox("D1", "text")
        sheet.add_sparkline("E1", {"range": "B1:B3"})
        sheet.conditional_format("F1:F9", {"type": "icon_set", "icon_style": "3_arrows"})
        sheet.print_area("A1:C9")
        sheet.repeat_rows(0)
        sheet.set_v_pagebreaks([3])
        sheet.protect()
        chart = book.add_chart({"type": "pie"})
        chart.add_series({"values": "='Zürich 中文'!$B$1:$B$3"})
        book.add_chartsheet("Chart").set_chart(chart)

    assert check_package(buffer.getvalue()) == ()


def test_workbook_of_openpyxl_is_clean(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in (
        ["a", "b"],
        [1, " x "],
        [True, dt.date(2026, 1, 2)],
        ["=A2*2", dt.time(3, 4)],
        ["#N/A", 1e300],
    ):
        sheet.append(row)
    sheet.add_table(Table(displayName="Plan", ref="A1:B5"))
    sheet["D1"] = "c"
    sheet["D1"].comment = Comment("why", "Ann")
    sheet["D2"].hyperlink = "https://example.org"
    sheet.merge_cells("F1:G2")
    bold = DifferentialStyle(font=Font(bold=True))
    sheet.conditional_formatting.add(
        "H1:H9", Rule(type="cellIs", operator="lessThan", formula=["1"], dxf=bold)
    )
    validation = DataValidation(type="list", formula1='"open,done"')
    validation.add("I1:I9")
    sheet.add_data_validation(validation)
    sheet.auto_filter.ref = "K1:L9"
    path = tmp_path / "openpyxl.xlsx"
    book.save(path)

    assert_clean(path)


def test_sample_saved_again_by_openpyxl_is_clean(tmp_path: Path) -> None:
    path = tmp_path / "again.xlsx"
    with pytest.warns(UserWarning, match="not supported"):
        book = openpyxl.load_workbook(io.BytesIO(pack(sample())))
    book.save(path)

    assert_clean(path)
