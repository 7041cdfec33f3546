"""The log in the programme's private folder: a line a run, and the tracebacks that people are spared.

Owns where records go and how long they are kept. Knows nothing of what is logged.
"""

from __future__ import annotations

import logging
import sys
from logging.handlers import RotatingFileHandler
from pathlib import Path

from sync.programme.private import log_path

_BYTES = 1_000_000
_FILES = 5
_FORM = "%(asctime)s %(levelname)s %(message)s"


def log_to(private: Path) -> None:
    """From now on what Remit logs goes into that folder's log, and into no other programme's."""
    logger = logging.getLogger("remit")
    logger.setLevel(logging.INFO)
    logger.propagate = False
    for handler in [each for each in logger.handlers if isinstance(each, RotatingFileHandler)]:
        logger.removeHandler(handler)
        handler.close()
    path = log_path(private)
    path.parent.mkdir(parents=True, exist_ok=True)
    file = RotatingFileHandler(
        path, maxBytes=_BYTES, backupCount=_FILES, encoding="utf-8", errors="backslashreplace", delay=True
    )
    file.setFormatter(logging.Formatter(_FORM))
    logger.addHandler(file)


def log_to_terminal(*, json: bool) -> None:
    """Log lines on stdout as well; on stderr where stdout is for one JSON object."""
    handler = logging.StreamHandler(sys.stderr if json else sys.stdout)
    handler.setFormatter(logging.Formatter("%(asctime)s %(message)s", "%Y-%m-%d %H:%M:%S"))
    logging.getLogger("remit").addHandler(handler)


def stop_logging() -> None:
    """Closes what was opened."""
    logger = logging.getLogger("remit")
    logger.propagate = True
    for handler in list(logger.handlers):
        logger.removeHandler(handler)
        handler.close()
