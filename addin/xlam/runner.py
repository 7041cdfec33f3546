"""xlwings' own VBA module that runs Python, set up for Remit.

Owns where it reads its settings. xlwings would also take them from a sheet of the open workbook and from a
file beside it, so that a workbook from anywhere could name the program that a press of a button starts:
Remit's add-in reads those of the person who installed it, and no others. Nor does it run code that lies
beside a workbook, unless that person's settings say so.
"""

from __future__ import annotations

import xlwings

from delegation.labels import Labels

PROJECT = "remit"

# What xlwings says, how often, and what Remit says instead.
_CHANGES = (
    ('PROJECT_NAME As String = "myaddin"', 1, f'PROJECT_NAME As String = "{PROJECT}"'),
    (
        'If SheetExists(ActiveWorkbook, PROJECT_NAME & ".conf") = True Then',
        1,
        "If False Then ' Remit: a workbook does not say which program runs",
    ),
    (
        'If source = "" Or source = "directory" Then',
        1,
        'If source = "directory" Then \' Remit: nor does the folder in which it lies',
    ),
    (
        'GetConfig("ADD_WORKBOOK_TO_PYTHONPATH", "true")',
        2,
        'GetConfig("ADD_WORKBOOK_TO_PYTHONPATH", "false")',
    ),
)


class UnknownXlwingsError(Exception):
    """The VBA of the installed xlwings is not one that Remit knows how to set up: it lacks `line`."""

    def __init__(self, line: str) -> None:
        super().__init__(line)
        self.line = line

    def text(self, words: Labels) -> str:
        return words.text("installation.error.xlwings", version=xlwings.__version__, line=self.line)


def set_up(source: str) -> str:
    """xlwings' module with Remit's changes. Raises: UnknownXlwingsError."""
    for old, times, new in _CHANGES:
        if source.count(old) != times:
            raise UnknownXlwingsError(old)
        source = source.replace(old, new)
    return source
