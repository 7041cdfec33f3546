"""Computers with Excel, as folders: what the installation finds and leaves on Windows and on macOS."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import xlwings

from addin.install.disk import Disk
from addin.install.places import Computer, System
from addin.install.state import Answer
from addin.xlam.build import own_stamp
from addin.xlam.stamp import PART, Stamp, properties_xml

LIBRARY = f"xlwings64-{xlwings.__version__}.dll"
SCRIPT = f"xlwings-{xlwings.__version__}.applescript"


def windows(folder: Path, *, python: str = "venv/Scripts/python.exe", base: str = "Python311") -> Computer:
    """A home with a virtual environment on a Chinese Windows."""
    interpreter = folder / python
    interpreter.parent.mkdir(parents=True, exist_ok=True)
    interpreter.touch()
    (interpreter.parents[1] / LIBRARY).touch()
    return Computer(
        system=System.WINDOWS,
        home=folder,
        roaming=folder / "AppData" / "Roaming",
        interpreter=interpreter,
        base=folder / base,
        encoding="cp936",
    )


def macos(folder: Path, *, python: str = "venv/bin/python", started: bool = True) -> Computer:
    """A home with a virtual environment on macOS, where Excel was started once."""
    interpreter = folder / python
    interpreter.parent.mkdir(parents=True, exist_ok=True)
    interpreter.touch()
    if started:
        (folder / "Library" / "Containers" / "com.microsoft.Excel" / "Data").mkdir(
            parents=True, exist_ok=True
        )
    return Computer(
        system=System.MACOS,
        home=folder,
        roaming=folder,
        interpreter=interpreter,
        base=folder,
        encoding="ascii",
    )


def files(computer: Computer) -> dict[str, bytes]:
    """Every file of the home but those of the virtual environment, by its path in it."""
    return {
        path.relative_to(computer.home).as_posix(): path.read_bytes()
        for path in sorted(computer.home.rglob("*"))
        if path.is_file() and not path.is_relative_to(computer.interpreter.parents[1])
    }


def older_addin() -> bytes:
    """An add-in file that a Remit of before has made, as far as the installation looks at it."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as package:
        package.writestr(PART, properties_xml(Stamp(version="0.0.9", fingerprint="0" * 16)))
    return data.getvalue()


def answers(interpreter: Path) -> Answer:
    """A Python with the Remit and the xlwings of these tests."""
    return Answer(stamp=own_stamp(), xlwings=xlwings.__version__)


class Refusing(Disk):
    """A disk on which one file is held by another program: Excel on Windows."""

    def __init__(self, ending: str) -> None:
        self.ending = ending

    def replace(self, new: Path, path: Path) -> None:
        self._look(path)
        super().replace(new, path)

    def remove(self, path: Path) -> None:
        self._look(path)
        super().remove(path)

    def _look(self, path: Path) -> None:
        if path.name.endswith(self.ending):
            raise PermissionError(13, "Permission denied")
