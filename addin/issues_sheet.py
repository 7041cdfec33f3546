"""The button Validate: what is wrong, listed on the sheet Issues with links, and as notes on the cells.

What each issue says is `delegation.messages`' work, the marks on the cells are those of `addin.marks`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from addin.changes import CellChange, Changes
from addin.contents import Content, Formula, content_of, shown
from addin.journal import Journal
from addin.located import Area, area_of
from addin.marks import MOST_MARKED, Marking, mark_cells
from addin.open_book import OpenBook
from addin.pressed import Pressed
from addin.refusals import MissingColumnsError, MissingTableError
from delegation.issues import Issue, Severity
from delegation.labels import LANGUAGES, Labels, labels
from delegation.messages import fix, message
from delegation.place import sheet_reference
from delegation.records import TableState
from delegation.schema import normalise
from delegation.structure_issues import (
    below_issue,
    column_issues,
    duplicate_issue,
    missing_issue,
    place_issues,
    unreadable_issues,
)
from delegation.tables import LEAD_TABLES, TABLES
from workbook_templates.layout import ISSUE_COLUMNS, ISSUES

MOST_LISTED = 1_000
_WORST_FIRST = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFO: 2}
_TABLE_NAME = "Issues"


def validate(open_book: OpenBook, journal: Journal) -> Pressed:
    """Fills Issues, marks the cells, and takes away the marks of the last time.

    Raises: MissingTableError and MissingColumnsError where there is no sheet to list them on.
    """
    words = open_book.words
    area = _issues_area(open_book.book)
    columns = _columns(area, words)
    found = _found(open_book)
    rows = [_row(each, words) for each in found[:MOST_LISTED]]
    marking = mark_cells(open_book, journal.marks, found)
    changes = Changes(cells=_cells(area, columns, rows), notes=marking.notes)
    missing_rows = len(rows) - (len(area.rows) - 1)
    return Pressed(
        said=tuple(_said(open_book, found, marking)),
        changes=changes,
        goes_to=(area.sheet_name, area.header_row + 1, columns["severity"]) if found else None,
        grow=(ISSUES, missing_rows) if missing_rows > 0 else None,
        remembers=Journal(button="validate" if changes else "", changes=changes, marks=marking.marks),
        refit=area.sheet_name,
    )


def _found(open_book: OpenBook) -> list[Issue]:
    """The worst first, those of one severity in the order of the tables."""
    issues = [*_structure(open_book), *open_book.validation().issues]
    return sorted(issues, key=lambda each: _WORST_FIRST[each.severity])


def _structure(open_book: OpenBook) -> Iterable[Issue]:
    """About how the tables are built, as the nightly run tells it of the file."""
    for table in LEAD_TABLES if open_book.is_leads else TABLES:
        doubled, found = open_book.doubled.get(table.id), open_book.tables.get(table.id)
        if doubled:
            yield duplicate_issue(table, doubled)
        elif found is None:
            if open_book.is_leads or not table.personal:  # what is personal a lead's own workbook has
                yield missing_issue(table)
        elif found.raw.state is TableState.UNREADABLE:
            yield from unreadable_issues(found.place)
        else:
            last = found.area.last_row
            yield from place_issues(found.place, last)
            yield from column_issues(found.place)
            if found.area.below:
                yield below_issue(found.place, range(last - found.area.below + 1, last + 1))


def _issues_area(book: Any) -> Area:
    for sheet in book.sheets:
        for each in sheet.tables:
            if str(each.name).casefold() == _TABLE_NAME.casefold():
                return area_of(sheet, each)
    raise MissingTableError(ISSUES)


def _columns(area: Area, words: Labels) -> dict[str, int]:
    """Where each column of the list stands on the sheet, by header in any language."""
    headers = {
        normalise(labels(language).text(f"workbook.issues.{name}")): name
        for language in LANGUAGES
        for name in ISSUE_COLUMNS
    }
    found: dict[str, int] = {}
    for column, header in enumerate(area.rows[0], area.first_column):
        name = headers.get(normalise(str(header or "")))
        if name is not None:
            found.setdefault(name, column)
    missing = tuple(words.text(f"workbook.issues.{name}") for name in ISSUE_COLUMNS if name not in found)
    if missing:
        raise MissingColumnsError(area.sheet_name, missing)
    return found


def _row(issue: Issue, words: Labels) -> dict[str, Content]:
    sheet = issue.sheet or (words.sheet(issue.table) if issue.table else "")
    return {
        "severity": words.text(f"workbook.severity.{issue.severity}"),
        "sheet_name": sheet or None,
        "cell": link(issue.sheet, issue.cell),
        "message": message(issue, words),
        "fix": fix(issue, words),
        "code": issue.code,
    }


def link(sheet: str, cell: str) -> Content:
    """A cell that leads there when it is clicked."""
    if not (sheet and cell):
        return cell or None
    target = ("#" + sheet_reference(sheet, cell)).replace('"', '""')
    return Formula(f'=HYPERLINK("{target}","{cell}")', cell)


def _cells(area: Area, columns: dict[str, int], rows: Sequence[dict[str, Content]]) -> tuple[CellChange, ...]:
    """Every cell of the list that is not already as it should be."""
    changes = []
    for number in range(max(len(rows), len(area.rows) - 1)):
        old = _standing(area, columns, number)
        new = rows[number] if number < len(rows) else dict.fromkeys(columns)
        for name, column in columns.items():
            if old[name] is not None or new[name] is not None:
                row = area.header_row + 1 + number
                changes.append(
                    CellChange(
                        sheet=area.sheet_name, row=row, column=column, before=old[name], after=new[name]
                    )
                )
    return tuple(changes)


def _standing(area: Area, columns: dict[str, int], number: int) -> dict[str, Content]:
    """What a row of the list shows; its link is made anew, because hosts do not all give formulas."""
    row = area.rows[number + 1] if number + 1 < len(area.rows) else []
    found = {
        name: content_of(row[column - area.first_column]) if row else None for name, column in columns.items()
    }
    found["cell"] = link(str(shown(found["sheet_name"]) or ""), str(shown(found["cell"]) or ""))
    return found


def _said(open_book: OpenBook, found: Sequence[Issue], marking: Marking) -> Iterable[str]:
    words = open_book.words
    day = open_book.as_of.isoformat()
    if not found:
        yield words.text("buttons.validate.clean", day=day)
        return
    counts = Counter(each.severity for each in found)
    parts = [
        words.text(f"buttons.{'one' if counts[severity] == 1 else 'many'}.{severity}", n=counts[severity])
        for severity in Severity
        if counts[severity]
    ]
    yield words.text("buttons.validate.found", counts=words.text("workbook.lists.join").join(parts), day=day)
    marked = sum(each.after is not None for each in marking.notes)
    yield words.text("buttons.validate.where", sheet=words.text("workbook.issues.sheet"), n=marked)
    if len(found) > MOST_LISTED:
        yield words.text("buttons.validate.more", n=MOST_LISTED, more=len(found) - MOST_LISTED)
    if marking.more:
        yield words.text("buttons.validate.unmarked", n=MOST_MARKED, more=marking.more)
