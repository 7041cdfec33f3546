"""Files checked for the person who asks, behind `remit validate`: in child processes, as by a run.

Owns that a file which is the death of its reader is told as such, and costs the others nothing. What is
checked is decided in `sync.reading.checking`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from functools import cache

from sync.limits import ChildLimits
from sync.reading.checking import CheckedFile, CheckJob, check, unread
from sync.run.children import Children, Death
from sync.run.workers import how_many, issue_of_death


@cache
def _checkers(limits: ChildLimits) -> Children[CheckJob, CheckedFile]:
    return Children(check, limits)


def checking(
    jobs: Sequence[CheckJob],
    limits: ChildLimits,
    children: Children[CheckJob, CheckedFile] | None = None,
) -> AbstractContextManager[Iterator[CheckedFile]]:
    """Gives what every job found, in the order of the jobs. Processes are started on entering.

    `children`: who does the work, by default those that `check`.
    """
    return (children or _checkers(limits)).working_through(jobs, how_many(len(jobs)), _lost)


def _lost(job: CheckJob, death: Death) -> CheckedFile:
    return unread(job, issue_of_death(death))
