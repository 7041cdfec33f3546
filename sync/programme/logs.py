"""The log in the programme's private folder: a line a run, and the tracebacks that people are spared.

Owns where records go, how long they are kept, and that of a fault only the way to it is kept: what an
exception says may be what a team typed. Knows nothing of what is logged.
"""

from __future__ import annotations

import logging
import sqlite3
import sys
import traceback
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType

from sync.programme.private import log_path

_BYTES = 1_000_000
_FILES = 5
_FORM = "%(asctime)s %(levelname)s %(message)s"
_OF_THE_SYSTEM = (OSError, sqlite3.Error)  # they speak of files and disks


def log_to(private: Path) -> None:
    """From now on what Remit logs goes into that folder's log, and into no other programme's."""
    logger = logging.getLogger("remit")
    logger.setLevel(logging.INFO)
    logger.propagate = False
    for handler in [each for each in logger.handlers if isinstance(each, _LogFile)]:
        logger.removeHandler(handler)
        handler.close()
    path = log_path(private)
    path.parent.mkdir(parents=True, exist_ok=True)
    file = _LogFile(
        path, maxBytes=_BYTES, backupCount=_FILES, encoding="utf-8", errors="backslashreplace", delay=True
    )
    file.setFormatter(_Formatter(_FORM))
    logger.addHandler(file)


def log_to_terminal(*, json: bool) -> None:
    """Log lines on stdout as well; on stderr where stdout is for one JSON object."""
    handler = logging.StreamHandler(sys.stderr if json else sys.stdout)
    handler.setFormatter(_Formatter("%(asctime)s %(message)s", "%Y-%m-%d %H:%M:%S"))
    logging.getLogger("remit").addHandler(handler)


def stop_logging() -> None:
    """Closes what was opened."""
    logger = logging.getLogger("remit")
    logger.propagate = True
    for handler in list(logger.handlers):
        logger.removeHandler(handler)
        handler.close()


def traceback_of(error: BaseException) -> str:
    """How it came to the error, as Python tells it, but what the error says only where the system says it."""
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    earlier = f"{traceback_of(before)}\n\n" if before else ""
    steps = "".join(traceback.format_tb(error.__traceback__))
    said = f": {error}" if isinstance(error, _OF_THE_SYSTEM) else ""
    return f"{earlier}Traceback (most recent call last):\n{steps}{type(error).__name__}{said}"


class _LogFile(RotatingFileHandler):
    """A log that several processes share: open only while a line is written, so that each of them can begin a
    new file and every other one finds it.
    """

    def emit(self, record: logging.LogRecord) -> None:
        super().emit(record)
        if self.stream is not None:
            self.stream.close()
            self.stream = None

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - the name is Python's
        """A log that cannot be written, on a full disk for one, is no reason to stop nor to speak."""


class _Formatter(logging.Formatter):
    def formatException(  # noqa: N802 - the name is Python's
        self,
        ei: tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None],
    ) -> str:
        return traceback_of(ei[1]) if ei[1] is not None else ""
