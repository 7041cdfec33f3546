"""A master that an older version of Remit made gets the columns that are new, and loses nothing."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import load_workbook

from sync.kept_figures import kpi_key
from sync.master import Written, build_master, write_master
from sync.master.template import MASTER_LIMITS
from sync.master.workbook import MasterBook
from sync.package import Parts
from sync.store.stored import FigureSpan, WrittenCell
from tests.contracts.package import assert_clean
from tests.sync.master.editor import Person
from tests.sync.master.previous import previous_master
from tests.sync.masters import content, told
from tests.sync.test_master import table_cells

pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported")


def upgraded(path: Path, language: str = "en") -> tuple[bytes, list[tuple[str, str]]]:
    """The file after a run of this version, and what people have written in it, by column."""
    kept: list[WrittenCell] = []

    def keep(cells: Iterable[WrittenCell]) -> None:
        kept[:] = cells

    assert write_master(path, content(language), keep=keep) == Written(path=path)
    return path.read_bytes(), [(each.column, each.value) for each in kept]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_an_older_master_says_what_a_new_one_says(tmp_path: Path, language: str) -> None:
    path = tmp_path / "Remit master.xlsx"
    path.write_bytes(previous_master(content(language)))
    data, _ = upgraded(path, language)
    assert_clean(data)
    new = build_master(content(language))
    for table in ("M_KPIs", "M_Delegations", "M_Members", "M_Teams"):
        assert table_cells(data, table) == table_cells(new, table)
    assert upgraded(path, language)[0] == data


def test_an_older_master_draws_the_trends_as_well(tmp_path: Path) -> None:
    key = kpi_key("north", "K1")
    spans = [
        FigureSpan(key=key, value=0.5, first_run=2, until_run=4),
        FigureSpan(key=key, value=0.9, first_run=4, until_run=None),
    ]
    shown = content(source=replace(told(), kept=spans))
    path = tmp_path / "Remit master.xlsx"
    path.write_bytes(previous_master(content()))
    assert write_master(path, shown) == Written(path=path)
    again, new = path.read_bytes(), build_master(shown)
    assert_clean(again)
    for data in (again, new):
        ((cells, place),) = sparklines(data, "KPIs")
        assert header_and_values(data, place, cells) == ("Index, last runs", [0.5, 0.5, 0.9])
    assert write_master(path, shown) == Written(path=path)
    assert path.read_bytes() == again


def sparklines(data: bytes, tab: str) -> list[tuple[str, str]]:
    """The cells that every sparkline on that sheet shows, and where it is drawn."""
    parts = Parts.open(data, MASTER_LIMITS)
    found = next(each for each in MasterBook(parts).tabs if each.name == tab)
    text = parts.read(found.part).decode()
    return re.findall(r"<xm:f>([^<]*)</xm:f><xm:sqref>([^<]*)</xm:sqref>", text)


def header_and_values(data: bytes, place: str, cells: str) -> tuple[object, list[object]]:
    sheet = load_workbook(io.BytesIO(data))["KPIs"]
    shown = [cell.value for cell in sheet[cells.partition("!")[2]][0]]
    return sheet.cell(4, sheet[place].column).value, shown


def test_new_columns_come_last_and_nothing_that_people_have_is_touched(tmp_path: Path) -> None:
    """Somebody has a column of their own that is called as one of the new ones."""
    path = tmp_path / "Remit master.xlsx"
    person = Person(previous_master(content()))
    grid = person.grid("M_KPIs")
    grid.add_column("Status now", 5)
    grid.rows[0][5].value = "as we see it"
    grid.rows[0][grid.place("Decision")].value = "Keep"
    grid.put_back()
    headers = grid.headers
    path.write_bytes(person.saved())

    data, kept = upgraded(path)

    (row,) = table_cells(data, "M_KPIs")
    assert (row["Status now"], row["Decision"], row["Status now 2"]) == ("as we see it", "Keep", "▲ No data")
    table = load_workbook(io.BytesIO(data))["KPIs"].tables["M_KPIs"]
    assert table.column_names[: len(headers)] == headers
    assert kept == [("Status now", "as we see it"), ("decision", "Keep")]
    assert table_cells(data, "M_Left") == [{}]
    assert_clean(data)
    assert upgraded(path)[0] == data
