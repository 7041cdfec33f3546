"""Every native formula was saved with the value that a spreadsheet finds for it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.workbook_templates.example import awkward, ordinary
from tests.workbook_templates.recalculation import compare, needs_libreoffice, opened, recalculated
from workbook_templates.team import TeamWorkbook, build_team_workbook

pytestmark = needs_libreoffice


@pytest.mark.parametrize("spec", [ordinary("en"), ordinary("zh"), awkward("en")], ids=["en", "zh", "awkward"])
def test_libreoffice_computes_the_saved_values(spec: TeamWorkbook, tmp_path: Path) -> None:
    found = compare(build_team_workbook(spec), tmp_path)
    wrong = [
        f"{each.place} {each.formula}: saved {each.saved!r}, found {each.found!r}"
        for each in found
        if not each.agrees
    ]
    assert wrong == []
    assert len(found) > 4_000


def test_drop_downs_offer_what_is_filled_in(tmp_path: Path) -> None:
    book = opened(build_team_workbook(ordinary("en")))
    sheet = book.create_sheet("Probe")
    sheet["A1"] = "=ROWS(list_members)"
    sheet["A2"] = "=INDEX(list_members,3)"
    sheet["A3"] = "=ROWS(list_delegations)"
    sheet["A4"] = "=ROWS(list_kpis)"
    sheet["A5"] = "=ROWS(ids_delegations)"
    target = tmp_path / "probe.xlsx"
    book.save(target)
    found = opened(recalculated(target.read_bytes(), tmp_path), values=True)["Probe"]
    assert [row[0].value for row in found["A1:A5"]] == [3, "Noor Khan", 3, 2, 8]
