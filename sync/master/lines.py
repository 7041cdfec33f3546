"""The sentences at the top of the master's Overview: what a manager has to know in one minute, each leading
to its row.

Owns their choice, their order and the words that go into them. What the figures say in a sentence is
`sync.master.figure_lines`'s.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

from delegation.labels import Labels
from delegation.records import Value
from delegation.tables import OPEN_STATUSES
from sync.figures import ProgrammeFigures
from sync.master.content import ExceptionRow, Headline, Line, MasterRecord, Target, TeamOverview, Tone
from sync.master.decided import Decisions
from sync.master.figure_lines import figure_lines
from sync.run.incoming import Status, state_name
from workbook_templates.master import EXCEPTIONS, LINES, OVERVIEW, RUNS

SOON_DAYS = 7
RECENT_DAYS = 7
_WORKBOOK_LINES = 3
_QUOTED = 60


def is_open(values: Mapping[str, Value], as_of: dt.date) -> bool:
    """Whether a delegation was open on that day: what is closed later has not happened yet (Source: SPEC
    §7).
    """
    closed = values.get("completed_on")
    return values.get("status") in OPEN_STATUSES or (isinstance(closed, dt.date) and closed > as_of)


def overdue(records: Iterable[MasterRecord], as_of: dt.date) -> list[MasterRecord]:
    """Open delegations whose due date has passed, the longest overdue first."""
    return _by_due(each for each in records if is_open(each.values, as_of) and _date(each, "due") < as_of)


def due_soon(records: Iterable[MasterRecord], as_of: dt.date) -> list[MasterRecord]:
    """Open delegations due today or in the next seven days, the nearest first."""
    last = as_of + dt.timedelta(days=SOON_DAYS)
    return _by_due(
        each for each in records if is_open(each.values, as_of) and as_of <= _date(each, "due") <= last
    )


def late_actions(records: Iterable[MasterRecord], as_of: dt.date) -> list[MasterRecord]:
    """Check-ins and meetings whose action is past its date, neither done nor closed; the longest overdue
    first.
    """
    late = [
        each
        for each in records
        if _date(each, "action_due") < as_of
        and _date(each, "actioned_on") > as_of
        and _date(each, "closed_on") > as_of
    ]
    return sorted(late, key=lambda each: _date(each, "action_due"))


def overview_lines(
    labels: Labels,
    as_of: dt.date,
    *,
    headline: Headline,
    teams: Sequence[TeamOverview],
    records: Mapping[str, Sequence[MasterRecord]],
    exceptions: Sequence[ExceptionRow],
    trend_runs: Sequence[int],
    figures: ProgrammeFigures | None,
    decisions: Decisions | None,
) -> tuple[Line, ...]:
    """At most as many sentences as the Overview has room for, what needs somebody first."""
    found: list[Line] = [_read(labels, headline), *_workbooks(labels, teams, exceptions)]
    found += _delegations(labels, as_of, records.get("delegations", ()))
    found += figure_lines(labels, figures, decisions)
    found += _rejected(labels, headline, teams, exceptions)
    found += _actions(labels, as_of, records)
    found += _trend(labels, teams, trend_runs)
    found += _completed(labels, as_of, records.get("delegations", ()))
    return tuple(found[:LINES])


def _read(labels: Labels, headline: Headline) -> Line:
    read, total = headline.read, headline.workbooks
    target = Target(sheet=RUNS)
    if total == 0:
        return Line(tone=Tone.WATCH, text=labels.text("master.line.no_teams"), target=target)
    if read == total:
        name = "all_read_one" if total == 1 else "all_read"
        return Line(tone=Tone.GOOD, text=labels.text(f"master.line.{name}", total=total), target=target)
    name = "some_read" if read else "none_read"
    tone = Tone.WATCH if read else Tone.BAD
    return Line(tone=tone, text=labels.text(f"master.line.{name}", read=read, total=total), target=target)


def _workbooks(
    labels: Labels, teams: Sequence[TeamOverview], exceptions: Sequence[ExceptionRow]
) -> Iterable[Line]:
    waiting = sorted((team for team in teams if not team.read), key=lambda team: -(team.age_days or 0))
    shown = waiting if len(waiting) <= _WORKBOOK_LINES else waiting[: _WORKBOOK_LINES - 1]
    for team in shown:
        code = next(
            (each.key for each in exceptions if each.team == team.team and each.code == team.reason_code), ""
        )
        target = Target(sheet=EXCEPTIONS, key=code) if code else Target(sheet=OVERVIEW, key=team.team)
        yield Line(tone=workbook_tone(team), text=_workbook_text(labels, team), target=target)
    rest = len(waiting) - len(shown)
    if rest:
        text = labels.text("master.line.more_workbooks", n=rest)
        yield Line(tone=Tone.WATCH, text=text, target=Target(sheet=OVERVIEW, key=waiting[len(shown)].team))


def workbook_tone(team: TeamOverview) -> Tone:
    """Bad is what a person has to put right; what may solve itself by the next run is to be watched."""
    if team.read:
        return Tone.GOOD
    return Tone.BAD if team.status in (Status.HELD, Status.UNREADABLE) else Tone.WATCH


def _workbook_text(labels: Labels, team: TeamOverview) -> str:
    if team.held_table:
        return labels.text(
            "master.line.held_table",
            file=team.file,
            sheet=labels.sheet(team.held_table),
            team=team.team,
            table=team.held_table,
        )
    name = state_name(team.status, team.reason_code)
    if not team.arrived:
        name = "waiting" if team.status is Status.MISSING else f"{name}_never"
    elif not team.age_days:
        name = f"{name}_fresh"
    elif team.age_days == 1:
        name = f"{name}_one"
    return labels.text(
        f"master.line.{name}", file=team.file, team=team.name, run=team.last_good_run, days=team.age_days or 0
    )


def _delegations(labels: Labels, as_of: dt.date, records: Sequence[MasterRecord]) -> Iterable[Line]:
    late = overdue(records, as_of)
    if late:
        yield _counted(labels, "overdue", late, Tone.BAD)
    elif records:
        text = labels.text("master.line.overdue_none")
        yield Line(tone=Tone.GOOD, text=text, target=Target(sheet="delegations"))
    soon = due_soon(records, as_of)
    if soon:
        yield _counted(labels, "soon", soon, Tone.WATCH)


def _counted(labels: Labels, name: str, found: Sequence[MasterRecord], tone: Tone) -> Line:
    """A sentence about several delegations that names the first of them and leads there."""
    first = found[0]
    one = "_one" if len(found) == 1 else ""
    text = labels.text(
        f"master.line.{name}{one}",
        n=len(found),
        title=_quoted(first.values.get("title", first.key)),
        team=first.team_name,
        due=_date(first, "due").isoformat(),
    )
    return Line(tone=tone, text=text, target=Target(sheet="delegations", key=first.key))


def _rejected(
    labels: Labels, headline: Headline, teams: Sequence[TeamOverview], exceptions: Sequence[ExceptionRow]
) -> Iterable[Line]:
    concerned = [team for team in teams if team.rejected]
    if not concerned:
        if any(team.arrived for team in teams):
            text = labels.text("master.line.rejected_none")
            yield Line(tone=Tone.GOOD, text=text, target=Target(sheet=EXCEPTIONS))
        return
    name = (
        "rejected_one" if headline.rejected == 1 else "rejected_same" if len(concerned) == 1 else "rejected"
    )
    text = labels.text(
        f"master.line.{name}", n=headline.rejected, workbooks=len(concerned), file=concerned[0].file
    )
    key = next((each.key for each in exceptions if each.severity == "error" and each.cell), "")
    yield Line(tone=Tone.BAD, text=text, target=Target(sheet=EXCEPTIONS, key=key))


def _actions(labels: Labels, as_of: dt.date, records: Mapping[str, Sequence[MasterRecord]]) -> Iterable[Line]:
    late = {table: late_actions(records.get(table, ()), as_of) for table in ("check_ins", "meetings")}
    count = sum(map(len, late.values()))
    if count:
        table = "check_ins" if late["check_ins"] else "meetings"
        name = "actions_one" if count == 1 else "actions"
        target = Target(sheet=table, key=late[table][0].key)
        yield Line(tone=Tone.WATCH, text=labels.text(f"master.line.{name}", n=count), target=target)


def _trend(labels: Labels, teams: Sequence[TeamOverview], runs: Sequence[int]) -> Iterable[Line]:
    known = [team for team in teams if len(team.error_trend) > 1]
    if not known:
        return
    before, now = (sum(team.error_trend[end] for team in known) for end in (0, -1))
    if now == before:
        return
    worst = max(known, key=lambda team: team.error_trend[-1] - team.error_trend[0])
    text = labels.text(
        f"master.line.{'errors_up' if now > before else 'errors_down'}",
        before=before,
        now=now,
        run=runs[0],
        team=worst.name,
        team_before=worst.error_trend[0],
        team_now=worst.error_trend[-1],
    )
    yield Line(tone=Tone.WATCH if now > before else Tone.GOOD, text=text, target=Target(sheet=RUNS))


def _completed(labels: Labels, as_of: dt.date, records: Sequence[MasterRecord]) -> Iterable[Line]:
    first = as_of - dt.timedelta(days=RECENT_DAYS - 1)
    done = [
        each
        for each in records
        if each.values.get("status") == "completed" and first <= _date(each, "completed_on") <= as_of
    ]
    if done:
        yield _counted(labels, "closed", done, Tone.GOOD)


def _by_due(records: Iterable[MasterRecord]) -> list[MasterRecord]:
    return sorted(records, key=lambda each: _date(each, "due"))


def _date(record: MasterRecord, field: str) -> dt.date:
    """The field's date; what is blank lies in the far future, so never before as-of."""
    value = record.values.get(field)
    return value if isinstance(value, dt.date) else dt.date.max


def _quoted(value: Value) -> str:
    text = " ".join(str(value).split())
    return text if len(text) <= _QUOTED else text[: _QUOTED - 1].rstrip() + "…"
