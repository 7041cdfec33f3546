"""`remit master template`: made, taken over from a person's workbook, refused in words; nothing is lost."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.workbook import Workbook as Book

from sync.master import build_master
from sync.master.template import MASTER_LIMITS, build_template
from sync.master_template import ensure_template, shipped
from sync.package import Parts
from tests.contracts.package import assert_clean
from tests.sync.commandline import CommandLine
from tests.sync.masters import content
from tests.sync.programmes import KPIS, MEMBERS
from tests.workbook_templates.dump import dump

Maker = Callable[..., CommandLine]
# openpyxl drops what it does not know (sparklines) and says so.
pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported")
YELLOW = PatternFill("solid", fgColor="FFFFFF00")
SHIPPED = build_template("en", "Launch")


def opened(data: bytes) -> Book:
    return load_workbook(io.BytesIO(data))


def saved(book: Book) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def with_twins() -> bytes:
    """A template in which somebody copied a table, and the program that did it copied the name too."""
    parts = Parts.open(SHIPPED, MASTER_LIMITS)
    part = next(name for name in parts.names() if b'"M_Skills"' in parts.read(name) and "tables/" in name)
    parts.replace(part, parts.read(part).replace(b'"M_Skills"', b'"M_Members"'))
    return parts.as_bytes()


def template(here: CommandLine) -> Path:
    return here.root / "master-template.xlsx"


def files(here: CommandLine) -> list[str]:
    return sorted(path.name for path in here.root.iterdir() if path.suffix == ".xlsx")


# Where it is, and the shipped one


def test_it_is_made_where_there_is_none_and_then_only_looked_at(command_line: Maker) -> None:
    here = command_line("north")
    told = here.run("master", "template")
    assert (told.exit, told.lines[0]) == (0, f"● Template of the master: {template(here)}")
    assert told.lines[-1] == f"Next: open {template(here)} in Excel, change the looks, save; then: remit sync"
    made = template(here).read_bytes()
    assert made == SHIPPED
    assert_clean(made)
    told = here.run("master", "template", "--lang", "zh")
    assert told.lines[0] == f"● 总表模板位于 {template(here)}"
    assert template(here).read_bytes() == made


def test_the_answer_as_json(command_line: Maker) -> None:
    here = command_line("north")
    assert here.run("master", "template", "--format", "json").json == {
        "schema": "remit.template",
        "version": 1,
        "template": str(template(here)),
        "outcome": "made",
        "kept": "",
        "put_back": [],
        "cleared": 0,
    }


def test_the_shipped_one_comes_back_and_the_one_before_is_kept(command_line: Maker) -> None:
    here = command_line("north")
    for mine in (b"mine", b"mine again"):
        template(here).write_bytes(mine)
        assert here.run("master", "template", "--reset").exit == 0
        assert template(here).read_bytes() == shipped(here.office.programme)
    copies = ["master-template (kept 2026-11-14).xlsx", "master-template (kept 2026-11-14, 2).xlsx"]
    assert [(here.root / name).read_bytes() for name in copies] == [b"mine", b"mine again"]
    told = here.run("master", "template", "--reset")
    assert told.lines[0] == f"● The template of the master was like that already: {template(here)}"
    assert files(here) == sorted([*copies, "master-template.xlsx"])


# A workbook of a person's


def test_a_template_that_lacks_nothing_is_taken_byte_for_byte_and_the_next_run_gives_its_looks(
    command_line: Maker,
) -> None:
    here = command_line("north")
    here.office.write("north", members=MEMBERS, kpis=KPIS)
    assert here.run("sync").exit == 0
    book = opened(SHIPPED)
    book["Members"]["E5"].fill = YELLOW
    book.create_sheet("Our notes")["A1"] = "ours"
    given = saved(book)
    (here.root / "given.xlsx").write_bytes(given)
    told = here.run("master", "template", "given.xlsx")
    assert told.lines[0] == f"● The workbook is the template of the master now: {template(here)}"
    assert template(here).read_bytes() == given
    assert here.run("sync").exit == 0
    members = opened(here.office.programme.master.read_bytes())["Members"]
    assert [members.cell(row, 5).fill.fgColor.rgb for row in (5, 6, 7)] == ["FFFFFF00"] * 3
    assert "Our notes" not in opened(here.office.programme.master.read_bytes()).sheetnames
    here.office.programme.master.unlink()
    assert here.run("sync").exit == 0
    assert opened(here.office.programme.master.read_bytes())["Our notes"]["A1"].value == "ours"


def test_what_a_template_lacks_is_put_back_and_said(command_line: Maker) -> None:
    here = command_line("north")
    template(here).write_bytes(SHIPPED)
    book = opened(SHIPPED)
    del book["Skills"]
    members = book["Members"]
    members.tables["M_Members"].ref = "A4:AB5"
    members.tables["M_Members"].tableColumns.pop()
    header = members["AC4"].value
    members["AC4"].value = None
    (here.root / "given.xlsx").write_bytes(saved(book))
    told = here.run("master", "template", "given.xlsx")
    assert told.exit == 0
    assert told.lines[1:3] == [
        f"● The one before was kept: {here.root / 'master-template (kept 2026-11-14).xlsx'}",
        f"▲ Something that Remit fills was missing and was put back: Members › {header}, Skills",
    ]
    assert (here.root / "master-template (kept 2026-11-14).xlsx").read_bytes() == SHIPPED
    healed = template(here).read_bytes()
    assert_clean(healed)
    assert opened(healed)["Skills"].tables["M_Skills"].ref == opened(SHIPPED)["Skills"].tables["M_Skills"].ref
    assert here.run("master", "template", "master-template.xlsx").lines[0] == (
        f"● The template of the master was like that already: {template(here)}"
    )


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_master_gives_its_looks_and_none_of_its_rows(command_line: Maker, language: str) -> None:
    here = command_line("north", "south", "huadong", language=language)
    master = build_master(content(language))
    book = opened(master)
    sheet = book.worksheets[8]
    sheet["E5"].comment = Comment("look at this", "Li")
    decision = next(cell.column for cell in sheet[4] if cell.value in ("Decision", "决定"))
    sheet.cell(6, decision + 1, "written by hand")
    (here.root / "given.xlsx").write_bytes(saved(book))
    told = here.run("master", "template", "given.xlsx", "--format", "json").json
    assert (told["outcome"], told["put_back"], told["cleared"]) == ("taken", [], 32)
    made = template(here).read_bytes()
    assert_clean(made)
    assert b"written by hand" not in b"".join(
        Parts.open(made, MASTER_LIMITS).read(each) for each in _parts(made)
    )
    assert [cell.comment for row in opened(made).worksheets[8] for cell in row if cell.comment] == []
    assert dump(build_master(content(language), template=made)) == dump(build_master(content(language)))


def _parts(data: bytes) -> list[str]:
    return [name for name in Parts.open(data, MASTER_LIMITS).names() if name.endswith(".xml")]


def test_rows_typed_into_the_template_are_in_no_master() -> None:
    book = opened(SHIPPED)
    book["Delegations"]["E5"] = "an example"
    typed = saved(book)
    made = opened(build_master(content(), template=typed))
    texts = [cell.value for sheet in made.worksheets for row in sheet for cell in row]
    assert "an example" not in texts
    assert made["Left"].tables["M_Left"].ref.endswith("5")


# What cannot be one


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (
            b"not a workbook",
            "given.xlsx cannot be the template of the master. ",
        ),
        (
            with_twins(),
            (
                "given.xlsx has two tables that are called M_Members, so nobody can know which one is meant."
                " Rename or delete one of them."
            ),
        ),
        (
            saved(Workbook()),
            (
                "given.xlsx is a workbook that has nothing to do with Remit. Begin with a copy of the master"
                " or of its template, and build on that."
            ),
        ),
        (
            build_template("zh", "Launch"),
            "given.xlsx was made for a master in another language (zh) than the programme's.",
        ),
    ],
    ids=["not a workbook", "two tables of one name", "somebody's workbook", "another language"],
)
def test_what_cannot_be_the_template_is_refused_in_words_and_changes_nothing(
    command_line: Maker, given: bytes, told: str
) -> None:
    here = command_line("north")
    template(here).write_bytes(SHIPPED)
    (here.root / "given.xlsx").write_bytes(given)
    done = here.run("master", "template", "given.xlsx")
    assert (done.exit, done.out) == (2, "")
    assert done.err.startswith(f"remit: {here.root / told}")
    assert template(here).read_bytes() == SHIPPED
    assert files(here) == ["given.xlsx", "master-template.xlsx"]


def test_a_file_that_is_not_there_and_one_too_many(command_line: Maker) -> None:
    here = command_line("north")
    assert here.run("master", "template", "gone.xlsx").err == (
        f"remit: There is no file {here.root / 'gone.xlsx'}.\n"
    )
    both = here.run("master", "template", "gone.xlsx", "--reset")
    assert (both.exit, both.err.splitlines()[0]) == (
        2,
        (
            "remit: FILE and --reset exclude each other: name a workbook, or take the template that comes"
            " with Remit."
        ),
    )
    assert files(here) == []


def test_a_template_that_cannot_be_used_is_said_when_it_is_looked_at(command_line: Maker) -> None:
    here = command_line("north")
    template(here).write_bytes(build_template("zh", "Launch"))
    done = here.run("master", "template")
    assert (done.exit, done.err) == (
        2,
        (
            f"remit: {template(here)} was made for a master in another language (zh) than the programme's."
            " Until then the one that comes with Remit is used; remit master template --reset puts it in its"
            " place.\n"
        ),
    )


def test_a_template_that_cannot_be_written_is_said(
    command_line: Maker, no_more_powers_than_others: None
) -> None:
    here = command_line("north")
    here.root.chmod(0o500)
    try:
        done = here.run("master", "template")
    finally:
        here.root.chmod(0o700)
    assert (done.exit, done.err) == (
        2,
        (
            f"remit: {template(here)} cannot be written (Permission denied). Close it in Excel, or check"
            " permissions and free disk space.\n"
        ),
    )
    assert ensure_template(here.office.programme).path.is_file()
