"""Who looks into the workbooks: child processes, since a file may be the death of the program that reads it.

Owns how many there are, and what a workbook comes to whose reader died. `sync.run.intake` does the work of a
run; `sync.validating` has its own.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from functools import cache

from delegation.issues import Issue, Param, Severity
from sync.limits import ChildLimits
from sync.run.children import Cause, Children, Death, start_method
from sync.run.incoming import Incoming, Status
from sync.run.intake import Job, intake

PAYS_FROM = {"fork": 16, "spawn": 64}
"""So many workbooks have to be looked into before a second process pays, by the way in which it starts."""


@cache
def readers(limits: ChildLimits) -> Children[Job, Incoming]:
    """Those that are kept for the next run."""
    return Children(intake, limits)


def looking_into(jobs: Sequence[Job], limits: ChildLimits) -> AbstractContextManager[Iterator[Incoming]]:
    """Gives what every job found, in the order of the jobs. Processes are started on entering."""

    def lost(job: Job, death: Death) -> Incoming:
        issues = (issue_of_death(death),)
        return Incoming(team=job.team, status=Status.UNREADABLE, issues=issues, fault=_told(death))

    return readers(limits).working_through(jobs, how_many(len(jobs)), lost)


def how_many(workbooks: int) -> int:
    """The processes that pay for so many workbooks."""
    return min(os.cpu_count() or 1, max(1, 2 * workbooks // PAYS_FROM[start_method()]), workbooks)


def issue_of_death(death: Death) -> Issue:
    """What is told of a workbook that was the death of its reader."""
    if death.cause is Cause.TIME:
        params: dict[str, Param] = {"what": "@size:time", "limit": f"{death.seconds:g} s"}
        return Issue(code="WB-COSTLY", severity=Severity.ERROR, params=params)
    return Issue(code="WB-CRASHED", severity=Severity.ERROR)


def _told(death: Death) -> str:
    """For the log: how the process ended."""
    code = death.exit_code
    if code is not None and code < 0:
        with_name = f"{signal.Signals(-code).name} ({-code})"
        return f"The process that read it ended by signal {with_name}; cause: {death.cause}."
    return f"The process that read it ended with exit code {code}; cause: {death.cause}."
