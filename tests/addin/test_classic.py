"""The path of desktop Excel: decorators, raw arguments of every kind, the VBA that xlwings writes."""

from __future__ import annotations

import datetime as dt
import inspect
import math
import re
from decimal import Decimal
from types import FunctionType
from typing import Any

import pytest

import addin.functions
from addin.readable import readable
from delegation.labels import Labels
from tests.addin.classic import MISSING, call, com_time, vba
from tests.addin.test_tables import AS_OF, CHECK_INS, DELEGATIONS, FIRST, LAST, MEMBERS
from tests.addin.worked import raw_table

FUNCTIONS: dict[str, FunctionType] = {
    name: function for name, function in vars(addin.functions).items() if hasattr(function, "__xlfunc__")
}
DAYS = com_time(2026, 11, 2), com_time(2026, 11, 6), com_time(2026, 11, 16)
TABLES = {name: tuple(map(tuple, table)) for name, table in {"d": DELEGATIONS, "m": MEMBERS}.items()}
SKILLS = (("member_id", "skill", "level"), ("M1", "Excel", 4.0))
OWNED = tuple(
    (*row, "delegator" if number == 0 else "Eva" if row[0] else None)
    for number, row in enumerate(DELEGATIONS)
)
SOUND: dict[str, tuple[Any, ...]] = {
    "KPI_ATTAINMENT": (80.0, 100.0, "higher", 20.0, None, None, None),
    "KPI_EXPECTED": (DAYS[0], DAYS[2], DAYS[1]),
    "KPI_STATUS": (
        *(80.0, 100.0, "higher", 20.0, None, None, None, DAYS[0], DAYS[2], DAYS[1], "sum", DAYS[1], "weekly"),
        *(0.9, 0.75, DAYS[1], "en"),
    ),
    "KPI_SCORE": (((1.0,), (0.5,)), ((1.0,), (1.0,)), 1.2, 0.5),
    "KPI_FORECAST": (
        tuple((com_time(2026, 10, day),) for day in (4, 11, 18, 25)),
        ((10.0,), (20.0,), (30.0,), (40.0,)),
        DAYS[1],
        "mean",
        "weekly",
    ),
    "KPI_SIGNAL": (tuple((float(each),) for each in range(8)), "higher", 7.0, False, "en"),
    "KPI_LIMITS": (tuple((float(each),) for each in range(8)), False),
    "DELEGATION_HEALTH": (TABLES["d"], DAYS[2], tuple(map(tuple, CHECK_INS)), None, None, 3.0, "en"),
    "NEXT_CHECK_IN": (DAYS[0], 5.0, DAYS[0], DAYS[2], "In progress", None),
    "WORKLOAD": (TABLES["m"], TABLES["d"], DAYS[0], DAYS[1], None, None, None, DAYS[0], "en"),
    "WORKLOAD_BALANCE": (TABLES["m"], TABLES["d"], DAYS[0], DAYS[1], None, None, None, DAYS[0], "en"),
    "SUGGEST_DELEGATE": (
        *("D1", TABLES["m"], SKILLS, OWNED, DAYS[1], None, None, None, 2.0, 0.5),
        *(((0.35,), (0.25,), (0.1,), (0.25,), (0.05,)), True, "en"),
    ),
    "REBALANCE": (TABLES["m"], SKILLS, OWNED, DAYS[0], DAYS[1], None, None, None, DAYS[0], "en"),
    "VALIDATE_TABLE": (TABLES["d"], "Delegations", DAYS[0], "en"),
    "ISSUE_HELP": ("DLG-DUE-ORDER", "en"),
}
ODD: dict[str, Any] = {
    "nothing": None,
    "left out": MISSING,
    "no text": "",
    "a text": "soon",
    "an error as text": "#DIV/0!",
    "an error of COM": -2146826281,
    "a newer error of COM": -2146826238,
    "an error of Office.js": {"type": "Error", "basicValue": "#N/A"},
    "a truth": True,
    "a number": 7.5,
    "a whole number": 7,
    "a negative number": -1.0,
    "not a number": float("nan"),
    "too large a number": 1.7e308,
    "a currency": Decimal("7.50"),
    "a day": com_time(1901, 1, 1),
    "a day long ago": dt.datetime(1, 1, 1),
    "a day far away": dt.datetime(9999, 12, 31),
    "a time": dt.time(8, 30),
    "an empty range": (),
    "a row": ((1.0, 2.0, 3.0),),
    "a column of other height": ((1.0,), (2.0,), (3.0,)),
    "blank rows": ((None,),) * 1000,
    "a range of errors": ((-2146826246, "#REF!"), ("#NAME?", -2146826288)),
    "a table without header": ((1.0, 2.0), (3.0, 4.0)),
    "the wrong table": (("Member", "Skill", "Level"), ("Ana", "Excel", 3.0)),
    "merged cells": (("Delegation ID", None, "Start"), ("D1", None, None), (None, None, DAYS[0])),
    "a very long text": "x" * 40_000,
}
# Words that VBA keeps for itself: an argument of that name is a syntax error.
_RESERVED = """
    and as boolean byref byte byval call case cdbl cint close const currency date debug declare dim
    do double each else elseif empty end enum eqv erase error event exit false for friend function
    get global go goto gosub if imp implements in input integer is let lib like line lock long loop
    lset me mod new next not nothing null object on open option optional or paramarray preserve
    print private public put raiseevent redim rem resume return rset select set single static step
    stop string sub then to true type unlock until variant wend while with xor
"""
RESERVED = frozenset(_RESERVED.split())


def is_sound(spilled: Any) -> bool:
    """Whether every host can take it: rows of one length, of texts, finite numbers and dates."""
    rows = [list(row) for row in spilled]
    kinds = {type(cell) for row in rows for cell in row}
    if any(isinstance(cell, float) and not math.isfinite(cell) for row in rows for cell in row):
        return False
    return bool(rows) and len({len(row) for row in rows}) == 1 and kinds <= {str, float, int, dt.datetime}


def test_every_function_has_sound_arguments_here() -> None:
    assert SOUND.keys() == FUNCTIONS.keys()


@pytest.mark.parametrize("name", FUNCTIONS)
class TestEveryFunction:
    def test_sound_arguments_give_no_code(self, name: str) -> None:
        found = call(name, *SOUND[name])
        assert is_sound(found)
        assert not str(found[0][0]).startswith("#"), found

    @pytest.mark.parametrize("odd", ODD)
    def test_whatever_is_passed_the_answer_can_be_read(self, name: str, odd: str) -> None:
        for place in range(len(SOUND[name])):
            given = list(SOUND[name])
            given[place] = ODD[odd]
            found = call(name, *given)
            assert is_sound(found), (place, found)
            assert not any("ARG-UNEXPECTED" in str(cell) for row in found for cell in row), (place, found)

    def test_every_argument_odd_at_once(self, name: str) -> None:
        for odd in ODD.values():
            assert is_sound(call(name, *[odd] * len(SOUND[name])))

    def test_optional_arguments_may_be_left_out(self, name: str) -> None:
        parameters = inspect.signature(FUNCTIONS[name]).parameters.values()
        required = [each for each in parameters if each.default is inspect.Parameter.empty]
        given = [*SOUND[name][: len(required)], *[MISSING] * (len(parameters) - len(required))]
        assert not str(call(name, *given)[0][0]).startswith("#")

    def test_the_help_of_the_wizard_is_complete_and_short_enough(self, name: str) -> None:
        about = FUNCTIONS[name].__xlfunc__  # type: ignore[attr-defined]
        texts = [about["ret"]["doc"], *(each["doc"] for each in about["args"])]
        assert [text for text in texts if not re.search(r"\w.* · .*[\u4e00-\u9fff]", text)] == []
        assert [text for text in texts if len(text.encode("utf-16-le")) // 2 > 255] == []
        assert about["category"] == "Remit"

    def test_its_arguments_are_names_in_vba(self, name: str) -> None:
        for each in inspect.signature(FUNCTIONS[name]).parameters:
            assert re.fullmatch(r"[a-z][a-z_]*", each)
            assert each not in RESERVED

    def test_xlwings_writes_its_wrapper(self, name: str) -> None:
        parameters = inspect.signature(FUNCTIONS[name]).parameters
        shown = [
            each if value.default is inspect.Parameter.empty else f"Optional {each}"
            for each, value in parameters.items()
        ]
        written = re.sub(r" _\n\s*", "", vba(addin.functions))
        assert f"Function {name}({', '.join(shown)})" in written
        handed_on = f'XLPy.CallUDF("addin.functions", "{name}", Array({", ".join(parameters)})'
        assert written.count(handed_on) == 2


def test_a_table_as_com_hands_it_over() -> None:
    table = tuple(
        tuple(
            com_time(cell.year, cell.month, cell.day) if isinstance(cell, dt.date) else cell for cell in row
        )
        for row in DELEGATIONS
    )
    expected = addin.functions.DELEGATION_HEALTH(DELEGATIONS, AS_OF, CHECK_INS)
    assert call("DELEGATION_HEALTH", table, com_time(2026, 11, 16), raw_table(CHECK_INS)) == expected


def test_dates_go_back_to_com_in_its_own_form() -> None:
    [[found]] = call("NEXT_CHECK_IN", com_time(2026, 11, 2), 5.0, *[MISSING] * 4)
    assert found == dt.datetime(2026, 11, 9, tzinfo=dt.UTC)


def test_a_balance_of_people_of_com() -> None:
    tables = tuple(map(tuple, MEMBERS)), tuple(map(tuple, DELEGATIONS))
    expected = addin.functions.WORKLOAD_BALANCE(MEMBERS, DELEGATIONS, FIRST, LAST)
    assert call("WORKLOAD_BALANCE", *tables, DAYS[0], DAYS[1], *[MISSING] * 5) == expected


def test_a_fault_of_ours_is_no_traceback() -> None:
    @readable
    def faulty(_: Labels) -> list[list[Any]]:
        raise ZeroDivisionError

    assert faulty("en") == [["#ARG-UNEXPECTED: Remit could not work this out (ZeroDivisionError)."]]
    assert faulty("zh")[0][0].startswith("#ARG-UNEXPECTED: Remit 算不出")
