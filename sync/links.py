"""The way back to a cell of a team's workbook, as `open_as` of `remit.toml` leads there.

Owns the two forms that a link takes: what Excel follows, and what a browser follows. Refuses what is no way
to a file: a link never runs anything.
"""

from __future__ import annotations

import re
from pathlib import PurePath
from urllib.parse import quote

from xlsxwriter.url import Url

from delegation.place import sheet_reference

_INTERNAL = "internal:"
_URL = re.compile(r"(https?|file)://", re.IGNORECASE)
_OTHER_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]+:")  # two characters at least: `C:` is a drive
_DRIVE = re.compile(r"[A-Za-z]:[\\/]")
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_ESCAPED = re.compile(r"%[0-9A-Fa-f]{2}")
_TO_ESCAPE = {ord(sign): f"%{ord(sign):02x}" for sign in ' "<>[]^`{|}'}
_EXCEL_URL_UNITS = 2079
_EXCEL_LOCATION_UNITS = 255


def relative_link(workbook: PurePath, folder: PurePath) -> str:
    """The way from a folder to a workbook below or beside it, the same wherever both are moved; else its
    full path.
    """
    try:
        return workbook.relative_to(folder).as_posix()
    except ValueError:
        return str(workbook)


def excel_link(open_as: str, sheet: str = "", cell: str = "") -> str:
    """The link as XlsxWriter takes it, or "" where Excel could not follow it (unknown, too long, no way to
    a file).
    """
    location = sheet_reference(sheet, cell or "A1") if sheet else ""
    if not _followable(open_as) or _UNPRINTABLE.search(location) or _units(location) > _EXCEL_LOCATION_UNITS:
        return ""
    if _URL.match(open_as):
        # XlsxWriter takes an address with one sign escaped for one that needs no more.
        link = open_as.translate(_TO_ESCAPE) if _ESCAPED.search(open_as) else open_as
        if "#" in open_as:  # it names a place itself
            location = ""
    else:
        link = "external:" + (_escaped(open_as) if "#" in open_as or _ESCAPED.search(open_as) else open_as)
    # Excel counts what is written into the file, where a sign outside ASCII may take several.
    if _units(quote(link, safe="%/:\\?=&#")) > _EXCEL_URL_UNITS:
        return ""
    return f"{link}#{location}" if location else link


def relationship(link: str) -> tuple[str, str]:
    """The two halves of a link of `excel_link`, or of `internal:Sheet!A1`, as a workbook holds them: the
    target of a relation ("" where the link stays in the workbook), and the place in it.
    """
    if link.startswith(_INTERNAL):
        return "", link.removeprefix(_INTERNAL)
    found = Url(link)
    return str(found._target()), str(found._anchor)


def web_link(open_as: str, sheet: str = "", cell: str = "") -> str:
    """The link as a browser takes it, or "" where there is none."""
    if not _followable(open_as):
        return ""
    place = quote("#" + sheet_reference(sheet, cell or "A1"), safe="#!'$") if sheet else ""
    if _URL.match(open_as):
        return quote(open_as, safe="%/:?=&#@+,;!$()*'~") + ("" if "#" in open_as else place)
    path = quote(open_as.replace("\\", "/"), safe="/:")
    if path.startswith("//"):
        return f"file:{path}{place}"
    if path.startswith("/") or _DRIVE.match(open_as):
        return f"file:///{path.lstrip('/')}{place}"
    return path + place


def _followable(open_as: str) -> bool:
    if not open_as or _UNPRINTABLE.search(open_as):
        return False
    return bool(_URL.match(open_as) or _DRIVE.match(open_as)) or not _OTHER_SCHEME.match(open_as)


def _escaped(path: str) -> str:
    """A path whose names hold what is read as something else: `#` begins a place inside the file, `%20` is a
    space.
    """
    return path.replace("%", "%25").replace("#", "%23").translate(_TO_ESCAPE)


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
