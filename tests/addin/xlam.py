"""The add-in file of the tests: made once, and what stands in it."""

from __future__ import annotations

import io
import tempfile
import zipfile
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

from pyopenvba import ExcelFile

from addin.xlam.build import FILE_NAME, build_addin


@cache
def built() -> bytes:
    return build_addin()


def modules(data: bytes) -> dict[str, str]:
    """The VBA of every module of an add-in file by its name."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / FILE_NAME
        path.write_bytes(data)
        with ExcelFile(path) as book:
            return dict(book.vba_modules())


def part(name: str) -> ElementTree.Element:
    """A part of the built file."""
    with zipfile.ZipFile(io.BytesIO(built())) as package:
        return ElementTree.fromstring(package.read(name))
