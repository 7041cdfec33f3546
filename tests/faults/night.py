"""A night in which everything changes, to be gone through again and again under one fault after the other."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.faults.launch import COUNTED, FIRST, SECOND, Launch, Mortal, Seen
from tests.sync.master.editor import Person
from tests.sync.master.reading import Tables
from tests.sync.programmes import KPIS, MEMBERS

MASTER = "Remit master.xlsx"
COMMENT = "Knows every customer."

Left = tuple[bool, bool, tuple[object, ...]]
"""Whether store and master are the new ones, and everything by which the next run could go differently."""


@dataclass(frozen=True)
class Night:
    """A programme before a run that will change records, pages and the master, in which somebody has written.

    `new`: after a run that was not killed, `later`: after one more, which found the records done and wrote
    pages and master. `calls`: those by which the run changes something.
    """

    launch: Launch
    before: Path
    old: Seen
    new: Seen
    later: Seen
    calls: tuple[str, ...]

    def begins(self) -> None:
        self.launch.begin_from(self.before)

    def whole(self) -> Left:
        """What a killed run has left: of store and files the old ones or the new ones."""
        seen = self.launch.seen()
        is_new = seen.records == self.new.records
        assert is_new or seen.records == self.old.records
        for path, found in seen.files.items():
            assert found == self.old.files.get(path) or (is_new and found == self.new.files[path])
        assert seen.files.keys() >= self.old.files.keys()
        private = self.launch.office.programme.private
        sizes = tuple((each.name, bool(each.stat().st_size)) for each in sorted(private.iterdir()))
        return is_new, seen.files[MASTER] == self.new.files[MASTER], (*seen.files.values(), *sizes)

    def made_up(self, mortal: Mortal) -> None:
        """The next run ends well, and nobody sees that one was killed; but where that one had written to the
        store, pages and master may say that they are of one run more.
        """
        again = mortal.run(*self.launch.sync, now=SECOND)
        assert (again.exit, again.err) == (0, "")
        seen = self.launch.seen()
        if again.json["run"] == 3:
            assert seen == self.new
        assert seen.records == self.new.records
        assert {*seen.store["written"]} >= {*self.new.store["written"]}
        assert seen.files.keys() == self.new.files.keys()
        for path, found in seen.files.items():
            assert found in (self.new.files[path], self.later.files[path])
        assert mortal.run(*self.launch.sync, now=SECOND).exit == 0
        assert self.launch.seen() == seen


@contextmanager
def night_in(root: Path, mortal: Mortal) -> Iterator[Night]:
    """`mortal`: one that `strikes`, so that the calls can be counted."""
    launch = Launch(root, "NORTH", "SOUTH")
    launch.office.write("NORTH", members=MEMBERS, kpis=KPIS)
    launch.office.write("SOUTH", members=MEMBERS)
    assert mortal.run(*launch.sync, now=FIRST).exit == 0
    master = launch.root / MASTER
    somebody_comments(master)
    assert mortal.run(*launch.sync, now=FIRST).exit == 0
    launch.office.write("NORTH", members=MEMBERS.replace("Cleo", "Clea"), kpis=KPIS)
    launch.office.write("SOUTH", members=MEMBERS + "| M4 | Dora | 40 |\n")
    with launch.kept() as before:
        old = launch.seen()
        ended = mortal.run(*launch.sync, now=SECOND, fault=COUNTED)
        assert ended.exit == 0
        new = launch.seen()
        assert COMMENT in [row.get("Comment") for row in Tables(master.read_bytes()).table("M_Members").rows]
        for path in new.files:
            if new.files[path] != old.files[path]:
                shutil.copy2(before / path, launch.root / path)
        assert mortal.run(*launch.sync, now=SECOND).exit == 0
        yield Night(launch, before, old, new, launch.seen(), ended.calls)


def somebody_comments(master: Path) -> None:
    """Beside a member who is about to get another name."""
    person = Person(master.read_bytes())
    grid = person.grid("M_Members")
    row = grid.rows[grid.keys().index("NORTH:M3")]
    row[grid.place("Comment")].value, row[grid.place("Comment")].type = COMMENT, "s"
    master.write_bytes(person.saved())
