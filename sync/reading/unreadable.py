"""The exception for a workbook that cannot be read, and what any other exception comes to while one is read.

Owns how a refusal is told. Knows no file: who looks into one raises it.
"""

from __future__ import annotations

from delegation.issues import Issue, Param, Severity
from delegation.labels import labels
from delegation.messages import sentence


class UnreadableWorkbook(Exception):  # noqa: N818 - it is the workbook that people are told about
    """The whole workbook cannot be read; `issue` says why and what to do."""

    def __init__(self, issue: Issue) -> None:
        super().__init__(issue)
        self.issue = issue

    def __str__(self) -> str:
        return sentence(self.issue, labels("en"))


def issue_of(error: Exception) -> Issue:
    """What is told of a workbook whose reading ended so. One that nobody has thought of counts as damaged."""
    if isinstance(error, UnreadableWorkbook):
        return error.issue
    if isinstance(error, MemoryError):
        return refusal("WB-COSTLY", what="@size:memory").issue
    return refusal("WB-DAMAGED").issue


def is_fault(error: Exception) -> bool:
    """Whether it tells of a fault of ours, and not only of the file."""
    return not isinstance(error, UnreadableWorkbook | MemoryError)


def refusal(code: str, *, sheet: str = "", cell: str = "", **params: Param) -> UnreadableWorkbook:
    """The exception for a workbook that cannot be read, with the facts for its message."""
    issue = Issue(code=code, severity=Severity.ERROR, sheet=sheet, cell=cell, params=params)
    return UnreadableWorkbook(issue)


def too_large(
    what: str, found: str | int, limit: str | int, *, sheet: str = "", cell: str = ""
) -> UnreadableWorkbook:
    """The exception for a workbook beyond a limit; `what` is a name in the section [size] of issues.toml."""
    return refusal("WB-SIZE", sheet=sheet, cell=cell, what=f"@size:{what}", found=found, limit=limit)


def megabytes(size: int) -> str:
    return f"{size / (1 << 20):.0f} MB" if size >= 1 << 20 else f"{size / 1024:.0f} kB"
