"""What a manager decides upon, as rows for programs and as a table for people.

Owns what `remit show` tells on each topic, and of whom. The rows are made by `sync.decided`, the sentences by
`delegation.decision_words`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from delegation.authority import AuthorityProposal, NextAuthority, next_authority
from delegation.decision_words import (
    authority_grounds,
    evidence_words,
    last_recognised,
    next_authority_words,
    rule_words,
)
from delegation.labels import Labels
from delegation.review import CycleReview
from delegation.rollup import NoScore
from delegation.tables import CAUSE, RECOGNITION_TYPE, YES_NO
from sync.decided import outlook_rows, recognition_rows, review_rows
from sync.decisions import KpiOutlook, outlooks, review_of
from sync.figures import ProgrammeFigures, TeamFigures
from sync.programme.model import Programme
from sync.shown import By, Row, Wanted, is_asked_for
from sync.shown_table import ShownTable, figure
from sync.signs import counted, signed


class Topic(StrEnum):
    """What there is to decide upon; moves are told of by `sync.moves_table`."""

    SIGNALS = "signals"
    RECOGNITION = "recognition"
    REVIEW = "review"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A topic as rows and as a table."""

    rows: tuple[Row, ...]
    table: ShownTable


class Told(NamedTuple):
    """A row, the cells of the same in a table, and what is to be said below."""

    row: Row
    cells: tuple[str, ...]
    below: str = ""


_HEADERS = {
    Topic.SIGNALS: (
        *("team", "id", "kpi", "newest", "limits", "signal", "because"),
        *("forecast", "will_hit", "status"),
    ),
    Topic.RECOGNITION: ("team", "member", "proposed", "last_recognised", "reason"),
    Topic.REVIEW: (
        *("team", "member", "closed", "on_time", "at_start", "at_end", "loops_opened", "loops_closed"),
        *("causes", "authority"),
    ),
}
_NUMBERS = (
    *("newest", "limits", "forecast", "closed", "on_time"),
    *("last_recognised", "at_start", "at_end", "loops_opened", "loops_closed"),
)


class Teller:
    """Tells about one programme on a day, in one language."""

    def __init__(
        self, programme: Programme, figures: ProgrammeFigures, words: Labels, *, sensitive: bool = False
    ) -> None:
        self._programme, self._figures, self._words = programme, figures, words
        self._sensitive = sensitive

    def signals(self, wanted: Wanted) -> Answer:
        """What is news about each KPI, and where it will end."""
        told = self._asked(
            wanted,
            lambda team: self._signals(team, outlooks(team, self._figures, self._programme)),
        )
        counts = Counter(str(each.row["signal"]) for each in told)
        return self._answer(Topic.SIGNALS, told, (counted("signal", counts, self._words),) if told else ())

    def recognition(self, wanted: Wanted) -> Answer:
        """Who has earned recognition, and for what."""
        told = self._asked(wanted, lambda team: self._recognition(team, self._review(team)))
        nobody = () if told else (self._words.text("show.recognition.nobody"),)
        return self._answer(Topic.RECOGNITION, told, (*nobody, *self._left_out()))

    def review(self, wanted: Wanted) -> Answer:
        """What the cycle came to, for every team and its members."""
        told = [
            each
            for each in self._asked(wanted, lambda team: self._reviewed(team, self._review(team)))
            if wanted.by is None or (wanted.by is By.MEMBER) == (each.row["member_id"] is not None)
        ]
        return self._answer(Topic.REVIEW, told, self._left_out() if told else ())

    def _asked(self, wanted: Wanted, told: Callable[[TeamFigures], Iterable[Told]]) -> list[Told]:
        return [
            each
            for team in self._figures.teams
            if wanted.team in ("", team.team.id)
            for each in told(team)
            if is_asked_for(each.row, team, wanted)
        ]

    def _answer(self, topic: Topic, told: Sequence[Told], below: tuple[str, ...]) -> Answer:
        names = _HEADERS[topic]
        table = ShownTable(
            headers=tuple(self._words.text(f"show.column.{name}") for name in names),
            rows=tuple(each.cells for each in told),
            right=tuple(place for place, name in enumerate(names) if name in _NUMBERS),
            below=(*(each.below for each in told if each.below), *below),
        )
        return Answer(rows=tuple(each.row for each in told), table=table)

    def _left_out(self) -> tuple[str, ...]:
        return () if self._sensitive else (self._words.text("show.left_out"),)

    def _review(self, team: TeamFigures) -> CycleReview:
        return review_of(team, self._figures, self._programme, sensitive=self._sensitive)

    def _signals(self, team: TeamFigures, found: Mapping[str, KpiOutlook]) -> Iterator[Told]:
        words = self._words
        for row, each in zip(outlook_rows(team, found), found.values(), strict=True):
            rules = () if isinstance(each.signals, str) else each.signals.newest
            yield Told(
                row,
                (
                    team.team.name,
                    row["kpi_id"],
                    row["name"] or "",
                    figure(row["newest"]),
                    self._limits(row),
                    signed("signal", row["signal"], words),
                    rule_words(rules, words),
                    self._forecast(row),
                    self._yes_or_no(row["will_hit"]),
                    signed("kpi_status", row["status"], words),
                ),
            )

    def _limits(self, row: Row) -> str:
        if row["centre"] is None:
            return ""
        mean, lower, upper = (figure(row[name]) for name in ("centre", "lower", "upper"))
        kind = "trial_limits" if row["trial"] else "limits"
        return self._words.text(f"show.{kind}", mean=mean, lower=lower, upper=upper)

    def _forecast(self, row: Row) -> str:
        found = row["forecast"]
        return self._words.text(f"show.signal.{found}") if isinstance(found, str) else figure(found)

    def _yes_or_no(self, value: bool | None) -> str:
        return "" if value is None else self._words.choice(YES_NO, "yes" if value else "no")

    def _recognition(self, team: TeamFigures, review: CycleReview) -> Iterator[Told]:
        words, proposals = self._words, review.recognition
        for row, each in zip(recognition_rows(team, proposals), proposals, strict=True):
            yield Told(
                row,
                (
                    team.team.name,
                    row["name"],
                    words.choice(RECOGNITION_TYPE, each.kind),
                    last_recognised(each.days_since, words),
                    evidence_words(each.evidence, team, words),
                ),
            )

    def _reviewed(self, team: TeamFigures, review: CycleReview) -> Iterator[Told]:
        words = self._words
        proposals = (None, *review.authority)
        for row, each in zip(review_rows(team, review, sensitive=self._sensitive), proposals, strict=True):
            yield Told(
                row,
                (
                    team.team.name,
                    words.text("show.whole_team") if each is None else row["name"],
                    str(row["closed"]),
                    "" if row["on_time"] is None else f"{row['on_time']:.0%}",
                    *(self._score(row[name]) for name in ("score_at_start", "score_at_end")),
                    *(str(row[name]) for name in ("loops_opened", "loops_closed")),
                    self._causes(row["causes"]),
                    next_authority_words(each, words, sensitive=self._sensitive) if each else "",
                ),
                self._proposed(team, each) if each else "",
            )

    def _proposed(self, team: TeamFigures, proposal: AuthorityProposal) -> str:
        """Why authority ought to change, or may; nothing where it stays."""
        words, sensitive = self._words, self._sensitive
        if next_authority(proposal, sensitive=sensitive) is NextAuthority.KEEP:
            return ""
        return words.text(
            "show.review.proposed",
            team=team.team.name,
            name=team.name_of(proposal.member_id),
            change=next_authority_words(proposal, words, sensitive=sensitive),
            grounds=authority_grounds(proposal, team, words, sensitive=sensitive),
        )

    def _score(self, found: float | str) -> str:
        return "–" if found == NoScore.INSUFFICIENT_DATA else f"{found:.0%}"

    def _causes(self, causes: Mapping[str, int]) -> str:
        found = sorted(causes.items(), key=lambda each: (-each[1], CAUSE.values.index(each[0])))
        told = (f"{self._words.choice(CAUSE, cause)} {count}" for cause, count in found)
        return self._words.text("messages.form.separator").join(told)
