"""Makes `remit.xlam` on any system: xlwings' own base of an add-in, with Remit's ribbon and VBA in it.

The base and the module that runs Python are xlwings' (BSD licence, its text stays in the module).
"""

from __future__ import annotations

import io
import re
import tempfile
import zipfile
from pathlib import Path

import xlwings

from addin.xlam.ribbon import ribbon_xml
from addin.xlam.vba import functions_module, language_module, ribbon_module

FILE_NAME = "remit.xlam"
_BASE = "quickstart_addin_ribbon.xlam"
_PROJECT = "remit"
_RIBBON, _RIBBON_14 = "customUI/customUI.xml", "customUI/customUI14.xml"
_ABSOLUTE_PATH = re.compile(r"<mc:AlternateContent\b.*?</mc:AlternateContent>", re.DOTALL)
_WORKBOOK = (
    "Private Sub Workbook_Open()\n"
    "    ' A version of Excel without help for functions still has the functions.\n"
    "    On Error Resume Next\n"
    "    RegisterHelp\n"
    "End Sub\n"
)


def build_addin() -> bytes:
    """The bytes of the add-in file."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / FILE_NAME
        path.write_bytes(_with_ribbon((Path(xlwings.__file__).parent / _BASE).read_bytes()))
        _put_modules(path)
        return path.read_bytes()


def _with_ribbon(base: bytes) -> bytes:
    """The base with Remit's tab, and without the path of the computer on which xlwings was made."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(base)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            content, name = old.read(entry), entry.filename
            if name == _RIBBON:
                name, content = _RIBBON_14, ribbon_xml().encode()
            elif name == "_rels/.rels":
                content = content.replace(_RIBBON.encode(), _RIBBON_14.encode())
            elif name == "xl/workbook.xml":
                text = _ABSOLUTE_PATH.sub("", content.decode())
                content = text.replace("_myaddin.conf", f"_{_PROJECT}.conf").encode()
            new.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return target.getvalue()


def _put_modules(path: Path) -> None:
    from pyopenvba import ExcelFile

    with ExcelFile(path) as book:
        project = book.vba_project()
        project.delete_module("RibbonMyAddin")
        runner = book.get_module("xlwings").replace(
            'PROJECT_NAME As String = "myaddin"', f'PROJECT_NAME As String = "{_PROJECT}"'
        )
        book.set_module("xlwings", runner)
        book.set_module("ThisWorkbook", _WORKBOOK)
        project.add_module("RemitLanguage", language_module())
        project.add_module("RemitRibbon", ribbon_module())
        project.add_module("RemitFunctions", functions_module())
        book.save(path)
