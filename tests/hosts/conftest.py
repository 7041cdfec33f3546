"""Here xlwings is what it is on Windows, as in `tests.addin`; the other hosts are processes of their own."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import tests.addin.classic  # noqa: F401
from tests.hosts import child
from tests.hosts.child import Child


@pytest.fixture(scope="session")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of Remit as it is built today, beside those that it needs in Pyodide."""
    if child.PYODIDE is None:
        pytest.skip("needs Pyodide: REMIT_PYODIDE")
    folder = tmp_path_factory.mktemp("wheels")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=child.ROOT, check=True, capture_output=True)
    for each in (child.PYODIDE / "wheels").iterdir():
        shutil.copy(each, folder)
    return folder


@pytest.fixture(scope="session", params=["xlwings Server", "xlwings Lite"])
def web(request: pytest.FixtureRequest) -> Iterator[Child]:
    """The Python side of Excel on the web, through xlwings."""
    if not child.KEY:
        pytest.skip("needs a key of xlwings: XLWINGS_LICENSE_KEY")
    if request.param == "xlwings Lite":
        with child.pyodide(request.getfixturevalue("wheels"), licensed=True) as lite:
            yield lite
    else:
        with child.xlwings_server() as server:
            yield server
