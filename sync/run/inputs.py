"""What the results of a run depend on besides the workbooks themselves, as one short text to compare.

When it changes (another day, another threshold, another version of Remit), everything is looked at again;
when neither it nor a file has changed, nothing has to be.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from functools import cache
from pathlib import Path

import delegation
import sync
import workbook_templates
from delegation.schema import SCHEMA_VERSION
from sync.programme.model import Cycle, Programme

_SOURCES = ("*.py", "*.toml")


def validation_inputs(programme: Programme, cycle: Cycle, as_of: dt.date, secret: bytes) -> str:
    """What the records and issues of a workbook depend on besides its contents."""
    return digest(
        code(),
        SCHEMA_VERSION,
        as_of,
        cycle,
        programme.settings,
        programme.holidays.days,
        programme.limits,
        programme.reader_limits,
        hashlib.sha256(secret).hexdigest(),
    )


def digest(*parts: object) -> str:
    """A short text that differs when a part does. The parts are values whose `repr` tells all of them."""
    return hashlib.sha256("\x1f".join(map(repr, parts)).encode("utf-8", "surrogatepass")).hexdigest()[:32]


@cache
def code() -> str:
    """Stands for this very version of Remit: of its rules, its reader, its labels and its pages."""
    found = hashlib.sha256()
    for package in (delegation, workbook_templates, sync):
        folder = Path(str(package.__file__)).parent
        for path in sorted(each for pattern in _SOURCES for each in folder.rglob(pattern)):
            found.update(path.relative_to(folder).as_posix().encode())
            found.update(path.read_bytes())
    return found.hexdigest()
