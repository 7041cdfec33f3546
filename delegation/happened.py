"""What has happened by the as-of date: of what is dated after it nothing counts yet (SPEC §2, §7).

Owns how a row reads on a day. `as_of` None is no day at all: then everything that is entered has happened.
Knows nothing of what is made of it.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from delegation.records import Record
from delegation.tables import CLOSED_STATUSES

Values = Mapping[str, Any]
"""An accepted row by field id, as in `Record.values`: values of their declared types, blanks left out."""


def happened(values: Values, field_id: str, as_of: dt.date | None) -> dt.date | None:
    """The day in that field; None where it is blank or after as_of."""
    day: dt.date | None = values.get(field_id)
    return None if day is None or (as_of is not None and day > as_of) else day


def status_at(delegation: Values, as_of: dt.date | None) -> str:
    """A delegation's status on that day: one that is closed later counts as in progress. Source: SPEC §7."""
    status: str = delegation["status"]
    if status in CLOSED_STATUSES and as_of is not None:
        completed_on: dt.date | None = delegation.get("completed_on")
        if completed_on is not None and completed_on > as_of:
            return "in_progress"
    return status


def by_delegation(records: Iterable[Record]) -> dict[str, list[Values]]:
    """The rows of a table that refer to delegations, by the delegation, in the order of the sheet."""
    found: dict[str, list[Values]] = defaultdict(list)
    for record in records:
        values: Values = record.values
        delegation_id = values.get("delegation_id")
        if delegation_id is not None:
            found[delegation_id].append(values)
    return found
