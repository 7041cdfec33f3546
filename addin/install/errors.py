"""Why the add-in cannot be installed or removed. In each case nothing has been changed."""

from __future__ import annotations

from pathlib import Path

from delegation.labels import Labels


class NoExcelError(Exception):
    """There is no Excel for this kind of system."""

    def text(self, words: Labels) -> str:
        return words.text("installation.error.no_excel")


class ExcelNeverStartedError(Exception):
    """Excel for macOS has not made its folders yet; made by others, it would not accept them."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.folder = folder

    def text(self, words: Labels) -> str:
        return words.text("installation.error.never_started", folder=self.folder)


class StorePythonError(Exception):
    """This Python is an app of the Microsoft Store: what it writes into AppData, Windows hides from Excel."""

    def __init__(self, interpreter: Path) -> None:
        super().__init__(interpreter)
        self.interpreter = interpreter

    def text(self, words: Labels) -> str:
        return words.text("installation.error.store_python", interpreter=self.interpreter)


class InterpreterPathError(Exception):
    """The path of Python has signs that do not survive the way through Excel's settings."""

    def __init__(self, interpreter: Path) -> None:
        super().__init__(interpreter)
        self.interpreter = interpreter

    def text(self, words: Labels) -> str:
        return words.text("installation.error.interpreter_path", interpreter=self.interpreter)


class AddinInUseError(Exception):
    """Excel is running and holds the add-in file."""

    def __init__(self, file: Path) -> None:
        super().__init__(file)
        self.file = file

    def text(self, words: Labels) -> str:
        return words.text("installation.error.in_use", file=self.file)


class FileRefusedError(Exception):
    """The system does not let a file be read, written or removed. `reason` is the system's own."""

    def __init__(self, file: Path, reason: str) -> None:
        super().__init__(file, reason)
        self.file = file
        self.reason = reason

    def text(self, words: Labels) -> str:
        return words.text("installation.error.refused", file=self.file, reason=self.reason)
