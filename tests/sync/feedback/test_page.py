"""The page beside a team's workbook, as a browser and as a person reads it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from delegation.issues import Issue, Severity
from delegation.labels import labels
from delegation.messages import fix
from delegation.validate import RowCounts
from sync.feedback.page import feedback_page
from sync.programme.model import Team
from sync.run.incoming import Status

TEAM = Team(id="north", name="North", open_as="https://example.com/{name}.xlsx")
DATE = Issue(
    code="DLG-DUE-TYPE",
    severity=Severity.ERROR,
    table="delegations",
    field="due",
    key="D7",
    sheet="Delegations",
    cell="F12",
    value="31/02/2026",
)
MISSED = Issue(
    code="PLN-MISSED",
    severity=Severity.WARNING,
    table="plan",
    field="planned_on",
    sheet="Tracking plan",
    cell="D21",
    value="2026-11-30",
    params={"date": dt.date(2026, 11, 30)},
)
TRUNCATED = Issue(code="WB-TRUNCATED", severity=Severity.ERROR)
_VOID = {"meta"}


class _Reader(HTMLParser):
    """The page's text, its links, and whether every element that was opened is closed."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.open: list[str] = []
        self.lines: list[str] = []
        self.links: dict[str, str] = {}
        self._href = ""
        self.feed(page)
        self.close()
        assert not self.open, f"not closed: {self.open}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]
        self._href = dict(attrs).get("href") or "" if tag == "a" else ""
        if tag not in _VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" in self.open or not data.strip():
            return
        if self._href:
            self.links[data] = self._href
            self._href = ""
        self.lines.append(data.strip())


def page(
    *issues: Issue,
    team: Team = TEAM,
    language: str = "en",
    counts: dict[str, RowCounts] | None = None,
    status: Status = Status.UPDATED,
    reason: str = "",
) -> str:
    read = {"delegations": RowCounts(read=12, accepted=12, rejected=0)}
    return feedback_page(
        team=team,
        workbook="North.xlsx",
        issues=issues,
        counts=read if counts is None else counts,
        labels=labels(language),
        as_of=dt.date(2026, 12, 14),
        run=7,
        open_as="https://example.com/North.xlsx",
        status=status,
        reason=reason,
    )


def read(found: str) -> list[str]:
    return _Reader(found).lines


def after(lines: Sequence[str], heading: str) -> list[str]:
    return list(lines[list(lines).index(heading) + 1 :])


def test_the_page_names_the_workbook_the_team_and_the_run() -> None:
    assert read(page())[1:5] == [
        "What Remit found in North.xlsx",
        "North",
        "As of 2026-12-14 · Run 7",
        "Open the workbook",
    ]


def test_when_all_is_well_the_page_is_friendly() -> None:
    assert after(read(page()), "Open the workbook") == [
        "●",
        "All is well",
        "The workbook was read.",
        "Every row was accepted and there is nothing to put right. Thank you for keeping it up to date.",
        "Rows by sheet",
        *("Sheet", "Read", "Accepted", "Not accepted"),
        *("Delegations", "12", "12", "0"),
        *("Together", "12", "12", "0"),
        "Made by Remit, which writes this page anew when it finds something else. Changes to it are lost.",
    ]


def test_a_workbook_without_rows_is_told_where_to_start() -> None:
    assert "There are no rows in it yet. Start with the sheet Delegations." in read(page(counts={}))


def test_an_issue_has_its_cell_its_message_what_to_do_and_its_code() -> None:
    found = page(DATE, counts={"delegations": RowCounts(read=12, accepted=11, rejected=1)})

    assert after(read(found), "Open the workbook")[:19] == [
        "■",
        "1 error",
        "The workbook was read.",
        "1 row was not accepted. Correct the errors below and save; the next run reads it again.",
        "What was accepted earlier stays in the master tracker until then.",
        "What to look at",
        "Sheet Delegations",
        "1 error",
        "F12",
        "Due date",
        "In the cell: 31/02/2026",
        "■",
        "Error",
        '"31/02/2026" is not a date.',
        "DLG-DUE-TYPE",
        "What to do:",
        "Enter a real date, for example 2026-02-28.",
        "Rows by sheet",
        "Sheet",
    ]


def test_the_page_in_chinese() -> None:
    found = page(replace(DATE, sheet="授权事项"), language="zh")

    assert '<html lang="zh-CN">' in found
    assert after(read(found), "需要查看的内容")[:11] == [
        "工作表“授权事项”",
        "1 条错误",
        "F12",
        "截止日期",
        "单元格内容：31/02/2026",
        "■",
        "错误",
        "“31/02/2026”不是日期。",
        "DLG-DUE-TYPE",
        "处理办法：",
        "请填写真实存在的日期，例如 2026-02-28。",
    ]


def test_the_worst_stands_first_and_what_is_in_one_cell_stands_together() -> None:
    short = replace(DATE, code="DLG-OBJECTIVE-SHORT", severity=Severity.WARNING, field="objective", cell="D8")
    found = read(page(MISSED, short, replace(DATE, cell="F14"), replace(DATE, code="DLG-DUE-ORDER"), DATE))

    assert [line for line in found if line.startswith("Sheet ")] == [
        "Sheet Delegations",
        "Sheet Tracking plan",
    ]
    assert [line for line in found if re.fullmatch("[A-Z][0-9]+", line)] == ["F12", "F14", "D8", "D21"]


def test_a_cell_is_linked_as_the_team_is_reached() -> None:
    assert _Reader(page(DATE, MISSED)).links == {
        "Open the workbook": "https://example.com/North.xlsx",
        "F12": "https://example.com/North.xlsx#Delegations!F12",
        "D21": "https://example.com/North.xlsx#'Tracking%20plan'!D21",
    }


def test_without_open_as_links_lead_to_the_file_beside_the_page() -> None:
    links = _Reader(page(DATE, team=replace(TEAM, open_as=""))).links

    assert links["F12"] == "./North.xlsx#Delegations!F12"


@pytest.mark.parametrize(
    ("status", "reason", "lines"),
    [
        (
            Status.UNREADABLE,
            "WB-TRUNCATED",
            [
                "■",
                "The workbook could not be read.",
                "The file is incomplete: its end is missing.",
                "WB-TRUNCATED",
                "What to do:",
                fix(TRUNCATED, labels("en")),
                "Until this is solved, the master tracker goes on showing what was read last.",
                "Rows by sheet",
            ],
        ),
        (
            Status.MISSING,
            "",
            [
                "▲",
                "The workbook was not found.",
                "Until this is solved, the master tracker goes on showing what was read last.",
                "■",
                "1 error",
            ],
        ),
    ],
)
def test_a_workbook_that_was_not_read_has_its_reason_at_the_top(
    status: Status, reason: str, lines: list[str]
) -> None:
    found = after(read(page(TRUNCATED, status=status, reason=reason)), "Open the workbook")

    assert found[: len(lines)] == lines


def test_what_is_known_of_a_workbook_that_was_not_read_is_said_to_be_older() -> None:
    found = read(page(DATE, TRUNCATED, status=Status.UNREADABLE, reason="WB-TRUNCATED"))

    assert "This is what was found when it was last read." in found
    assert "F12" in found


def test_a_held_table_is_said_to_be_a_part_of_the_workbook() -> None:
    emptied = Issue(
        code="DLG-TABLE-EMPTIED", severity=Severity.ERROR, table="delegations", sheet="Delegations"
    )

    assert "Part of the workbook is held back." in read(
        page(emptied, status=Status.HELD, reason=emptied.code)
    )


def test_whatever_a_team_typed_is_text() -> None:
    evil = "<script>alert('x')</script><img src=x onerror=alert(1)>"
    found = page(
        replace(DATE, value=evil, sheet=f"{evil}'\"", key=evil),
        team=replace(TEAM, name=f"</title>{evil}"),
    )
    reader = _Reader(found)

    assert not {"script", "img"} & set(reader.tags)
    assert not [name for name, _ in reader.attributes if name.startswith("on")]
    assert f"In the cell: {evil}" in reader.lines


def test_the_page_carries_everything_with_it() -> None:
    found = page(DATE)

    assert not re.search(r"\bsrc=|@import|url\(", found)
    assert {name for name in _Reader(found).tags if name in ("link", "script", "iframe", "object")} == set()
    assert "default-src 'none'; style-src 'unsafe-inline'" in found


@pytest.mark.parametrize("language", ["en", "zh"])
def test_equal_arguments_give_an_equal_page(language: str) -> None:
    assert page(DATE, MISSED, language=language) == page(MISSED, DATE, language=language)


def test_of_very_many_issues_the_worst_are_shown_and_the_rest_counted() -> None:
    many = [replace(MISSED, cell=f"D{row}") for row in range(10, 1_012)]

    found = read(page(DATE, *many))

    assert "3 more are not shown. Put these right first; the next page shows the others." in found
    assert "F12" in found


def test_every_state_has_a_sign_beside_its_colour() -> None:
    for found in (page(), page(DATE), page(MISSED), page(status=Status.LOCKED)):
        signs = re.findall(
            r'class="state [a-z]+">\n<p class="first"><span class="sign" aria-hidden="true">(.)<', found
        )
        assert len(signs) == found.count('class="state')
        assert set(signs) <= {"●", "▲", "■"}
