"""Versions of a record → what happened to it: added, changed from what to what, removed, by whom; and of a
cell that people wrote into the master.

Pure. A version holds from one run up to another; what happened is what lies between two of them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby, zip_longest

from delegation.records import Value
from delegation.tables import BY_ID
from sync.store.encoding import decode
from sync.store.stored import Action, HistoryEntry, Run, WrittenCell, WrittenEntry

Change = tuple[str, Value | None, Value | None]
_Event = tuple[int, tuple[str, str, str, bool]]
"""A run, and the place in the master where something happened in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """A record as it held from the run `first` on, and no longer in the run `until` (None: it still
    holds).
    """

    team: str
    cycle: str
    table: str
    key: str
    data: str
    first: int
    until: int | None

    @property
    def owner(self) -> tuple[str, str, str, str]:
        return self.team, self.cycle, self.table, self.key


def entries(
    versions: Iterable[Version], *, runs: Mapping[int, Run], saved_by: Callable[[Version, int], str]
) -> list[HistoryEntry]:
    """What happened, oldest first. `saved_by`: who had last saved the version's workbook as that run found
    it.
    """
    found: list[HistoryEntry] = []
    ordered = sorted(set(versions), key=lambda each: (each.owner, each.first))
    for _, of_one in groupby(ordered, key=lambda each: each.owner):
        found += _of_one_record(list(of_one), runs, saved_by)
    return sorted(found, key=lambda each: (each.run, each.team, each.cycle, each.table))


def changes(table_id: str, before: Mapping[str, Value], after: Mapping[str, Value]) -> tuple[Change, ...]:
    """The fields that differ, in the table's order; those that the schema no longer has come last."""
    declared = BY_ID[table_id].field_ids if table_id in BY_ID else ()
    others = sorted((before.keys() | after.keys()) - set(declared))
    return tuple(
        (name, before.get(name), after.get(name))
        for name in (*declared, *others)
        if before.get(name) != after.get(name)
    )


def _of_one_record(
    versions: list[Version], runs: Mapping[int, Run], saved_by: Callable[[Version, int], str]
) -> Iterable[HistoryEntry]:
    before: Version | None = None
    for version in versions:
        follows = before is not None and before.until == version.first
        if before is not None and before.until is not None and not follows:
            yield _entry(before, before.until, "removed", (), runs, saved_by)
        old = decode(before.table, before.data) if before is not None and follows else {}
        what = changes(version.table, old, decode(version.table, version.data))
        yield _entry(version, version.first, "changed" if follows else "added", what, runs, saved_by)
        before = version
    if before is not None and before.until is not None:
        yield _entry(before, before.until, "removed", (), runs, saved_by)


def _entry(
    version: Version,
    run: int,
    action: Action,
    what: tuple[Change, ...],
    runs: Mapping[int, Run],
    saved_by: Callable[[Version, int], str],
) -> HistoryEntry:
    return HistoryEntry(
        team=version.team,
        cycle=version.cycle,
        table=version.table,
        key=version.key,
        run=run,
        finished=runs[run].finished,
        as_of=runs[run].as_of,
        action=action,
        changes=what,
        modified_by=saved_by(version, run),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenVersion:
    """What stood in a cell of the master from the run `first` on, and no longer in the run `until`."""

    cell: WrittenCell
    first: int
    until: int | None


def written_entries(versions: Iterable[WrittenVersion], *, runs: Mapping[int, Run]) -> list[WrittenEntry]:
    """What happened, oldest first, and within a run by sheet, key and column. What was only there between two
    fillings of one run never happened.
    """
    closed: dict[_Event, set[WrittenCell]] = defaultdict(set)
    opened: dict[_Event, set[WrittenCell]] = defaultdict(set)
    for version in versions:
        opened[version.first, version.cell.place].add(version.cell)
        if version.until is not None:
            closed[version.until, version.cell.place].add(version.cell)
    return [
        WrittenEntry(run=run, finished=runs[run].finished, as_of=runs[run].as_of, old=old, new=new)
        for run, place in sorted(closed.keys() | opened.keys())
        for old, new in _pairs(closed[run, place], opened[run, place])
    ]


def _pairs(
    closed: set[WrittenCell], opened: set[WrittenCell]
) -> Iterator[tuple[WrittenCell | None, WrittenCell | None]]:
    """What took the place of what; usually one of each, but two rows can have one key."""

    def ordered(cells: set[WrittenCell]) -> list[WrittenCell]:
        return sorted(cells, key=lambda each: (each.kind, each.value, each.result))

    return zip_longest(ordered(closed - opened), ordered(opened - closed))
