"""The way back to a cell: what Excel follows, what a browser follows, and what nobody should."""

from __future__ import annotations

from pathlib import PurePosixPath, PureWindowsPath

import pytest

from sync.links import excel_link, relative_link, web_link


@pytest.mark.parametrize(
    ("open_as", "sheet", "cell", "excel", "web"),
    [
        (
            "https://example.com/North.xlsx",
            "Delegations",
            "F12",
            "https://example.com/North.xlsx#Delegations!F12",
            "https://example.com/North.xlsx#Delegations!F12",
        ),
        (
            "https://example.com/North.xlsx?web=1",
            "Check-ins",
            "",
            "https://example.com/North.xlsx?web=1#'Check-ins'!A1",
            "https://example.com/North.xlsx?web=1#'Check-ins'!A1",
        ),
        (
            r"\\files\remit\华东.xlsx",
            "授权事项",
            "L13",
            r"external:\\files\remit\华东.xlsx#授权事项!L13",
            "file://files/remit/%E5%8D%8E%E4%B8%9C.xlsx#%E6%8E%88%E6%9D%83%E4%BA%8B%E9%A1%B9!L13",
        ),
        (
            r"C:\remit\North 1.xlsx",
            "",
            "",
            r"external:C:\remit\North 1.xlsx",
            "file:///C:/remit/North%201.xlsx",
        ),
        ("/srv/remit/North.xlsx", "", "", "external:/srv/remit/North.xlsx", "file:///srv/remit/North.xlsx"),
        ("./North #1.xlsx", "", "", "external:./North%20%231.xlsx", "./North%20%231.xlsx"),
        ("./100%20 done.xlsx", "", "", "external:./100%2520%20done.xlsx", "./100%2520%20done.xlsx"),
        (
            "https://example.com/Team Space/授权/North%201.xlsx",
            "",
            "",
            "https://example.com/Team%20Space/授权/North%201.xlsx",
            "https://example.com/Team%20Space/%E6%8E%88%E6%9D%83/North%201.xlsx",
        ),
        ("./12:30.xlsx", "", "", "external:./12:30.xlsx", "./12:30.xlsx"),
    ],
)
def test_links_as_excel_and_as_a_browser_take_them(
    open_as: str, sheet: str, cell: str, excel: str, web: str
) -> None:
    assert excel_link(open_as, sheet, cell) == excel
    assert web_link(open_as, sheet, cell) == web


@pytest.mark.parametrize(
    "open_as",
    [
        "",
        "javascript:alert(1)",
        "vbscript:x",
        "data:text/html,x",
        "mailto:ana@example.com",
        "ms-excel:x",
        "a\nb",
    ],
)
def test_what_is_no_way_to_a_file_is_no_link(open_as: str) -> None:
    assert (excel_link(open_as), web_link(open_as)) == ("", "")


@pytest.mark.parametrize(
    ("open_as", "sheet"),
    [
        ("https://example.com/" + "x" * 2060, ""),
        ("https://example.com/" + "华" * 300, ""),
        ("North.xlsx", "x" * 254),
        ("North.xlsx", "bad\x01sheet"),
    ],
)
def test_what_excel_could_not_follow_is_no_link(open_as: str, sheet: str) -> None:
    assert excel_link(open_as, sheet) == ""


def test_a_quote_in_a_sheets_name_does_not_end_it() -> None:
    assert excel_link("North.xlsx", "Ana's", "B2") == "external:North.xlsx#'Ana''s'!B2"


def test_a_place_that_the_address_names_itself_is_left() -> None:
    assert excel_link("https://example.com/x#top", "Plan", "A1") == "https://example.com/x#top"
    assert web_link("https://example.com/x#top", "Plan", "A1") == "https://example.com/x#top"


def test_a_workbook_below_the_masters_folder_is_reached_from_there() -> None:
    folder = PurePosixPath("/srv/remit")

    assert relative_link(folder / "workbooks" / "North.xlsx", folder) == "workbooks/North.xlsx"
    assert relative_link(PurePosixPath("/elsewhere/North.xlsx"), folder) == "/elsewhere/North.xlsx"
    assert relative_link(PureWindowsPath(r"C:\r\w\N.xlsx"), PureWindowsPath(r"C:\r")) == "w/N.xlsx"
