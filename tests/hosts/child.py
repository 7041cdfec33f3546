"""Processes that answer as the Python side of Excel on the web, and what these tests need to have them.

The key of xlwings is given by whoever runs the tests, in the environment: `XLWINGS_LICENSE_KEY=noncommercial`
for those whose purpose is noncommercial. Without it everything that needs it is skipped.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

KEY = os.environ.get("XLWINGS_LICENSE_KEY", "")
PYODIDE = Path(os.environ["REMIT_PYODIDE"]).resolve() if "REMIT_PYODIDE" in os.environ else None
"""Made by `tests/hosts/fetch-pyodide`: Pyodide, micropip, and xlwings for it."""

ROOT = Path(__file__).parents[2]
_HERE = Path(__file__).parent
_LICENSED = {"XLWINGS_ON_SERVER": "true", "XLWINGS_LICENSE_KEY": KEY}


class Child:
    """A process that answers one request at a time."""

    def __init__(self, process: subprocess.Popen[str], *, has_scipy: bool) -> None:
        self._process, self.has_scipy = process, has_scipy

    def call(self, name: str, *args: Any) -> Any:
        """What a function of the wheel returns: `delegation.rounding.same`."""
        return self._ask(kind="call", name=name, args=args)

    def formula(self, name: str, *args: Any) -> Any:
        """What Excel gets for that formula."""
        return self._ask(kind="formula", name=name, args=args)

    def script(self, name: str, book: Any, *args: Any) -> Any:
        """What Excel is to do when that button is pressed."""
        return self._ask(kind="script", name=name, book=book, args=args)

    def described(self) -> Any:
        """What there is to call."""
        return self._ask(kind="described")

    def _ask(self, **request: Any) -> Any:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(request, allow_nan=False) + "\n")
        self._process.stdin.flush()
        found = json.loads(self._process.stdout.readline())
        assert "raised" not in found, found
        return found["answer"]


@contextmanager
def xlwings_server() -> Iterator[Child]:
    """xlwings Server's side, in CPython."""
    with _running([sys.executable, "-m", "tests.hosts.server"], _LICENSED) as process:
        yield Child(process, has_scipy=True)


@contextmanager
def pyodide(wheels: Path, *, licensed: bool) -> Iterator[Child]:
    """xlwings Lite's side: in Pyodide, with xlwings and Remit from that folder and nothing else."""
    assert PYODIDE is not None
    command = [
        "node",
        _HERE / "pyodide.mjs",
        PYODIDE / "node_modules" / "pyodide",
        wheels,
        _HERE / "server.py",
    ]
    with _running(list(map(str, command)), _LICENSED if licensed else {}) as process:
        yield Child(process, has_scipy=False)


@contextmanager
def _running(command: list[str], variables: Mapping[str, str]) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env={**os.environ, **variables},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
    )
    try:
        yield process
    finally:
        process.communicate()  # the end of its input is the end of its work
