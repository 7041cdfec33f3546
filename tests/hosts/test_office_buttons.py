"""Every button in Excel on the web: from a workbook in JSON, the actions leave what the desktop leaves."""

from __future__ import annotations

import pytest

from addin import entry
from tests.addin.books import LANGUAGES, QUIET, opened, sheet_of
from tests.addin.host.excel import Host
from tests.hosts.child import Child
from tests.hosts.office import carry_out, workbook

pytestmark = [pytest.mark.office_js, QUIET]
BUTTONS = pytest.mark.parametrize("button", entry.BUTTONS)


def _press(host: Host, button: str, language: str = "en") -> None:
    entry.BUTTONS[button](host.book, language)


def _press_on_the_web(web: Child, host: Host, button: str, language: str = "en") -> None:
    carry_out(host, web.script(entry.BUTTONS[button].__name__, workbook(host), language))


def _left(host: Host) -> dict[str, object]:
    """Everything that a press may have changed and a person can notice."""
    return {
        "content": host.content(),
        "tables": {each.name: each.ref for sheet in host.kept for each in sheet.tables.values()},
        "sheets": [(sheet.title, sheet.sheet_state) for sheet in host.kept],
        "active": host.kept.active.title,
        "selected": host.selected,
        "alerts": host.alerts,
        "calculations": host.calculations,
    }


def _selected(language: str, **options: object) -> Host:
    host = opened(language, **options)
    host.kept.active = host.kept.sheetnames.index(sheet_of(host, "Delegations"))
    host.select(sheet_of(host, "Delegations"), "C7")
    return host


@LANGUAGES
@BUTTONS
def test_a_button_does_what_it_does_on_the_desktop(web: Child, button: str, language: str) -> None:
    desktop, online = _selected(language), _selected(language)
    _press(desktop, button, language)
    _press_on_the_web(web, online, button, language)
    assert _left(online) == _left(desktop)


@BUTTONS
def test_what_a_button_did_on_the_web_is_undone_on_the_desktop(web: Child, button: str) -> None:
    host = _selected("en")
    before = host.content()
    _press_on_the_web(web, host, button)
    if host.content() != before:
        _press(host, "undo_last")
    assert host.content() == before


@BUTTONS
def test_what_a_button_did_on_the_desktop_is_undone_on_the_web(web: Child, button: str) -> None:
    host = _selected("en")
    before = host.content()
    _press(host, button)
    if host.content() != before:
        _press_on_the_web(web, host, "undo_last")
    assert host.content() == before
