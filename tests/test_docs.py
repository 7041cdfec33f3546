"""The generated pages are current, and nothing is missing on them."""

from __future__ import annotations

import re
import runpy
import shutil
from pathlib import Path

import pytest

from delegation.issues import catalogue
from delegation.labels import LANGUAGES, labels
from delegation.tables import CHOICES, TABLES

DOCS = Path(__file__).resolve().parents[1] / "docs"
PAGES: dict[str, str] = runpy.run_path(str(DOCS / "build.py"))["pages"]()

each_page = pytest.mark.parametrize("page", PAGES)


@each_page
def test_a_generated_page_is_current(page: str) -> None:
    assert (DOCS / page).read_text(encoding="utf-8") == PAGES[page], "run: python docs/build.py"


def test_the_command_writes_every_page(tmp_path: Path) -> None:
    script = tmp_path / "build.py"
    script.write_bytes((DOCS / "build.py").read_bytes())
    shutil.copytree(DOCS / "source", tmp_path / "source")
    runpy.run_path(str(script), run_name="__main__")
    assert {path.name: path.read_text(encoding="utf-8") for path in tmp_path.glob("*.md")} == PAGES


@each_page
def test_every_link_leads_to_a_mark_on_its_page(page: str) -> None:
    marks = re.findall(r'<a id="([^"]+)"></a>', PAGES[page])
    assert len(marks) == len(set(marks))
    links = set(re.findall(r"\]\(#([^)]+)\)", PAGES[page]))
    assert links <= {*marks, *_headings(PAGES[page])}


def _headings(page: str) -> set[str]:
    """The marks that headings have by themselves."""
    titles = re.findall(r"^#+ (.+)$", page, re.MULTILINE)
    return {re.sub(r"[^\w -]", "", each.lower()).replace(" ", "-") for each in titles}


@each_page
def test_every_row_has_as_many_cells_as_its_heading(page: str) -> None:
    for grid in re.findall(r"(?:^\|.*\n)+", PAGES[page], re.MULTILINE):
        cells = [len(re.findall(r"(?<!\\)\|", line)) for line in grid.splitlines()]
        assert len(set(cells)) == 1, grid.splitlines()[0]


@each_page
def test_no_template_is_left_over(page: str) -> None:
    assert not re.search(r"\{\w*\}|\[\[|\]\]|…(?!›)", PAGES[page])


def test_every_code_is_listed_once() -> None:
    listed = re.findall(r"\[([A-Z-]+)\]\(#|</a>`([A-Z]{2,3}-[A-Z-]+)`", PAGES["issues.md"])
    shared = {kind.text for kind in catalogue().values() if kind.text != kind.code}
    codes = [code for pair in listed for code in pair if code and code not in shared]
    assert sorted(codes) == sorted(catalogue())


def test_every_column_and_choice_is_listed_in_every_language() -> None:
    page = PAGES["tables.md"]
    for language in LANGUAGES:
        for table in TABLES:
            assert labels(language).table_help(table.id) in page
            for field in table.field_ids:
                assert labels(language).field(table.id, field) in page
                assert labels(language).field_help(table.id, field) in page
        for choices in CHOICES:
            for value in choices.values:
                assert labels(language).choice(choices, value) in page
