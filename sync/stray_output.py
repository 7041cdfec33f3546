"""Keeps what a library in C writes to stdout away from it, so that JSON there stays one object.

HiGHS now and then writes a line for its own developers, past Python's `sys.stdout` and whatever is set in it.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_STDOUT = 1


@contextmanager
def kept_from_stdout() -> Iterator[None]:
    """Meanwhile what is written to the process' stdout is lost. Without one there is nothing to keep."""
    if sys.stdout is not None:
        sys.stdout.flush()
    try:
        before = os.dup(_STDOUT)
    except OSError:
        yield
        return
    with Path(os.devnull).open("wb") as nowhere:
        os.dup2(nowhere.fileno(), _STDOUT)
    try:
        yield
    finally:
        os.dup2(before, _STDOUT)
        os.close(before)
