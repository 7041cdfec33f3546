"""`docs/issues.md`: every code with severity, message, fix; what codes share stands there once."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import groupby

from delegation.documentation.markdown import (
    both,
    every_language,
    grid,
    mark,
    page_title,
    paragraphs,
    section,
)
from delegation.issues import Issue, IssueType, Param, Severity, catalogue
from delegation.labels import Labels
from delegation.messages import fill, known_params, names_in
from delegation.schema import Table
from delegation.tables import DECLARED


def issues_page() -> str:
    """The page as Markdown."""
    kinds = list(catalogue().values())
    of_workbooks = [kind for kind in kinds if not kind.table]
    of_tables = [kind for kind in kinds if kind.table and not kind.field]
    of_cells = [kind for kind in kinds if kind.field and not _has_own_text(kind)]
    parts = page_title("issues")
    parts += [section("workbook"), _own_texts(of_workbooks)]
    parts += [section("structure"), *paragraphs("structure_intro"), _shared_texts(of_tables)]
    parts += [section("cells"), *paragraphs("cells_intro"), _shared_texts(of_cells)]
    for table in DECLARED:
        parts += _table(table, [kind for kind in kinds if kind.table == table.id])
    return "\n\n".join(parts) + "\n"


def _has_own_text(kind: IssueType) -> bool:
    """Whether the sentence belongs to this code alone."""
    return kind.text == kind.code


def _table(table: Table, kinds: list[IssueType]) -> list[str]:
    title = both(
        each.text("docs.page.issues_of", sheet=each.sheet(table.id), prefix=table.prefix)
        for each in every_language()
    )
    parts = [
        mark(table.id),
        f"## {title}",
        _codes(table, [kind for kind in kinds if not _has_own_text(kind)]),
    ]
    rules = [kind for kind in kinds if _has_own_text(kind)]
    return [*parts, _own_texts(rules)] if rules else parts


def _own_texts(kinds: Iterable[IssueType]) -> str:
    rows = ([mark(k.code) + f"`{k.code}`", _column(k), _severity(k.severity), *_said(k)] for k in kinds)
    return grid(("code", "column", "severity", "message", "fix"), rows)


def _shared_texts(kinds: Iterable[IssueType]) -> str:
    first: dict[str, IssueType] = {}
    for kind in kinds:
        first.setdefault(kind.text, kind)
    rows = ([mark(text) + f"`{text}`", *_said(kind)] for text, kind in first.items())
    return grid(("code", "message", "fix"), rows)


def _codes(table: Table, kinds: list[IssueType]) -> str:
    """Every code of a table that shares its sentence: a row for each column and severity."""
    severities = list(Severity)
    columns = ["", *table.field_ids]
    in_order = sorted(kinds, key=lambda kind: (columns.index(kind.field), severities.index(kind.severity)))
    rows = []
    for (column, severity), codes in groupby(in_order, key=lambda kind: (_column(kind), kind.severity)):
        links = ", ".join(f"[{kind.code}](#{kind.text})" for kind in codes)
        rows.append([column, _severity(severity), links])
    return grid(("column", "severity", "codes"), rows)


def _severity(severity: Severity) -> str:
    return both(each.text(f"docs.severity.{severity}") for each in every_language())


def _column(kind: IssueType) -> str:
    if kind.field:
        return both(each.field(kind.table, kind.field) for each in every_language())
    return both(each.text(f"docs.word.{'table' if kind.table else 'workbook'}") for each in every_language())


def _said(kind: IssueType) -> list[str]:
    """The message and the fix, each in every language."""
    return [
        both((_explained(each.message(kind.text), kind, each) for each in every_language()), "<br>"),
        both((_explained(each.fix(kind.text), kind, each) for each in every_language()), "<br>"),
    ]


def _explained(template: str, kind: IssueType, words: Labels) -> str:
    """A template for reading: what can only be one thing is filled in, all else is named between ‹ ›."""
    params: dict[str, Param] = {name: f"‹{words.text(f'docs.param.{name}')}›" for name in names_in(template)}
    if _has_own_text(kind):
        issue = Issue(code=kind.code, severity=kind.severity, table=kind.table, field=kind.field)
        params |= {name: value for name, value in known_params(issue, words).items() if value != ""}
    return fill(re.sub(r"\[\[(.*?)\]\]", r"[\1]", template), params)
