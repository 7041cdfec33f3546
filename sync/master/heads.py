"""What stands above the tables of the master: stamps, counts, the Overview's numbers and sentences.

Owns the words of the stamp and which cell says what. Where the cells lie is found by their names; how they
look before anything is in them is the template's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from delegation.labels import Labels, labels
from delegation.place import cell_name
from delegation.workload import Band
from sync.figures import ProgrammeFigures
from sync.master.content import Line, MasterContent, Tone
from sync.master.decision_heads import decisions_text
from sync.master.figure_heads import figures_text, week_days
from sync.master.forms import PLAIN
from sync.master.rows import Linked
from sync.master.styles import Variant
from sync.master.template import LINE_POINTS, ROW_POINTS, TILES
from sync.programme.model import team_of
from workbook_templates.kpi_chart import CHART, CHARTS, POINTS
from workbook_templates.master import EXCEPTIONS, LEFT, LINES, OVERVIEW, RUNS
from workbook_templates.master_decisions import PROPOSING
from workbook_templates.master_figures import FIGURES, WORKLOAD
from workbook_templates.master_sheet import Sheet
from workbook_templates.style import (
    BAD,
    BAD_SIGN,
    CAUTION,
    CAUTION_SIGN,
    GOOD,
    GOOD_SIGN,
    INK,
    SOFT_INK,
    lines,
)

_SEPARATOR = "   ·   "
_TONES = {Tone.GOOD: (GOOD_SIGN, GOOD), Tone.WATCH: (CAUTION_SIGN, CAUTION), Tone.BAD: (BAD_SIGN, BAD)}
_NOTHING = "–"
_OLD_NAMED = 3
_SENTENCE = ("team", "worst")  # the columns over which a sentence stands

LinkTo = Callable[[str, str], str]
"""A link into the master itself, by the sheet's id and a cell."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadCell:
    """One cell above a table: what it says, how it differs from the template's, how high its row is."""

    value: str | Linked = ""
    variant: Variant = PLAIN
    height: float | None = None
    like: tuple[int, int] | None = None  # whose format a cell takes that has none yet


def head_cells(
    content: MasterContent,
    sheets: Mapping[str, Sheet],
    rows: Mapping[str, Mapping[str, int]],
    link_to: LinkTo,
    max_links: int,
) -> dict[str, HeadCell]:
    """Every cell above the tables, by its name: `delegations.stamp`.

    `rows`: sheet id → key → row, of every managed table.
    """
    words = labels(content.language)
    found: dict[str, HeadCell] = {}
    for sheet in sheets.values():
        if sheet.id == OVERVIEW:
            continue
        found[f"{sheet.id}.stamp"] = HeadCell(value=stamp(content, words))
        back = Linked(words.text("master.overview.back"), link_to(OVERVIEW, "A1"))
        found[f"{sheet.id}.back"] = HeadCell(value=back)
        count = count_text(content, sheet, len(rows[sheet.id]), words, max_links)
        found[f"{sheet.id}.count"] = HeadCell(value=count)
    for name, text in week_days(content, words).items():
        found[f"{WORKLOAD}.{name}"] = HeadCell(value=text)
    found.update(
        (f"{OVERVIEW}.{name}", cell) for name, cell in _overview(content, sheets, rows, link_to, words)
    )
    return found


def stamp(content: MasterContent, labels: Labels) -> str:
    """As of / run / complete?, the line that stands on every sheet."""
    if content.finished is None:
        run = labels.text("master.stamp.run", run=content.run)
    else:
        finished = content.finished.strftime("%Y-%m-%d %H:%M")
        run = labels.text("master.stamp.run_finished", run=content.run, finished=finished)
    read, total = content.headline.read, content.headline.workbooks
    parts = [
        labels.text("master.stamp.as_of", as_of=content.as_of.isoformat()),
        labels.text("master.stamp.cycle", cycle=content.cycle),
        run,
        labels.text(f"master.stamp.{_completeness(content)}", read=read, total=total),
    ]
    if content.sensitive:
        parts.append(labels.text("master.stamp.sensitive"))
    return _SEPARATOR.join(parts)


def _completeness(content: MasterContent) -> str:
    if not content.headline.workbooks:
        return "none"
    if not content.complete:
        return "incomplete"
    return "complete_one" if content.headline.workbooks == 1 else "complete"


def count_text(content: MasterContent, sheet: Sheet, rows: int, labels: Labels, max_links: int) -> str:
    """How much is on the sheet, or why there is nothing."""
    if sheet.id == EXCEPTIONS:
        return _exceptions(content, labels, max_links)
    if sheet.id == RUNS:
        return _runs(content, labels)
    if sheet.id in (FIGURES, WORKLOAD):
        return figures_text(content, sheet.id, rows, labels)
    if sheet.id in PROPOSING:
        return decisions_text(content, sheet.id, rows, labels)
    if sheet.id == CHARTS:
        return labels.text(
            "master_chart.count.charts", sheet=labels.text("master_chart.sheet"), points=POINTS
        )
    if sheet.id == LEFT:
        if not rows:
            return labels.text("master.empty.left")
        return labels.text(f"master.count.{'left_one' if rows == 1 else 'left'}", rows=f"{rows:,}")
    records = content.records.get(sheet.id, ())
    teams = len({each.team for each in records})
    if not records:
        return labels.text("master.empty.table", sheet=sheet.name)
    name = "row" if len(records) == 1 else "rows_one_team" if teams == 1 else "rows"
    text = labels.text(f"master.count.{name}", rows=f"{len(records):,}", teams=teams)
    return " ".join((text, *_old(content, sheet.id, labels)))


def _old(content: MasterContent, table: str, labels: Labels) -> Iterator[str]:
    """Whose rows on the sheet are older than the run: the oldest are named."""
    there = {each.team for each in content.records[table]}
    found = [team.old for team in content.teams if team.old and team.old.covers(table)]
    old = sorted((each for each in found if team_of(each.team) in there), key=lambda each: -each.days)
    for each in old[:_OLD_NAMED]:
        yield f"{CAUTION_SIGN} {each.text(labels)}"
    if len(old) > _OLD_NAMED:
        yield labels.text("ages.more", n=len(old) - _OLD_NAMED)


def _exceptions(content: MasterContent, labels: Labels, max_links: int) -> str:
    if not content.exceptions:
        return labels.text("master.empty.exceptions")
    severities = [each.severity for each in content.exceptions]
    text = labels.text(
        "master.count.exceptions",
        errors=severities.count("error"),
        warnings=severities.count("warning"),
        infos=severities.count("info"),
    )
    if sum(bool(each.link) for each in content.exceptions) >= max_links:
        text += " " + labels.text("master.count.plain_links", limit=f"{max_links:,}")
    return text


def _runs(content: MasterContent, labels: Labels) -> str:
    if content.failed:
        return f"{BAD_SIGN} {labels.text('master_columns.line.no_figures')}"
    shown = len(content.runs)
    if not shown:
        return labels.text("master.empty.runs")
    if content.runs_known > shown:
        return labels.text("master.count.runs_newest", shown=shown, runs=content.runs_known)
    return labels.text("master.count.run") if shown == 1 else labels.text("master.count.runs", runs=shown)


def _overview(
    content: MasterContent,
    sheets: Mapping[str, Sheet],
    rows: Mapping[str, Mapping[str, int]],
    link_to: LinkTo,
    words: Labels,
) -> Iterator[tuple[str, HeadCell]]:
    yield "title", HeadCell(value=words.text("master.document.title", programme=content.programme))
    colour = SOFT_INK if content.complete else _TONES[Tone.WATCH][1][0]
    yield "stamp", HeadCell(value=stamp(content, words), variant=Variant(font_color=colour))
    yield from _tiles(content, words)
    for number in range(LINES):
        line = content.lines[number] if number < len(content.lines) else None
        yield from _line(number + 1, line, sheets, rows, link_to, words)
    for sheet in sheets.values():
        if sheet.id != OVERVIEW and not sheet.hidden:
            count = f"{len(rows[sheet.id]):,}"
            text = words.text("master.overview.sheet_rows", sheet=sheet.name, rows=count)
            yield f"rows_{sheet.id}", HeadCell(value=Linked(text, link_to(sheet.id, "A1")))
    if CHARTS in sheets:
        yield f"rows_{CHART}", HeadCell(value=Linked(words.text("master_chart.sheet"), link_to(CHART, "A1")))
    note = words.text("master.overview.teams_note" if content.teams else "master.empty.teams")
    yield "teams_note", HeadCell(value=note)


def _tiles(content: MasterContent, words: Labels) -> Iterator[tuple[str, HeadCell]]:
    """The large numbers; one that asks for somebody has a sign."""
    numbers = content.headline
    read = words.text("master.overview.tile_read_value", read=numbers.read, total=numbers.workbooks)
    shown: dict[str, tuple[str, Tone | None]] = {
        "read": (read, Tone.WATCH if numbers.read < numbers.workbooks else None),
        "open": (f"{numbers.open:,}", None),
        "overdue": (f"{numbers.overdue:,}", Tone.BAD if numbers.overdue else None),
        "soon": (f"{numbers.soon:,}", Tone.WATCH if numbers.soon else None),
        "score": _score(content.figures, words),
        "used": _used(content.figures),
        "rejected": (f"{numbers.rejected:,}", Tone.BAD if numbers.rejected else None),
        "errors": (f"{numbers.errors:,}", Tone.BAD if numbers.errors else None),
    }
    for name, _, _ in TILES:
        text, tone = shown[name]
        sign, colour = (_TONES[tone][0], _TONES[tone][1][0]) if tone else ("", INK)
        yield (
            f"tile_{name}",
            HeadCell(value=f"{sign} {text}".strip(), variant=Variant(font_color=colour)),
        )


def _score(figures: ProgrammeFigures | None, words: Labels) -> tuple[str, Tone | None]:
    """The programme's score, or that too little is known."""
    score = None if figures is None else figures.groups[-1].score
    if score is None or not score.kpis:
        return _NOTHING, None
    if not isinstance(score.score, float):
        return words.text(f"show.kpi_status.{score.score.value}"), Tone.WATCH
    return f"{score.score:.0%}", None


def _used(figures: ProgrammeFigures | None) -> tuple[str, Tone | None]:
    """How much of everybody's capacity in what is left of the cycle is taken."""
    usage = None if figures is None else figures.groups[-1].usage
    if usage is None or usage.utilisation is None:
        return _NOTHING, None
    tone = Tone.BAD if usage.band is Band.OVERLOADED else Tone.WATCH if usage.band is Band.FULL else None
    return f"{usage.utilisation:.0%}", tone


def _line(
    number: int,
    line: Line | None,
    sheets: Mapping[str, Sheet],
    rows: Mapping[str, Mapping[str, int]],
    link_to: LinkTo,
    words: Labels,
) -> Iterator[tuple[str, HeadCell]]:
    """A sentence, a link to the row it speaks of; the sheet's name beside it says where that is."""
    if line is None:
        yield f"line_{number}", HeadCell(height=ROW_POINTS)
        yield f"go_to_{number}", HeadCell()
        return
    overview, target = sheets[OVERVIEW], sheets[line.target.sheet]
    sign, (colour, _) = _TONES[line.tone]
    text = f"{sign}  {line.text}"
    first, last = (overview.number(each) for each in _SENTENCE)
    width = sum(column.width for column in overview.columns[first - 1 : last])
    row = rows[target.id].get(line.target.key)
    column = next(place for place, each in enumerate(target.columns, start=1) if not each.hidden)
    link = link_to(target.id, cell_name(row, column) if row else "A1")
    plain = Variant(font_color=INK if line.tone is Tone.GOOD else colour)
    height = ROW_POINTS + LINE_POINTS * (lines(text, width, words.language) - 1)
    yield f"line_{number}", HeadCell(value=Linked(text, link), variant=plain, height=height)
    name = words.text("master.overview.go_to", sheet=target.name)
    yield f"go_to_{number}", HeadCell(value=Linked(name, link))
