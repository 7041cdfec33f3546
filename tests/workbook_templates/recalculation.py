"""LibreOffice as the spreadsheet: what does it compute for a workbook's formulas, left alone with them?"""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
import warnings
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import pytest
from lxml import etree
from openpyxl import load_workbook
from openpyxl.workbook import Workbook

# Continuous integration sets this, so that nobody believes in a proof that was not made.
REQUIRED = bool(os.environ.get("REMIT_REQUIRE_LIBREOFFICE"))
needs_libreoffice = pytest.mark.skipif(
    shutil.which("soffice") is None and not REQUIRED, reason="LibreOffice is not installed"
)

_CELL = re.compile(r'(<c r="[A-Z]+\d+"(?: s="\d+")?)(?: t="\w+")?>(<f[^>]*/>|<f[^>]*>[^<]*</f>)<v>[^<]*</v>')
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


@dataclass(frozen=True)
class Computed:
    """A formula with the value it was saved with and the one that a spreadsheet found."""

    place: str
    formula: str
    saved: object
    found: object

    @property
    def agrees(self) -> bool:
        if isinstance(self.saved, float) and isinstance(self.found, float):
            return abs(self.saved - self.found) < 1e-9
        return self.saved == self.found


def opened(data: bytes, *, values: bool = False) -> Workbook:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl knows no data bars of 2010
        return load_workbook(io.BytesIO(data), data_only=values)


def without_results(data: bytes) -> bytes:
    """The workbook with every formula's saved value taken out, so that LibreOffice has nothing to repeat."""
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as source,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as out,
    ):
        for name in source.namelist():
            part = source.read(name)
            if name.startswith("xl/worksheets/sheet"):
                part = _CELL.sub(r"\1>\2", part.decode()).encode()
            out.writestr(name, part)
    return target.getvalue()


def recalculated(books: Sequence[bytes], folder: Path) -> list[bytes]:
    """The workbooks as LibreOffice saves them after computing everything; it starts once for all of them."""
    sources = [folder / f"book{number}.xlsx" for number in range(len(books))]
    for source, data in zip(sources, books, strict=True):
        source.write_bytes(without_results(data))
    out = folder / "out"
    profile = (folder / "profile").resolve().as_uri()
    command = ["soffice", f"-env:UserInstallation={profile}", "--headless", "--convert-to", "xlsx"]
    subprocess.run([*command, "--outdir", out, *sources], check=True, capture_output=True, timeout=300)
    return [(out / source.name).read_bytes() for source in sources]


def compare(books: Sequence[bytes], folder: Path) -> list[list[Computed]]:
    """The same of each workbook and LibreOffice; blank and empty text are the same to a reader."""
    return [compared(*each) for each in zip(books, recalculated(books, folder), strict=True)]


def compared(data: bytes, computed: bytes) -> list[Computed]:
    """Every formula of a workbook, with its saved value and that of the workbook as computed elsewhere."""
    found = cells(computed)
    return [
        Computed(place, each.formula, each.value, found[place].value if place in found else "")
        for place, each in cells(data).items()
        if each.formula is not None
    ]


class Cell(NamedTuple):
    """What stands in a cell's XML; a date is its number, "" is no value.

    `formula`: None in a cell without one, "" where it is that of the cell above, as it would be here.
    """

    formula: str | None
    value: object


def cells(data: bytes) -> dict[str, Cell]:
    """The cells of a workbook by place, as `Home!B3`: without formats, a tenth of openpyxl's time."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        book = etree.fromstring(package.read("xl/workbook.xml"))
        targets = {
            each.get("Id"): str(each.get("Target")).removeprefix("/xl/")
            for each in etree.fromstring(package.read("xl/_rels/workbook.xml.rels"))
        }
        strings = (
            package.read("xl/sharedStrings.xml")
            if "xl/sharedStrings.xml" in package.namelist()
            else b"<sst/>"
        )
        texts = ["".join(each.itertext(f"{_MAIN}t")) for each in etree.fromstring(strings).iter(f"{_MAIN}si")]
        return {
            f"{sheet.get('name')}!{cell.get('r')}": _cell(cell, texts)
            for sheet in book.iter(f"{_MAIN}sheet")
            for cell in etree.fromstring(package.read(f"xl/{targets[sheet.get(_ID)]}")).iter(f"{_MAIN}c")
        }


def _cell(cell: etree._Element, texts: Sequence[str]) -> Cell:
    parts = {each.tag: "".join(each.itertext()) for each in cell}
    formula, value = parts.get(f"{_MAIN}f"), parts.get(f"{_MAIN}v", parts.get(f"{_MAIN}is", ""))
    match cell.get("t", "n"):
        case "s":
            return Cell(formula, texts[int(value)])
        case "b":
            return Cell(formula, value == "1")
        case "n" if value:
            return Cell(formula, float(value))
    return Cell(formula, value)
