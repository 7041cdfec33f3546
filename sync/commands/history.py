"""`remit history KEY`: what changed in a record, when, in which run, by whom; and what people wrote beside it
in the master.
"""

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
    from sync.store.stored import HistoryEntry, WrittenCell, WrittenEntry

_SHIPPED = ("decision", "comment", "decided_by")
"""The columns of the master that people fill in; others that they add are known by their headers."""


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
        written = store.written_history(key)
        if not entries and not written:
            raise UnknownKeyError(key, _close(key, store, programme))
    if invocation.json:
        _show_json(key, entries, written)
    else:
        _show(key, entries, written, invocation.words, programme)
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


def _show_json(key: str, entries: list[HistoryEntry], written: list[WrittenEntry]) -> None:
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
    show_json(
        "remit.history",
        {"key": key, "entries": told, "written": [_written_as_json(each) for each in written]},
    )


def _written_as_json(entry: WrittenEntry) -> dict[str, Any]:
    return {
        "sheet": entry.cell.sheet,
        "key": entry.cell.key,
        "column": entry.cell.column,
        "run": entry.run,
        "finished": entry.finished.isoformat(),
        "as_of": entry.as_of.isoformat(),
        "action": entry.action,
        "old": _cell_as_json(entry.old),
        "new": _cell_as_json(entry.new),
    }


def _cell_as_json(cell: WrittenCell | None) -> dict[str, str] | None:
    if cell is None:
        return None
    return {"kind": cell.kind.value, "value": cell.value, "result": cell.result}


def _plain(value: Value | None) -> Any:
    return value.isoformat() if isinstance(value, dt.date) else value


def _show(
    key: str,
    entries: list[HistoryEntry],
    written: list[WrittenEntry],
    words: Labels,
    programme: Programme,
) -> None:
    from sync.terminal import show, show_next

    show(words.text("terminal.history.title", wanted=key))
    show()
    if entries:
        _show_entries(entries, words, programme)
    if written:
        _show_written(written, words, programme)
    last = entries[-1].table if entries else written[-1].cell.sheet
    sheet = _sheet_name(last, words)
    show_next(words, words.text("terminal.next.history", sheet=sheet, master=programme.master))


def _show_entries(entries: list[HistoryEntry], words: Labels, programme: Programme) -> None:
    from sync.terminal import show_table

    names = ("finished", "run", "team", "record", "action", "changes", "modified_by")
    rows = [_row(each, words, programme) for each in entries]
    show_table([words.text(f"terminal.column.{name}") for name in names], rows, right=(1,))


def _show_written(written: list[WrittenEntry], words: Labels, programme: Programme) -> None:
    from sync.terminal import show, show_table

    show()
    show(words.text("terminal.history.written"))
    show()
    names = ("finished", "run", "sheet", "row", "action", "changes")
    rows = [_written_row(each, words, programme) for each in written]
    show_table([words.text(f"terminal.column.{name}") for name in names], rows, right=(1,))


def _written_row(entry: WrittenEntry, words: Labels, programme: Programme) -> tuple[str, ...]:
    cell = entry.cell
    old, new = _written_in_words(entry.old, words), _written_in_words(entry.new, words)
    label = _column_name(cell, words)
    if entry.action == "changed":
        change = words.text("terminal.history.change", label=label, old=old, new=new)
    else:
        change = words.text("terminal.history.held", label=label, value=new if entry.new else old)
    return (
        moment(entry.finished, programme),
        str(entry.run),
        _sheet_name(cell.sheet, words),
        cell.key,
        words.text(f"terminal.action.{entry.action}"),
        change,
    )


def _column_name(cell: WrittenCell, words: Labels) -> str:
    from sync.store.stored import WrittenKind

    label = cell.column
    if label in _SHIPPED:
        label = _label(f"master.column.{label}", words) or label
    return words.text("terminal.history.note", label=label) if cell.kind is WrittenKind.NOTE else label


def _written_in_words(cell: WrittenCell | None, words: Labels) -> str:
    from sync.store.stored import WrittenKind

    if cell is None:
        return words.text("terminal.history.blank")
    if cell.kind is WrittenKind.FORMULA and cell.result:
        return words.text(
            "terminal.history.formula", formula=_one_line(cell.value), result=_one_line(cell.result)
        )
    return _one_line(cell.value)


def _sheet_name(sheet: str, words: Labels) -> str:
    """A sheet of the master as it is called; by its id where Remit no longer has it."""
    return words.sheet(sheet) if sheet in BY_ID else _label(f"master.sheet.{sheet}", words) or sheet


def _label(name: str, words: Labels) -> str:
    """The label of that name; blank when there is none, or no longer."""
    try:
        return words.text(name)
    except KeyError:
        return ""


def _row(entry: HistoryEntry, words: Labels, programme: Programme) -> tuple[str, ...]:
    names = {each.id: each.name for each in programme.owners}
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
    return _one_line(str(value))


def _one_line(value: str) -> str:
    text = " ".join(value.split())
    return text if len(text) <= 60 else text[:59] + "…"
