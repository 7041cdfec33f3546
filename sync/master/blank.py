"""A workbook that somebody gives as the template of the master: `blank_template`.

Owns what of it becomes the template: its looks, its own sheets, whatever Remit needs put back, and no row.
Where a template lies and what became of the old one is `sync.master_template`'s.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from delegation.labels import labels
from sync.master.columns import recognise
from sync.master.fill import MasterFill
from sync.master.found import Wanted
from sync.master.heads import HeadCell, LinkTo
from sync.master.manifest import KIND, MASTER, TEMPLATE, Manifest, read_manifest
from sync.master.rows import TableRows
from sync.master.template import MASTER_LIMITS, build_template
from sync.master.workbook import FRAME_NAMES, MasterBook
from sync.master.write import NotAMaster
from sync.package import Parts
from workbook_templates.master import master_sheets
from workbook_templates.master_sheet import Sheet

_NO_DAY = dt.date(2026, 1, 1)  # of the name as_of, until a run says which


class OtherLanguage(Exception):  # noqa: N818 - it is what the file is in
    """The workbook was made for a master in another language."""

    def __init__(self, language: str) -> None:
        self.language = language
        super().__init__(language)


@dataclass(frozen=True, slots=True, kw_only=True)
class BlankTemplate:
    """A template that can be used. `missing`: what was put back, by the names of sheets and columns;
    `cleared`: how many rows with something in them were left out.
    """

    data: bytes
    missing: tuple[str, ...] = ()
    cleared: int = 0


def check_template(data: bytes, language: str) -> Manifest:
    """What a template says of itself.

    Raises: UnreadableWorkbook, TwoTablesOfOneName, NotAMaster, OtherLanguage.
    """
    book = MasterBook(Parts.open(data, MASTER_LIMITS))
    manifest = read_manifest(book)
    if manifest is None or manifest.kind not in (MASTER, TEMPLATE):
        if not any(book.table(sheet.table) for sheet in master_sheets(labels(language))):
            raise NotAMaster
        return Manifest()
    found = manifest.facts.get("language", language)
    if found != language:
        raise OtherLanguage(found)
    return manifest


def blank_template(
    data: bytes, language: str, programme: str, teams: Iterable[tuple[str, str]] = ()
) -> BlankTemplate:
    """The workbook as a template: what is missing in it from the shipped one, its tables without rows. One
    that needs nothing of this stays as it is, byte for byte.

    `teams`: id and name of those that may have a column on the Runs sheet.
    Raises: UnreadableWorkbook, TwoTablesOfOneName, NotAMaster, OtherLanguage.
    """
    manifest = check_template(data, language)
    missing = tuple(_missing(data, manifest, master_sheets(labels(language))))
    fill = MasterFill(
        Parts.open(data, MASTER_LIMITS),
        data,
        _nothing(data, language, programme, teams),
        lambda: Parts.open(build_template(language, programme), MASTER_LIMITS),
        as_template=True,
    )
    if manifest.kind == TEMPLATE and not missing and not fill.forgotten:
        return BlankTemplate(data=data)
    if manifest.kind == MASTER:
        # Its formats are known: those of its first row may be of that row alone.
        fill.template_mark = manifest.facts.get("template", fill.template_mark)
    fill.fill(())
    return BlankTemplate(data=fill.parts.as_bytes(), missing=missing, cleared=fill.forgotten)


def _missing(data: bytes, manifest: Manifest, sheets: Iterable[Sheet]) -> Iterator[str]:
    """Tables by the name of their sheet, columns by sheet and header."""
    book = MasterBook(Parts.open(data, MASTER_LIMITS))
    for sheet in sheets:
        known = manifest.sheets.get(sheet.id)
        found = book.table(known.table if known else sheet.table) or book.table(sheet.table)
        if found is None:
            yield sheet.name
            continue
        tab, table = found
        there = recognise(sheet, table, known)
        for column in sheet.columns:
            if column.id not in there.filled and column.id not in there.written:
                yield f"{tab.name} › {column.header}"


def _nothing(data: bytes, language: str, programme: str, teams: Iterable[tuple[str, str]]) -> Wanted:
    """A master that says nothing."""
    words = labels(language)
    sheets = {sheet.id: sheet for sheet in master_sheets(words, teams)}
    names = [each.get("name", "") for each in MasterBook(Parts.open(data, MASTER_LIMITS)).names()]
    heads = {name.removeprefix(FRAME_NAMES): HeadCell() for name in names if name.startswith(FRAME_NAMES)}

    def blank(rows: Mapping[str, Mapping[str, int]], link_to: LinkTo) -> Mapping[str, HeadCell]:
        return heads

    return Wanted(
        words=words,
        sheets=sheets,
        rows={name: TableRows((), lambda: iter(())) for name in sheets},
        heads=blank,
        facts={KIND: TEMPLATE, "language": language, "programme": programme},
        as_of=_NO_DAY,
        run=0,
        max_links=0,
    )
