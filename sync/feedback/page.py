"""The page beside a team's workbook: what was found in it, cell by cell, and what to do, in the team's
language.

Owns the page's order and words. It carries everything with it (no script, nothing from elsewhere), and
whatever a team typed is text on it. Writes no file; equal arguments give an equal page.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape

from delegation.issues import Issue, Severity
from delegation.labels import Labels
from delegation.messages import declared_field, fix, message
from delegation.place import sheet_reference
from delegation.tables import DECLARED
from delegation.validate import RowCounts
from sync.ages import Age
from sync.feedback.style import STYLE
from sync.links import web_link
from sync.programme.model import Team
from sync.run.incoming import GOOD, Status, state_name
from sync.store.rows import issue_order
from workbook_templates.style import SEVERITY_SIGNS

_SHOWN = 1_000
_LONGEST_VALUE = 200
_HTML_LANGUAGES = {"en": "en", "zh": "zh-CN"}
_WORST_FIRST = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFO: 2}
_PLURALS = {Severity.ERROR: "errors", Severity.WARNING: "warnings", Severity.INFO: "infos"}
_VERDICTS = {
    Severity.ERROR: "errors",
    Severity.WARNING: "only_warnings",
    Severity.INFO: "only_remarks",
}
_TONES = {Severity.ERROR: "bad", Severity.WARNING: "watch", Severity.INFO: "good"}
# A browser that follows this runs and loads nothing, whatever may stand in a cell.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def feedback_page(
    *,
    team: Team,
    workbook: str,
    issues: Sequence[Issue],
    counts: Mapping[str, RowCounts],
    labels: Labels,
    as_of: dt.date,
    run: int,
    open_as: str = "",
    status: Status = Status.UPDATED,
    reason: str = "",
    age: Age | None = None,
) -> str:
    """The whole page. `workbook`: the file's name; `reason`: the code of the issue behind a status that is
    not good; `age`: how old what the master shows of the team is.

    `open_as` is how readers reach the workbook; where the team has none, links lead to the file beside the
    page.
    """
    way = open_as if team.open_as else f"./{workbook}"
    explained = None if status in GOOD else next((each for each in issues if each.code == reason), None)
    listed = [each for each in issues if each is not explained]
    head = (
        _tag("p", labels.text("feedback.page.lead", file=workbook)),
        _tag("h1", team.name),
        _tag("p", labels.text("feedback.page.stamp", as_of=as_of.isoformat(), run=run)),
        f"<p>{_link(web_link(way), labels.text('feedback.page.open'))}</p>",
    )
    body = [*_state(status, explained, age, labels)]
    if status in GOOD or listed:
        body += _verdict(status, listed, counts, labels)
    body += _list(listed, way, labels)
    body += _rows(counts, labels)
    title = labels.text("feedback.page.title", team=team.name)
    return _document(labels, title=title, head=head, body=body)


def _document(labels: Labels, *, title: str, head: Iterable[str], body: Iterable[str]) -> str:
    return "\n".join(
        (
            "<!DOCTYPE html>",
            f'<html lang="{_HTML_LANGUAGES.get(labels.language, labels.language)}">',
            "<head>",
            '<meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">',
            _tag("title", title),
            f"<style>{STYLE}</style>",
            "</head>",
            "<body>",
            "<header>",
            *head,
            "</header>",
            "<main>",
            *body,
            "</main>",
            f"<footer>{_tag('p', labels.text('feedback.page.print_note'))}</footer>",
            "</body>",
            "</html>",
            "",
        )
    )


def _state(status: Status, explained: Issue | None, age: Age | None, labels: Labels) -> Iterator[str]:
    """How the workbook came through the run; what to do about it, when it did not come through well."""
    if status in GOOD:
        return
    part = explained is not None and explained.table and status is Status.HELD
    tone = "watch" if status in (Status.MISSING, Status.LOCKED) else "bad"
    state = state_name(status, explained.code if explained else "")
    first = labels.text(f"feedback.state.{'held_part' if part else state}")
    yield f'<section class="state {tone}">'
    yield _first(SEVERITY_SIGNS["warning" if tone == "watch" else "error"], first)
    if explained is not None:
        yield f"<p>{escape(message(explained, labels))} {_tag('span', explained.code, 'code')}</p>"
        yield f"<p><b>{escape(labels.text('feedback.issues.fix'))}</b> {escape(fix(explained, labels))}</p>"
    yield _tag("p", labels.text("feedback.state.last_good"))
    if age is not None:
        yield _tag("p", age.text(labels))
    yield "</section>"


def _verdict(
    status: Status, issues: Sequence[Issue], counts: Mapping[str, RowCounts], labels: Labels
) -> Iterator[str]:
    """What it comes to, for somebody who reads one sentence."""
    rejected = sum(each.rejected for each in counts.values())
    worst = min((each.severity for each in issues), key=_WORST_FIRST.__getitem__, default=None)
    if rejected:
        name = "rejected_one" if rejected == 1 else "rejected"
    elif worst is None:
        name = "text" if any(each.read for each in counts.values()) else "nothing"
    else:
        name = _VERDICTS[worst]
    tone = "good" if worst is None else _TONES[worst]
    yield f'<section class="state {tone}">'
    yield _first(
        SEVERITY_SIGNS[worst.value if worst else "info"],
        labels.text("feedback.well.title") if worst is None else _counted(issues, labels),
    )
    yield _tag("p", labels.text(f"feedback.state.{'read' if status in GOOD else 'read_last'}"))
    yield _tag("p", labels.text(f"feedback.well.{name}", n=rejected, sheet=labels.sheet("delegations")))
    if rejected:
        yield _tag("p", labels.text("feedback.well.kept"))
    yield "</section>"


def _counted(issues: Iterable[Issue], labels: Labels) -> str:
    """`2 errors, 1 warning`: what there is none of is not spoken of."""
    found = Counter(each.severity for each in issues)
    return labels.text("feedback.count.join").join(
        labels.text(f"feedback.count.{name}{'_one' if found[severity] == 1 else ''}", n=found[severity])
        for severity, name in _PLURALS.items()
        if found[severity]
    )


def _list(issues: Sequence[Issue], way: str, labels: Labels) -> Iterator[str]:
    """The issues by sheet, those with the worst first, and on a sheet by cell; the worst cells first as
    well.
    """
    if not issues:
        return
    yield _tag("h2", labels.text("feedback.issues.title"))
    shown = sorted(issues, key=lambda each: (_WORST_FIRST[each.severity], issue_order(each)))[:_SHOWN]
    sheets = list(dict.fromkeys(each.sheet for each in shown))
    if "" in sheets:
        sheets.remove("")
        sheets.insert(0, "")
    for sheet in sheets:
        mine = [each for each in shown if each.sheet == sheet]
        title = labels.text(f"feedback.issues.{'sheet' if sheet else 'workbook'}", sheet=sheet)
        yield f"<h3>{escape(title)}{_tag('small', _counted(mine, labels))}</h3>"
        yield '<ul class="cells">'
        for cell in dict.fromkeys(each.cell for each in mine):
            yield from _cell(sheet, cell, [each for each in mine if each.cell == cell], way, labels)
        yield "</ul>"
    rest = len(issues) - len(shown)
    if rest:
        yield _tag(
            "p", labels.text("feedback.issues.more_one" if rest == 1 else "feedback.issues.more", n=rest)
        )


def _cell(sheet: str, cell: str, issues: Sequence[Issue], way: str, labels: Labels) -> Iterator[str]:
    """One cell with everything that was found in it."""
    first = issues[0]
    field = declared_field(first)
    name = labels.field(first.table, field.id) if field is not None else ""
    here = cell or (labels.text("feedback.issues.whole_sheet") if sheet else "")
    yield "<li>"
    if here:
        place = sheet_reference(sheet, cell) if sheet else ""
        hint = labels.text("feedback.issues.open_cell", place=place)
        parts = [_link(web_link(way, sheet, cell), here, hint)]
        if name and cell:
            parts.append(_tag("b", name))
        if first.value:
            value = " ".join(first.value.split())
            value = value if len(value) <= _LONGEST_VALUE else value[: _LONGEST_VALUE - 1] + "…"
            parts.append(_tag("span", labels.text("feedback.issues.value", value=value), "value"))
        yield f'<p class="place">{"".join(parts)}</p>'
    for issue in issues:
        yield from _finding(issue, labels)
    yield "</li>"


def _finding(issue: Issue, labels: Labels) -> Iterator[str]:
    severity = issue.severity.value
    sign = f'<span aria-hidden="true">{SEVERITY_SIGNS[severity]}</span>'
    badge = (
        f'<span class="badge {severity}">{sign} {escape(labels.text(f"feedback.severity.{severity}"))}</span>'
    )
    told = fix(issue, labels)
    yield f'<div class="finding is-{severity}">'
    yield f"<p>{badge}{escape(message(issue, labels))} {_tag('span', issue.code, 'code')}</p>"
    if told:
        yield f'<p class="fix"><b>{escape(labels.text("feedback.issues.fix"))}</b> {escape(told)}</p>'
    yield "</div>"


def _rows(counts: Mapping[str, RowCounts], labels: Labels) -> Iterator[str]:
    """How many rows each sheet had, and what became of them."""
    tables = [table.id for table in DECLARED if table.id in counts and counts[table.id].read]
    if not tables:
        return
    names = ("sheet", "read", "accepted", "rejected")
    yield _tag("h2", labels.text("feedback.rows.title"))
    heads = "".join(f'<th scope="col">{escape(labels.text(f"feedback.rows.{name}"))}</th>' for name in names)
    yield f"<table><thead><tr>{heads}</tr></thead><tbody>"
    for table in tables:
        yield _row(labels.sheet(table), counts[table])
    total = RowCounts(
        read=sum(counts[table].read for table in tables),
        accepted=sum(counts[table].accepted for table in tables),
        rejected=sum(counts[table].rejected for table in tables),
    )
    yield f"</tbody><tfoot>{_row(labels.text('feedback.rows.total'), total)}</tfoot></table>"


def _row(name: str, counts: RowCounts) -> str:
    cells = [f"<td>{counts.read}</td>", f"<td>{counts.accepted}</td>", "<td>0</td>"]
    if counts.rejected:
        cells[2] = f'<td class="some">{SEVERITY_SIGNS["error"]} {counts.rejected}</td>'
    return f'<tr><th scope="row">{escape(name)}</th>{"".join(cells)}</tr>'


def _first(sign: str, text: str) -> str:
    return f'<p class="first"><span class="sign" aria-hidden="true">{sign}</span> {escape(text)}</p>'


def _tag(name: str, text: str, of: str = "") -> str:
    kind = f' class="{of}"' if of else ""
    return f"<{name}{kind}>{escape(text)}</{name}>"


def _link(address: str, text: str, hint: str = "") -> str:
    """A link, or the bare text where nothing is known to lead there."""
    if not address:
        return _tag("b", text)
    title = f' title="{escape(hint)}"' if hint else ""
    return f'<a href="{escape(address)}"{title}>{escape(text)}</a>'
