"""The formulas that tell what is wrong: with a table, and what a code means (SPEC §5, §13)."""

from __future__ import annotations

import datetime as dt
import re

from addin.answers import Wrong, WrongArgumentError, explained, in_rows, in_words
from addin.arguments import own, read_cell
from addin.ranges import Cell, Spill, column, columns, is_blank
from addin.readable import readable
from delegation.cells import cell_text
from delegation.context import Context
from delegation.grids import table_from_columns
from delegation.issues import Issue
from delegation.labels import Labels, sheet_tables
from delegation.messages import declared_field, fix, message
from delegation.records import CellFault, TableState
from delegation.schema import Table, normalise
from delegation.tables import BY_ID
from delegation.validate import validate_tables

_ROW = re.compile(r"\d+$")
_AS_OF, _NAME = own("as_of"), own("name")


@readable
def validate(words: Labels, table: object, name: object, as_of: object) -> Spill:
    """What is wrong with a table, a row for each issue under a header; one blank cell for no rows at all."""
    declared = _declared(read_cell(_NAME, name), words)
    day = read_cell(_AS_OF, as_of) or dt.date.today()  # noqa: DTZ011  what Excel's TODAY() gives
    raw = table_from_columns(columns(table), declared, first_row=0)
    if not raw.columns:
        raise WrongArgumentError(Wrong(code="ARG-TABLE-MISSING", params={"table": words.sheet(declared.id)}))
    if raw.state is TableState.EMPTY:
        return [[""]]
    found = validate_tables({declared.id: raw}, Context(language=words.language, as_of=day))
    return [_header(words), *(_line(in_rows(issue, words), words) for issue in found.issues)]


@readable
def explain(words: Labels, codes: object) -> Spill:
    """Message and fix of every code."""
    cells = column(codes)
    if len(cells) == 1 and is_blank(cells[0]):
        raise WrongArgumentError(Wrong(code="ARG-CODE-REQUIRED"))
    found = [["", ""] if is_blank(each) else _meaning(each, words) for each in cells]
    return [found[0][:1]] if len(found) == 1 and not found[0][1] else found


def _declared(text: str | None, words: Labels) -> Table:
    """The table of that id, name or sheet label."""
    if text is None:
        raise WrongArgumentError(Wrong(code="ARG-NAME-REQUIRED"))
    found = sheet_tables().get(normalise(text))
    if found is None:
        known = ", ".join(words.sheet(table_id) for table_id in BY_ID)
        raise WrongArgumentError(Wrong(code="ARG-NAME-UNKNOWN", value=text, params={"known": known}))
    return BY_ID[found]


def _header(words: Labels) -> list[Cell]:
    names = ("row", "field", "severity", "code", "message", "fix")
    return [words.text(f"addin.column.{name}") for name in names]


def _line(issue: Issue, words: Labels) -> list[Cell]:
    """One issue as a row; its first cell is the row's number below the header, blank for the whole table."""
    row = _ROW.search(issue.cell)
    field = declared_field(issue)
    return [
        int(row.group()) if row else "",
        words.field(issue.table, field.id) if field else "",
        words.text(f"addin.severity.{issue.severity}"),
        issue.code,
        message(issue, words),
        fix(issue, words),
    ]


def _meaning(code: Cell, words: Labels) -> list[Cell]:
    """Message and fix, however the code was copied: `[DLG-DUE-ORDER]`, `#ARG-SHAPE: …`."""
    if isinstance(code, CellFault):
        return [in_words(Wrong(code="ARG-CODE-ERROR", value=code), words), ""]
    text = cell_text(code)
    found = explained(text.strip("#[]").split(":")[0].strip("] ").upper(), words)
    if found is None:
        return [in_words(Wrong(code="ARG-CODE-UNKNOWN", value=text), words), ""]
    return list(found)
