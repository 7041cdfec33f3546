"""Places are written as Excel writes them."""

from __future__ import annotations

import pytest

from delegation.place import Place, cell_name, column_letters, sheet_reference


@pytest.mark.parametrize(
    ("column", "letters"),
    [(1, "A"), (26, "Z"), (27, "AA"), (702, "ZZ"), (703, "AAA"), (16384, "XFD")],
)
def test_columns_have_letters(column: int, letters: str) -> None:
    assert column_letters(column) == letters


def test_a_cell_has_its_column_first() -> None:
    assert cell_name(12, 6) == "F12"


@pytest.mark.parametrize(
    ("sheet", "reference"),
    [
        ("Delegations", "Delegations!F12"),
        ("授权事项", "授权事项!F12"),
        ("Check-ins", "'Check-ins'!F12"),
        ("Tracking plan", "'Tracking plan'!F12"),
        ("认可与激励", "认可与激励!F12"),
        ("Ana's sheet", "'Ana''s sheet'!F12"),
        ("2026", "'2026'!F12"),
        ("Q4", "'Q4'!F12"),
        ("R1C1", "'R1C1'!F12"),
        ("RC", "'RC'!F12"),
        ("c", "'c'!F12"),
        ("TRUE", "'TRUE'!F12"),
        ("Quarter4", "Quarter4!F12"),
        ("a😀", "'a😀'!F12"),
    ],
)
def test_a_sheet_is_quoted_where_excel_asks_for_it(sheet: str, reference: str) -> None:
    assert sheet_reference(sheet, "F12") == reference


@pytest.mark.parametrize(
    ("place", "text"),
    [
        (Place(workbook="North.xlsx", sheet="Delegations", cell="F12"), "North.xlsx › Delegations!F12"),
        (Place(workbook="North.xlsx", sheet="Check-ins", cell="A3"), "North.xlsx › 'Check-ins'!A3"),
        (Place(workbook="North.xlsx", sheet="Tracking plan"), "North.xlsx › 'Tracking plan'"),
        (Place(workbook="North.xlsx"), "North.xlsx"),
        (Place(sheet="Delegations", cell="F12"), "Delegations!F12"),
        (Place(cell="F12"), "F12"),
        (Place(), ""),
    ],
)
def test_a_place_leaves_out_what_is_not_known(place: Place, text: str) -> None:
    assert str(place) == text
