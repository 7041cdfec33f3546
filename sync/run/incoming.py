"""What one run learns about one workbook: small, picklable, and all that `sync.run.merge` needs to know of a
file.

Made by `sync.run.intake` in a worker process, so everything here is plain: text, numbers, tuples of them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from delegation.issues import Issue
from delegation.validate import RowCounts
from sync.reading.identity import Claim


class Status(StrEnum):
    """How a workbook came through a run (SPEC §14)."""

    UPDATED = "updated"  # read, and something in it is new
    UNCHANGED = "unchanged"  # as the run before knew it
    HELD = "held"  # it, or one table of it, waits for a person's decision
    UNREADABLE = "unreadable"
    MISSING = "missing"
    LOCKED = "locked"  # there, but not to be read now


ABSENT = "WB-ABSENT"
"""The reason of a workbook that is not there at the moment, and does not count as missing yet."""


def state_name(status: Status, reason: str) -> str:
    """How a workbook's state is called in the labels."""
    return "absent" if reason == ABSENT else status.value


GOOD = (Status.UPDATED, Status.UNCHANGED)
"""The statuses of a workbook whose records are those of its file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileMark:
    """How a file is recognised as the one that was read before. `size` and `mtime_ns` are -1 when not to be
    trusted.
    """

    size: int
    mtime_ns: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IncomingTable:
    """The accepted rows of one table: three lists of the same length, in sheet order.

    `data` are the values as `sync.store.encoding.encode` writes them. `rejected` are the keys whose row
    stands in the sheet but was not accepted: their last accepted record stays. `unkeyed` is the number of
    rejected rows whose key could not be told, or is that of another row. `absent` are fields without a
    column: what is known of them stays.
    """

    sheet: str
    keys: list[str]
    rows: list[int]
    data: list[str]
    rejected: frozenset[str] = frozenset()
    unkeyed: int = 0
    absent: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """One workbook of one run.

    `tables` lacks those that could not be read: their records stay as they are. `read` tells whether the
    file's contents were interpreted in this run; when not (unchanged, missing, held as a whole…), `tables`
    and `counts` are empty and what the store knows stays. `fault` is a traceback: Remit itself failed on this
    file, and says so in the log. `claim`: what the workbook says of itself, where that could be read.
    """

    team: str
    status: Status
    read: bool = False
    mark: FileMark | None = None
    modified_by: str = ""
    modified_at: str = ""
    tables: dict[str, IncomingTable] = field(default_factory=dict)
    issues: tuple[Issue, ...] = ()
    counts: dict[str, RowCounts] = field(default_factory=dict)
    fault: str = ""
    claim: Claim | None = None
