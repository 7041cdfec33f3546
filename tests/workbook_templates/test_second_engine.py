"""A second engine, pyOfficeEditor, finds for every formula what Python saved with it, and LibreOffice finds.

What it cannot compute stands in `BEYOND`: those cells are given to it, everything that rests on them it finds
for itself. A test says when that list is no longer true.
"""

from __future__ import annotations

import dataclasses
import io
import re

import openpyxl
from pyofficeeditor.excel import Workbook

from tests.workbook_templates.generated import generated
from tests.workbook_templates.recalculation import Computed, compared, opened, without_results
from tests.workbook_templates.test_computed import (
    DELEGATION_COLUMNS,
    HEADERS,
    KPI_COLUMNS,
    MEMBER_COLUMNS,
    delegation_figures,
    differing,
    kpi_figures,
    member_figures,
    shown,
    taken_in,
)
from workbook_templates.next_ids import FIRST_IDS
from workbook_templates.team import TeamWorkbook, build_team_workbook

BEYOND = {
    "LOOKUP(2,1/(": "takes an array that is computed from cells for a single cell: the last id that is in use"
}
"""What a formula contains that the engine cannot compute, and why; nothing else is given to it."""


FEW = ("M01", "M04", "M06", "M07", "M13", "L1")


def calculated(data: bytes) -> bytes:
    """The workbook with every formula computed anew, from nothing but what people typed and `BEYOND`."""
    book, saved = Workbook.from_bytes(without_results(data)), opened(data, values=True)
    for place, _ in beyond(data):
        sheet, cell = place.split("!")
        book[sheet][cell].value = str(saved[sheet][cell].value or "")
    report = book.calculate()
    assert report.complete, report
    return book.to_bytes()


def beyond(data: bytes) -> list[tuple[str, str]]:
    """The cells that the engine cannot compute, and their formulas."""
    return [
        (f"{sheet.title}!{cell.coordinate}", cell.value)
        for sheet in opened(data)
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f" and any(each in str(cell.value) for each in BEYOND)
    ]


def wrong(found: list[Computed]) -> list[str]:
    return [
        f"{each.place} {each.formula}: saved {each.saved!r}, found {each.found!r}"
        for each in found
        if not each.agrees
    ]


def marked(found: list[Computed]) -> set[str]:
    """The rows in which something cannot be told, as `KPIs 9`."""
    return {re.sub("![A-Z]+", " ", each.place) for each in found if each.found == "⚠"}


def small(spec: TeamWorkbook) -> TeamWorkbook:
    """With few of its members: every one costs this engine a second, for 500 days."""
    rows = dict(spec.rows)
    for table in ("members", "leave"):
        rows[table] = [each for each in rows[table] if each["member_id"] in FEW]
    return dataclasses.replace(spec, rows=rows, empty_rows=1)


def test_the_second_engine_computes_what_generated_rows_show() -> None:
    """In English; the rows below are in Chinese."""
    spec = small(generated("en", kpis=12, delegations=25))
    data = build_team_workbook(spec)
    assert len(beyond(data)) == len(FIRST_IDS)  # one step towards the next id of each of these tables
    found = calculated(data)
    assert wrong(compared(data, found)) == []
    accepted = taken_in(data, spec)
    for table, columns, wanted in (
        ("kpis", KPI_COLUMNS, kpi_figures(accepted, "en")),
        ("delegations", DELEGATION_COLUMNS, delegation_figures(accepted, "en")),
        ("members", MEMBER_COLUMNS, member_figures(accepted, spec)),
    ):
        assert len(wanted) >= len(FEW)
        assert differing(shown(found, "en", table, columns), wanted) == {}


def test_the_second_engine_shows_cells_of_the_wrong_type_where_they_count_and_nowhere_else() -> None:
    spec = small(generated("zh", kpis=0, delegations=3))
    rows = {table: [dict(each) for each in found] for table, found in spec.rows.items()}
    rows["delegations"][8]["delegate"] = "M07"
    sound = build_team_workbook(dataclasses.replace(spec, rows=rows))
    rows["delegations"][8]["due"] = "2028-03-31"
    rows["kpis"][3]["end"] = "end of March"
    rows["readings"][5]["period"] = "2028-02-29"
    kpi_ids = [each["kpi_id"] for each in rows["kpis"]]
    read = HEADERS + 1 + kpi_ids.index(rows["readings"][5]["kpi_id"])
    data = build_team_workbook(dataclasses.replace(spec, rows=rows))
    found = compared(data, calculated(data))
    assert wrong(found) == []
    delegate = 1 + [each["member_id"] for each in rows["members"]].index("M07")
    hit = {f"指标 {HEADERS + 4}", f"指标 {read}", f"授权事项 {HEADERS + 9}", f"成员 {HEADERS + delegate}"}
    assert marked(found) - marked(compared(sound, sound)) == hit


def test_the_second_engine_still_cannot_compute_what_is_given_to_it() -> None:
    small = openpyxl.Workbook()
    small.worksheets[0]["A2"] = "last"
    buffer = io.BytesIO()
    small.save(buffer)
    with Workbook.from_bytes(buffer.getvalue()) as book:
        assert book["Sheet"].evaluate('LOOKUP(2,1/(A2:A3<>""),A2:A3)') != "last"
    assert len(BEYOND) == 1
