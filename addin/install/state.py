"""Is the add-in installed, and would it work: the file, the settings, and the Python that they name."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from addin.install.disk import Disk, read
from addin.install.places import Computer, Places, System, places
from addin.install.receipt import read_receipt
from addin.install.settings import INTERPRETER, value_of
from addin.xlam.stamp import Stamp, stamp_of

_SECONDS = 120.0  # a virus scanner may look at every module of a Python that starts for the first time
_QUESTION = (
    "import json, xlwings, addin.entry, addin.functions; from addin.xlam.stamp import remit_version; "
    "from addin.xlam.build import own_stamp; "
    "print(json.dumps([remit_version(), own_stamp().fingerprint, xlwings.__version__]))"
)


class Trouble(StrEnum):
    """Why the add-in does not work, or not as it should."""

    MISSING = "missing"
    FOREIGN = "foreign"
    NO_SETTINGS = "no_settings"
    NO_INTERPRETER = "no_interpreter"
    NO_ANSWER = "no_answer"
    OUTDATED = "outdated"
    NO_LIBRARY = "no_library"
    NO_SCRIPT = "no_script"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a Python says of itself; `reason` why it says nothing."""

    stamp: Stamp | None = None
    xlwings: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """`stamp` is that of the file, `interpreter` the Python of the settings, "" where there is none."""

    system: System
    addin: Path
    settings: Path
    stamp: Stamp | None
    interpreter: str
    answer: Answer
    troubles: tuple[Trouble, ...]

    @property
    def formulas(self) -> bool:
        """Whether cells can call Python on this system."""
        return self.system is System.WINDOWS


Ask = Callable[[Path], Answer]


def state(computer: Computer, *, ask: Ask | None = None) -> State:
    """The state of the installation. Raises: NoExcelError, ExcelNeverStartedError, FileRefusedError."""
    disk = Disk()
    where = places(computer)
    receipt = read_receipt(read(disk, where.receipt))
    addin = receipt.addin if receipt is not None else where.addin
    conf = read(disk, where.settings) or b""
    # The VBA expands names of the environment, too: an administrator may hand out one file for many people.
    interpreter = os.path.expandvars(value_of(conf, INTERPRETER[computer.system], computer))
    stamp = stamp_of(addin)
    answer = Answer()
    if stamp is not None and interpreter and Path(interpreter).is_file():
        answer = (ask or ask_interpreter)(Path(interpreter))
    return State(
        system=computer.system,
        addin=addin,
        settings=where.settings,
        stamp=stamp,
        interpreter=interpreter,
        answer=answer,
        troubles=tuple(_troubles(addin, stamp, interpreter, answer, where)),
    )


def _troubles(
    addin: Path, stamp: Stamp | None, interpreter: str, answer: Answer, where: Places
) -> Iterator[Trouble]:
    """What is wrong, up to what everything else hangs on."""
    if stamp is None:
        yield Trouble.FOREIGN if addin.is_file() else Trouble.MISSING
    elif not interpreter:
        yield Trouble.NO_SETTINGS
    elif not Path(interpreter).is_file():
        yield Trouble.NO_INTERPRETER
    elif answer.stamp is None:
        yield Trouble.NO_ANSWER
    else:
        if answer.stamp.fingerprint != stamp.fingerprint:
            yield Trouble.OUTDATED
        if where.scripts is None:
            if not any(each.is_file() for each in _libraries(Path(interpreter), answer)):
                yield Trouble.NO_LIBRARY
        elif not (where.scripts / f"xlwings-{answer.xlwings}.applescript").is_file():
            yield Trouble.NO_SCRIPT


def _libraries(interpreter: Path, answer: Answer) -> tuple[Path, ...]:
    """Where the VBA of xlwings looks for the library through which it reaches Python."""
    names = (f"xlwings64-{answer.xlwings}.dll", f"xlwings32-{answer.xlwings}.dll")
    return tuple(folder / name for folder in interpreter.parents[:2] for name in names)


def ask_interpreter(interpreter: Path) -> Answer:
    """Starts that Python as Excel does, and asks it which Remit and which xlwings it has."""
    command = [str(interpreter), "-B", "-c", _QUESTION]
    try:
        done = subprocess.run(
            command,
            check=False,
            cwd=interpreter.parent,
            capture_output=True,
            timeout=_SECONDS,
            errors="replace",
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return Answer(reason=str(error))
    if done.returncode != 0:
        return Answer(reason=(done.stderr.strip().splitlines() or [str(done.returncode)])[-1])
    try:
        version, fingerprint, xlwings = json.loads(done.stdout)
    except ValueError:  # a program, but not Python
        return Answer(reason=repr(done.stdout[:80]))
    return Answer(stamp=Stamp(version=version, fingerprint=fingerprint), xlwings=xlwings)
