"""The formulas of Remit inside Excel (SPEC §13): ranges in, one function of the domain, ranges out.

Written for every host of xlwings: arguments have no annotations and no keyword-only part, blanks are resolved
inside, ranges come as rows of cells, results are lists of lists, and a wrong argument gives readable text,
never a crash.
"""

from __future__ import annotations

import datetime as dt
import re

import xlwings as xw

from addin.arguments import WrongArgumentError, as_date, as_language, as_table
from delegation.context import Context
from delegation.grids import table_from_rows
from delegation.issues import Issue, catalogue
from delegation.labels import Labels, labels
from delegation.messages import declared_field, fix, message
from delegation.validate import validate_tables

_ROW = re.compile(r"\d+$")


@xw.func
@xw.arg("table", ndim=2, doc="The table with its header row, for example Delegations[#All]")
@xw.arg("name", doc="Which table it is: Delegations, KPIs, Members …")
@xw.arg("as_of", doc="The day the check is for; today when left out")
@xw.arg("lang", doc='"en" or "zh"')
def VALIDATE_TABLE(table, name, as_of=None, lang=None):  # type: ignore[no-untyped-def]  # noqa: N802
    """Checks a table and lists what is wrong: row, field, severity, code, message, fix."""
    try:
        words = labels(as_language(lang))
        declared = as_table(name, words)
        day = as_date(as_of, "as_of", words) or dt.date.today()  # noqa: DTZ011  what Excel's TODAY() gives
        raw = table_from_rows(table, declared, first_row=0)
        if not raw.columns:
            sentence = words.text("addin.wrong.header", table=words.sheet(declared.id))
            raise WrongArgumentError("ARG-TABLE-MISSING", sentence)
    except WrongArgumentError as wrong:
        return [[str(wrong)]]
    found = validate_tables({declared.id: raw}, Context(language=words.language, as_of=day))
    return [_header(words), *(_line(issue, words) for issue in found.issues)]


@xw.func
@xw.arg("code", doc="A code such as DLG-DUE-ORDER")
@xw.arg("lang", doc='"en" or "zh"')
def ISSUE_HELP(code, lang=None):  # type: ignore[no-untyped-def]  # noqa: N802
    """Says what a code of Remit means and what to do about it: message, fix."""
    try:
        words = labels(as_language(lang))
        kind = catalogue().get(str(code or "").strip().strip("#[]").split(":")[0].upper())
        if kind is None:
            raise WrongArgumentError("ARG-CODE-UNKNOWN", words.text("addin.wrong.code", code=code or ""))
    except WrongArgumentError as wrong:
        return [[str(wrong)]]
    example = Issue(code=kind.code, severity=kind.severity, table=kind.table, field=kind.field)
    return [[message(example, words), fix(example, words)]]


def _header(words: Labels) -> list[object]:
    return [
        words.text(f"addin.column.{name}") for name in ("row", "field", "severity", "code", "message", "fix")
    ]


def _line(issue: Issue, words: Labels) -> list[object]:
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
