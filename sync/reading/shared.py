"""Opening a workbook that people work with: for reading, and in nobody's way.

Everywhere but on Windows that is how files are opened anyway. Windows keeps others from deleting and renaming
a file that is open, and Excel does both to save, unless whoever opens it says that they may.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import BinaryIO

_GENERIC_READ, _OPEN_EXISTING = 0x80000000, 3
_SHARE_ALL = 0x1 | 0x2 | 0x4  # reading, writing, deleting


def open_shared(path: Path) -> BinaryIO:
    """The file, opened for reading; others may read, write, rename and delete it meanwhile.

    Raises: OSError.
    """
    if sys.platform == "win32":
        import ctypes
        import msvcrt
        from ctypes import wintypes

        create_file = ctypes.WinDLL("kernel32", use_last_error=True).CreateFileW
        create_file.restype = wintypes.HANDLE
        create_file.argtypes = [
            wintypes.LPCWSTR,
            *(wintypes.DWORD, wintypes.DWORD, wintypes.LPVOID, wintypes.DWORD, wintypes.DWORD),
            wintypes.HANDLE,
        ]
        handle = create_file(str(path), _GENERIC_READ, _SHARE_ALL, None, _OPEN_EXISTING, 0, None)
        if handle in (None, wintypes.HANDLE(-1).value):
            error = ctypes.WinError(ctypes.get_last_error())
            error.filename = str(path)
            raise error
        return os.fdopen(msvcrt.open_osfhandle(handle, os.O_RDONLY | os.O_BINARY), "rb")
    return path.open("rb")
