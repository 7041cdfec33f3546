"""What the add-in file says of itself without Excel: which Remit made it, and a fingerprint of what is in it.

Both stand in the file's custom document properties, which survive when Excel saves the file.
"""

from __future__ import annotations

import zipfile
from contextlib import suppress
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from xml.etree import ElementTree
from xml.sax.saxutils import escape

PART = "docProps/custom.xml"
CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/custom-properties"

_PROPERTIES = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
_TYPES = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"
_OWN_PROPERTIES = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"  # the set in which Office keeps what users define
_VERSION, _FINGERPRINT = "RemitVersion", "RemitFingerprint"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """`version` is for people; files with the same `fingerprint` have the same ribbon, VBA and xlwings."""

    version: str
    fingerprint: str


def remit_version() -> str:
    """The version that is installed; "" when Remit runs from a folder without being installed."""
    with suppress(PackageNotFoundError):
        return version("remit")
    return ""


def properties_xml(stamp: Stamp) -> str:
    """The part with the properties."""
    values = ((_VERSION, stamp.version), (_FINGERPRINT, stamp.fingerprint))
    properties = "".join(
        f'<property fmtid="{_OWN_PROPERTIES}" pid="{number}" name="{name}">'
        f"<vt:lpwstr>{escape(value)}</vt:lpwstr></property>"
        for number, (name, value) in enumerate(values, start=2)  # 0 and 1 mean something else
    )
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<Properties xmlns="{_PROPERTIES}" xmlns:vt="{_TYPES}">{properties}</Properties>'
    )


def stamp_of(file: Path) -> Stamp | None:
    """The stamp of that file; None for a file that Remit has not made, or that cannot be read."""
    try:
        with zipfile.ZipFile(file) as package:
            root = ElementTree.fromstring(package.read(PART))
    except (OSError, KeyError, zipfile.BadZipFile, ElementTree.ParseError):
        return None
    found = {each.get("name"): "".join(each.itertext()) for each in root}
    if _FINGERPRINT not in found:
        return None
    return Stamp(version=found.get(_VERSION, ""), fingerprint=found[_FINGERPRINT])
