"""The next free id of a table, following the ids that people use: after D-007 comes D-008.

Owns the five steps from the ids to the next one, as native formulas and in Python. Where the steps stand is
decided in `lists`.
"""

from __future__ import annotations

from collections.abc import Iterable

from workbook_templates.formulas import Formula, quoted
from workbook_templates.layout import Layout
from workbook_templates.specification import ErrorValue
from workbook_templates.written import Cell

# Tables whose rows have an id of their own, with the id that an empty table begins with.
FIRST_IDS = {"members": "M01", "delegations": "D01", "kpis": "K01", "check_ins": "C01", "meetings": "T01"}
STEPS = ("last", "digits", "prefix", "highest", "next")

_DIGITS = "0123456789"
_LONGEST_NUMBER = 12


def next_id_steps(layout: Layout, table_id: str, cells: tuple[str, ...]) -> tuple[Formula, ...]:
    """One formula for each of `STEPS`; the last id that ends in a number gives the prefix.

    `cells` are where the steps will stand.
    """
    sheet = layout.tables[table_id]
    column = sheet.table.key[0]
    ids, values = sheet.ref(column), _steps(sheet.values(column), FIRST_IDS[table_id])
    last, digits, prefix, highest = cells[:4]
    places = "{" + ",".join(map(str, range(1, _LONGEST_NUMBER + 1))) + "}"
    rest = f"MID({ids},LEN({prefix})+1,{_LONGEST_NUMBER})"
    # How many of the last characters are digits: one less than where another one stands, from the end.
    place = f'{places}+99*ISNUMBER(FIND(MID("#"&{last},LEN({last})+2-{places},1),"{_DIGITS}"))'
    # "E0" lets 007 count as a number, and 3-1 not as a date.
    number = f'--({rest}&"E0")/(LEFT({ids},LEN({prefix}))={prefix})'
    texts = (
        f'IFERROR(LOOKUP(2,1/(({ids}<>"")*ISNUMBER(FIND(RIGHT({ids},1),"{_DIGITS}"))),{ids})&"","")',
        f"SUMPRODUCT(MIN({place},{_LONGEST_NUMBER + 1}))-1",
        f"LEFT({last},LEN({last})-{digits})",
        f"IFERROR(_xlfn.AGGREGATE(14,6,{number},1),0)",
        f'IF({last}="","{FIRST_IDS[table_id]}",{prefix}&TEXT({highest}+1,REPT("0",{digits})))',
    )
    return tuple(Formula(text, value) for text, value in zip(texts, values, strict=True))


def next_id(table_id: str, ids: Iterable[Cell]) -> str:
    """The next free id of a table of `FIRST_IDS` in which these stand, in the order of its rows."""
    return str(_steps(ids, FIRST_IDS[table_id])[-1])


def next_id_line(layout: Layout, table_id: str, value: str) -> Formula:
    """The line above a table: `Next free ID: D-008`."""
    words = layout.labels.text("workbook.sheet.next_id")
    return Formula(f"{quoted(words)}&{next_id_name(table_id)}", words + value)


def next_id_name(table_id: str) -> str:
    """The defined name of the cell with the next free id."""
    return f"next_{table_id}"


def _steps(cells: Iterable[Cell], first: str) -> tuple[str | int, ...]:
    ids = ["" if cell is None or isinstance(cell, ErrorValue) else str(cell) for cell in cells]
    numbered = [each for each in ids if each and each[-1] in _DIGITS]
    if not numbered:
        return "", 0, "", 0, first
    last = numbered[-1]
    digits = 0
    while digits < min(len(last), _LONGEST_NUMBER) and last[-1 - digits] in _DIGITS:
        digits += 1
    prefix = last[: len(last) - digits]
    rests = [each[len(prefix) :] for each in ids if each.casefold().startswith(prefix.casefold())]
    numbers = [rest[:_LONGEST_NUMBER] for rest in rests]
    highest = max(int(number) for number in numbers if number.isascii() and number.isdigit())
    return last, digits, prefix, highest, f"{prefix}{highest + 1:0{digits}d}"
