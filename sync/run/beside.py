"""What is told of a workbook by what lies beside it, and what it comes to when it is not there.

Pure: what was found in the folders comes in, issues go out. Owns for how many runs a workbook may be away
before it counts as missing: Excel deletes the old file before it gives the new one its name, and programs
that synchronise folders take longer.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from delegation.issues import Issue, Param, Severity, listed
from sync.run.discover import FoundWorkbook
from sync.run.incoming import ABSENT, Incoming, Status
from sync.run.merge import COPY, OPEN, Known


@dataclass(frozen=True, slots=True, kw_only=True)
class Away:
    """What there is to say of a workbook that is not there. `after`: so many runs make it missing."""

    run: int
    after: int
    last_good: dt.date | None
    doubles: Sequence[Path] = ()


def away(found: FoundWorkbook, known: Known, incoming: Incoming, facts: Away) -> Incoming:
    """The same, told with what is known: of a workbook that was there and has been away for few runs that it
    is not there at the moment, of any other that it is missing.
    """
    params: dict[str, Param] = {"file": found.path.name}
    if facts.last_good:
        params["last_good"] = facts.last_good
    if facts.doubles:
        params["renamed"] = listed(shown_names(found, facts.doubles))
    if facts.last_good is None or not _is_recent(known, facts):
        issue = Issue(code="WB-MISSING", severity=Severity.ERROR, params=params)
        return replace(incoming, status=Status.MISSING, issues=(issue,))
    params["runs"] = facts.after
    issue = Issue(code=ABSENT, severity=Severity.WARNING, params=params)
    return replace(incoming, status=Status.LOCKED, issues=(issue,))


def _is_recent(known: Known, facts: Away) -> bool:
    if known.state is not None and known.state.status is Status.MISSING:
        return False
    first = min((each.since_run for each in known.issues if each.issue.code == ABSENT), default=facts.run)
    return facts.run - first + 1 < facts.after


def beside(found: FoundWorkbook, doubles: Sequence[Path], *, is_there: bool) -> tuple[Issue, ...]:
    """Copies beside the workbook, by what is in them or else by their names, and a mark of long ago that
    somebody has it open. What carries the identity of one that is not there may be the workbook itself.
    """
    issues = []
    same = shown_names(found, doubles) if is_there else ()
    files = tuple(name for name in found.copies if name not in {each.name for each in doubles})
    if files or same:
        params: dict[str, Param] = {}
        if same:
            params["same"] = listed(same)
        if files:
            params["files"] = listed(files)
        issues.append(Issue(code=COPY, severity=Severity.WARNING, params=params))
    if found.owner:
        told: dict[str, Param] = {"file": found.owner.file, "since": found.owner.since}
        if found.owner.who:
            told["who"] = found.owner.who
        issues.append(Issue(code=OPEN, severity=Severity.WARNING, params=told))
    return tuple(issues)


def shown_names(found: FoundWorkbook, files: Sequence[Path]) -> tuple[str, ...]:
    """A file beside the workbook by its name, any other by its path."""
    return tuple(each.name if each.parent == found.path.parent else str(each) for each in files)
