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

import pytest
from openpyxl import load_workbook
from openpyxl.workbook import Workbook

# Continuous integration sets this, so that nobody believes in a proof that was not made.
REQUIRED = bool(os.environ.get("REMIT_REQUIRE_LIBREOFFICE"))
needs_libreoffice = pytest.mark.skipif(
    shutil.which("soffice") is None and not REQUIRED, reason="LibreOffice is not installed"
)

_CELL = re.compile(r'(<c r="[A-Z]+\d+"(?: s="\d+")?)(?: t="\w+")?>(<f[^>]*/>|<f[^>]*>[^<]*</f>)<v>[^<]*</v>')


@dataclass(frozen=True)
class Computed:
    """A formula with the value it was saved with and the one that a spreadsheet found."""

    place: str
    formula: str
    saved: object
    found: object

    @property
    def agrees(self) -> bool:
        if isinstance(self.saved, int | float) and isinstance(self.found, int | float):
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
    formulas, saved, found = opened(data), opened(data, values=True), opened(computed, values=True)
    return [
        Computed(
            f"{sheet.title}!{cell.coordinate}",
            str(cell.value),
            _plain(saved[sheet.title][cell.coordinate].value),
            _plain(found[sheet.title][cell.coordinate].value),
        )
        for sheet in formulas.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    ]


def _plain(value: object) -> object:
    if value is None:
        return ""
    return value
