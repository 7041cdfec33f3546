"""A header is healed where it can mean one thing only; where it is not certain, it is left and told."""

from __future__ import annotations

import pytest

from delegation.headers import Headers, header_texts, language_of, looks_like_headers, match_headers
from delegation.labels import LANGUAGES, labels
from delegation.tables import BY_ID, TABLES

SKILLS = ("Member", "Skill", "Level", "Evidence", "Notes")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("table_id", BY_ID)
def test_every_header_of_the_template_is_recognised(table_id: str, language: str) -> None:
    fields = BY_ID[table_id].field_ids
    texts = tuple(labels(language).field(table_id, field_id) for field_id in fields)

    headers = match_headers(table_id, texts)

    assert headers.columns == {field_id: index for index, field_id in enumerate(fields)}
    assert headers == Headers(columns=headers.columns)
    assert looks_like_headers(table_id, texts)
    assert language_of([(table_id, texts)]) == language


@pytest.mark.parametrize("table_id", BY_ID)
def test_no_header_of_the_template_is_healed_into_another_field(table_id: str) -> None:
    """A team that deletes one column and keeps the others must not have its values in a wrong one."""
    fields = BY_ID[table_id].field_ids
    for language in LANGUAGES:
        for left_out in fields:
            texts = tuple(labels(language).field(table_id, each) for each in fields if each != left_out)
            headers = match_headers(table_id, texts)
            assert headers.missing == (left_out,)
            assert headers.renamed == ()


@pytest.mark.parametrize(
    ("header", "field_id"),
    [
        ("evidence", "evidence"),
        ("EVIDENCE", "evidence"),
        (" Evidence: ", "evidence"),
        ("Evidence *", "evidence"),
        ("Ｅｖｉｄｅｎｃｅ", "evidence"),
        ("Evi\ndence", "evidence"),
        ("依据", "evidence"),
        ("依据：", "evidence"),
        ("Proof", "evidence"),
        ("Evidence2", "evidence"),
        ("Evidenec", "evidence"),
        ("Evident", ""),
        ("Level of proof", ""),
        ("", ""),
    ],
)
def test_headers_as_people_write_them(header: str, field_id: str) -> None:
    headers = match_headers("skills", ("Member", "Skill", "Level", header, "Notes"))

    assert headers.columns.get("evidence") == (3 if field_id else None)


def test_a_header_like_two_fields_is_left() -> None:
    """In leave: "First day" and "Last day"."""
    headers = match_headers("leave", ("Member", "irst day", "irst dayy", "Share of the day", "Notes"))

    assert headers.renamed == ()
    assert headers.unknown == (1, 2)
    assert headers.missing_required(BY_ID["leave"]) == ("start", "end")


def test_a_label_wins_over_an_alias_which_then_is_the_teams_own_column() -> None:
    headers = match_headers("skills", ("Comment", *SKILLS))

    assert headers.columns["notes"] == 5
    assert headers.unknown == (0,)
    assert headers.duplicates == ()


def test_of_two_aliases_the_first_counts_and_the_second_is_told() -> None:
    headers = match_headers("skills", ("Member", "Skill", "Level", "Evidence", "Comment", "Remarks"))

    assert headers.columns["notes"] == 4
    assert headers.duplicates == ((5, "notes"),)


@pytest.mark.parametrize(
    ("order", "moved"),
    [
        (SKILLS, ()),
        (("Notes", *SKILLS[:4]), ("notes",)),
        (("Skill", "Member", "Level", "Evidence", "Notes"), ("skill",)),
        (tuple(reversed(SKILLS)), ("skill", "level", "evidence", "notes")),
        (("Mine", "Member", "My own", "Skill", "Level", "Evidence", "Notes", "Last"), ()),
    ],
    ids=["as declared", "last first", "two swapped", "reversed", "own columns between"],
)
def test_the_fewest_columns_are_called_moved(order: tuple[str, ...], moved: tuple[str, ...]) -> None:
    assert match_headers("skills", order).moved == moved


def test_the_headers_of_a_table_are_no_header_row_of_another_one() -> None:
    for table in TABLES:
        texts = tuple(labels("en").field(table.id, field_id) for field_id in table.field_ids)
        own = len(match_headers(table.id, texts).columns)
        for other in TABLES:
            if other is not table and looks_like_headers(other.id, texts):
                assert len(match_headers(other.id, texts).columns) < own


def test_cells_of_a_header_row_need_not_be_text() -> None:
    assert header_texts([" Skill ", 2026.0, "", True]) == ("Skill", "2026.0", "", "True")
