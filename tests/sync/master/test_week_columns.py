"""The weeks on Workload from cycle to cycle, beside what people have on the sheet."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.worksheet.worksheet import Worksheet

from delegation.settings import Settings
from sync.master import MasterContent, Written, build_master, write_master
from sync.master.figures import build_content
from sync.master.template import build_template
from sync.programme.model import Cycle
from tests.sync.master.editor import Content, Person
from tests.sync.masters import PROGRAMME, Told, day, delegation, record, run

pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported")

AUTUMN = PROGRAMME.cycles[0]
JANUARY = Cycle(id="2027-01", first=day("2027-01-01"), last=day("2027-01-31"))
SPRING = Cycle(id="2027-H1", first=day("2027-02-01"), last=day("2027-06-30"))
AUTUMN_DAYS = [
    "1 Oct", "5 Oct", "12 Oct", "19 Oct", "26 Oct", "2 Nov", "9 Nov", "16 Nov", "23 Nov", "30 Nov", "7 Dec",
    "14 Dec", "21 Dec", "28 Dec",
]  # fmt: skip
BANDS = ("set_healthy_from", "set_full_above", "set_overloaded_above")
JANUARY_DAYS = ["1 Jan", "4 Jan", "11 Jan", "18 Jan", "25 Jan"]


def in_cycle(cycle: Cycle) -> MasterContent:
    """Two people on the first Monday or later of that cycle; the second has work for a week from it on."""
    monday = next(
        each for each in map(day, ("2026-12-14", "2027-01-04", "2027-02-01")) if each >= cycle.first
    )
    source = Told(
        records=[
            record("north", "members", "M1", 6, member_id="M1", name="Ana Sousa", weekly_hours=40.0),
            record("north", "members", "M2", 7, member_id="M2", name="Li Na", weekly_hours=40.0),
            delegation(
                "north", "D1", 6, start=monday, due=monday.replace(day=monday.day + 4), effort_hours=36.0
            ),
        ],
        past=[run(4)],
    )
    source.records = [replace(each, cycle=cycle.id) for each in source.records]
    return build_content(source, replace(PROGRAMME, cycles=(cycle,)), 4, monday)


class Master:
    """A master of the autumn, and the runs after it."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "Remit master.xlsx"
        self.path.write_bytes(build_master(in_cycle(AUTUMN)))

    def fill(self, cycle: Cycle) -> None:
        found = in_cycle(cycle)
        assert write_master(self.path, found) == Written(path=self.path)
        data = self.path.read_bytes()
        assert write_master(self.path, found) == Written(path=self.path)
        assert self.path.read_bytes() == data  # a second run changes nothing

    def change(self, act: Callable[[Person], object]) -> None:
        person = Person(self.path.read_bytes())
        act(person)
        self.path.write_bytes(person.saved())

    @property
    def sheet(self) -> Worksheet:
        return opened(self.path.read_bytes())

    def days(self) -> dict[str, str]:
        """Header → the day above it, where there is one, in sight or not."""
        sheet = self.sheet
        return {
            str(header.value): above.value
            for above, header in zip(sheet[3], sheet[4], strict=True)
            if header.column > 9 and above.value
        }

    def rows(self) -> dict[str, dict[str, object]]:
        """Key → header → value, blanks left out."""
        headers, *rows = self.sheet.iter_rows(min_row=4, values_only=True)
        said = [dict(zip(headers, row, strict=True)) for row in rows]
        return {
            str(row["_key"]): {str(name): value for name, value in row.items() if value is not None}
            for row in said
        }

    def hidden(self) -> list[str]:
        """The headers of the columns out of sight."""
        sheet = self.sheet
        columns = {
            number
            for each in sheet.column_dimensions.values()
            if each.hidden
            for number in range(each.min, each.max + 1)
        }
        return [str(cell.value) for cell in sheet[4] if cell.column in columns]


def opened(data: bytes) -> Worksheet:
    return openpyxl.load_workbook(io.BytesIO(data))["Workload"]


def week_headers(first: int, last: int) -> list[str]:
    return [f"Week {number}" for number in range(first, last + 1)]


@pytest.fixture
def master(tmp_path: Path) -> Master:
    return Master(tmp_path)


def test_every_week_has_its_first_day_above_it(master: Master) -> None:
    assert master.days() == dict(zip(week_headers(1, 14), AUTUMN_DAYS, strict=True))
    assert master.hidden() == ["_key", "_team"]


def test_in_a_shorter_cycle_the_weeks_beyond_it_are_blank_and_out_of_sight(master: Master) -> None:
    assert master.rows()["north:M2"]["Week 12"] == 0.9

    master.fill(JANUARY)

    assert master.days() == dict(zip(week_headers(1, 5), JANUARY_DAYS, strict=True))
    assert master.hidden() == ["_key", "_team", *week_headers(6, 14)]
    assert {name: value for name, value in master.rows()["north:M2"].items() if "Week" in name} == {
        "Week 2": 0.9,
        "Week 3": 0,
        "Week 4": 0,
        "Week 5": 0,
    }


def test_weeks_come_back_into_sight(master: Master) -> None:
    master.fill(JANUARY)
    master.fill(AUTUMN)

    assert master.days() == dict(zip(week_headers(1, 14), AUTUMN_DAYS, strict=True))
    assert master.hidden() == ["_key", "_team"]


def test_a_week_that_somebody_hid_stays_hidden_within_the_cycle(master: Master) -> None:
    def hide(person: Person) -> None:
        columns = person.book["Workload"].column_dimensions
        weeks, third, rest = columns["K"], columns["M"], columns["N"]
        weeks.max = 12
        third.min = third.max = 13
        rest.min, rest.max = 14, 24
        third.hidden, third.width, rest.width = True, weeks.width, weeks.width

    master.change(hide)
    master.fill(AUTUMN)

    assert master.hidden() == ["_key", "_team", "Week 3"]


def test_what_people_wrote_and_sorted_stays_with_its_person_through_cycles(master: Master) -> None:
    def write(person: Person) -> None:
        grid = person.grid("M_Workload")
        grid.add_column("Talked to", len(grid.columns))
        grid.rows[0][-1], grid.rows[1][-1] = Content("Ana, in May", "s"), Content("=2*G5", "f")
        grid.rows.reverse()

    master.change(write)
    for cycle in (AUTUMN, JANUARY, SPRING):
        master.fill(cycle)
        rows = master.rows()
        assert rows["north:M1"]["Talked to"] == "Ana, in May"
        assert rows["north:M2"]["Talked to"] == "=2*G6"
        assert list(rows) == ["north:M1", "north:M2"]


def test_in_a_longer_cycle_weeks_come_in_behind_what_people_have_and_look_alike(master: Master) -> None:
    def write(person: Person) -> None:
        grid = person.grid("M_Workload")
        grid.add_column("Talked to", len(grid.columns))

    master.change(write)
    master.fill(SPRING)

    headers = [str(cell.value) for cell in master.sheet[4]]
    assert headers[10:] == [*week_headers(1, 14), "Talked to", *week_headers(15, 22)]
    assert list(master.days()) == week_headers(1, 22)
    assert master.days()["Week 22"] == "28 Jun"
    assert "Talked to" not in master.days()
    first, later = master.sheet["K3"], master.sheet["Z3"]
    assert (later.alignment.horizontal, later.font.color.rgb) == ("right", first.font.color.rgb)
    assert marks_at(master.sheet, "Z6") == marks_at(master.sheet, "K6")
    assert len(marks_at(master.sheet, "Z6")) == 4
    assert len(marks_at(master.sheet, "Y6")) == 0  # somebody's own


def marks_at(sheet: Worksheet, cell: str) -> list[tuple[str, list[str]]]:
    """The conditions under which a cell looks different."""
    return [
        (rule.operator or "", rule.formula)
        for area in sheet.conditional_formatting
        if cell in area
        for rule in area.rules
    ]


def test_the_day_goes_with_a_column_that_was_moved(master: Master) -> None:
    master.change(lambda person: person.grid("M_Workload").move_column(23, 10))  # week 14 before week 1
    master.fill(AUTUMN)

    assert [str(cell.value) for cell in master.sheet[4]][10:13] == ["Week 14", "Week 1", "Week 2"]
    assert master.days() == dict(zip(week_headers(1, 14), AUTUMN_DAYS, strict=True))


def test_what_stands_above_a_column_that_came_there_stays(master: Master) -> None:
    def write(person: Person) -> None:
        grid = person.grid("M_Workload")
        grid.add_column("Talked to", 10)
        person.book["Workload"]["Y3"] = "mine"

    master.change(write)
    master.fill(AUTUMN)

    assert master.sheet["Y4"].value == "Week 14"
    assert master.days() == {
        **dict(zip(week_headers(1, 13), AUTUMN_DAYS, strict=False)),
        "Week 14": "mine",
    }
    assert master.sheet["K3"].value is None


def test_notes_on_a_persons_row_go_where_the_row_goes(master: Master) -> None:
    def write(person: Person) -> None:
        person.book["Workload"]["E5"].comment = Comment("back in March", "Li")

    master.change(write)
    found = in_cycle(AUTUMN)
    team = found.figures.teams[0]  # type: ignore[union-attr]
    assert found.figures is not None
    swapped = replace(
        team,
        workload=replace(team.workload, people=tuple(reversed(team.workload.people))),
        plan=replace(team.plan, people=tuple(reversed(team.plan.people))),
    )
    turned = replace(found, figures=replace(found.figures, teams=(swapped, *found.figures.teams[1:])))

    write_master(master.path, turned)

    assert list(master.rows()) == ["north:M2", "north:M1"]
    assert master.sheet["E6"].comment.text == "back in March"


def test_a_master_made_from_the_programmes_template_has_the_weeks_of_its_cycle(tmp_path: Path) -> None:
    made = build_master(in_cycle(JANUARY), template=build_template("en", "Launch"))
    path = tmp_path / "Remit master.xlsx"
    path.write_bytes(made)

    sheet = opened(made)
    assert [sheet.cell(3, column).value for column in range(11, 17)] == [*JANUARY_DAYS, None]
    assert sheet.column_dimensions["P"].hidden
    assert write_master(path, in_cycle(JANUARY), template=build_template("en", "Launch")) == Written(
        path=path
    )
    assert path.read_bytes() == made


def test_the_names_that_marks_go_by_are_the_programmes_thresholds(master: Master) -> None:
    stricter = replace(
        in_cycle(AUTUMN), settings=Settings(full_above=0.8, overloaded_above=0.955, low_confidence=1)
    )

    write_master(master.path, stricter)

    book = openpyxl.load_workbook(master.path)
    assert {name: book.defined_names[name].attr_text for name in (*BANDS, "set_low_confidence")} == {
        "set_healthy_from": "0.6",
        "set_full_above": "0.8",
        "set_overloaded_above": "0.955",
        "set_low_confidence": "1",
    }
    assert "▲ above 80%, ■ above 95.5%" in book["Workload"]["D3"].value
    assert [formula for _, formula in marks_at(book["Workload"], "K6")][:3] == [
        [name] for name in reversed(BANDS)
    ]
