"""The button Help: what the other buttons do; on a cell with a code, what the code means."""

from __future__ import annotations

import re

from addin.journal import Journal
from addin.located import values_of
from addin.open_book import OpenBook
from addin.pressed import Pressed
from delegation.cells import cell_text
from delegation.issues import Issue, catalogue
from delegation.messages import fix, message

_CODE = re.compile(r"[A-Z]{2,3}(?:-[A-Z]+)+")
_EXPLAINED = (
    *("draft_plan", "suggest_delegate", "log_check_in", "log_meeting", "refresh_status", "balance_workload"),
    *("validate", "close_cycle", "undo_last"),
)


def explain(open_book: OpenBook, journal: Journal) -> Pressed:
    """Writes nothing."""
    words = open_book.words
    for code in _CODE.findall(_selected_text(open_book)):
        kind = catalogue().get(code)
        if kind is not None:
            issue = Issue(code=code, severity=kind.severity, table=kind.table, field=kind.field)
            return Pressed(said=(code, message(issue, words), fix(issue, words)))
    lines = [
        words.text(
            "buttons.help.line",
            button=words.text(f"buttons.{each}.label"),
            tip=words.text(f"buttons.{each}.tip"),
        )
        for each in _EXPLAINED
    ]
    return Pressed(said=("\n".join(lines), words.text("buttons.help.codes")))


def _selected_text(open_book: OpenBook) -> str:
    selection = open_book.selection
    if selection is None:
        return ""
    sheet = open_book.book.sheets[selection.sheet]
    return cell_text(values_of(sheet.range((selection.row, selection.column)))[0][0])
