"""Balance workload: the moves with their reasons on a sheet of its own, and in words why there are none."""

from __future__ import annotations

import datetime as dt
import sys
from functools import partial

import pytest

from addin import scripts
from addin.balance_workload import balance_workload
from delegation.labels import labels
from tests.addin.books import LANGUAGES, QUIET, cell_of, emptied, opened, press, put, remove_table, type_as_of
from tests.addin.host.excel import Host
from tests.addin.sheets import shown_on

pytestmark = QUIET

WINDOW = ("What is left of the cycle 2026-Q4, from 2026-11-18 to 2026-12-31. As of 2026-11-18.",)
WHERE = "Everything about it is on the sheet Balance. Nothing else was changed."
NOT_NEEDED = "No move is needed: nobody has more than 85% of their hours filled."


def _set(host: Host, table_id: str, field_id: str, row: int, value: object) -> None:
    names = {"delegations": "Delegations", "members": "Members"}
    put(host, names[table_id], cell_of(host, table_id, field_id, row), value)


def test_the_moves_are_on_the_sheet_with_what_they_do_to_whom() -> None:
    host = opened(kind="busy")
    press(host, "balance_workload")
    assert shown_on(host, "Balance") == [
        ("Balance of the workload",),
        WINDOW,
        ("1 move with 120 hours is proposed.",),
        (
            (
                "Nothing has been reassigned. Agree with both people first; then change the delegate on "
                "Delegations. The next press replaces what stands here."
            ),
        ),
        ("Now: 113% is the highest use, 34 hours lie above capacity, unevenness (Gini, 0 is even) 0.66.",),
        ("Then: 66% is the highest use, 0 hours lie above capacity, unevenness 0.40.",),
        ("Moves",),
        (
            *("Delegation", "Now with", "Move it to", "Hours"),
            *("Giver: used now", "Giver: used then", "Taker: used now", "Taker: used then", "How good"),
        ),
        ("Website relaunch", "Li Wei", "Sam Osei", 120, 1.13, 0.66, 0, 0.47, "Optimal"),
        ("Everybody",),
        (
            *("Member", "How full now", "Capacity h", "Load h now", "Used now"),
            *("Load h then", "Used then", "How full then"),
        ),
        ("Ana Sousa", "○ Under", 128, 0, 0, 0, 0, "○ Under"),
        ("Li Wei", "■ Overloaded", 256, 290, 1.13, 170, 0.66, "● Healthy"),
        ("Noor Khan", "○ Under", 81.6, 20, 0.25, 20, 0.25, "○ Under"),
        ("Sam Osei", "○ Under", 256, 0, 0, 120, 0.47, "○ Under"),
    ]
    assert host.alerts == [
        (
            f"1 move with 120 hours is proposed.\n\nWebsite relaunch: Li Wei → Sam Osei\n\n{WHERE}",
            "Remit: Balance workload",
            "info",
        )
    ]


def test_a_chinese_workbook_is_answered_in_chinese() -> None:
    host = opened("zh", "busy")
    press(host, "balance_workload")
    assert ("网站改版", "李伟", "陈晨", 120, 1.13, 0.66, 0, 0.47, "最优") in shown_on(host, "均衡建议")
    assert host.told() == (
        "建议调整 1 项，共 120 小时。\n\n网站改版：李伟 → 陈晨\n\n"
        "详细内容见工作表“均衡建议”。其他内容未作更改。"
    )


def test_where_nobody_has_too_much_it_is_said_how_full_everybody_is() -> None:
    host = opened(kind="busy")
    _set(host, "delegations", "effort_hours", 6, 20)
    press(host, "balance_workload")
    assert shown_on(host, "Balance")[1:] == [
        WINDOW,
        (NOT_NEEDED,),
        ("Now: 74% is the highest use, 0 hours lie above capacity, unevenness (Gini, 0 is even) 0.63.",),
        ("Everybody",),
        ("Member", "How full now", "Capacity h", "Load h now", "Used now"),
        ("Ana Sousa", "○ Under", 128, 0, 0),
        ("Li Wei", "● Healthy", 256, 190, 0.74),
        ("Noor Khan", "○ Under", 81.6, 20, 0.25),
        ("Sam Osei", "○ Under", 256, 0, 0),
    ]
    assert host.told() == f"{NOT_NEEDED}\n\n{WHERE}"


def test_what_cannot_be_moved_is_named_with_the_reason() -> None:
    host = opened(kind="busy")
    _set(host, "delegations", "pinned", 6, "Yes")
    press(host, "balance_workload")
    rows = shown_on(host, "Balance")
    stuck = "Somebody has more than 85% of their hours filled, and no move that is allowed makes it better."
    assert rows[2] == (stuck,)
    assert rows[4:7] == [
        ("Too full even so",),
        ("Member", "Used then", "What cannot be moved"),
        (
            *("Li Wei", 1.13),
            (
                "D01 Website relaunch is pinned; nobody else has the skills and the time for D02 "
                "Supplier audit; D03 Handbook is pinned"
            ),
        ),
    ]
    assert host.told() == f"{stuck}\n\n{WHERE}"


def test_work_of_somebody_without_hours_is_given_to_others() -> None:
    host = opened(kind="busy")
    _set(host, "members", "active", 7, "No")
    _set(host, "delegations", "pinned", 8, "No")
    press(host, "balance_workload")
    rows = shown_on(host, "Balance")
    assert rows[2] == ("2 moves with 200 hours in all are proposed.",)
    assert [row for row in rows if row[0] == "Li Wei"] == [
        ("Li Wei", None, "nobody else has the skills and the time for D02 Supplier audit"),
        ("Li Wei", "■ No capacity", 0, 290, None, 90, None, "■ No capacity"),
    ]


def test_without_time_it_is_said_that_none_was_found() -> None:
    host = opened(kind="busy")
    scripts.press(host.book, "balance_workload", partial(balance_workload, seconds=0.0))
    assert host.told() == (
        "Somebody has more than 85% of their hours filled, and in the time there was no move was found that "
        f"makes it better.\n\n{WHERE}"
    )


def test_rows_with_errors_are_counted() -> None:
    host = opened(kind="busy")
    _set(host, "delegations", "effort_hours", 6, "many")
    press(host, "balance_workload")
    left_out = "Rows with errors are left out of this: 1. Press Validate to see them."
    assert host.told() == f"{NOT_NEEDED}\n\n{left_out}\n\n{WHERE}"
    assert (left_out,) in shown_on(host, "Balance")


@LANGUAGES
@pytest.mark.parametrize("table", ["members", "delegations"])
def test_a_table_that_is_needed_is_named(language: str, table: str) -> None:
    host, words = opened(language, "busy"), labels(language)
    remove_table(host, table.capitalize())
    before = host.content()
    press(host, "balance_workload")
    assert (host.content(), host.told()) == (
        before,
        words.text("buttons.refused.table", table=words.sheet(table)),
    )


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "en",
            (
                "There is nobody to look at: enter your people with their weekly hours on Members first. "
                "Rows with errors do not count; Validate shows them."
            ),
        ),
        (
            "zh",
            "没有可以考虑的人：请先在“成员”中填写成员及其每周工时。有错误的行不计入，按“检查”可以看到它们。",
        ),
    ],
)
def test_an_empty_workbook_changes_nothing(language: str, said: str) -> None:
    host = emptied(opened(language, "busy"))
    before = host.content()
    press(host, "balance_workload")
    assert (host.content(), host.told()) == (before, said)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "en",
            (
                "The cycle 2026-Q4 ended on 2026-12-31, and the figures are as of 2027-01-04: no day of "
                "it is left. Use the workbook of the new cycle, or type an earlier day on Home."
            ),
        ),
        (
            "zh",
            (
                "周期 2026-Q4 已于 2026-12-31 结束，而数据截至 2027-01-04，周期内已没有剩余的日子。"
                "请使用新周期的工作簿，或在首页填写更早的日期。"
            ),
        ),
    ],
)
def test_after_the_cycle_no_day_is_left(language: str, said: str) -> None:
    host = opened(language, "busy")
    type_as_of(host, dt.datetime(2027, 1, 4))
    before = host.content()
    press(host, "balance_workload")
    assert (host.content(), host.told()) == (before, said)


def test_before_the_cycle_all_of_it_counts() -> None:
    host = opened(kind="busy")
    type_as_of(host, dt.datetime(2026, 9, 20))
    press(host, "balance_workload")
    assert shown_on(host, "Balance")[1] == (
        "What is left of the cycle 2026-Q4, from 2026-10-01 to 2026-12-31. As of 2026-09-20.",
    )


def test_a_workbook_that_does_not_say_its_cycle_is_refused() -> None:
    host = opened(kind="busy")
    for book in (host.kept, host.shown):
        for (cell,) in book["_remit"]["A1:A20"]:
            if cell.value == "cycle_last":
                cell.offset(0, 1).value = None
    before = host.content()
    press(host, "balance_workload")
    assert (host.content(), host.told()) == (
        before,
        (
            "This workbook does not say from when to when its cycle lasts, so nothing was done. Its hidden "
            "sheet _remit was changed: ask whoever looks after Remit for the workbook of the cycle."
        ),
    )


@LANGUAGES
def test_without_the_solver_it_is_said_where_there_is_one(
    language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "scipy.optimize", None)
    host = opened(language, "busy")
    before = host.content()
    press(host, "balance_workload")
    assert (host.content(), host.told()) == (before, labels(language).text("buttons.refused.solver"))
