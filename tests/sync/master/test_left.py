"""Who gets a text when rows come, go, come back, or stand twice: one case for each of the rules of Left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from sync.master import MasterContent, build_master, write_master
from sync.store.stored import WrittenCell
from tests.sync.master.editor import Content, Person
from tests.sync.master.reading import Tables
from tests.sync.masters import content

CONTENT = content()
GONE = replace(
    CONTENT,
    records={
        **CONTENT.records,
        "delegations": tuple(each for each in CONTENT.records["delegations"] if each.key != "north:D1"),
    },
    run=5,
)


class Desk:
    """A master of which a person changes cells by table, row and header."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.history: tuple[WrittenCell, ...] = ()
        self.fill(CONTENT)

    def fill(self, shown: MasterContent) -> None:
        def keep(cells: Sequence[WrittenCell]) -> None:
            self.history = tuple(cells)

        assert write_master(self.path, shown, remembered=self.history, keep=keep).waiting is None

    def put(self, table: str, row: int, **texts: str) -> None:
        person = Person(self.path.read_bytes())
        grid = person.grid(table)
        while len(grid.rows) <= row:
            grid.rows.append(grid.blank_row())
        for header, text in texts.items():
            cell = grid.rows[row][grid.place(header)]
            cell.value, cell.type = text, "f" if text.startswith("=") else "s"
        self.path.write_bytes(person.saved())

    def copy_row(self, row: int, **texts: str) -> None:
        """Copies a delegation to below the last, and writes into the copy."""
        person = Person(self.path.read_bytes())
        grid = person.grid("M_Delegations")
        grid.rows.append([replace(each) for each in grid.rows[row]])
        for header, text in texts.items():
            grid.rows[-1][grid.place(header)] = Content(text, "s")
        self.path.write_bytes(person.saved())

    def comments(self) -> dict[str, str]:
        rows = Tables(self.path.read_bytes()).table("M_Delegations").rows
        return {row["_key"]: row["Comment"] for row in rows if "Comment" in row}

    def left(self) -> dict[str, dict[str, str]]:
        """What people wrote, by the keys of Left."""
        rows = Tables(self.path.read_bytes()).table("M_Left").rows
        shown = ("Decision", "Comment", "Decided by")
        return {row["_key"]: {name: row[name] for name in shown if name in row} for row in rows}

    def settles(self, shown: MasterContent) -> bool:
        """Whether a second fill with the same content changes no byte."""
        before = self.path.read_bytes()
        self.fill(shown)
        return self.path.read_bytes() == before


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path / "master.xlsx")


def test_a_text_goes_to_left_with_its_row_and_returns_with_it(desk: Desk) -> None:
    desk.put("M_Delegations", 0, Comment="Ask Li")
    desk.fill(GONE)
    assert (desk.comments(), desk.left()) == ({}, {"delegations north:D1": {"Comment": "Ask Li"}})
    desk.fill(CONTENT)
    assert (desk.comments(), desk.left()) == ({"north:D1": "Ask Li"}, {})


def test_a_formula_that_was_never_calculated_goes_to_left_as_it_was_written(desk: Desk) -> None:
    desk.put("M_Delegations", 0, Comment='=E5&"!"')
    desk.fill(GONE)
    assert desk.left() == {"delegations north:D1": {"Comment": '\'=E5&"!"'}}


def test_what_was_written_anew_stands_and_the_old_text_stays_on_left(desk: Desk) -> None:
    desk.put("M_Delegations", 0, Comment="Old", Decision="Keep")
    desk.fill(GONE)
    person = Person(desk.path.read_bytes())
    grid = person.grid("M_Delegations")
    row = grid.blank_row()
    row[grid.place("_key")] = Content("north:D1", "s")
    row[grid.place("Comment")] = Content("New", "s")
    grid.rows.append(row)
    desk.path.write_bytes(person.saved())
    desk.fill(CONTENT)
    assert desk.comments() == {"north:D1": "New"}
    assert desk.left() == {"delegations north:D1": {"Comment": "Old"}}  # the decision went back
    assert desk.settles(CONTENT)


def test_the_copy_of_a_row_gives_what_has_room_to_the_row_itself(desk: Desk) -> None:
    desk.put("M_Delegations", 0, Comment="Ask Li")
    desk.copy_row(0, Decision="Keep")
    desk.fill(CONTENT)
    rows = Tables(desk.path.read_bytes()).table("M_Delegations").rows
    assert [row["_key"] for row in rows] == ["north:D1", "north:D2", "south:D1", "huadong:007"]
    assert (rows[0]["Decision"], rows[0]["Comment"]) == ("Keep", "Ask Li")
    assert desk.left() == {}
    assert desk.settles(CONTENT)


def test_the_copy_of_a_row_with_another_text_is_on_left(desk: Desk) -> None:
    desk.put("M_Delegations", 0, Comment="Ask Li")
    desk.copy_row(0, Comment="Ask Ana")
    desk.fill(CONTENT)
    assert desk.comments() == {"north:D1": "Ask Li"}
    assert desk.left() == {"delegations north:D1": {"Comment": "Ask Ana"}}
    assert desk.settles(CONTENT)


@pytest.mark.parametrize("header", ["Title", "Comment"])
def test_a_row_that_somebody_typed_is_kept_on_left_under_its_run_and_place(desk: Desk, header: str) -> None:
    desk.put("M_Delegations", 4, **{header: "Buy a printer"})
    desk.fill(CONTENT)
    assert desk.left() == {"delegations 4.9": {"Comment": "Buy a printer"} if header == "Comment" else {}}
    assert desk.settles(CONTENT)


def test_a_row_that_somebody_typed_on_left_itself_stays_there(desk: Desk) -> None:
    desk.put("M_Left", 0, Comment="A thought")
    desk.fill(CONTENT)
    assert desk.left() == {"left 4.5": {"Comment": "A thought"}}
    assert desk.settles(CONTENT)


def test_a_cell_far_beside_the_table_stays_where_it_is_however_the_table_grows(desk: Desk) -> None:
    person = Person(desk.path.read_bytes())
    grid = person.grid("M_Delegations")
    place = (10, grid.right + 3)
    grid.beside[place] = Content("My sum", "s")
    desk.path.write_bytes(person.saved())
    first = CONTENT.records["delegations"][0]
    many = tuple(replace(first, key=f"north:D{number}") for number in range(1, 20))
    grown = replace(CONTENT, records={**CONTENT.records, "delegations": many}, run=5)
    for run in (5, 6, 7):
        desk.fill(replace(grown, run=run))
        assert Tables(desk.path.read_bytes()).table("M_Delegations").cells[place] == "My sum"


def test_a_formula_means_its_own_row_in_a_master_made_from_the_history(desk: Desk) -> None:
    desk.put("M_Delegations", 0, Comment="=E5")
    turned = tuple(reversed(CONTENT.records["delegations"]))
    shown = replace(CONTENT, records={**CONTENT.records, "delegations": turned}, run=5)
    desk.fill(shown)
    made = Tables(build_master(shown, written=desk.history)).table("M_Delegations").rows
    assert desk.comments() == {row["_key"]: row["Comment"] for row in made if "Comment" in row}
    assert desk.comments() == {"north:D1": "=E8"}
