"""Whatever people do to a master between two nights: nothing that they wrote is lost, doubled or beside the
wrong row.

An example opens, saves and fills real files, about a second a night, so few are tried, and always the same:
`REMIT_EXAMPLES=500 pytest tests/properties/test_master_properties.py` tries as many others.
"""

from __future__ import annotations

import os
import random
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from sync.master import build_master, write_master
from sync.master.content import MasterContent, MasterRecord
from sync.store.stored import WrittenCell
from tests.contracts.package import check_package
from tests.sync.master.editor import KEY, Content, Grid, Person
from tests.sync.master.reading import Table, Tables
from tests.sync.masters import content

DELEGATIONS, LEFT = "M_Delegations", "M_Left"
SHIPPED = ["Decision", "Comment", "Decided by"]
KEYS = ["north:D1", "north:D2", "south:D1", "huadong:007"]
BASE = content()
_TOKEN = re.compile(r"t\d+x")
_ROW = re.compile(r"\$E\d+")
_EXAMPLES = int(os.environ.get("REMIT_EXAMPLES", "0"))
few = settings(
    max_examples=_EXAMPLES or 8,
    derandomize=not _EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)

edits = st.lists(
    st.tuples(
        st.sampled_from(
            ["write", "write", "write", "clear", "add", "rename", "move", "delete", "sort", "insert", "copy",
             "remove", "rekey", "below", "beside", "next_to"]
        ),
        st.integers(0, 9),
        st.integers(0, 9),
        st.sampled_from([DELEGATIONS, DELEGATIONS, DELEGATIONS, LEFT]),
    ),
    max_size=8,
)  # fmt: skip
rows = st.lists(st.sampled_from(KEYS), unique=True, max_size=len(KEYS))
nights = st.lists(st.tuples(edits, rows), min_size=1, max_size=3)

Edit = tuple[str, int, int, str]
Night = tuple[Sequence[Edit], Sequence[str]]


def shown(keys: Sequence[str], run: int) -> MasterContent:
    """A master with those delegations, in that order."""
    records = tuple(
        MasterRecord(
            key=key,
            team=key.partition(":")[0],
            team_name="A team",
            values={"delegation_id": key.partition(":")[2], "title": f"Title in run {run}"},
        )
        for key in keys
    )
    return replace(BASE, records={"delegations": records}, exceptions=(), run=run)


@dataclass(slots=True)
class Hands:
    """What a person does to one table. Every text is another one, by which it is found again."""

    grid: Grid
    remits: frozenset[str]
    written: list[int]

    def own(self) -> list[int]:
        return [n for n, header in enumerate(self.grid.headers) if header not in self.remits]

    def text(self, look: int, row: int) -> Content:
        self.written[0] += 1
        token = f"t{self.written[0]}x"
        return [
            Content(token, "s"),
            Content(f"={token}+1", "s"),
            Content(f"  {token} \n第二行 & <b>", "s"),
            Content(f'=$E{row}&"{token}"', "f"),
            Content(f"_x0041_{token}", "s"),
        ][look % 5]

    def do(self, what: str, one: int, two: int) -> None:
        getattr(self, f"_{what}")(one, two)

    def _row(self, one: int) -> int:
        return one % len(self.grid.rows)

    def _write(self, one: int, two: int) -> None:
        if self.grid.rows and (own := self.own()):
            row = self._row(one)
            old = self.grid.rows[row][own[two % len(own)]]
            new = self.text(one + two, self.grid.header_row + 1 + row)
            old.value, old.type = new.value, new.type

    def _clear(self, one: int, two: int) -> None:
        if self.grid.rows and (own := self.own()):
            old = self.grid.rows[self._row(one)][own[two % len(own)]]
            old.value, old.type = None, "n"

    def _add(self, one: int, two: int) -> None:
        self.written[0] += 1
        self.grid.add_column(f"Own {self.written[0]}", max(3, len(self.grid.columns) - one))

    def _rename(self, one: int, two: int) -> None:
        own = [n for n in self.own() if self.grid.headers[n] not in SHIPPED]
        if own:
            self.written[0] += 1
            self.grid.columns[own[one % len(own)]].name = f"Renamed {self.written[0]}"

    def _move(self, one: int, two: int) -> None:
        if own := self.own():
            self.grid.move_column(own[one % len(own)], max(3, len(self.grid.columns) - 1 - two))

    def _delete(self, one: int, two: int) -> None:
        if own := self.own():
            self.grid.delete_column(own[one % len(own)])

    def _sort(self, one: int, two: int) -> None:
        before = list(self.grid.rows)
        random.Random(one).shuffle(self.grid.rows)
        self._formulas_follow(before)

    def _insert(self, one: int, two: int) -> None:
        before = list(self.grid.rows)
        self.grid.rows.insert(one % (len(before) + 1), self.grid.blank_row())
        self._formulas_follow(before)
        if two % 2:
            self._write(one, two)

    def _copy(self, one: int, two: int) -> None:
        if self.grid.rows:
            before = list(self.grid.rows)
            copied = [copy(each) for each in before[self._row(one)]]
            self.grid.rows.insert(two % (len(before) + 1), copied)
            self._formulas_follow([*before, copied])

    def _remove(self, one: int, two: int) -> None:
        if self.grid.rows:
            before = list(self.grid.rows)
            del self.grid.rows[self._row(one)]
            self._formulas_follow(before)

    def _rekey(self, one: int, two: int) -> None:
        if self.grid.rows:
            place = self.grid.place(KEY)
            new = [None, "nobody's", self.grid.rows[self._row(two)][place].value][two % 3]
            key = self.grid.rows[self._row(one)][place]
            key.value, key.type = new, "s"

    def _below(self, one: int, two: int) -> None:
        self.grid.below[1 + one, self.grid.left + two % len(self.grid.columns)] = self.text(0, 0)

    def _beside(self, one: int, two: int) -> None:
        self.grid.beside[self.grid.header_row + two, self.grid.right + 3 + one] = self.text(0, 0)

    def _next_to(self, one: int, two: int) -> None:
        if self.grid.rows:
            row = self.grid.header_row + 1 + self._row(one)
            self.grid.beside[row, self.grid.right + 1] = self.text(0, 0)

    def _formulas_follow(self, before: Sequence[list[Content]]) -> None:
        """As Excel does it when rows are moved: a formula that means its own row goes on doing so."""
        for number, row in enumerate(self.grid.rows, start=self.grid.header_row + 1):
            for cell in row:
                if cell.type == "f":
                    cell.value = _ROW.sub(f"$E{number}", cell.value)


@dataclass(slots=True)
class Seen:
    """What people can see of their own in one table: texts by key and header, what stands around it."""

    headers: list[str]
    rows: list[tuple[str, dict[str, str]]]
    below: dict[tuple[int, int], str] = field(default_factory=dict)
    beside: dict[tuple[int, int], str] = field(default_factory=dict)

    def beside_row(self, key: str) -> dict[str, str]:
        return next((texts for found, texts in self.rows if found == key), {})


def seen(table: Table, remits: frozenset[str]) -> Seen:
    rows = []
    for number, row in enumerate(table.rows, start=table.first):
        texts = {name: _of_any_row(text, number) for name, text in row.items() if name not in remits}
        rows.append((row.get(KEY, "").strip(), texts))
    outside = {
        place: text
        for place, text in table.cells.items()
        if place[0] >= table.first and not (place[0] <= table.last and place[1] <= table.right)
    }
    return Seen(
        headers=list(table.headers),
        rows=rows,
        below={
            (row - table.last, column): text
            for (row, column), text in outside.items()
            if column <= table.right
        },
        beside={place: text for place, text in outside.items() if place[1] > table.right},
    )


def _of_any_row(text: str, row: int) -> str:
    """A formula that means its own row says the same in every row."""
    if not text.startswith("="):
        return text
    return _ROW.sub(lambda found: "own row" if found[0] == f"$E{row}" else found[0], text)


class World:
    """A master, the people who work on it, and the nights in which it is filled."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "master.xlsx"
        self.history: tuple[WrittenCell, ...] = ()
        self.content = shown(KEYS, 1)
        self.written = [0]
        self.fill()
        person = Person(self.path.read_bytes())
        self.remits = {
            name: frozenset(person.grid(name).headers) - frozenset(SHIPPED) for name in (DELEGATIONS, LEFT)
        }

    @property
    def keys(self) -> list[str]:
        return [each.key for each in self.content.records["delegations"]]

    def fill(self) -> None:
        def keep(cells: Sequence[WrittenCell]) -> None:
            self.history = tuple(cells)

        done = write_master(self.path, self.content, remembered=self.history, keep=keep)
        assert done.waiting is None

    def work(self, done: Sequence[Edit]) -> None:
        person = Person(self.path.read_bytes())
        for name in (DELEGATIONS, LEFT):
            person.grid(name)
        for what, one, two, table in done:
            Hands(person.grid(table), self.remits[table], self.written).do(what, one, two)
        self.path.write_bytes(person.saved())

    def see(self, data: bytes | None = None) -> dict[str, Seen]:
        tables = Tables(data if data is not None else self.path.read_bytes())
        return {name: seen(tables.table(name), self.remits[name]) for name in (DELEGATIONS, LEFT)}


def tokens(found: Mapping[str, Seen]) -> Counter[str]:
    """How often every text stands anywhere."""
    texts = [text for each in found.values() for _, row in each.rows for text in row.values()]
    texts += [text for each in found.values() for text in (*each.below.values(), *each.beside.values())]
    return Counter(token for text in texts for token in _TOKEN.findall(text))


def no_text_is_lost_or_doubled(_: World, before: Mapping[str, Seen], after: Mapping[str, Seen]) -> None:
    there, now = tokens(before), tokens(after)
    assert now.keys() == there.keys()
    assert {token: now[token] for token in there if not 1 <= now[token] <= there[token]} == {}


def every_text_is_beside_its_row_or_on_left_with_it(
    world: World, before: Mapping[str, Seen], after: Mapping[str, Seen]
) -> None:
    known: set[str] = set()
    for key, texts in before[DELEGATIONS].rows:
        if not key or key in known:
            continue
        known.add(key)
        if key in world.keys:
            now = after[DELEGATIONS].beside_row(key)
            assert {header: now.get(header) for header in texts} == texts
        elif texts:
            assert _same_tokens(texts, after[LEFT], f"delegations {key}")


def _same_tokens(texts: Mapping[str, str], left: Seen, key: str) -> bool:
    """Whether a row of Left has these texts; what was a formula is there as what it came to."""
    wanted = {header: _TOKEN.findall(text) for header, text in texts.items()}
    rows = [row for found, row in left.rows if found == key or found.startswith(f"{key} #")]
    return any({header: _TOKEN.findall(row.get(header, "")) for header in wanted} == wanted for row in rows)


def keys_are_unique_and_in_order_and_columns_keep_name_and_place(
    world: World, before: Mapping[str, Seen], after: Mapping[str, Seen]
) -> None:
    assert [key for key, _ in after[DELEGATIONS].rows] == world.keys
    left = [key for key, _ in after[LEFT].rows]
    assert len(left) == len(set(left))
    assert "" not in left
    for name in (DELEGATIONS, LEFT):
        assert after[name].headers[: len(before[name].headers)] == before[name].headers
        assert after[name].below == before[name].below
    assert check_package(world.path.read_bytes()) == ()


def a_master_made_from_the_history_shows_the_same_texts(
    world: World, _: Mapping[str, Seen], after: Mapping[str, Seen]
) -> None:
    def texts(found: Mapping[str, Seen]) -> dict[str, list[tuple[str, list[tuple[str, str]]]]]:
        return {
            name: sorted((key, sorted(row.items())) for key, row in each.rows if row)
            for name, each in found.items()
        }

    assert texts(world.see(build_master(world.content, written=world.history))) == texts(after)


def a_second_fill_changes_no_byte(world: World, _: Mapping[str, Seen], __: Mapping[str, Seen]) -> None:
    data = world.path.read_bytes()
    world.fill()
    assert world.path.read_bytes() == data


@given(nights)
@example([([], []), ([("beside", 1, 1, DELEGATIONS)], KEYS), ([], [])])  # beside a table without rows
@few
def test_properties_of_every_night(found: Sequence[Night]) -> None:
    """All of them of the same nights: it is the nights that take time, not looking at them."""
    with TemporaryDirectory() as folder:
        world = World(Path(folder))
        for run, (done, keys) in enumerate(found, start=2):
            world.work(done)
            world.content = shown(keys, run)
            before = world.see()
            world.fill()
            after = world.see()
            no_text_is_lost_or_doubled(world, before, after)
            every_text_is_beside_its_row_or_on_left_with_it(world, before, after)
            keys_are_unique_and_in_order_and_columns_keep_name_and_place(world, before, after)
            a_master_made_from_the_history_shows_the_same_texts(world, before, after)
            a_second_fill_changes_no_byte(world, before, after)
