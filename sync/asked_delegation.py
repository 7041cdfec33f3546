"""Which delegation is meant: by its id, by team and id, or by what it is called.

Owns the search and its mistakes. Raises where nothing, or more than one, can be meant.
"""

from __future__ import annotations

import datetime as dt
import difflib
from collections import defaultdict
from collections.abc import Iterator

from delegation.cells import fold
from delegation.happened import Values, happened, status_at
from delegation.labels import Labels, labels
from delegation.tables import CLOSED_STATUSES
from sync.figures import ProgrammeFigures, TeamFigures

_MOST_CLOSE = 3

Found = tuple[TeamFigures, str]
"""A delegation by its team and its key."""


class UnknownDelegationError(Exception):
    """No delegation of the cycle is called like that. `close`: what was perhaps meant."""

    def __init__(self, wanted: str, close: tuple[str, ...]) -> None:
        self.wanted = wanted
        self.close = close
        super().__init__(wanted, close)

    def __str__(self) -> str:
        return self.text(labels("en"))

    def text(self, words: Labels) -> str:
        """What happened and what to do, in the language of the labels."""
        if not self.close:
            return words.text("suggest.error.unknown", wanted=self.wanted)
        close = words.text("messages.form.separator").join(self.close)
        return words.text("suggest.error.close", wanted=self.wanted, close=close)


class AmbiguousDelegationError(Exception):
    """Several delegations are called like that."""

    def __init__(self, wanted: str, found: tuple[str, ...]) -> None:
        self.wanted = wanted
        self.found = found
        super().__init__(wanted, found)

    def __str__(self) -> str:
        return self.text(labels("en"))

    def text(self, words: Labels) -> str:
        """What happened and what to do, in the language of the labels."""
        found = words.text("messages.form.separator").join(self.found)
        return words.text("suggest.error.ambiguous", wanted=self.wanted, found=found)


class ClosedDelegationError(Exception):
    """The delegation is closed on that day. `called`: with its team, id and title."""

    def __init__(self, called: str, status: str, closed_on: dt.date) -> None:
        self.called = called
        self.status = status
        self.closed_on = closed_on
        super().__init__(called, status, closed_on)

    def __str__(self) -> str:
        return self.text(labels("en"))

    def text(self, words: Labels) -> str:
        """What happened, in the language of the labels."""
        status = words.choice("status", self.status)
        return words.text("suggest.error.closed", delegation=self.called, date=self.closed_on, status=status)


def asked_delegation(wanted: str, figures: ProgrammeFigures, team_id: str = "") -> Found:
    """The open delegation that is meant, of one team or of all.

    Raises: UnknownDelegationError, AmbiguousDelegationError, ClosedDelegationError.
    """
    every = [each for each in _delegations(figures) if team_id in ("", each[0].team.id)]
    found = [each for each in every if fold(wanted) in _ids(each)]
    found = found or [each for each in every if fold(wanted) == fold(_title(each))]
    if len(found) > 1:
        raise AmbiguousDelegationError(wanted, tuple(map(_qualified, found)))
    if not found:
        raise UnknownDelegationError(wanted, _close(wanted, every))
    _check_open(found[0], figures.as_of)
    return found[0]


def _delegations(figures: ProgrammeFigures) -> Iterator[Found]:
    for team in figures.teams:
        for key in team.records.get("delegations", {}):
            yield team, key


def _ids(found: Found) -> tuple[str, ...]:
    team, key = found
    return tuple(map(fold, (key, f"{team.team.id}:{key}", f"{team.team.name}:{key}")))


def _title(found: Found) -> str:
    return str(_values(found)["title"])


def _values(found: Found) -> Values:
    team, key = found
    return team.values("delegations", key)


def _qualified(found: Found) -> str:
    team, key = found
    return f"{team.team.id}:{key}"


def _close(wanted: str, every: list[Found]) -> tuple[str, ...]:
    """Delegations with similar ids or titles, closest first."""
    called: dict[str, list[str]] = defaultdict(list)
    for each in every:
        for name in (*_ids(each), fold(_title(each))):
            called[name].append(f"{_qualified(each)} {_title(each)}")
    found = difflib.get_close_matches(fold(wanted), called, n=_MOST_CLOSE, cutoff=0.6)
    return tuple(dict.fromkeys(each for name in found for each in called[name]))[:_MOST_CLOSE]


def _check_open(found: Found, as_of: dt.date) -> None:
    values = _values(found)
    status, closed_on = status_at(values, as_of), happened(values, "completed_on", as_of)
    if status in CLOSED_STATUSES and closed_on is not None:
        raise ClosedDelegationError(f"{_qualified(found)} {_title(found)}", status, closed_on)
