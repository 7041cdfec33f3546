"""What is left of a text, and when two texts are the same one."""

from __future__ import annotations

import datetime as dt

import pytest

from delegation.cells import fold, parse_cell
from tests.delegation.cells.fields import BLOCKER, MEMBER_ID, TITLE, D, moment


def test_surrounding_and_invisible_characters_go_and_a_hard_space_becomes_a_plain_one() -> None:
    assert parse_cell(TITLE, "\ufeff\u00a0 Launch\u00a0the\u200b page \u3000") == "Launch the page"


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        (12.0, "12"),
        (12, "12"),
        (12.5, "12.5"),
        (0.1 + 0.2, "0.3"),
        (D(2026, 3, 1), "2026-03-01"),
        (moment(2026, 3, 1), "2026-03-01"),
        (moment(2026, 3, 1, 8, 30), "2026-03-01 08:30"),
        (dt.time(8, 30), "08:30:00"),
        (True, "TRUE"),
        ("two\nlines", "two\nlines"),
        ("bell\x07\ud800", "bell\ufffd"),
    ],
    ids=ascii,
)
def test_whatever_stands_in_a_text_column_is_text(typed: object, expected: str) -> None:
    assert parse_cell(MEMBER_ID, typed) == expected


@pytest.mark.parametrize("typed", ["", "  ", "\u00a0\u200b", None])
def test_blank(typed: object) -> None:
    assert parse_cell(TITLE, typed) is None


@pytest.mark.parametrize("typed", ["-", "—", "none", "None.", "NO", "n/a", "无", "没有", "暂无。", " 无 "])
def test_no_blocker(typed: str) -> None:
    assert parse_cell(BLOCKER, typed) is None


def test_a_blocker() -> None:
    assert parse_cell(BLOCKER, "No access to the data") == "No access to the data"


def test_none_words_mean_none_in_a_blocker_only() -> None:
    assert parse_cell(TITLE, "None") == "None"


def test_ids_and_names_are_compared_without_case_width_and_spaces() -> None:
    assert fold(" Anna\u00a0 BERG ") == fold("anna berg") == fold("ＡｎｎａＢｅｒｇ")
    assert fold("D-1") != fold("D1")
    assert fold("Jose\u0301") == fold("Jos\u00e9") == fold("JOS\u00c9") != fold("Jose")
