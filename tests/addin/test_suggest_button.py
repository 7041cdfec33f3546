"""Suggest delegate: the ranking on a sheet of its own, what is personal, and when there is none."""

from __future__ import annotations

import pytest

from delegation.labels import labels
from tests.addin.books import LANGUAGES, QUIET, cell_of, opened, press, put, remove_table, sheet_of
from tests.addin.host.excel import Host
from tests.addin.sheets import shown_on

pytestmark = QUIET

NEXT = (
    "Nothing has been handed over. Talk to the person first; then choose them as delegate on Delegations and "
    "set the authority level. The next press replaces what stands here."
)
PERSONAL = (
    "Motivation and reliability count in the score; being personal, they are shown only in a workbook that "
    "the lead alone opens."
)


def _selected(language: str = "en", cell: str = "B6", kind: str = "busy") -> Host:
    host = opened(language, kind)
    host.select(sheet_of(host, "Delegations"), cell)
    return host


def test_everybody_is_on_the_sheet_with_the_terms_and_what_speaks_against_them() -> None:
    host = _selected()
    press(host, "suggest_delegate")
    assert shown_on(host, "Suggestions") == [
        ("Who could take on: Website relaunch",),
        ("D01, now with Li Wei: 120 hours are left to do, from 2026-11-18 to 2026-12-18. As of 2026-11-18.",),
        (NEXT,),
        (
            (
                "The score is made of: Skill match 35%, Spare capacity 25%, Motivation 10%, Reliability 25%. "
                "Only those who pass every check have one."
            ),
        ),
        (PERSONAL,),
        (
            *("Rank", "Member", "Total score", "Skill match", "Spare capacity", "Used with it"),
            *("Style", "Authority", "Against it"),
        ),
        (1, "Sam Osei", 0.61, 0.67, 0.35, 0.65, "Delegate", "7 Delegate"),
        (
            *(None, "Ana Sousa", None, 0, 0, 1.3, "Direct", "1 Tell"),
            "is the delegator; lacks SQL 2 (has 0); would be used to 130%",
        ),
        (None, "Li Wei (now)", None, 1, 0, 1.58, "Delegate", "7 Delegate", "would be used to 158%"),
        (
            *(None, "Noor Khan", None, 1, 0, 3.65, "Excite", "5 Advise"),
            "on leave for 65% of their days until then; would be used to 365%",
        ),
    ]
    assert host.alerts == [
        (
            (
                "Best for Website relaunch: 1. Sam Osei 61%.\n\n"
                "Everything about it is on the sheet Suggestions. Nothing else was changed."
            ),
            "Remit: Suggest delegate",
            "info",
        )
    ]
    assert host.selected == ("Suggestions", (1, 2, 1, 2))


def test_a_chinese_workbook_is_answered_in_chinese() -> None:
    host = _selected("zh")
    press(host, "suggest_delegate", "en")
    rows = shown_on(host, "人选建议")
    assert rows[0] == ("谁可以承担：网站改版",)
    assert rows[5] == (
        "名次",
        "成员",
        "得分",
        "技能匹配",
        "空闲工时",
        "承担后利用率",
        "方式",
        "权限",
        "不符合之处",
    )
    assert rows[7][-1] == "本人就是授权人；缺少 SQL 2 级（现为 0 级）；承担后利用率将达 130%"
    assert host.told() == (
        "最适合承担“网站改版”的是：1. 陈晨 61%。\n\n详细内容见工作表“人选建议”。其他内容未作更改。"
    )


def test_a_lead_alone_sees_motivation_and_reliability() -> None:
    host = _selected()
    for book in (host.kept, host.shown):
        book["_remit"].append(["lead_workbook", True])
    press(host, "suggest_delegate")
    header, best = shown_on(host, "Suggestions")[4:6]
    assert header[5:7] == ("Motivation", "Reliability")
    assert best[1:7] == ("Sam Osei", 0.61, 0.67, 0.35, 0.75, 0.75)


def test_terms_are_weighed_as_the_workbook_says() -> None:
    host = _selected()
    for book in (host.kept, host.shown):
        cells = {row[0].value: row[1] for row in book["_remit"].iter_rows()}
        for name in ("skill", "motivation", "reliability", "development"):
            cells[f"weight_{name}"].value = 0
        cells["weight_spare"].value = 4
    press(host, "suggest_delegate")
    rows = shown_on(host, "Suggestions")
    assert rows[3] == (
        (
            "The score is made of: Skill match 0%, Spare capacity 100%, Motivation 0%, Reliability 0%. "
            "Only those who pass every check have one."
        ),
    )
    assert rows[6][:5] == (1, "Sam Osei", 0.35, 0.67, 0.35)


def test_what_a_task_teaches_counts_where_it_is_there_to_teach() -> None:
    host = _selected()
    put(host, "Delegations", cell_of(host, "delegations", "development_purpose", 6), "Coach")
    press(host, "suggest_delegate")
    header, best = shown_on(host, "Suggestions")[5:7]
    assert header[5] == "Development"
    assert best[1:6] == ("Sam Osei", 0.58, 0.67, 0.35, 0)


def test_nobody_who_passes_is_said_with_the_reasons() -> None:
    host = _selected(cell="B7")
    press(host, "suggest_delegate")
    assert shown_on(host, "Suggestions")[2] == (
        (
            "Nobody passes every check as it is; the last column says why. Another due date, fewer hours, "
            "training or a mentor may change that."
        ),
    )
    assert [row[-1] for row in shown_on(host, "Suggestions")[-4:]] == [
        "is the delegator; lacks Law 4 (has 0)",
        "would be used to 158%",
        "on leave for 65% of their days until then; lacks Law 4 (has 0); would be used to 286%",
        "lacks Law 4 (has 0)",
    ]
    assert host.told() == (
        "Nobody can take on Supplier audit as it is.\n\n"
        "Everything about it is on the sheet Suggestions. Nothing else was changed."
    )


def test_what_is_overdue_is_laid_on_the_next_working_day() -> None:
    host = _selected()
    put(host, "Delegations", cell_of(host, "delegations", "due", 6), "2026-11-17")
    press(host, "suggest_delegate")
    assert shown_on(host, "Suggestions")[1:3] == [
        ("D01, now with Li Wei: 120 hours are left to do, from 2026-11-18 to 2026-11-18. As of 2026-11-18.",),
        ("It is overdue, so everything that is left is laid on 2026-11-18.",),
    ]


def test_rows_with_errors_are_counted() -> None:
    host = _selected()
    put(host, "Members", cell_of(host, "members", "weekly_hours", 9), "forty")
    press(host, "suggest_delegate")
    left_out = "Rows with errors are left out of this: 1. Press Validate to see them."
    assert (left_out,) in shown_on(host, "Suggestions")
    assert left_out in host.told()
    assert "Sam Osei" not in host.told()


def test_a_row_of_another_table_names_the_delegation() -> None:
    host = _selected()
    host.select("Milestones", "A6")
    put(host, "Milestones", "A6", "Price list")
    press(host, "suggest_delegate")
    assert shown_on(host, "Suggestions")[0] == ("Who could take on: Price list",)


@LANGUAGES
@pytest.mark.parametrize(
    ("cell", "said"), [("B10", "closed"), ("A3", "selection"), ("A5", "selection"), ("A40", "selection")]
)
def test_without_an_open_delegation_nothing_is_written(language: str, cell: str, said: str) -> None:
    host = _selected(language, cell)
    before = host.content()
    press(host, "suggest_delegate")
    words = labels(language)
    name = {"en": "Fair", "zh": "展会"}[language]
    assert host.content() == before
    assert host.told() == words.text(
        f"buttons.refused.{said}",
        **({"name": name} if said == "closed" else {"sheet": words.sheet("delegations")}),
    )


@LANGUAGES
@pytest.mark.parametrize(("table", "table_id"), [("Members", "members"), ("Skills", "skills")])
def test_a_table_that_is_needed_is_named(language: str, table: str, table_id: str) -> None:
    host = _selected(language)
    remove_table(host, table)
    before = host.content()
    press(host, "suggest_delegate")
    words = labels(language)
    assert (host.content(), host.told()) == (
        before,
        words.text("buttons.refused.table", table=words.sheet(table_id)),
    )


def test_without_required_skills_their_table_may_be_missing() -> None:
    host = _selected(cell="B8")
    remove_table(host, "Skills")
    press(host, "suggest_delegate")
    assert host.told().startswith("Best for Handbook: 1. Sam Osei")


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
def test_without_members_there_is_nobody_to_look_at(language: str, said: str) -> None:
    host = _selected(language, "B8")
    for row in range(6, 10):
        put(host, "Members", cell_of(host, "members", "weekly_hours", row), "?")
    put(host, "Delegations", cell_of(host, "delegations", "delegate", 8), "Somebody")
    before = host.content()
    press(host, "suggest_delegate")
    assert (host.content(), host.told()) == (before, said)


def test_a_delegation_with_errors_names_them() -> None:
    host = _selected()
    put(host, "Delegations", cell_of(host, "delegations", "due", 6), "soon")
    before = host.content()
    press(host, "suggest_delegate")
    assert (host.content(), host.told()) == (
        before,
        (
            "The delegation Website relaunch has errors that have to be corrected first: DLG-DUE-TYPE. "
            "Press Validate to see where."
        ),
    )
