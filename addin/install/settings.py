"""The file of settings that the add-in's VBA reads: which values Remit needs, its lines put in and taken out.

A line is `"KEY","value"`; capitals do not matter, and the first line of a key counts. So Remit's lines stand
at the top, and no line of anybody else is touched. Source: xlwings' `GetConfigFromFile`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from addin.install.errors import InterpreterPathError
from addin.install.places import Computer, System

INTERPRETER = {System.WINDOWS: "INTERPRETER_WIN", System.MACOS: "INTERPRETER_MAC"}
_LINE = re.compile(r'\s*"?([^",]*?)"?\s*,\s*"?([^"]*)')
# On macOS a shell gets the path as it stands, between signs that part it from the rest.
_UNSAFE = {System.WINDOWS: re.compile(r'["\r\n]'), System.MACOS: re.compile(r"[^\w./@+:~-]")}


def needed(computer: Computer) -> dict[str, str]:
    """Every setting that Remit needs. Raises: InterpreterPathError."""
    interpreter = str(computer.interpreter)
    if _UNSAFE[computer.system].search(interpreter):
        raise InterpreterPathError(computer.interpreter)
    try:
        interpreter.encode(computer.encoding)
    except UnicodeEncodeError as error:
        raise InterpreterPathError(computer.interpreter) from error
    found = {INTERPRETER[computer.system]: interpreter}
    if computer.system is System.WINDOWS:
        found |= {
            "UDF MODULES": "addin.functions",
            "USE UDF SERVER": "True",  # one Python stays, so that a button does not wait for a new one
            "SHOW CONSOLE": "False",
        }
    return found


def lines_of(settings: dict[str, str], computer: Computer) -> tuple[bytes, ...]:
    """The lines of the file that say so, without their ends."""
    return tuple(f'"{key}","{value}"'.encode(computer.encoding) for key, value in settings.items())


def value_of(data: bytes, key: str, computer: Computer) -> str:
    """The value that the add-in finds for a key; "" where it finds none."""
    for line in data.splitlines():
        match = _LINE.match(line.decode(computer.encoding, "replace"))
        if match and match.group(1).upper() == key:
            return match.group(2).strip()
    return ""


def put(data: bytes, lines: Iterable[bytes], earlier: Iterable[bytes], computer: Computer) -> bytes:
    """The file with these lines, in the place of those of an earlier installation."""
    return _joined((*lines, *_without(data, earlier)), computer)


def take_out(data: bytes, lines: Iterable[bytes], computer: Computer) -> bytes:
    """The file without these lines."""
    return _joined(_without(data, lines), computer)


def _without(data: bytes, lines: Iterable[bytes]) -> list[bytes]:
    """What others have written. Of two equal lines the upper one is Remit's."""
    found = data.splitlines()
    for each in lines:
        if each in found:
            found.remove(each)
    return found


def _joined(lines: Iterable[bytes], computer: Computer) -> bytes:
    end = b"\r\n" if computer.system is System.WINDOWS else b"\n"
    return b"".join(line + end for line in lines)
