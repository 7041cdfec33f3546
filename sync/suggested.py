"""Whom to delegate to, as a table and in words that can be passed on: what `remit suggest` tells.

Owns which terms are shown to whom: motivation and reliability are personal (SPEC §12). Who is suggested and
why is decided by `delegation.matching`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass

from delegation.decision_words import against, authority_words, called
from delegation.happened import Values
from delegation.labels import Labels
from delegation.matching import Candidate, Suggestions, Weights
from sync.decided import candidate_row
from sync.figures import TeamFigures
from sync.shown import Row, plain
from sync.shown_table import ShownTable, bar

PERSONAL = ("motivation", "reliability")


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggested:
    """An answer with what is to be known about it.

    `weights`: by which it was found. `sensitive`: it is for somebody who may see what is personal.
    """

    team: TeamFigures
    found: Suggestions
    weights: Weights
    sensitive: bool

    @property
    def terms(self) -> tuple[str, ...]:
        """The terms that count and may be seen."""
        return tuple(
            name
            for name in asdict(self.weights)
            if (self.sensitive or name not in PERSONAL) and (name != "development" or self.for_learning)
        )

    @property
    def for_learning(self) -> bool:
        return any(each.terms.development is not None for each in self.found.candidates)

    @property
    def ranked(self) -> tuple[Candidate, ...]:
        return tuple(each for each in self.found.candidates if each.rank is not None)


def as_json(told: Suggested) -> Row:
    """All that there is to know, by the ids of fields."""
    found, values = told.found, told.team.values("delegations", told.found.delegation_id)
    return {
        "team": told.team.team.id,
        "delegation_id": found.delegation_id,
        "title": values["title"],
        "delegate": values["delegate"],
        "first": plain(found.window.first),
        "last": plain(found.window.last),
        "hours": found.hours,
        "weights": asdict(told.weights),
        "candidates": [candidate_row(each, sensitive=told.sensitive) for each in found.candidates],
    }


def heading(told: Suggested, words: Labels) -> Iterator[str]:
    """Which delegation it is about: what is left of it, who has it, what it asks for."""
    found, team = told.found, told.team
    values: Values = team.values("delegations", found.delegation_id)
    yield words.text(
        "suggest.task",
        hours=f"{found.hours:,.1f}",
        first=found.window.first,
        last=found.window.last,
        delegate=team.name_of(values["delegate"]),
    )
    required = values.get("required_skills")
    if required:
        skills = (words.text("suggest.skill", skill=skill, level=level) for skill, level in required)
        yield words.text("suggest.required", skills=words.text("messages.form.separator").join(skills))


def table(told: Suggested, words: Labels) -> ShownTable:
    """Who can take it on, best first."""
    names = ("rank", "member", "score", *told.terms, "used", "style", "authority")
    return ShownTable(
        headers=tuple(words.text(f"suggest.column.{name}") for name in names),
        rows=tuple(_cells(each, told, words) for each in told.ranked),
        right=tuple(place for place, name in enumerate(names) if name in ("rank", "used", *told.terms)),
    )


def _cells(each: Candidate, told: Suggested, words: Labels) -> tuple[str, ...]:
    terms = asdict(each.terms)
    return (
        str(each.rank),
        told.team.name_of(each.member_id),
        bar(each.score or 0.0),
        *(f"{terms[name]:.0%}" for name in told.terms),
        f"{each.utilisation:.0%}",
        words.text(f"decisions.style.{each.style}"),
        authority_words(each.authority, words),
    )


def in_words(told: Suggested, words: Labels) -> Iterator[str]:
    """Everybody in a sentence: how well they fit and how to hand over, or what speaks against them."""
    if not told.ranked:
        yield words.text("suggest.nobody")
    for each in told.ranked:
        yield words.text(
            "suggest.ranked",
            rank=each.rank,
            name=told.team.name_of(each.member_id),
            score=f"{each.score:.0%}",
            terms=words.text("messages.form.separator").join(_terms(each, told, words)),
            style=words.text(f"decisions.style.{each.style}"),
            handover=words.text(f"decisions.handover.{each.style}"),
            authority=authority_words(each.authority, words),
        )
    others = [each for each in told.found.candidates if each.failed]
    if others:
        yield words.text("suggest.others")
    for each in others:
        name = told.team.name_of(each.member_id)
        yield "  " + words.text("suggest.other", name=name, reasons=against(each, words))


def _terms(each: Candidate, told: Suggested, words: Labels) -> Iterator[str]:
    terms = asdict(each.terms)
    for name in told.terms:
        if name == "development":
            yield words.text(f"suggest.term.development_{'yes' if terms[name] else 'no'}")
        else:
            yield words.text(f"suggest.term.{name}", share=f"{terms[name]:.0%}")


def how_it_is_weighed(told: Suggested, words: Labels) -> Iterator[str]:
    """What makes the score, by its share of it."""
    counting = {
        name: weight
        for name, weight in asdict(told.weights).items()
        if name != "development" or told.for_learning
    }
    whole = sum(counting.values())
    terms = {name: words.text(f"suggest.weighed.{name}") for name in counting}
    shares = (
        words.text("suggest.weight", term=terms[name], share=f"{weight / whole:.0%}")
        for name, weight in counting.items()
    )
    yield words.text("suggest.weights", weights=words.text("messages.form.separator").join(shares))
    if not told.sensitive:
        yield words.text("suggest.left_out")


def title(told: Suggested, words: Labels) -> str:
    return words.text("suggest.title", delegation=called(told.team, "delegations", told.found.delegation_id))
