"""The buttons in Excel on the web: what it does not tell, and when it does what a script wrote."""

from __future__ import annotations

from inspect import isclass
from types import ModuleType

import pytest
from xlwings import base_classes

from addin import entry
from delegation.labels import labels
from tests.addin.books import LANGUAGES, QUIET, opened, press, ready, rows_of, sheet_of
from tests.addin.host import engine, looks, ranges, sheet, tables
from tests.addin.host.excel import RefusalError
from tests.addin.host.office_js import members, unreadable

pytestmark = QUIET
WRITING = ("validate", "draft_plan", "log_check_in", "log_meeting")


def _classes(*modules: ModuleType) -> dict[str, type]:
    """The stand-ins for the classes of an engine."""
    return {
        name: each
        for module in modules
        for name, each in vars(module).items()
        if isclass(each) and each.__module__ == module.__name__ and hasattr(base_classes, name)
    }


STAND_INS = _classes(engine, looks, ranges, sheet, tables)


def _members(stand_in: type) -> dict[str, object]:
    """Its own members and those of the stand-ins that it is made of."""
    parts = [each for each in stand_in.__mro__ if each.__module__.startswith("tests.")]
    return {name: member for each in reversed(parts) for name, member in vars(each).items()}


def _own(stand_in: type) -> set[str]:
    return {name for name in _members(stand_in) if name.isidentifier() and not name.startswith("_")}


@pytest.mark.parametrize("name", sorted(STAND_INS))
def test_the_stand_in_has_nothing_that_office_js_lacks(name: str) -> None:
    """So a button that runs on it asks Excel on the web for nothing that this does not have."""
    assert _own(STAND_INS[name]) & set(dir(getattr(base_classes, name))) - {"keys"} <= members(name)


@pytest.mark.parametrize("name", sorted(STAND_INS))
def test_the_stand_in_is_as_blind_as_office_js(name: str) -> None:
    blind = {
        each
        for each, member in _members(STAND_INS[name]).items()
        if isinstance(member, property) and getattr(member.fget, "is_desktop_only", False)
    }
    readable = {
        each
        for each, member in _members(STAND_INS[name]).items()
        if isinstance(member, property) and member.fget is not None
    }
    assert blind == readable & unreadable(name)


@LANGUAGES
@pytest.mark.parametrize("button", entry.BUTTONS)
def test_a_button_does_and_says_the_same_on_the_web(button: str, language: str) -> None:
    hosts = [ready(language, on_the_web=on_the_web) for on_the_web in (False, True)]
    for host in hosts:
        press(host, button)
    desktop, web = hosts
    assert web.content() == desktop.content()
    assert web.alerts == desktop.alerts
    assert web.selected == desktop.selected


@pytest.mark.parametrize("button", WRITING)
def test_what_a_button_wrote_on_the_web_can_be_undone_there(button: str) -> None:
    host = ready("zh", on_the_web=True)
    before = host.content()
    press(host, button)
    assert host.content() != before
    press(host, "undo_last")
    assert host.content() == before


@pytest.mark.parametrize("button", ["log_check_in", "draft_plan"])
@LANGUAGES
def test_a_picture_that_is_selected_says_no_delegation(button: str, language: str) -> None:
    host = opened(language, on_the_web=True)
    press(host, button)
    words = labels(language)
    assert host.told() == words.text("buttons.refused.selection", sheet=words.sheet("delegations"))


@pytest.mark.parametrize("button", WRITING)
def test_undo_ends_what_excel_on_the_web_broke_off(button: str) -> None:
    """There a script has ended before Excel refuses, so nobody is left to take anything back."""
    host = ready("en", on_the_web=True)
    before = host.content()
    broken_off = 0
    while True:
        host.refuse({broken_off})
        try:
            press(host, button)
        except RefusalError:
            broken_off += 1
        else:
            break
        host.refuse(())
        press(host, "undo_last")
        assert host.content() == before
        host.select(sheet_of(host, "Delegations"), "C7")
    assert broken_off > 3


def test_undo_that_excel_on_the_web_broke_off_can_be_pressed_again() -> None:
    host = ready("en", on_the_web=True)
    before = host.content()
    press(host, "validate")
    for broken_off in range(4):
        host.refuse({broken_off})
        with pytest.raises(RefusalError):
            press(host, "undo_last")
    host.refuse(())
    press(host, "undo_last")
    assert host.content() == before


def test_an_excel_without_notes_lists_what_is_wrong() -> None:
    host = opened(on_the_web=True)
    host.has_notes = False
    press(host, "validate")
    assert len(rows_of(host, "Issues")) == 17
    assert host.told().endswith("Cells with a note from Remit: 0.")
