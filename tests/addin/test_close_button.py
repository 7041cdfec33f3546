"""Close cycle: the review on a sheet of its own, drafts among the reviews, and what it does not give away."""

from __future__ import annotations

import datetime as dt

import pytest

from addin.result_sheet import Look
from delegation.headers import header_texts, match_headers
from delegation.labels import labels
from delegation.tables import TABLES
from tests.addin.books import (
    LANGUAGES,
    QUIET,
    cell_of,
    emptied,
    opened,
    press,
    put,
    remove_table,
    rows_of,
    sheet_of,
    type_as_of,
)
from tests.addin.host.excel import Host
from tests.addin.sheets import shown_on

pytestmark = QUIET

DRAFTED = (
    "Drafts of reviews: 4, on Reviews from row 7. Write what went well and what to improve; cause and next "
    "authority are proposals, where they are filled."
)
RUNNING = "It runs until 2026-12-31: press again then, and what is new will be added."


def _lead(host: Host) -> None:
    """The workbook is the lead's alone, and has the sheet for what only a lead sees."""
    header = (
        "member_id",
        "delegation_id",
        "period",
        "date",
        "quality",
        "timeliness",
        "initiative",
        "evaluator",
    )
    row = ("M03", "D05", "2026-10", dt.datetime(2026, 11, 2), 5, 5, 4, "M01")
    for book in (host.kept, host.shown):
        book["_remit"].append(["lead_workbook", True])
        sheet = book.create_sheet("Evaluations")
        for each in (header, row):
            sheet.append(each)


def test_the_review_is_on_the_sheet_with_the_proposals_and_their_reasons() -> None:
    host = opened(kind="busy")
    press(host, "close_cycle")
    assert shown_on(host, "Cycle review") == [
        ("Review of the cycle 2026-Q4",),
        ("The cycle 2026-Q4, as of 2026-11-18.",),
        (RUNNING,),
        (DRAFTED,),
        ("Proposed: recognition for 1, another authority for 0.",),
        (
            (
                "Nothing of this has been given. To recognise somebody, add a row on Recognition; to change "
                "an authority, one on Adjustments. The next press replaces what stands here."
            ),
        ),
        (
            (
                "Evaluations are personal and looked at only in a workbook that the lead alone opens; what "
                "rests on them is left out here."
            ),
        ),
        ("The cycle in figures",),
        ("Figure", "Value"),
        ("Completed or returned", "5"),
        ("On time", "60%"),
        ("KPI score at the start", "Insufficient data"),
        ("KPI score at the end", "60%"),
        ("Feedback loops", "2 opened, 1 closed"),
        ("Causes in reviews", "–"),
        ("Recognition",),
        ("Member", "Proposal", "Why", "Last recognised"),
        (
            *("Noor Khan", "Bonus"),
            (
                "D05 Fair was finished on time on 2026-10-29, and K01 New contracts is on target; "
                "K01 New contracts is improving"
            ),
            "30 days ago",
        ),
        ("Authority",),
        ("Member", "Proposal", "Why"),
        ("Ana Sousa", "→ Keep", "nothing was closed in this cycle"),
        ("Li Wei", "→ Keep", "0% of 2 closed were on time; fewer than 3, too few for a proposal"),
        (
            *("Noor Khan", "Undecided"),
            (
                "100% of 3 closed were on time; whether to raise it depends on evaluations, which are "
                "personal and left out here"
            ),
        ),
        ("Sam Osei", "→ Keep", "nothing was closed in this cycle"),
        ("Closed in the cycle",),
        ("Delegation", "Member", "Status", "Due", "Closed on", "On time", "Review"),
        *(
            (title, member, status, dt.datetime(2026, 10, 30), dt.datetime(2026, *closed), in_time, review)
            for title, member, status, closed, in_time, review in (
                ("Fair", "Noor Khan", "Completed", (10, 29), "Yes", "draft, row 7"),
                ("Newsletter", "Noor Khan", "Completed", (10, 29), "Yes", "draft, row 8"),
                ("Stock count", "Noor Khan", "Completed", (10, 29), "Yes", "there already"),
                ("Survey", "Li Wei", "Completed", (11, 9), "No", "draft, row 9"),
                ("Depot move", "Li Wei", "Returned", (11, 5), "No", "draft, row 10"),
            )
        ),
        ("KPIs",),
        ("KPI", "Member", "Index at start", "Index at end"),
        ("New contracts", "Noor Khan", None, 0.95),
        ("Late deliveries", "Li Wei", None, 0.25),
    ]
    assert host.told() == "\n\n".join(
        (
            *("The cycle 2026-Q4, as of 2026-11-18.", RUNNING, DRAFTED),
            "Proposed: recognition for 1, another authority for 0.",
            "Everything about it is on the sheet Cycle review.",
        )
    )


@pytest.mark.parametrize(
    ("language", "drafts"),
    [
        (
            "en",
            [
                ("Fair", "2026-Q4", None, None, None, None, None, None),
                ("Newsletter", "2026-Q4", None, None, None, None, None, None),
                ("Survey", "2026-Q4", None, None, "Lack of resources", None, "Keep", None),
                ("Depot move", "2026-Q4", None, None, None, None, "Keep", None),
            ],
        ),
        (
            "zh",
            [
                ("展会", "2026-Q4", None, None, None, None, None, None),
                ("简报", "2026-Q4", None, None, None, None, None, None),
                ("问卷", "2026-Q4", None, None, "资源不足", None, "保持", None),
                ("仓库搬迁", "2026-Q4", None, None, None, None, "保持", None),
            ],
        ),
    ],
)
def test_reviews_that_are_owed_are_drafted_below_those_that_are_there(
    language: str, drafts: list[tuple[object, ...]]
) -> None:
    host = opened(language, "busy")
    there = rows_of(host, "Reviews")
    press(host, "close_cycle")
    assert rows_of(host, "Reviews") == there + drafts
    assert host.kept[sheet_of(host, "Reviews")].sheet_state == "visible"


def test_a_second_press_drafts_nothing_twice() -> None:
    host = opened(kind="busy")
    press(host, "close_cycle")
    rows = rows_of(host, "Reviews")
    press(host, "close_cycle")
    assert rows_of(host, "Reviews") == rows
    assert "No review is owed: every delegation closed in the cycle has one." in host.told()
    assert host.told().endswith("Nothing else was changed.")


def test_undo_takes_back_the_sheet_and_the_drafts() -> None:
    host = opened(kind="busy")
    before = host.content()
    press(host, "close_cycle")
    press(host, "undo_last")
    assert host.content() == before
    assert "Cycle review" not in host.kept.sheetnames


def test_a_press_that_excel_refuses_leaves_neither() -> None:
    host = opened(kind="busy")
    before = host.content()
    host.refuse({4})
    press(host, "close_cycle")
    assert (host.content(), host.alerts[-1][2]) == (before, "critical")
    assert "Cycle review" not in host.kept.sheetnames


def test_a_lead_alone_sees_what_rests_on_evaluations() -> None:
    host = opened(kind="busy")
    _lead(host)
    press(host, "close_cycle")
    rows = shown_on(host, "Cycle review")
    assert (
        *("Noor Khan", "↑ Raise"),
        "100% of 3 closed were on time; evaluations came to 4.67 of 5",
    ) in rows
    assert "another authority for 1." in host.told()
    assert rows_of(host, "Reviews")[1][6] == "Raise"


def test_after_the_end_the_cycle_is_reviewed_as_of_its_last_day() -> None:
    host = opened(kind="busy")
    type_as_of(host, dt.datetime(2027, 1, 20))
    press(host, "close_cycle")
    assert host.told().startswith("The cycle 2026-Q4, as of 2026-12-31.\n\nDrafts of reviews: 4")


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "en",
            (
                "The cycle 2026-Q4 begins on 2026-10-01, and the figures are as of 2026-09-20: there is "
                "nothing to close yet."
            ),
        ),
        ("zh", "周期 2026-Q4 从 2026-10-01 开始，而数据截至 2026-09-20，还没有可以总结的内容。"),
    ],
)
def test_before_the_cycle_there_is_nothing_to_close(language: str, said: str) -> None:
    host = opened(language, "busy")
    type_as_of(host, dt.datetime(2026, 9, 20))
    before = host.content()
    press(host, "close_cycle")
    assert (host.content(), host.told()) == (before, said)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "en",
            "There is nothing to review: Delegations and KPIs are empty, or all their rows have errors.",
        ),
        ("zh", "没有可以总结的内容：“授权事项”和“指标”是空的，或者所有行都有错误。"),
    ],
)
def test_an_empty_workbook_changes_nothing(language: str, said: str) -> None:
    host = emptied(opened(language, "busy"))
    before = host.content()
    press(host, "close_cycle")
    assert (host.content(), host.told()) == (before, said)


@LANGUAGES
@pytest.mark.parametrize(("table", "table_id"), [("Delegations", "delegations"), ("Reviews", "reviews")])
def test_a_table_that_is_needed_is_named(language: str, table: str, table_id: str) -> None:
    host, words = opened(language, "busy"), labels(language)
    remove_table(host, table)
    before = host.content()
    press(host, "close_cycle")
    assert (host.content(), host.told()) == (
        before,
        words.text("buttons.refused.table", table=words.sheet(table_id)),
    )


def test_a_column_that_drafts_need_is_named() -> None:
    host = opened(kind="busy")
    put(host, "Reviews", cell_of(host, "reviews", "next_authority", 5), "Then")
    before = host.content()
    press(host, "close_cycle")
    assert (host.content(), host.told()) == (
        before,
        (
            "On the sheet Reviews these columns are missing: Next authority. Nothing was changed. "
            "Give the columns their headers back."
        ),
    )


@LANGUAGES
def test_no_table_of_results_is_taken_for_one_of_remits(language: str) -> None:
    """The nightly run finds a table that lost its name by its headers, within 15 rows from the top."""
    host = opened(language, "busy")
    host.select(sheet_of(host, "Delegations"), "B6")
    for button in ("suggest_delegate", "balance_workload", "close_cycle"):
        press(host, button)
        name = labels(language).text(f"results.{button}.sheet")
        heads = [
            header_texts(cell or "" for cell in row[1:])
            for row in host.shown[name].iter_rows(max_row=15, values_only=True)
            if str(row[0]).startswith(Look.HEAD)
        ]
        assert heads
        tables = [
            table.id for table in TABLES for head in heads if match_headers(table.id, head).is_enough(table)
        ]
        assert tables == []
