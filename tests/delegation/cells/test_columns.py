"""A column is read like its cells, whatever stands in them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from delegation.cells import Misfit, cell_text, parse_cell, parse_column
from delegation.periods import Span
from delegation.records import CellFault
from delegation.schema import Field
from delegation.tables import TABLES
from tests.delegation.cells.fields import DUE, EFFORT, TITLE


def test_an_error_value_and_a_formula_without_result_are_faults_of_their_own() -> None:
    assert parse_cell(DUE, CellFault("error", "#N/A")) == Misfit("ERROR")
    assert parse_cell(TITLE, CellFault("formula", "=A1")) == Misfit("FORMULA")


def test_a_column_tells_which_cells_are_at_fault_and_reads_the_others() -> None:
    values = [40, "", "forty", None, CellFault("error", "#REF!"), "2.5", "forty"]
    parsed, faults = parse_column(EFFORT, values)
    assert parsed == [40.0, None, None, None, None, 2.5, None]
    assert [(fault.position, fault.kind) for fault in faults] == [(2, "TYPE"), (4, "ERROR"), (6, "TYPE")]


FIELDS = st.sampled_from([each for table in TABLES for each in table.fields])
EXCEL_VALUES = (
    st.none()
    | st.text(max_size=30)
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.dates()
    | st.datetimes()
    | st.times()
    | st.timedeltas()
    | st.just(CellFault("error", "#N/A"))
    | st.from_regex(r"[0-9０-９]{1,4}[-/.年][0-9]{1,2}[-/.月][0-9]{1,4}日?", fullmatch=True)
    | st.from_regex(r"[(−-]?[0-9]{1,3}([, ][0-9]{3}){0,2}(\.[0-9]{0,3})?%?", fullmatch=True)
)
ANY_VALUES = (
    EXCEL_VALUES | st.binary() | st.complex_numbers() | st.decimals() | st.lists(st.integers(), max_size=3)
)


class _Spiteful:
    def __str__(self) -> str:
        raise RuntimeError("no text for you")


@given(FIELDS, st.lists(ANY_VALUES, max_size=5), st.booleans())
def test_property_reading_never_fails(each: Field, values: list[object], epoch_1904: bool) -> None:
    parsed, faults = parse_column(each, [*values, _Spiteful()], epoch_1904=epoch_1904)
    assert len(parsed) == len(values) + 1
    assert all(parsed[fault.position] is None for fault in faults)


@given(FIELDS, EXCEL_VALUES)
def test_property_what_was_read_reads_as_itself(each: Field, value: object) -> None:
    once = parse_cell(each, value)
    if not isinstance(once, Misfit | Span):
        assert parse_cell(each, once) == once


@given(FIELDS, st.lists(EXCEL_VALUES, max_size=6))
def test_property_a_column_is_read_like_its_cells_one_by_one(each: Field, values: list[object]) -> None:
    parsed, faults = parse_column(each, values)
    wrong = {fault.position: Misfit(fault.kind, fault.params) for fault in faults}
    assert [wrong.get(index, found) for index, found in enumerate(parsed)] == [
        parse_cell(each, value) for value in values
    ]


@given(EXCEL_VALUES)
def test_property_every_value_has_a_text(value: object) -> None:
    assert isinstance(cell_text(value), str)
