"""The file that Excel and LibreOffice keep beside a workbook that somebody has open, and who that is.

It is left behind when the program dies, so it proves nothing: a workbook can be read in spite of it.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

OLD_OWNER = dt.timedelta(days=3)
"""Nobody has a workbook open for longer without saving it: such a file was left behind."""

# Excel's: the name in the system's code page (a byte for its length, 54 signs), then in UTF-16 (two and 108).
_EXCEL_BYTES = 165
_EXCEL_LENGTH, _EXCEL_NAME = 55, 57
_MOST = 1 << 12


def owner_names(name: str) -> tuple[str, ...]:
    """How the file beside a workbook of that name may be called; of a long name Excel leaves out a part."""
    return f"~${name}", f"~${name[2:]}", f".~lock.{name}#"


def owner_file(path: Path) -> Path | None:
    """The file beside that workbook, where there is one."""
    for name in owner_names(path.name):
        found = path.with_name(name)
        if found.is_file():
            return found
    return None


def owner_of(file: Path) -> str:
    """Who has the workbook open, as the file beside it says; "" where it cannot be told."""
    try:
        with file.open("rb") as opened:
            data = opened.read(_MOST)
    except OSError:
        return ""
    if file.name.startswith("~$"):
        return _excel_user(data)
    return data.decode("utf-8", "replace").strip().removeprefix(",").partition(",")[0].strip()


def _excel_user(data: bytes) -> str:
    if len(data) != _EXCEL_BYTES:
        return ""
    signs = int.from_bytes(data[_EXCEL_LENGTH:_EXCEL_NAME], "little")
    return data[_EXCEL_NAME : _EXCEL_NAME + 2 * signs].decode("utf-16-le", "replace").strip(" \0")
