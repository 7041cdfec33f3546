"""What comes of reading a workbook, in a form that a test can show."""

from __future__ import annotations

from delegation.labels import labels
from delegation.messages import sentence
from delegation.records import RawTable
from sync.reading.reader import WorkbookRead, read_workbook
from tests.sync.workbooks import SKILLS, skills, workbook

LONG = """
    | Member | Skill       | Level | Evidence | Notes |
    | M1     | Negotiation | 4     |          |       |
    | M2     | Excel       | 3     |          |       |
    | M3     | Python      | 3     |          |       |
    |        |             |       |          |       |
    | M4     | Writing     | 2     |          |       |
"""


def told(read: WorkbookRead, table: str = "skills") -> list[str]:
    """What people are told about the structure of that table."""
    issues = [issue for issue in read.issues if issue.table == table]
    return [f"{issue.severity}: {sentence(issue, labels('en'), 'North.xlsx')}" for issue in issues]


def rows_of(table: RawTable) -> dict[int, list[object]]:
    """Sheet row → the values of the table's columns, blank ones as None."""
    columns = [column.values for column in table.columns.values()]
    rows = zip(table.rows, zip(*columns, strict=True), strict=True)
    return {number: [value if value != "" else None for value in row] for number, row in rows}


def read_skills(text: str = SKILLS, **changes: object) -> WorkbookRead:
    return read_workbook(workbook(skills(text, **changes)))


def said(text: str) -> list[str]:
    """The sentences that `told` gives, written over several lines with a blank line between two of them."""
    return [" ".join(part.split()) for part in text.strip().split("\n\n")]


def codes(read: WorkbookRead, table: str = "skills") -> list[str]:
    """The codes of what people are told about the structure of that table."""
    return [issue.code for issue in read.issues if issue.table == table]
