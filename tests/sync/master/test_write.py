"""Putting a filled master in the place of the old one: nothing that people wrote is lost on the way, and
nobody's file is overwritten.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from delegation.labels import labels
from sync.master import MasterContent, MasterNotWritable, Written, build_master, write_master
from sync.master.write import Waiting
from sync.store.stored import WrittenCell, WrittenKind
from tests.sync.master.editor import Person
from tests.sync.master.reading import Tables
from tests.sync.masters import content
from tests.sync.powers import laid_down

EN = labels("en")
CONTENT = content()
NAME = "Remit master.xlsx"
WAITING = "Remit master (waiting).xlsx"
Keep = Callable[[Sequence[WrittenCell]], object]


@dataclass
class Desk:
    """A folder with a master, and a history that keeps what people write."""

    folder: Path
    history: tuple[WrittenCell, ...] = ()
    kept: list[tuple[WrittenCell, ...]] = field(default_factory=list)

    @property
    def master(self) -> Path:
        return self.folder / NAME

    @property
    def waiting(self) -> Path:
        return self.folder / WAITING

    def fill(
        self,
        shown: MasterContent = CONTENT,
        *,
        meanwhile: Callable[[], object] = lambda: None,
        template: bytes | None = None,
    ) -> Written:
        """One run; `meanwhile` is what happens between reading the master and swapping it."""

        def keep(cells: Sequence[WrittenCell]) -> None:
            self.kept.append(tuple(cells))
            self.history = tuple(cells)
            meanwhile()

        self.kept.clear()
        return write_master(self.master, shown, template=template, remembered=self.history, keep=keep)

    def comment(self, text: str, *, row: int = 0, path: Path | None = None) -> None:
        """Somebody writes a comment beside a delegation, and saves."""
        place = path or self.master
        person = Person(place.read_bytes())
        grid = person.grid("M_Delegations")
        cell = grid.rows[row][grid.place("Comment")]
        cell.value, cell.type = text, "s"
        place.write_bytes(person.saved())

    def comments(self, path: Path | None = None) -> dict[str, str]:
        rows = Tables((path or self.master).read_bytes()).table("M_Delegations").rows
        return {row["_key"]: row["Comment"] for row in rows if "Comment" in row}

    def files(self) -> list[str]:
        return sorted(each.name for each in self.folder.iterdir())


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    found = Desk(tmp_path)
    found.fill()
    return found


def said(key: str, text: str, column: str = "comment") -> WrittenCell:
    return WrittenCell(sheet="delegations", key=key, column=column, kind=WrittenKind.TEXT, value=text)


def reason(done: Written) -> str:
    assert done.waiting is not None
    return done.waiting.text(EN)


def remarks(done: Written) -> list[str]:
    return [each.text(EN) for each in done.remarks]


def without(*keys: str) -> MasterContent:
    """The master after the rows of these keys have gone."""
    rows = tuple(each for each in CONTENT.records["delegations"] if each.key not in keys)
    return replace(CONTENT, records={**CONTENT.records, "delegations": rows}, run=5)


# Nothing in the way


def test_a_master_that_is_as_it_should_be_is_not_touched(desk: Desk) -> None:
    before = desk.master.stat()
    assert desk.fill() == Written(path=desk.master)
    assert (desk.master.stat().st_ino, desk.master.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    assert desk.files() == [NAME]


def test_the_history_gets_what_was_read_and_then_what_stands_there(desk: Desk) -> None:
    desk.comment("Ask Li")
    desk.fill(without("north:D1"))
    read, settled = desk.kept
    assert read == (said("north:D1", "Ask Li"),)
    left = {each.column: each.value for each in settled}
    assert {each.key for each in settled} == {"delegations north:D1"}
    assert (left["comment"], left["left_row"]) == ("Ask Li", "D1 · Price review")


def test_a_master_that_somebody_deleted_comes_back_with_every_text(desk: Desk) -> None:
    desk.comment("Ask Li")
    desk.fill()
    desk.master.unlink()
    assert desk.fill() == Written(path=desk.master)
    assert desk.comments() == {"north:D1": "Ask Li"}


def test_a_text_whose_row_goes_while_there_is_no_master_is_on_the_sheet_left(desk: Desk) -> None:
    desk.comment("Ask Li")
    desk.fill()
    desk.master.unlink()
    desk.fill(without("north:D1"))
    (row,) = Tables(desk.master.read_bytes()).table("M_Left").rows
    assert (row["_key"], row["Comment"]) == ("delegations north:D1", "Ask Li")
    assert {each.key for each in desk.history} == {"delegations north:D1"}


# Somebody has it open


@pytest.mark.parametrize("owner", ["~$Remit master.xlsx", "~$mit master.xlsx", ".~lock.Remit master.xlsx#"])
def test_a_master_that_somebody_has_open_is_left_alone(desk: Desk, owner: str) -> None:
    desk.comment("Ask Li")
    old = desk.master.read_bytes()
    (desk.folder / owner).write_bytes(b"")
    done = desk.fill(without("south:D1"))
    assert reason(done) == (
        f"Remit master.xlsx is open in Excel ({owner} lies beside it): the run is finished, and the filled"
        " master waits as Remit master (waiting).xlsx. Close the file; the next run swaps them and keeps what"
        " was written meanwhile."
    )
    assert desk.master.read_bytes() == old
    assert desk.comments(desk.waiting) == {"north:D1": "Ask Li"}
    assert desk.history == (said("north:D1", "Ask Li"),)


def test_what_was_written_while_it_waited_is_kept_and_nothing_is_left_beside(desk: Desk) -> None:
    owner = desk.folder / f"~${NAME}"
    owner.write_bytes(b"")
    desk.fill(without("south:D1"))
    desk.comment("Written meanwhile")
    owner.unlink()
    assert desk.fill(without("south:D1")) == Written(path=desk.master)
    assert desk.comments() == {"north:D1": "Written meanwhile"}
    assert desk.files() == [NAME]


def test_a_master_that_waited_goes_though_rows_had_left_in_it(desk: Desk) -> None:
    desk.comment("Ask Li")
    owner = desk.folder / f"~${NAME}"
    owner.write_bytes(b"")
    desk.fill(without("north:D1"))
    owner.unlink()
    assert desk.fill(without("north:D1")) == Written(path=desk.master)
    assert desk.files() == [NAME]


def test_an_owner_file_of_days_ago_is_told_as_such(desk: Desk) -> None:
    owner = desk.folder / f"~${NAME}"
    owner.write_bytes(b"")
    long_ago = (dt.datetime.now(dt.UTC) - dt.timedelta(days=4, hours=1)).timestamp()
    os.utime(owner, (long_ago, long_ago))
    assert reason(desk.fill(without("south:D1"))) == (
        f"Remit master.xlsx has been marked as open for 4 days (~${NAME} lies beside it): the filled master"
        f" waits as Remit master (waiting).xlsx. If nobody has it open, delete ~${NAME}; the next run swaps"
        " the files."
    )


def test_somebody_s_text_in_the_waiting_file_is_neither_overwritten_nor_deleted(desk: Desk) -> None:
    owner = desk.folder / f"~${NAME}"
    owner.write_bytes(b"")
    desk.fill(without("south:D1"))
    desk.comment("In the wrong file", path=desk.waiting)
    theirs = desk.waiting.read_bytes()
    second = desk.fill(without("north:D1"))
    assert second.waiting is not None
    assert second.waiting.path.name == "Remit master (waiting, 2).xlsx"
    owner.unlink()
    done = desk.fill(without("north:D1"))
    assert remarks(done) == [
        (
            "Remit master (waiting).xlsx was kept although the master is up to date again: somebody has saved"
            " it. Copy what was written there into the master, then delete the file."
        )
    ]
    assert desk.files() == [WAITING, NAME]
    assert desk.waiting.read_bytes() == theirs


def test_a_waiting_file_that_somebody_has_open_is_not_written_into(desk: Desk) -> None:
    (desk.folder / f"~${NAME}").write_bytes(b"")
    desk.fill(without("south:D1"))
    first = desk.waiting.read_bytes()
    (desk.folder / f"~${WAITING}").write_bytes(b"")
    done = desk.fill(without("north:D1"))
    assert done.waiting is not None
    assert done.waiting.path.name == "Remit master (waiting, 2).xlsx"
    assert desk.waiting.read_bytes() == first


# The swap


def test_a_master_saved_between_reading_and_swapping_is_read_again(desk: Desk) -> None:
    saves = iter(["Saved meanwhile"])

    def meanwhile() -> None:
        for text in saves:
            desk.comment(text)

    assert desk.fill(without("south:D1"), meanwhile=meanwhile) == Written(path=desk.master)
    assert desk.comments() == {"north:D1": "Saved meanwhile"}
    assert desk.history == (said("north:D1", "Saved meanwhile"),)


def test_a_master_that_is_saved_again_and_again_is_left_alone(desk: Desk) -> None:
    texts = (f"Save {number}" for number in range(1, 99))
    done = desk.fill(without("south:D1"), meanwhile=lambda: desk.comment(next(texts)))
    assert reason(done) == (
        "Remit master.xlsx was saved again and again while it was filled. The filled master waits as Remit"
        " master (waiting).xlsx; the next run swaps them."
    )
    assert desk.comments() == {"north:D1": "Save 3"}


def test_a_folder_that_may_not_be_written_to_is_said(desk: Desk) -> None:
    old = desk.master.read_bytes()
    desk.folder.chmod(0o555)
    try:
        with laid_down(), pytest.raises(MasterNotWritable) as refused:
            desk.fill(without("south:D1"))
    finally:
        desk.folder.chmod(0o755)
    assert refused.value.text(EN) == (
        "Remit master.xlsx cannot be replaced: it is open in Excel, or may not be written to. Close it, then"
        " run remit sync again."
    )
    assert desk.master.read_bytes() == old
    assert desk.files() == [NAME]


# Languages and templates


def test_a_master_in_another_language_is_kept_and_begun_anew_with_every_text(desk: Desk) -> None:
    desk.comment("问李娜")
    old = desk.master.read_bytes()
    done = desk.fill(content("zh"))
    kept = desk.folder / "Remit master（2026-12-14 第 4 次运行时留存）.xlsx"
    assert [each.name for each in done.remarks] == ["language"]
    assert done.remarks[0].facts == {"file": NAME, "kept": kept.name}
    assert kept.read_bytes() == old
    assert desk.history == (said("north:D1", "问李娜"),)
    row = Tables(desk.master.read_bytes()).table("M_Delegations").rows[0]
    assert "问李娜" in row.values()


@pytest.mark.parametrize(
    ("template", "told"),
    [
        (
            b"no workbook",
            "template_unusable",
        ),
        (build_master(content("zh")), "template_language"),
    ],
    ids=["not a workbook", "another language"],
)
def test_a_template_that_cannot_be_used_is_told_and_the_shipped_one_used(
    tmp_path: Path, template: bytes, told: str
) -> None:
    desk = Desk(tmp_path)
    done = desk.fill(template=template)
    assert [each.name for each in done.remarks] == [told]
    assert desk.master.read_bytes() == build_master(CONTENT)


def test_a_waiting_master_has_words_in_both_languages() -> None:
    names = ("open", "open_long", "denied", "saving", "foreign", "two_tables", "key_column", "in_the_way")
    for name in names:
        facts: dict[str, object] = {"owner": "o", "days": 4, "table": "T", "sheet": "S"}
        waiting = Waiting(master=Path("m.xlsx"), path=Path("w.xlsx"), reason=name, facts=facts)
        texts = {waiting.text(labels(language)) for language in ("en", "zh")}
        assert len(texts) == 2
        assert all("m.xlsx" in each and "w.xlsx" in each for each in texts)
