"""What must hold between cells, rows and tables (SPEC §5): small functions.

A rule for a row sees that row alone and may reject it; a rule for the book sees every accepted row and only
warns, so that no rejection comes after the rules that rest on it. What a code says and how grave it is stands
in `delegation.issues`; when a rule applies stands in its function.
"""

from __future__ import annotations

from delegation.context import Context
from delegation.parse import ParsedTable
from delegation.rules import dates, delegations, kpis, people, tracking
from delegation.rules.book import Book, BookRule, RowRule

_SOURCES = (dates, kpis, delegations, tracking)

ROW_RULES: dict[str, tuple[RowRule, ...]] = {
    table_id: tuple(rule for source in _SOURCES for rule in source.ROW_RULES.get(table_id, ()))
    for source in _SOURCES
    for table_id in source.ROW_RULES
}
BOOK_RULES: tuple[BookRule, ...] = (*people.BOOK_RULES, *kpis.BOOK_RULES, *tracking.BOOK_RULES)


def check_rows(parsed: ParsedTable, context: Context) -> None:
    """Apply the rules for single rows. A row that could not be read in part is checked as far as it was."""
    rules = ROW_RULES.get(parsed.table.id, ())
    for row in parsed.rows:
        for rule in rules:
            for finding in rule(row, context):
                parsed.keep(finding)


def check_book(book: Book) -> None:
    """Apply the rules for the whole book, to accepted rows."""
    for rule in BOOK_RULES:
        for table_id, finding in rule(book):
            book.tables[table_id].keep(finding)
