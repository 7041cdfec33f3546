"""Makes `remit.xlam` on any system: xlwings' own base of an add-in, with Remit's ribbon and VBA in it.

The base and the module that runs Python are xlwings' (BSD licence, its text stays in the module).
"""

from __future__ import annotations

import hashlib
import io
import re
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from xml.sax.saxutils import escape

import xlwings

from addin.xlam.ribbon import ribbon_xml
from addin.xlam.runner import PROJECT, set_up
from addin.xlam.stamp import CONTENT_TYPE, PART, RELATION, Stamp, properties_xml, remit_version
from addin.xlam.vba import functions_module, language_module, ribbon_module, workbook_module
from delegation.labels import LANGUAGES, labels

FILE_NAME = "remit.xlam"
_BASE = "quickstart_addin_ribbon.xlam"
_RIBBON, _RIBBON_14 = "customUI/customUI.xml", "customUI/customUI14.xml"
_ABSOLUTE_PATH = re.compile(r"<mc:AlternateContent\b.*?</mc:AlternateContent>", re.DOTALL)
_MODULES: dict[str, Callable[[], str]] = {
    "RemitLanguage": language_module,
    "RemitRibbon": ribbon_module,
    "RemitFunctions": functions_module,
}


def build_addin() -> bytes:
    """The bytes of the add-in file: the same ones from the same Remit and the same xlwings.

    Raises: UnknownXlwingsError.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / FILE_NAME
        path.write_bytes(_with_ribbon((Path(xlwings.__file__).parent / _BASE).read_bytes()))
        _put_modules(path)
        return path.read_bytes()


def own_stamp() -> Stamp:
    """What a file made now would be stamped with."""
    contents = (xlwings.__version__, ribbon_xml(), workbook_module(), *(make() for make in _MODULES.values()))
    digest = hashlib.sha256("\0".join(contents).encode()).hexdigest()
    return Stamp(version=remit_version(), fingerprint=digest[:16])


def _with_ribbon(base: bytes) -> bytes:
    """The base with Remit's tab and stamp, and without what it says of whoever made xlwings."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(base)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        parts = {each.filename: old.read(each) for each in old.infolist()}
        parts[_RIBBON_14] = ribbon_xml().encode()
        del parts[_RIBBON]
        parts[PART] = properties_xml(own_stamp()).encode()
        parts["docProps/core.xml"] = _core_xml().encode()
        for name, content in parts.items():
            changed = _changed(name, content.decode()).encode() if name in _TEXTS else content
            new.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), changed, zipfile.ZIP_DEFLATED)
    return target.getvalue()


_TEXTS = ("[Content_Types].xml", "_rels/.rels", "xl/workbook.xml")


def _changed(name: str, text: str) -> str:
    if name == "[Content_Types].xml":
        override = f'<Override PartName="/{PART}" ContentType="{CONTENT_TYPE}" />'
        return text.replace("</Types>", f"{override}</Types>")
    if name == "_rels/.rels":
        text = text.replace(_RIBBON, _RIBBON_14)
        relation = f'<Relationship Id="rIdRemit" Type="{RELATION}" Target="{PART}" />'
        return text.replace("</Relationships>", f"{relation}</Relationships>")
    return _ABSOLUTE_PATH.sub("", text).replace("_myaddin.conf", f"_{PROJECT}.conf")


def _core_xml() -> str:
    """The title and the description that Excel shows in its list of add-ins."""
    about = " / ".join(labels(each).text("installation.about") for each in LANGUAGES)
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<cp:coreProperties '
        'xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:title>Remit</dc:title><dc:description>{escape(about)}</dc:description></cp:coreProperties>"
    )


def _put_modules(path: Path) -> None:
    from pyopenvba import ExcelFile

    with ExcelFile(path) as book:
        project = book.vba_project()
        project.delete_module("RibbonMyAddin")
        book.set_module("xlwings", set_up(book.get_module("xlwings")))
        book.set_module("ThisWorkbook", workbook_module())
        for name, make in _MODULES.items():
            project.add_module(name, make())
        book.save(path)
