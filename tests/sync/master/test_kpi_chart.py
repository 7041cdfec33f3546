"""*KPI chart*: one KPI chosen from a list, its XmR chart, and numbers that every program shows alike."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook import Workbook as Book

from sync.master import Written, build_master, write_master
from sync.store.stored import StoredRecord
from tests.contracts.package import check_package
from tests.sync.masters import Told, content, day, record, told
from tests.workbook_templates.recalculation import compare, needs_libreoffice
from workbook_templates.kpi_chart import READINGS_ROW

pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported")
LANGUAGES = pytest.mark.parametrize("language", ["en", "zh"])
LEVEL = (50, 52, 49, 51, 50, 48, 52, 51, 49, 50, 51, 49)
TABS = {"en": "KPI chart", "zh": "指标控制图"}


def kpi(
    team: str, key: str, name: str, values: Sequence[float], direction: str = "lower"
) -> list[StoredRecord]:
    """A weekly KPI, its last reading a day before the day of the master."""
    declared = record(
        team,
        "kpis",
        key,
        kpi_id=key,
        name=name,
        direction=direction,
        target=55.0,
        frequency="weekly",
        aggregation="last",
        end=day("2026-12-31"),
    )
    periods = [day("2026-12-13") - dt.timedelta(weeks=back) for back in range(len(values))]
    return [
        declared,
        *(
            record(team, "readings", f"{key}+{period}", kpi_id=key, period=period, value=float(value))
            for period, value in zip(periods, reversed(values), strict=True)
        ),
    ]


def source() -> Told:
    """A KPI that gets worse, one with trial limits, one with too few readings, two of one name."""
    found = told()
    found.records += [
        *kpi("north", "K2", "Lead time*", (*LEVEL, 60)),
        *kpi("north", "K3", "Returns?", LEVEL[:8]),
        *kpi("huadong", "K1", "销售额~", (1, 2, 3), "higher"),
        *kpi("huadong", "K2", "退货", LEVEL),
        *kpi("huadong", "K3", "退货", LEVEL, "higher"),
    ]
    return found


def choosing(data: bytes, choice: str) -> bytes:
    """The master after somebody has chosen another KPI, in a program that calculates nothing."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            if name.startswith("xl/worksheets/") and b"kpi_choices" in part:
                text = f"<is><t>{choice}</t></is>".encode()
                part, count = re.subn(rb'(<c r="C5"[^>]*>)<is>.*?</is>', rb"\1" + text, part)
                assert count == 1
            new.writestr(name, part)
    return buffer.getvalue()


def opened(data: bytes, *, values: bool = True) -> Book:
    return openpyxl.load_workbook(io.BytesIO(data), data_only=values)


def numbers(data: bytes) -> list[tuple[object, object]]:
    """The labels and what stands beside them."""
    return [
        (label, said) for label, said in opened(data)["KPI chart"].iter_rows(5, 16, 2, 3, values_only=True)
    ]


@pytest.fixture(scope="module")
def master() -> bytes:
    return build_master(content(source=source()))


def test_the_kpi_that_gets_worse_is_shown_until_somebody_chooses(master: bytes) -> None:
    assert numbers(master) == [
        ("KPI (choose from the list)", "Lead time* · North"),
        ("Status now", "● On target"),
        ("Signal", "■ Worsening"),
        ("Because of", "outside the limits"),
        ("Newest reading of", dt.datetime(2026, 12, 13)),
        ("Newest reading", 60),
        ("Mean", 50.923076923),
        ("Lower limit", 43.82974359),
        ("Upper limit", 58.016410256),
        ("Forecast at its end", opened(master)["KPI chart"]["C14"].value),
        ("Reaches its target", "● Yes"),
        ("Note", None),
    ]
    first = next(opened(master)["KPI chart"].iter_rows(READINGS_ROW, READINGS_ROW, 2, 4, values_only=True))
    assert first == (dt.datetime(2026, 12, 13), 60, "◆ part of a signal")


@needs_libreoffice
def test_what_is_saved_is_what_the_formulas_come_to(master: bytes, tmp_path: Path) -> None:
    books = [master]
    for choice in (
        "Returns? · North",
        "销售额~ · 华东销售区",
        "退货 · 华东销售区 [huadong:K3]",
        "Gone · North",
    ):
        path = tmp_path / f"{len(books)}.xlsx"
        path.write_bytes(choosing(master, choice))
        write_master(path, content(source=source()))
        books.append(path.read_bytes())

    results = compare(books, tmp_path)

    assert [len(found) for found in results] == [len(results[0])] * len(books)
    assert [each for found in results for each in found if not each.agrees] == []


def test_the_choice_stays_and_its_numbers_are_those_of_the_night(master: bytes, tmp_path: Path) -> None:
    path, later = tmp_path / "Remit master.xlsx", source()
    path.write_bytes(choosing(master, "returns? · north"))
    later.records += kpi("north", "K9", "New", LEVEL)

    assert write_master(path, content(source=later)) == Written(path=path)

    found = numbers(path.read_bytes())
    assert found[0] == ("KPI (choose from the list)", "returns? · north")
    assert found[-1] == ("Note", "trial limits from 8 readings; full ones from 12")
    names = opened(path.read_bytes()).defined_names
    assert names["kpi_choices"].attr_text == "'_charts'!$C$5:$C$11".replace("'", "")
    data = path.read_bytes()
    write_master(path, content(source=later))
    assert path.read_bytes() == data


@pytest.mark.parametrize(
    ("choice", "note"),
    [
        ("销售额~ · 华东销售区", "too few readings for limits: 3, at least 6 are needed"),
        ("Gone · North", None),
    ],
)
def test_where_there_is_nothing_to_draw_it_is_said(
    master: bytes, tmp_path: Path, choice: str, note: str | None
) -> None:
    path = tmp_path / "Remit master.xlsx"
    path.write_bytes(choosing(master, choice))
    write_master(path, content(source=source()))
    sheet = opened(path.read_bytes())["KPI chart"]
    said = note or "this KPI is no longer there; choose another one"
    assert (sheet["C16"].value, sheet["AB5"].value) == (note, f"{choice}  ·  {said}")


def test_formulas_that_people_changed_are_theirs(master: bytes, tmp_path: Path) -> None:
    path = tmp_path / "Remit master.xlsx"
    book = opened(master, values=False)
    book["KPI chart"]["C6"] = "=1+1"
    buffer = io.BytesIO()
    book.save(buffer)
    path.write_bytes(buffer.getvalue())
    write_master(path, content(source=source()))
    assert opened(path.read_bytes(), values=False)["KPI chart"]["C6"].value == "=1+1"


@LANGUAGES
def test_the_chart_draws_the_prepared_cells_and_comes_back_when_it_is_deleted(
    tmp_path: Path, language: str
) -> None:
    path, found = tmp_path / "Remit master.xlsx", content(language, source())
    new = build_master(found)
    book = opened(new, values=False)
    del book[TABS[language]]
    book.create_sheet(TABS[language])["A1"] = "somebody's own"
    del book.defined_names["_remit.chart.choice"]
    buffer = io.BytesIO()
    book.save(buffer)
    path.write_bytes(buffer.getvalue())

    (remark,) = write_master(path, found).remarks

    assert remark.parts == (f"{TABS[language]} 2",)
    assert check_package(path.read_bytes()) == ()
    assert check_package(new) == ()
    for data, tab in ((new, TABS[language]), (path.read_bytes(), f"{TABS[language]} 2")):
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            charts = [name for name in package.namelist() if name.startswith("xl/charts/chart")]
            (chart,) = (package.read(name).decode() for name in charts)
        drawn = re.findall(
            r"<c:cat><c:numRef><c:f>(.*?)</c:f>.*?<c:val><c:numRef><c:f>(.*?)</c:f>",
            chart.replace("'", ""),
            re.S,
        )
        assert drawn == [
            (f"{tab}!$AA$19:$AA$54", f"{tab}!${column}$19:${column}$54")
            for column in ("AE", "AC", "AD", "AB", "AF")
        ]
