"""What a workbook may be at most, and the exception for one that cannot be read.

Owns the limits and how a refusal is told. Knows no file: who looks into one raises it.
"""

from __future__ import annotations

from dataclasses import dataclass

from delegation.issues import Issue, Param, Severity
from delegation.labels import labels
from delegation.messages import sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a workbook may be at most. A person's workbook is far below each of them."""

    file_bytes: int = 64 << 20
    members: int = 2_000
    part_bytes: int = 200 << 20
    total_bytes: int = 400 << 20
    ratio: int = 200  # inflated to deflated size, for parts above `ratio_from`
    ratio_from: int = 16 << 20
    cells: int = 5_000_000  # of the smallest rectangle around everything filled in on one sheet
    rows: int = 100_000  # of one table


class UnreadableWorkbook(Exception):  # noqa: N818 - it is the workbook that people are told about
    """The whole workbook cannot be read; `issue` says why and what to do."""

    def __init__(self, issue: Issue) -> None:
        super().__init__(issue)
        self.issue = issue

    def __str__(self) -> str:
        return sentence(self.issue, labels("en"))


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
