"""Every button in Excel on the web: from a workbook in JSON, the actions leave what the desktop leaves."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from addin import entry
from addin.refusals import NoSolverError
from delegation.labels import labels
from tests.addin.books import QUIET, crowded, opened, press, put, remove_table, sheet_of
from tests.addin.host.excel import Host
from tests.hosts.child import Child
from tests.hosts.office import carry_out, workbook

pytestmark = [pytest.mark.office_js, QUIET]
BUTTONS = pytest.mark.parametrize("button", entry.BUTTONS)


def _selected(language: str = "en", table: str = "Delegations", cell: str = "C7", **options: Any) -> Host:
    host = opened(language, **options)
    sheet = sheet_of(host, table)
    host.kept.active = host.kept.sheetnames.index(sheet)
    host.select(sheet, cell)
    return host


def _without_tables() -> Host:
    host = opened()
    for sheet in list(host.kept):
        for table in list(sheet.tables):
            remove_table(host, table)
    for name in ("_remit", "_calendar"):
        del host.kept[name], host.shown[name]
    return host


def _with_a_note() -> Host:
    host = _selected()
    host.book.sheets["Calendar"].range("A8").add_note("Ask Ana about this day")
    return host


def _filtered() -> Host:
    host = _selected()
    host.hidden_rows.update((sheet.title, row) for sheet in host.kept for row in range(8, 40))
    return host


SITUATIONS: dict[str, Callable[[], Host]] = {
    "a delegation is selected": _selected,
    "one of a workbook at which people were at work": lambda: _selected(kind="awkward"),
    "somebody has too much to do": lambda: _selected(kind="busy"),
    "a blank row is selected": lambda: _selected(cell="C12"),
    "a check-in is selected": lambda: _selected(table="CheckIns", cell="C7"),
    "a cell outside all tables is selected": lambda: _selected(table="KPIs", cell="A1"),
    "a picture is selected": opened,
    "the tables are empty": lambda: _selected(kind="empty"),
    "the tables are full": lambda: crowded(_selected()),
    "the workbook is another": _without_tables,
    "there is a person's note": _with_a_note,
    "a filter hides the rows": _filtered,
}
NEEDS_A_SOLVER = ("somebody has too much to do", "balance_workload")


def _press_on_the_web(web: Child, host: Host, button: str, language: str = "en") -> None:
    carry_out(host, web.script(entry.BUTTONS[button].__name__, workbook(host), language))


def _left(host: Host) -> dict[str, object]:
    """Everything that a press may have changed and a person can notice."""
    return {
        "content": host.content(),
        "tables": {each.name: each.ref for sheet in host.kept for each in sheet.tables.values()},
        "sheets": [(sheet.title, sheet.sheet_state) for sheet in host.kept],
        "hidden": host.hidden_rows,
        "active": host.kept.active.title,
        "selected": host.selected,
        "alerts": host.alerts,
        "calculations": host.calculations,
    }


@BUTTONS
@pytest.mark.parametrize("situation", SITUATIONS)
def test_a_button_does_what_it_does_on_the_desktop(web: Child, button: str, situation: str) -> None:
    desktop, online = SITUATIONS[situation](), SITUATIONS[situation]()
    if (situation, button) == NEEDS_A_SOLVER and not web.has_scipy:
        desktop.alerts.append((NoSolverError().text(labels("en")), "Remit: Balance workload", "critical"))
    else:
        press(desktop, button)
    _press_on_the_web(web, online, button)
    assert _left(online) == _left(desktop)


@BUTTONS
def test_a_button_speaks_chinese_there_too(web: Child, button: str) -> None:
    desktop, online = _selected("zh"), _selected("zh")
    press(desktop, button, "zh")
    _press_on_the_web(web, online, button, "zh")
    assert _left(online) == _left(desktop)


def test_a_second_validate_replaces_the_marks_of_the_first(web: Child) -> None:
    desktop, online = _selected("en"), _selected("en")
    for host, pressed in ((desktop, press), (online, partial(_press_on_the_web, web))):
        put(host, "Members", "A8", "M1")
        pressed(host, "validate")
        put(host, "Members", "A8", "M9")
        pressed(host, "validate")
    assert _left(online) == _left(desktop)


@BUTTONS
def test_what_a_button_did_on_the_web_is_undone_on_the_desktop(web: Child, button: str) -> None:
    host = _selected()
    before = host.content()
    _press_on_the_web(web, host, button)
    press(host, "undo_last")
    assert host.content() == before


@BUTTONS
def test_what_a_button_did_on_the_desktop_is_undone_on_the_web(web: Child, button: str) -> None:
    host = _selected()
    before = host.content()
    press(host, button)
    _press_on_the_web(web, host, "undo_last")
    assert host.content() == before
