"""Excel refuses one thing, or everything from one thing on: a press is whole or nothing, and says which."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from itertools import count

import pytest

from addin.journal import Journal, read_journal
from delegation.labels import labels
from tests.addin.books import QUIET, press, ready, sheet_of, type_as_of
from tests.addin.host.excel import Host

pytestmark = QUIET
WRITING = pytest.mark.parametrize(
    ("button", "language"),
    [
        ("validate", "en"),
        ("draft_plan", "zh"),
        ("log_check_in", "en"),
        ("log_meeting", "zh"),
        ("suggest_delegate", "en"),
        ("balance_workload", "zh"),
        ("close_cycle", "en"),
    ],
)
STEPS = {"suggest_delegate": 13, "balance_workload": 11, "close_cycle": 19}
"""Of the many looks of a sheet of results every so many is refused."""
CONTENTS = 8
"""That many things are done for the contents of such a sheet at most, before its looks."""
REFUSED = "The cell is protected"


def _settled(button: str, language: str) -> Host:
    """Excel has made what only the first press needs, so that every press is told the same things.

    A sheet of results is there, as it was two days before.
    """
    host = ready(language, blank_rows=True)
    press(host, button)
    if button in STEPS:
        type_as_of(host, dt.datetime(2026, 11, 20))
    else:
        press(host, "undo_last")
    _select(host)
    return host


def _select(host: Host) -> None:
    host.select(sheet_of(host, "Delegations"), "C7")


def _presses(host: Host, button: str, *, all_that_follow: bool = False) -> Iterator[bool]:
    """Presses the button again and again, each time with a later thing refused, until nothing is any more.

    Gives whether the press failed.
    """
    for place in count():
        if place >= CONTENTS and place % STEPS.get(button, 1):
            continue
        host.refuse(range(place, 10_000) if all_that_follow else {place})
        press(host, button)
        if host.done <= place:
            return
        host.refuse(())
        yield host.alerts[-1][2] == "critical"


@WRITING
def test_a_press_of_which_excel_refuses_one_thing_is_whole_or_nothing(button: str, language: str) -> None:
    host, words = _settled(button, language), labels(language)
    before, journal, failures, wholes = host.state(), read_journal(host.book), 0, 0
    for failed in _presses(host, button):
        if failed:
            failures += 1
            assert host.told() == words.text("buttons.refused.writing", reason=REFUSED)
            assert read_journal(host.book) == journal
        else:
            wholes += 1
            press(host, "undo_last")
            journal = Journal()
            name = words.text(f"buttons.{button}.label")
            assert host.told() == words.text("buttons.undo_last.done", button=name)
            _select(host)
        assert host.state() == before
    assert (failures > 1, wholes > 1) == (True, True)


def test_a_first_press_on_a_table_without_blank_rows_is_whole_or_nothing() -> None:
    failures = 0
    for place in count():
        host = ready("zh")
        before = host.state()
        host.refuse({place})
        press(host, "log_check_in")
        if host.done <= place:
            break
        if host.alerts[-1][2] == "critical":
            failures += 1
            assert host.state() == before
            assert read_journal(host.book) == Journal()
    assert failures > 3


@WRITING
def test_an_undo_of_which_excel_refuses_one_thing_can_be_pressed_again(button: str, language: str) -> None:
    host = ready(language)
    before = host.content()
    press(host, button)
    pressed = host.state()
    failures = 0
    for failed in _presses(host, "undo_last"):
        if not failed:
            break
        failures += 1
        assert host.state() == pressed
        assert read_journal(host.book).button == button
    assert host.content() == before
    assert failures > 1


@WRITING
def test_what_cannot_even_be_given_back_is_named_and_undone_later(button: str, language: str) -> None:
    host, words = _settled(button, language), labels(language)
    half_written = words.text("buttons.refused.half_written", reason=REFUSED, cells="|").split("|")
    before, broken = host.content(), 0
    for failed in _presses(host, button, all_that_follow=True):
        after = host.content()
        left = {place for place in before | after if before.get(place) != after.get(place)}
        if failed and left:
            broken += 1
            assert host.told().startswith(half_written[0])
            assert host.told().endswith(half_written[1])
            told = host.told().replace("'", "")
            assert [place for place in left if place.removeprefix("note ") not in told] == []
        if left:
            press(host, "undo_last")
            _select(host)
        assert host.content() == before
    assert broken
