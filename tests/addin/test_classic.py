"""The path of desktop Excel: decorators, raw arguments of every kind, the VBA that xlwings writes."""

from __future__ import annotations

import datetime as dt
import inspect
import re
from typing import Any

import pytest

import addin.functions
from addin.readable import readable
from delegation.labels import Labels
from tests.addin.cells import unreadable
from tests.addin.classic import MISSING, call, com_time, vba
from tests.addin.sound import FUNCTIONS, ODD, SOUND, answer
from tests.addin.test_tables import AS_OF, CHECK_INS, DELEGATIONS, FIRST, LAST, MEMBERS
from tests.addin.worked import raw_table

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


def test_every_function_has_sound_arguments_here() -> None:
    assert SOUND.keys() == FUNCTIONS.keys()


@pytest.mark.parametrize("name", FUNCTIONS)
class TestEveryFunction:
    def test_sound_arguments_give_no_code(self, name: str) -> None:
        found = answer(name)
        assert not unreadable(found)
        assert not str(found[0][0]).startswith("#"), found

    def test_every_argument_odd_at_once(self, name: str) -> None:
        for odd in ODD.values():
            assert not unreadable(call(name, *[odd] * len(SOUND[name])))

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
    assert (
        call("WORKLOAD_BALANCE", *tables, com_time(2026, 11, 2), com_time(2026, 11, 6), *[MISSING] * 5)
        == expected
    )


def test_a_fault_of_ours_is_no_traceback() -> None:
    @readable
    def faulty(_: Labels) -> list[list[Any]]:
        raise ZeroDivisionError

    assert faulty("en") == [["#ARG-UNEXPECTED: Remit could not work this out (ZeroDivisionError)."]]
    assert faulty("zh")[0][0].startswith("#ARG-UNEXPECTED: Remit 算不出")
