"""What the machine has to have for a fault: tools of the system, and the rights to mount and to trace.

Without a tool a test is skipped and says why; with REMIT_REQUIRE_FAULTS=1, as in CI, which installs them, it
fails. Where the system grants a right to nobody, as some containers do, it is skipped, with its words.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

_REQUIRED = bool(os.environ.get("REMIT_REQUIRE_FAULTS"))

LIBFIU = Path("/usr/lib/fiu/fiu_posix_preload.so")
"""Of Debian's libfiu: every call of the C library asks it first."""

REMIT = (sys.executable, "-c", "import sys; from sync.cli import main; sys.exit(main())")
"""The command `remit`, as the tree has it that the tests stand in."""

posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows has other signals and files")


def needs(*tools: str | Path) -> pytest.MarkDecorator:
    """Skips a test where one of these programs, or a file of that path, is missing."""
    missing = [each for each in map(str, tools) if not (shutil.which(each) or Path(each).is_file())]
    return pytest.mark.skipif(bool(missing) and not _REQUIRED, reason=f"needs {', '.join(missing)}")


def environment(**more: str) -> dict[str, str]:
    """For processes of a test: in English, without compiled files left in the source, on one core."""
    fixed = {"LC_ALL": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1", "OPENBLAS_NUM_THREADS": "1"}
    return {**os.environ, **fixed, **more}


def granted(*command: str) -> None:
    """Does what needs a right that not every system grants; without it the test is skipped."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"needs the right to {command[0]}: {done.stderr.strip()}")


@contextlib.contextmanager
def mounted(folder: Path, *options: str) -> Iterator[Path]:
    """A file system of its own on that folder meanwhile; `options` as `mount` takes them."""
    folder.mkdir(parents=True, exist_ok=True)
    granted("mount", *options, str(folder))
    try:
        yield folder
    finally:
        # Lazily: a process that a test has killed may not be quite gone.
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


@contextlib.contextmanager
def read_only(folder: Path) -> Iterator[None]:
    """Meanwhile nobody can write to the folder, root neither."""
    with mounted(folder, "--bind", str(folder)):
        subprocess.run(["mount", "-o", "remount,bind,ro", str(folder)], check=True)
        yield
