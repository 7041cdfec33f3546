"""Hostile cells: places beyond the sheet, numbers that are none, texts that want to be formulas."""

from __future__ import annotations

import re

from tests.faults.hostile.case import Hostile, Made, content, damaged, part, read, refused

_SHEET = "xl/worksheets/sheet1.xml"
_LEAVE = "xl/worksheets/sheet2.xml"
_TEXTS = "xl/sharedStrings.xml"
_ROW_3 = r'<row r="3".*?</row>'
_HOURS = r'<c r="D4"><v>20</v></c>'
_ROLE = r'<c r="C3" t="s"><v>\d+</v></c>'
_START = r'<c r="B2" s="\d+"><v>46300</v></c>'
_END = r'<c r="C2" s="(\d+)"><v>46304</v></c>'


def more_rows(markup: str) -> Made:
    """More rows behind those of the members."""
    return part(_SHEET, "</sheetData>", markup + "</sheetData>")


def hours(markup: str) -> Made:
    """Another cell in the place of Cleo's weekly hours."""
    return part(_SHEET, _HOURS, markup.replace("\\", r"\\"))


def hours_value(value: str) -> Made:
    return hours(f'<c r="D4"><v>{value}</v></c>')


def role(markup: str) -> Made:
    """Another cell in the place of Ben's role, which may be any text."""
    return part(_SHEET, _ROLE, markup.replace("\\", r"\\"))


def role_text(text: str) -> Made:
    """Another text in the place of Ben's role."""
    return content(
        _TEXTS, lambda xml: xml.replace(b">Service<", b' xml:space="preserve">' + text.encode() + b"<")
    )


def start(value: str) -> Made:
    """Another serial number in the place of a first day of leave."""
    return part(_LEAVE, r'(<c r="B2" s="\d+">)<v>\d+</v>', rf"\1<v>{value}</v>")


def far(cell: str, row: str = "") -> Made:
    number = row or re.sub("[A-Za-z]", "", cell)
    return more_rows(f'<row r="{number}"><c r="{cell}"><v>1</v></c></row>')


_TEXT_FORMULAS = (
    ("a command as a text", "=cmd|' /C calc'!A0"),
    ("a link as a text", '=HYPERLINK("http://example.invalid/","Click")'),
    ("a sum as a text", "+1+1"),
    ("a minus as a text", "-2+3+cmd|' /C calc'!A0"),
    ("an at sign as a text", "@SUM(1,1)"),
    ("a tab before a formula", "\t=1+1"),
    ("a script as a text", "<script>alert(1)</script>"),
    ("a picture of the web as a text", '<img src="http://example.invalid/a.png">'),
    ("markup of a page as a text", "\"><b onmouseover='x'>&lt;"),
    ("words to a terminal as a text", "[bold red]Root[/] %s {0} ${HOME}"),
    ("a way out of the folder as a text", "../../../../etc/passwd"),
    ("a statement as a text", "'); DROP TABLE records; --"),
)


def escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


CELLS: tuple[Hostile, ...] = (
    # Places
    refused(
        "a value in the last cell",
        far("XFD1048576"),
        "WB-SIZE",
        "filled cells: 17179869184",
        cell="XFD1048576",
    ),
    read("a value far to the right", far("XFD9")),
    read("a value far below", far("A200000")),
    refused(
        "a value so far that the memory does not suffice",
        far("ZZ7000"),
        "WB-CRASHED",
        "ended the program that tried to read it",
    ),
    read(
        "a format in the last cell",
        more_rows('<row r="1048576"><c r="XFD1048576" s="0"/></row>'),
    ),
    *(
        damaged(f"a value in {cell}", far(cell, row), "Members")
        for cell, row in (
            ("A1048577", ""),
            ("A4294967295", ""),
            ("A99999999999999999999", ""),
            ("XFE9", ""),
            ("ZZZZ9", ""),
            ("ZZZZZZZZZZZZ9", ""),
            ("A0", ""),
            ("A-1", "9"),
            ("9", "9"),
            ("A", "9"),
            ("1A", "9"),
            ("Ä9", "9"),
            ("$A$9", "9"),
            ("R9C1", "9"),
            ("A9:B9", "9"),
            ("", "9"),
        )
    ),
    *(
        damaged(
            f"a row with the number {number}",
            more_rows(f'<row r="{number}"><c><v>1</v></c></row>'),
            "Members",
        )
        for number in ("0", "-1", "1048577", "4294967296", "1e9", "nine", "", "9 9")
    ),
    damaged(
        "rows in another order",
        part(_SHEET, r'(<row r="2".*?</row>)(<row r="3".*?</row>)', r"\2\1"),
        "Members",
    ),
    damaged("a row twice", part(_SHEET, f"({_ROW_3})", r"\1\1"), "Members"),
    damaged("a cell twice", part(_SHEET, f"({_HOURS})", r'\1<c r="D4"><v>1</v></c>'), "Members"),
    damaged(
        "cells in another order", part(_SHEET, r'(<c r="B2".*?</c>)(<c r="C2".*?</c>)', r"\2\1"), "Members"
    ),
    damaged("a cell of another row", part(_SHEET, r'<c r="D4">', '<c r="D9">'), "Members"),
    read(
        "cells that do not say where they are",
        content(_SHEET, lambda xml: re.sub(rb' r="[A-Z]+\d+"', b"", xml)),
    ),
    read(
        "rows that do not say where they are",
        content(_SHEET, lambda xml: re.sub(rb'<row r="\d+"', b"<row", xml)),
    ),
    read("a place in small letters", part(_SHEET, 'r="D4"', 'r="d4"')),
    read("a dimension of one cell", part(_SHEET, 'ref="A1:D4"', 'ref="A1"')),
    read("a dimension of a whole sheet", part(_SHEET, 'ref="A1:D4"', 'ref="A1:XFD1048576"')),
    damaged("a dimension that is none", part(_SHEET, 'ref="A1:D4"', 'ref="nowhere"'), "Members"),
    # Numbers
    *(
        read(f"{value} hours", hours_value(value), f"MBR-WEEKLY-HOURS-{kind} D4")
        for value, kind in (
            ("NaN", "TYPE"),
            ("INF", "TYPE"),
            ("-INF", "TYPE"),
            ("1e400", "TYPE"),
            ("1.7e308", "RANGE"),
            ("-40", "RANGE"),
            ("169", "RANGE"),
            ("9007199254740993", "RANGE"),
            ("many", "TYPE"),
            ("4O", "TYPE"),
            ("40,5", "TYPE"),
            ("0x28", "TYPE"),
            ("1_000", "TYPE"),
            (" ", "REQUIRED"),
        )
    ),
    read("a number of a hundred thousand digits", hours_value("9" * 100_000), "MBR-WEEKLY-HOURS-TYPE D4"),
    *(
        read(f"a leave from day {value}", start(value), f"LVE-START-{kind} B2")
        for value, kind in (
            ("-1", "TYPE"),
            ("0", "TYPE"),
            ("2958466", "TYPE"),
            ("99999999", "TYPE"),
            ("-99999999", "TYPE"),
            ("1e15", "TYPE"),
            ("NaN", "TYPE"),
        )
    ),
    damaged("a leave from day -1e300", start("-1e300"), "Leave"),
    read("a leave from day 1e300", start("1e300"), "LVE-START-TYPE B2"),
    read("a day that never was", start("60"), "LVE-START-TYPE B2"),
    # Kinds of cells
    *(
        read(f"{error} hours", hours(f'<c r="D4" t="e"><v>{error}</v></c>'), "MBR-WEEKLY-HOURS-ERROR D4")
        for error in (
            "#N/A",
            "#SPILL!",
            "#CALC!",
            "#GETTING_DATA",
            "#BUSY!",
            "#BLOCKED!",
            "#ÜBERLAUF!",
            "Error",
            "&lt;b&gt;",
            "",
        )
    ),
    *(
        read(f"{what} without a result", hours(f'<c r="D4"><f{more}</f></c>'), "MBR-WEEKLY-HOURS-FORMULA D4")
        for what, more in (
            ("a formula", ">20+20"),
            ("an array", ' t="array" ref="A1:XFD1048576">ROW(1:1048576)'),
            ("a shared formula", ' t="shared" ref="D4:D9" si="4294967295">20+20'),
            ("a table of data", ' t="dataTable" ref="D4:D5" dt2D="1" r1="A1" r2="B1">'),
            ("a call of another program", ">cmd|' /C calc'!A0"),
            ("a value of the web", '>WEBSERVICE("http://example.invalid/")'),
            ("a value of another file", ">[1]Sheet1!$A$1"),
        )
    ),
    read(
        "a call of another program with a result",
        hours("<c r=\"D4\"><f>cmd|' /C calc'!A0</f><v>38</v></c>"),
        sees={"members M3 weekly_hours": 38.0},
    ),
    damaged("a value of a kind nobody knows", hours('<c r="D4" t="zz"><v>20</v></c>'), "Members"),
    damaged("a logical value of seven", hours('<c r="D4" t="b"><v>7</v></c>'), "Members"),
    read("a day as an hour", hours('<c r="D4" t="d"><v>2026-10-01</v></c>'), "MBR-WEEKLY-HOURS-TYPE D4"),
    read("a day that is none", hours('<c r="D4" t="d"><v>2026-13-45</v></c>'), "MBR-WEEKLY-HOURS-TYPE D4"),
    *(
        damaged(
            f"the text number {index or 'nothing'}", role(f'<c r="C3" t="s"><v>{index}</v></c>'), "Members"
        )
        for index in ("999999", "4294967296", "-1", "1.5", "1e3", "", "zero")
    ),
    *(
        damaged(
            f"{count} texts",
            part(_TEXTS, r'count="\d+" uniqueCount="\d+"', f'count="{count}" uniqueCount="{count}"'),
            _TEXTS,
        )
        for count in (4_294_967_295, 18_446_744_073_709_551_615, 2_000_000, 500_000_000)
    ),
    read(
        "fewer texts said than there are",
        part(_TEXTS, r'uniqueCount="\d+"', 'uniqueCount="1"'),
    ),
    read("the text of a cell nowhere", role('<c r="C3" t="inlineStr"/>'), sees={"members M2 role": None}),
    read(
        "a text of many pieces",
        role('<c r="C3" t="inlineStr"><is>' + "<r><t>ab</t></r>" * 1000 + "</is></c>"),
        sees={"members M2 role": "ab" * 1000},
    ),
    read(
        "a format that does not exist",
        part(_SHEET, '<c r="D4">', '<c r="D4" s="4000000000">'),
    ),
    read("a format below nothing", part(_SHEET, '<c r="D4">', '<c r="D4" s="-5">')),
    # Texts
    *(
        read(name, role_text(escaped(text)), sees={"members M2 role": text.strip()})
        for name, text in _TEXT_FORMULAS
    ),
    read(
        "a text of 40,000 letters",
        role_text("x" * 40_000),
        "MBR-ROLE-CLEANED C3",
        sees={"members M2 role": "x" * 40_000},
    ),
    read(
        "a text of signs in two units",
        role_text("𝄞" * 20_000),
        "MBR-ROLE-CLEANED C3",
        sees={"members M2 role": "𝄞" * 20_000},
    ),
    read(
        "control characters by number",
        role_text("a_x0001__x0008_b"),
        "MBR-ROLE-CLEANED C3",
        sees={"members M2 role": "ab"},
    ),
    read(
        "a zero by Excel's number",
        role_text("a_x0000_b"),
        "MBR-ROLE-CLEANED C3",
        sees={"members M2 role": "ab"},
    ),
    read("half a pair by Excel's number", role_text("a_xD800_b"), sees={"members M2 role": "a_xD800_b"}),
    read(
        "an underline that means itself", role_text("a_x005F_x0041_b"), sees={"members M2 role": "a_x0041_b"}
    ),
    read("writing that runs backwards", role_text("\u202eexe.xslx"), sees={"members M2 role": "exe.xslx"}),
    read("letters that are not seen", role_text("Ser\u200bvice\ufeff")),
    read(
        "a character that is none",
        role_text("a\uffff\ufdd0b"),
        "MBR-ROLE-CLEANED C3",
        sees={"members M2 role": "a\ufdd0b"},
    ),
    read(
        "marks upon marks",
        role_text("a" + "\u0301" * 5_000),
        sees={"members M2 role": "a" + "\u0301" * 5_000},
    ),
)
