"""Every button in workbooks as people leave them: what it says, word for word, and that Undo gives all back.

Excel speaks the other language each time: the words are those of the workbook.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pytest

from addin.refusals import OtherVersionError
from delegation.labels import Labels, labels
from delegation.tables import BY_ID
from tests.addin.books import LANGUAGES, QUIET, crowded, opened, press, put, ready, remove_table
from tests.addin.books import sheet_of as sheet_with
from tests.addin.host.excel import Host

pytestmark = QUIET

TABLES = {"draft_plan": "plan", "log_check_in": "check_ins", "log_meeting": "meetings"}
PROPOSING = ("suggest_delegate", "balance_workload", "close_cycle")
SELECTED = (*TABLES, "suggest_delegate")
"""The buttons that ask which delegation is selected."""
TITLES = {"en": "Tender", "zh": "投标"}
BEST = {"en": "Li Wei", "zh": "李伟"}
OTHER_MEMBER = {"en": "Noor Khan", "zh": "张敏"}
# What the buttons say of the ordinary workbook: errors, warnings and notes, marked cells, new rows.
FOUND, MARKED = (3, 8, 2), 10
# How many rows with errors those leave out that propose.
LEFT_OUT = (3, 3, 2)
NEW: Mapping[str, Mapping[str, object]] = {
    "draft_plan": {"n": 3, "row": 7},
    "log_check_in": {"id": "C01", "row": 8},
    "log_meeting": {"id": "T01", "row": 7},
}
Done = Callable[[Host], object]
Refusals = Callable[[Host, Labels], Mapping[str, str]]


Proposed = Callable[[Labels], Mapping[str, tuple[str, ...]]]


def _nothing(host: Host, words: Labels) -> Mapping[str, str]:
    return {}


def _usual(words: Labels) -> Mapping[str, tuple[str, ...]]:
    """What those say first that propose."""
    best = f"1. {BEST[words.language]} 55%"
    return {
        "suggest_delegate": (
            words.text("buttons.suggest_delegate.done", name=TITLES[words.language], best=best),
        ),
        "balance_workload": (words.text("buttons.balance_workload.not_needed", full="85%"),),
        "close_cycle": (
            words.text("buttons.close_cycle.done", cycle="2026-Q4", day="2026-11-18"),
            words.text("buttons.close_cycle.running", last="2026-12-31"),
            words.text("buttons.close_cycle.nothing_owed"),
            words.text("buttons.close_cycle.proposed", recognition=0, authority=0),
        ),
    }


def _without_hours(words: Labels) -> Mapping[str, tuple[str, ...]]:
    """The same where the delegate's hours are gone, and so the delegate."""
    name = TITLES[words.language]
    move = {"delegation": name, "giver": "M02", "taker": OTHER_MEMBER[words.language]}
    return {
        **_usual(words),
        "suggest_delegate": (words.text("buttons.suggest_delegate.nobody", name=name),),
        "balance_workload": (
            words.text("buttons.balance_workload.one", n=1, hours="40"),
            words.text("buttons.balance_workload.move", **move),
        ),
    }


@dataclass(frozen=True, kw_only=True)
class Odd:
    """What somebody did to the workbook, and what is other than usual then.

    `refused`: the buttons that refuse, with what they say. `found`, `marked`, `unnoted`: what Validate
    counts. `left_out`: how many rows those leave out that propose; `proposed`: what these say first.
    """

    done: Done
    refused: Refusals = _nothing
    found: tuple[int, int, int] = FOUND
    marked: int = MARKED
    unnoted: int = 0
    left_out: tuple[int, int, int] = LEFT_OUT
    proposed: Proposed = _usual


def sheet_of(host: Host, table_id: str) -> str:
    return sheet_with(host, BY_ID[table_id].name)


def plain_ranges(host: Host) -> None:
    for sheet in host.kept:
        for name in set(sheet.tables) - {"Issues"}:
            del sheet.tables[name]


def rename_sheets(host: Host) -> None:
    for table_id in ("delegations", "check_ins"):
        name = sheet_of(host, table_id)
        for book in (host.kept, host.shown):
            book[name].title = f"{name} 2026"


def filter_rows(host: Host) -> None:
    """Every row that is not about the selected delegation is hidden, blank ones too."""
    for table_id in ("delegations", *TABLES.values()):
        name = sheet_of(host, table_id)
        host.hidden_rows |= {(name, row) for row in range(6, 40) if row != 7}


def sort_rows(host: Host) -> None:
    name = sheet_of(host, "delegations")
    for book in (host.kept, host.shown):
        cells = zip(book[name][6], book[name][8], strict=True)
        for upper, lower in cells:
            if upper.data_type != "f":
                upper.value, lower.value = lower.value, upper.value


def lengthen_tables(host: Host) -> None:
    for table_id in TABLES.values():
        table = host.kept[sheet_of(host, table_id)].tables[BY_ID[table_id].name]
        table.ref = f"{table.ref.rstrip('0123456789')}1036"


def merge_cells(host: Host) -> None:
    for book in (host.kept, host.shown):
        book[sheet_of(host, "delegations")].merge_cells("C6:C7")
        book[sheet_of(host, "members")].merge_cells("F6:F7")


def overwrite_computed_columns(host: Host) -> None:
    for book in (host.kept, host.shown):
        sheet = book[sheet_of(host, "delegations")]
        for cell in sheet[7]:
            if host.kept[sheet.title][cell.coordinate].data_type == "f":
                cell.value = "mine"


def select_elsewhere(host: Host) -> None:
    other = opened()
    other.name = "South.xlsx"
    other.select(sheet_of(host, "delegations") if "Delegations" in host.kept else "Delegations", "C7")
    host.in_front = other


def select_nothing(host: Host) -> None:
    host.selected = None


def select(cells: str) -> Done:
    return lambda host: host.select(sheet_of(host, "delegations"), cells)


def set_version(version: int) -> Done:
    def done(host: Host) -> None:
        cells = {row[0].value: row[1] for row in host.shown["_remit"].iter_rows()}
        cells["schema_version"].value = version

    return done


def protect(table_id: str) -> Done:
    return lambda host: host.protected.add(sheet_of(host, table_id))


def without(table_id: str) -> Done:
    def done(host: Host) -> None:
        host.kept.active = 0
        if table_id == "delegations":
            host.select(host.kept.sheetnames[0], "A1")
        remove_table(host, BY_ID[table_id].name)

    return done


def type_in(*cells: tuple[str, str, object]) -> Done:
    def done(host: Host) -> None:
        for table_id, cell, value in cells:
            put(host, BY_ID[table_id].name, cell, value)

    return done


def refuse(label: str, *buttons: str, **names: str) -> Refusals:
    """`names`: a table or a field, as `delegations` or `check_ins.date`, for what the refusal names."""

    def refused(host: Host, words: Labels) -> Mapping[str, str]:
        called = {each: _called(words, name) for each, name in names.items()}
        return dict.fromkeys(buttons or SELECTED, words.text(f"buttons.refused.{label}", **called))

    return refused


def _called(words: Labels, name: str) -> str:
    table_id, _, field_id = name.partition(".")
    if field_id:
        return words.field(table_id, field_id)
    return words.sheet(table_id) if table_id in BY_ID else name


def other_version(host: Host, words: Labels) -> Mapping[str, str]:
    """Said in Excel's language: the workbook's own is not asked any more."""
    cells = {row[0].value: row[1].value for row in host.shown["_remit"].iter_rows()}
    return dict.fromkeys(
        ("validate", *TABLES, *PROPOSING, "refresh_status"),
        OtherVersionError(cells["schema_version"]).text(labels(OTHER[words.language])),
    )


OTHER = {"en": "zh", "zh": "en"}
REFUSED = "The cell is protected"
ODD = {
    "ordinary": Odd(done=lambda host: None),
    "never saved": Odd(done=lambda host: setattr(host, "name", "Book1")),
    "tables turned into ranges": Odd(done=plain_ranges, found=(3, 8, 16)),
    "rows filtered": Odd(done=filter_rows),
    "rows sorted, notes left behind": Odd(done=sort_rows, marked=11),
    "a thousand blank rows": Odd(done=lengthen_tables),
    "merged cells": Odd(
        done=merge_cells,
        found=(4, 8, 6),
        marked=11,
        unnoted=1,
        left_out=(4, 4, 3),
        proposed=_without_hours,
    ),
    "computed columns overwritten": Odd(done=overwrite_computed_columns),
    "no blank rows": Odd(done=crowded),
    "several cells of one row": Odd(done=select("B7:F7")),
    "several rows": Odd(done=select("C6:C7"), refused=refuse("several", sheet="delegations")),
    "a whole column": Odd(done=select("C:C"), refused=refuse("several", sheet="delegations")),
    "below the table": Odd(done=select("C900"), refused=refuse("selection", sheet="delegations")),
    "a picture": Odd(done=select_nothing, refused=refuse("selection", sheet="delegations")),
    "another workbook": Odd(done=select_elsewhere, refused=refuse("selection", sheet="delegations")),
    "a newer layout": Odd(done=set_version(2), refused=other_version),
    "an older layout": Odd(done=set_version(0), refused=other_version),
    "check-ins protected": Odd(
        done=protect("check_ins"), refused=refuse("writing", "log_check_in", reason=REFUSED)
    ),
    "delegations protected": Odd(done=protect("delegations"), unnoted=7),
    "check-ins deleted": Odd(
        done=without("check_ins"),
        refused=refuse("table", "log_check_in", table="check_ins"),
        found=(3, 9, 1),
    ),
    "delegations deleted": Odd(
        done=without("delegations"),
        refused=refuse("table", *TABLES, *PROPOSING, table="delegations"),
        found=(1, 3, 1),
        marked=3,
    ),
    "a header renamed": Odd(
        done=type_in(("check_ins", "B5", "Weather")),
        refused=refuse("columns", "log_check_in", sheet="check_ins", columns="check_ins.date"),
        found=(4, 8, 2),
        marked=11,
    ),
    "a header misspelt": Odd(done=type_in(("check_ins", "C5", "Delegatoin")), found=(3, 8, 3)),
    "error values": Odd(
        done=type_in(("delegations", "B6", "#N/A"), ("check_ins", "A7", "#REF!")),
        found=(6, 8, 1),
        marked=13,
        left_out=(3, 3, 3),
    ),
    "text for numbers and dates": Odd(
        done=type_in(("delegations", "W6", "weekly"), ("members", "F6", "forty")),
        found=(5, 7, 2),
        marked=11,
        left_out=(4, 4, 3),
    ),
}


def _expected(odd: Odd, host: Host, words: Labels, button: str) -> str:
    refused = odd.refused(host, words).get(button)
    if refused is not None:
        return refused
    if button == "validate":
        counts = zip(("error", "warning", "info"), odd.found, strict=True)
        parts = [words.text(f"buttons.{'one' if n == 1 else 'many'}.{each}", n=n) for each, n in counts]
        found = words.text("workbook.lists.join").join(parts)
        sheet = words.text("workbook.issues.sheet")
        said = [
            words.text("buttons.validate.found", counts=found, day="2026-11-18"),
            words.text("buttons.validate.where", sheet=sheet, n=odd.marked),
        ]
        if odd.unnoted:
            said.append(words.text("buttons.unnoted", n=odd.unnoted))
        return "\n\n".join(said)
    if button in PROPOSING:
        return "\n\n".join(
            [
                *odd.proposed(words)[button],
                words.text("buttons.rejected", n=odd.left_out[PROPOSING.index(button)]),
                words.text("results.where_only", sheet=words.text(f"results.{button}.sheet")),
            ]
        )
    params = {**NEW[button], "name": TITLES[words.language]}
    return words.text(f"buttons.{button}.done", sheet=words.sheet(TABLES[button]), **params)


@LANGUAGES
@pytest.mark.parametrize("name", ODD)
def test_a_button_in_an_odd_workbook(name: str, language: str) -> None:
    odd, words = ODD[name], labels(language)
    host = ready(language, blank_rows=True)
    odd.done(host)
    selected, before = host.selected, host.content()
    for button in ("validate", *TABLES, *PROPOSING):
        expected = _expected(odd, host, words, button)
        press(host, button, OTHER[language])
        assert host.told() == expected
        if button in odd.refused(host, words):
            assert host.content() == before
        else:
            assert host.content() != before
            sheet, (row, *_) = host.selected or ("", (0,))
            assert (sheet, row) not in host.hidden_rows
            press(host, "undo_last")
            assert host.content() == before
        host.selected = selected
    press(host, "refresh_status", OTHER[language])
    press(host, "help", OTHER[language])
    assert host.content() == before
