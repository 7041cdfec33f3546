"""The next free id follows the ids that people use; LibreOffice computes the same from the formulas."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from tests.workbook_templates.example import ordinary
from tests.workbook_templates.recalculation import cells, compare, needs_libreoffice
from workbook_templates.specification import TeamWorkbook
from workbook_templates.team import build_team_workbook

CASES = [
    ([], "D01"),
    (["D-007"], "D-008"),
    (["D01", "D02", "D09"], "D10"),
    (["D9"], "D10"),
    (["D99"], "D100"),
    (["D05", "D03"], "D06"),
    (["A1", "A2", "TASK-0017"], "TASK-0018"),
    (["TASK-0017", "A1", "A2"], "A3"),
    (["alpha", "D04", "beta"], "D05"),
    (["alpha"], "D01"),
    (["7", "9"], "10"),
    (["2026-Q4-01", "2026-Q4-12"], "2026-Q4-13"),
    (["D3-1", "D4"], "D5"),
    (["d-01", "D-05", "D-x"], "D-06"),
    (["KE007"], "KE008"),
    (["D123456789012345"], "D123456789012346"),
]


def with_ids(ids: list[str]) -> TeamWorkbook:
    rows = [{"delegation_id": each} for each in ids]
    return dataclasses.replace(ordinary("en"), rows={"delegations": rows}, empty_rows=0)


def shown(ids: list[str]) -> str:
    return str(cells(build_team_workbook(with_ids(ids)))["Delegations!B3"].value)


@pytest.mark.parametrize(("ids", "following"), CASES)
def test_the_next_free_id_stands_above_the_table(ids: list[str], following: str) -> None:
    assert shown(ids) == f"Next free ID: {following}"


@needs_libreoffice
def test_the_formulas_find_the_same(tmp_path: Path) -> None:
    """Five cases a workbook, one in each table that has ids of its own."""
    tables = ("members", "delegations", "kpis", "check_ins", "meetings")
    keys = ("member_id", "delegation_id", "kpi_id", "check_in_id", "meeting_id")
    books = []
    for number in range(0, len(CASES), len(tables)):
        cases = zip(tables, keys, CASES[number:], strict=False)
        rows = {table: [{key: each} for each in ids] for table, key, (ids, _) in cases}
        spec = dataclasses.replace(ordinary("en"), rows=rows, empty_rows=0)
        books.append(build_team_workbook(spec))
    for found in compare(books, tmp_path):
        assert [each for each in found if not each.agrees] == []
