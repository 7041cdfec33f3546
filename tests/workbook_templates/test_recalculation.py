"""Every native formula was saved with the value that a spreadsheet finds for it."""

from __future__ import annotations

from pathlib import Path

from tests.workbook_templates.example import awkward, ordinary, with_public_holidays
from tests.workbook_templates.recalculation import compare, needs_libreoffice, opened, recalculated
from workbook_templates.team import build_team_workbook

pytestmark = needs_libreoffice


def test_libreoffice_computes_the_saved_values(tmp_path: Path) -> None:
    specs = (ordinary("en"), ordinary("zh"), awkward("en"), with_public_holidays("zh"))
    books = [build_team_workbook(spec) for spec in specs]
    for found in compare(books, tmp_path):
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
    found = opened(recalculated([target.read_bytes()], tmp_path)[0], values=True)["Probe"]
    assert [row[0].value for row in found["A1:A5"]] == [3, "Noor Khan", 3, 2, 8]
