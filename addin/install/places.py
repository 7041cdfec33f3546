"""Where Excel and the add-in look for their files, on each system.

Source: xlwings' own VBA (`GetConfigFilePath`) and its command line; Microsoft's list of start folders.
"""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from addin.install.errors import ExcelNeverStartedError, NoExcelError
from addin.xlam.build import FILE_NAME
from addin.xlam.runner import PROJECT

_CONTAINER = Path("Library", "Containers", "com.microsoft.Excel", "Data")
_SCRIPTS = Path("Library", "Application Scripts", "com.microsoft.Excel")
_START_OF_MACOS = Path(
    "Library", "Group Containers", "UBF8T346G9.Office", "User Content.localized", "Startup.localized", "Excel"
)


class System(StrEnum):
    WINDOWS = "windows"
    MACOS = "macos"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Computer:
    """What has to be known of a computer. `interpreter` is the Python that Excel will start.

    `base` is the Python from which a virtual environment was made, `roaming` is %APPDATA%, `encoding` is that
    in which VBA reads text files.
    """

    system: System
    home: Path
    roaming: Path
    interpreter: Path
    base: Path
    encoding: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """`settings` is the file that the VBA of the add-in reads; `receipt` says what the installation did.

    `scripts` is the folder of the script through which Excel for macOS starts Python.
    """

    addin: Path
    settings: Path
    receipt: Path
    scripts: Path | None


def this_computer() -> Computer:
    """The computer as it is; here, and nowhere below, system and environment are asked."""
    home = Path.home()
    system = {"win32": System.WINDOWS, "darwin": System.MACOS}.get(sys.platform, System.OTHER)
    return Computer(
        system=system,
        home=home,
        roaming=Path(os.environ.get("APPDATA") or home / "AppData" / "Roaming"),
        interpreter=Path(sys.executable).absolute(),  # a link of a virtual environment stays that link
        base=Path(sys.base_prefix),
        encoding="mbcs" if system is System.WINDOWS else "ascii",
    )


def places(computer: Computer, folder: Path | None = None) -> Places:
    """The places on that computer; `folder` instead of Excel's own start folder.

    Raises: NoExcelError, ExcelNeverStartedError.
    """
    if computer.system is System.WINDOWS:
        return _of_windows(computer, folder)
    if computer.system is System.MACOS:
        return _of_macos(computer, folder)
    raise NoExcelError


def _of_windows(computer: Computer, folder: Path | None) -> Places:
    own = computer.home / f".{PROJECT}"
    return Places(
        addin=(folder or computer.roaming / "Microsoft" / "Excel" / "XLSTART") / FILE_NAME,
        settings=own / f"{PROJECT}.conf",
        receipt=own / "addin.json",
        scripts=None,
    )


def _of_macos(computer: Computer, folder: Path | None) -> Places:
    container = computer.home / _CONTAINER
    if not container.is_dir():
        raise ExcelNeverStartedError(container)
    return Places(
        addin=(folder or computer.home / _START_OF_MACOS) / FILE_NAME,
        settings=container / f"{PROJECT}.conf",
        receipt=container / f"{PROJECT}-addin.json",
        scripts=computer.home / _SCRIPTS,
    )
