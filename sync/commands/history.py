"""`remit history KEY`: what changed in a record, when, in which run, by whom."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import click

from delegation.labels import Labels, labels
from delegation.schema import Field, Kind
from delegation.tables import BY_ID
from sync.commands.building import build
from sync.commands.exits import WELL
from sync.commands.invocation import Invocation, moment

if TYPE_CHECKING:
    from delegation.records import Value
    from sync.programme.model import Programme
    from sync.store.store import Store
    from sync.store.stored import HistoryEntry


class UnknownKeyError(Exception):
    """Nothing with that key was ever accepted."""

    def __init__(self, key: str, close: tuple[str, ...]) -> None:
        self.key = key
        self.close = close
        super().__init__(key, close)

    def __str__(self) -> str:
        return self.text(labels("en"))

    def text(self, words: Labels) -> str:
        if self.close:
            return words.text("terminal.error.key_close", wanted=self.key, close=", ".join(self.close))
        return words.text("terminal.error.key", wanted=self.key)


def command(words: Labels) -> click.Command:
    return build(words, "history", run, params=[click.Argument(["key"], metavar="KEY")])


def run(invocation: Invocation, key: str) -> int:
    from sync.store.store import Store

    programme = invocation.programme()
    with Store(programme.store) as store:
        entries = store.history(key)
        if not entries:
            raise UnknownKeyError(key, _close(key, store, programme))
    if invocation.json:
        _show_json(key, entries)
    else:
        _show(key, entries, invocation.words, programme)
    return WELL


def _close(key: str, store: Store, programme: Programme) -> tuple[str, ...]:
    """Keys that were perhaps meant, with their team."""
    import difflib

    keys = {f"{each.team}:{each.key}" for cycle in programme.cycles for each in store.current(cycle.id)}
    plain: dict[str, str] = {}
    for each in sorted(keys):
        plain.setdefault(each.casefold(), each)
        plain.setdefault(each.partition(":")[2].casefold(), each)
    found = difflib.get_close_matches(key.casefold(), plain, n=3, cutoff=0.6)
    return tuple(dict.fromkeys(plain[each] for each in found))


def _show_json(key: str, entries: list[HistoryEntry]) -> None:
    from sync.terminal import show_json

    told: list[dict[str, Any]] = [
        {
            "team": each.team,
            "cycle": each.cycle,
            "table": each.table,
            "key": each.key,
            "run": each.run,
            "finished": each.finished.isoformat(),
            "as_of": each.as_of.isoformat(),
            "action": each.action,
            "changes": [
                {"field": name, "old": _plain(old), "new": _plain(new)} for name, old, new in each.changes
            ],
            "modified_by": each.modified_by,
        }
        for each in entries
    ]
    show_json("remit.history", {"key": key, "entries": told})


def _plain(value: Value | None) -> Any:
    return value.isoformat() if isinstance(value, dt.date) else value


def _show(key: str, entries: list[HistoryEntry], words: Labels, programme: Programme) -> None:
    from sync.terminal import show, show_next, show_table

    show(words.text("terminal.history.title", wanted=key))
    show()
    names = ("finished", "run", "team", "record", "action", "changes", "modified_by")
    rows = [_row(each, words, programme) for each in entries]
    show_table([words.text(f"terminal.column.{name}") for name in names], rows, right=(1,))
    last = entries[-1]
    show_next(
        words, words.text("terminal.next.history", sheet=words.sheet(last.table), master=programme.master)
    )


def _row(entry: HistoryEntry, words: Labels, programme: Programme) -> tuple[str, ...]:
    names = {each.id: each.name for each in programme.teams}
    return (
        moment(entry.finished, programme),
        str(entry.run),
        names.get(entry.team, entry.team),
        f"{words.one(entry.table)} {entry.key}",
        words.text(f"terminal.action.{entry.action}"),
        "\n".join(_change(entry, name, old, new, words) for name, old, new in entry.changes),
        entry.modified_by,
    )


def _change(entry: HistoryEntry, name: str, old: Value | None, new: Value | None, words: Labels) -> str:
    """`Progress: 30 % → 50 %`; of a record that came or went only what it held."""
    field, label = BY_ID[entry.table].field(name), words.field(entry.table, name)
    if entry.action == "changed":
        before, after = in_words(old, field, words), in_words(new, field, words)
        return words.text("terminal.history.change", label=label, old=before, new=after)
    value = in_words(new if entry.action == "added" else old, field, words)
    return words.text("terminal.history.held", label=label, value=value)


def in_words(value: Value | None, field: Field, words: Labels) -> str:
    """A stored value as people would type it, shortened to a line."""
    if value is None:
        return words.text("terminal.history.blank")
    if isinstance(value, tuple):
        return ", ".join(f"{each[0]}:{each[1]}" if isinstance(each, tuple) else str(each) for each in value)
    if field.kind is Kind.CHOICE and field.choices is not None and value in field.choices.values:
        return words.choice(field.choices, str(value))
    if field.kind is Kind.SHARE and isinstance(value, int | float):
        return f"{value * 100:.10g} %"
    if isinstance(value, float):
        return f"{value:.15g}"
    text = " ".join(str(value).split())
    return text if len(text) <= 60 else text[:59] + "…"
