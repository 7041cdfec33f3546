"""A master of an older version gets the sheets of this one with the next run, and loses nothing."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook import Workbook as Book

from delegation.labels import labels
from sync.master import MasterContent, Written, build_master, write_master
from sync.master.build import MAX_LINKS, wanted
from sync.master.fill import MasterFill
from sync.master.found import Wanted
from sync.master.heads import head_cells
from sync.master.template import MASTER_LIMITS, template_of
from sync.package import Parts
from tests.sync.master.editor import Content, Person
from tests.sync.masters import content, told
from workbook_templates.kpi_chart import CHARTS
from workbook_templates.master import master_sheets
from workbook_templates.master_decisions import PROPOSING
from workbook_templates.master_figures import FIGURES, WORKLOAD

pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported")
LANGUAGES = pytest.mark.parametrize("language", ["en", "zh"])
NEW = (FIGURES, WORKLOAD, *PROPOSING, CHARTS)
NAMES = {
    "en": ("Figures", "Workload", "Rebalance", "Recognition due", "Cycle review", "_charts", "KPI chart"),
    "zh": ("汇总指标", "工作负荷", "负荷调整", "认可建议", "周期回顾", "_charts", "指标控制图"),
}


def template_before(language: str) -> bytes:
    words = labels(language)
    sheets = [each for each in master_sheets(words) if each.id not in NEW]
    return template_of(sheets, words, "Launch")


def master_before(found: MasterContent) -> bytes:
    """The master as a version without figures filled it."""
    told = wanted(found)
    sheets = {name: sheet for name, sheet in told.sheets.items() if name not in NEW}
    before: Wanted = replace(
        told,
        sheets=sheets,
        heads=lambda rows, link_to: head_cells(found, sheets, rows, link_to, MAX_LINKS),
    )
    template = template_before(found.language)
    shipped = Parts.open(template, MASTER_LIMITS)
    fill = MasterFill(shipped, template, before, lambda: shipped, as_template=True)
    fill.fill(())
    return fill.parts.as_bytes()


def opened(path: Path) -> Book:
    return openpyxl.load_workbook(path)


def saved(book: Book) -> bytes:
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def texts(book: Book, name: str) -> list[tuple[object, ...]]:
    return list(book[name].iter_rows(values_only=True))


def marks(book: Book, name: str) -> list[tuple[str, list[str], object, object]]:
    return [
        (str(area.sqref), rule.formula, rule.dxf.font, rule.dxf.fill)
        for area in book[name].conditional_formatting
        for rule in area.rules
    ]


@LANGUAGES
def test_a_master_of_the_version_before_gets_the_sheets_without_a_remark(
    tmp_path: Path, language: str
) -> None:
    path, found = tmp_path / "Remit master.xlsx", content(language)
    path.write_bytes(master_before(found))
    assert not {*NAMES[language]} & {*opened(path).sheetnames}

    assert write_master(path, found) == Written(path=path)

    now, new = opened(path), openpyxl.load_workbook(io.BytesIO(build_master(found)))
    assert now.sheetnames[-len(NEW) - 1 :] == [*NAMES[language]]
    for name in NAMES[language]:
        assert texts(now, name) == texts(new, name)
        assert marks(now, name) == marks(new, name)
        assert now[name].freeze_panes == new[name].freeze_panes
        assert now[name].print_title_rows == new[name].print_title_rows
    assert now.defined_names["set_full_above"].attr_text == "0.85"
    data = path.read_bytes()
    assert write_master(path, found) == Written(path=path)
    assert path.read_bytes() == data


def test_the_overview_lists_the_new_sheets_where_its_list_has_room(tmp_path: Path) -> None:
    path = tmp_path / "Remit master.xlsx"
    path.write_bytes(master_before(content()))

    write_master(path, content())

    overview = opened(path)["Overview"]
    assert [
        (cell, overview[cell].value, overview[cell].hyperlink.location, overview[cell].font.color.rgb)
        for cell in ("R13", "R14", "R18")
    ] == [
        ("R13", "Figures  (4)", "Figures!A1", overview["N8"].font.color.rgb),
        ("R14", "Workload  (3)", "Workload!A1", overview["N8"].font.color.rgb),
        ("R18", "KPI chart", "'KPI chart'!A1", overview["N8"].font.color.rgb),
    ]


def test_a_line_of_the_list_that_people_removed_stays_away(tmp_path: Path) -> None:
    path = tmp_path / "Remit master.xlsx"
    path.write_bytes(build_master(content()))
    book = opened(path)
    del book.defined_names["_remit.overview.rows_figures"]
    book["Overview"]["N8"] = None
    path.write_bytes(saved(book))

    write_master(path, content())

    assert "_remit.overview.rows_figures" not in opened(path).defined_names


def test_what_people_had_in_the_master_of_the_version_before_stays(tmp_path: Path) -> None:
    path = tmp_path / "Remit master.xlsx"
    book = openpyxl.load_workbook(io.BytesIO(master_before(content())))
    delegations = book["Delegations"]
    comment = next(cell.column for cell in delegations[4] if cell.value == "Comment")
    delegations.cell(6, comment, "ask Ana")
    own = book.create_sheet("Figures")  # somebody's own, by the name that Remit would give
    own["A1"], own["A2"] = "Budget", "=SUM(M_Delegations[Effort hours])"
    path.write_bytes(saved(book))

    assert write_master(path, content()) == Written(path=path)

    now = opened(path)
    assert now["Delegations"].cell(6, comment).value == "ask Ana"
    assert [cell.value for cell in now["Figures"]["A"]] == ["Budget", "=SUM(M_Delegations[Effort hours])"]
    assert now["Figures 2"]["C1"].value == "Figures"
    assert "M_Figures" in now["Figures 2"].tables


def test_a_template_of_the_version_before_makes_a_master_with_them(tmp_path: Path) -> None:
    path, template = tmp_path / "Remit master.xlsx", template_before("en")

    assert write_master(path, content(), template=template) == Written(path=path)

    now, new = opened(path), openpyxl.load_workbook(io.BytesIO(build_master(content())))
    assert [texts(now, name) for name in NAMES["en"]] == [texts(new, name) for name in NAMES["en"]]
    assert write_master(path, content(), template=template) == Written(path=path)


def test_what_somebody_wrote_beside_a_group_stays_with_it(tmp_path: Path) -> None:
    path = tmp_path / "Remit master.xlsx"
    path.write_bytes(build_master(content()))
    book = opened(path)
    book["Figures"]["AG4"], book["Figures"]["AG8"] = "Said in the board", "look again in May"
    path.write_bytes(saved(book))
    fewer = content()
    assert fewer.figures is not None
    figures = replace(fewer.figures, groups=fewer.figures.groups[1:])

    write_master(path, replace(fewer, figures=figures))

    sheet = opened(path)["Figures"]
    assert [(row[0].value, row[32].value) for row in sheet["A5:AG7"]] == [
        ("team:south", None),
        ("team:huadong", None),
        ("programme", "look again in May"),
    ]


def test_a_person_who_has_left_is_named_on_left(tmp_path: Path) -> None:
    path = tmp_path / "Remit master.xlsx"
    person = Person(build_master(content()))
    grid = person.grid("M_Workload")
    grid.add_column("Talked to", len(grid.columns))
    grid.rows[1][-1] = Content("in May", "s")
    path.write_bytes(person.saved())
    source = told()
    source.records = [each for each in source.records if each.key != "M2" and each.table != "delegations"]

    write_master(path, content(source=source))

    headers, row = opened(path)["Left"].iter_rows(min_row=4, max_row=5, values_only=True)
    left = dict(zip(headers, row, strict=True))
    assert (left["_key"], left["Sheet"], left["Row"], left["Talked to"]) == (
        "workload north:M2",
        "Workload",
        "M2 · Li Na",
        "in May",
    )
