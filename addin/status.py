"""The button Refresh status: calculates the workbook anew, and says how its delegations and KPIs stand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from addin.journal import Journal
from addin.open_book import OpenBook
from addin.pressed import Pressed
from delegation.delegation_figures import evaluate_delegations
from delegation.health import Health
from delegation.kpi import KpiStatus, evaluate_kpis
from delegation.labels import Labels
from delegation.validate import Validation


def refresh(open_book: OpenBook, journal: Journal) -> Pressed:
    """Writes nothing, so that what the last button overwrote can still be undone."""
    open_book.book.app.calculate()
    return Pressed(said=tuple(_said(open_book, open_book.validation())), remembers=None)


def _said(open_book: OpenBook, validation: Validation) -> Iterator[str]:
    words, records = open_book.words, validation.records
    yield words.text("buttons.refresh_status.day", day=open_book.as_of.isoformat())
    settings = open_book.context.settings
    healths = [
        each.health
        for each in evaluate_delegations(
            records.get("delegations", ()),
            as_of=open_book.as_of,
            check_ins=records.get("check_ins", ()),
            milestones=records.get("milestones", ()),
            calendar=open_book.calendar(validation),
            settings=settings,
        )
    ]
    kpis = evaluate_kpis(
        records.get("kpis", ()), records.get("readings", ()), as_of=open_book.as_of, settings=settings
    )
    statuses = [each.judgement.status for each in kpis.values()]
    health_words = [(each, words.text(f"show.health.{each}")) for each in Health]
    status_words = [(each, words.text(f"show.kpi_status.{each}")) for each in KpiStatus]
    yield _counted(words, "delegations", healths, health_words)
    yield _counted(words, "kpis", statuses, status_words)
    rejected = sum(count.rejected for count in validation.counts.values())
    if rejected:
        yield words.text("buttons.rejected", n=rejected)


def _counted(words: Labels, table_id: str, found: Iterable[str], known: Iterable[tuple[str, str]]) -> str:
    counts = Counter(found)
    parts = [f"{text} {counts[each]}" for each, text in known if counts[each]]
    joined = words.text("workbook.lists.join").join(parts) or "–"
    return words.text("buttons.refresh_status.line", table=words.sheet(table_id), counts=joined)
