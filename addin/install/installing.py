"""Puts the add-in into Excel's start folder, with the settings that its VBA reads; again changes nothing.

Owns what is replaced, what is kept, and the order: the add-in file comes first, because Excel may hold it.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import xlwings

from addin.install.disk import Change, Disk, carry_out, read
from addin.install.errors import StorePythonError
from addin.install.places import Computer, Places, places
from addin.install.receipt import Receipt, read_receipt, written_receipt
from addin.install.settings import lines_of, needed, put
from addin.install.steps import Done, Planned, Report, What, planned_step
from addin.xlam.build import FILE_NAME, build_addin
from addin.xlam.stamp import stamp_of

_STORE = "WindowsApps"


def install(computer: Computer, *, folder: Path | None = None, disk: Disk | None = None) -> Report:
    """Installs the add-in for whoever calls, into Excel's start folder or into `folder`.

    Raises: NoExcelError, ExcelNeverStartedError, StorePythonError, InterpreterPathError, AddinInUseError,
    FileRefusedError, UnknownXlwingsError. In each case everything is as it was.
    """
    if folder is None and _STORE in computer.base.parts:
        raise StorePythonError(computer.interpreter)
    disk = disk or Disk()
    where = places(computer, folder)
    wanted = needed(computer)
    lines = lines_of(wanted, computer)
    earlier = read_receipt(read(disk, where.receipt))
    kept = _kept(where, earlier)
    conf = read(disk, where.settings)
    new_conf = put(conf or b"", lines, earlier.lines if earlier is not None else (), computer)
    script, scripts = _script(where, earlier, disk)
    planned = [
        *_moved(where, earlier),
        *_addin(where, kept, disk),
        planned_step(What.SETTINGS, _done(conf, new_conf), where.settings, new_conf),
        *scripts,
    ]
    receipt = Receipt(addin=where.addin, kept=kept, script=script, lines=lines)
    last = Change(path=where.receipt, content=written_receipt(receipt))
    carry_out(disk, [*(change for change, _ in planned), last])
    steps = tuple(step for _, step in planned)
    return Report(system=computer.system, steps=steps, settings=tuple(wanted.items()))


def _done(old: bytes | None, new: bytes) -> Done:
    if old is None:
        return Done.ADDED
    return Done.UNCHANGED if old == new else Done.REPLACED


def _kept(where: Places, earlier: Receipt | None) -> Path | None:
    """Where a file of somebody else that has the add-in's name goes, or went."""
    if where.addin.is_file() and stamp_of(where.addin) is None:
        return _free(where.receipt.parent / f"kept {FILE_NAME}")
    return earlier.kept if earlier is not None else None


def _free(path: Path) -> Path:
    number, free = 2, path
    while free.exists():
        free = path.with_stem(f"{path.stem} {number}")
        number += 1
    return free


def _moved(where: Places, earlier: Receipt | None) -> Iterator[Planned]:
    """The add-in in another folder, from an installation before: Excel would open both."""
    if earlier is not None and earlier.addin != where.addin and stamp_of(earlier.addin) is not None:
        yield planned_step(What.ADDIN, Done.REMOVED, earlier.addin, None)


def _addin(where: Places, kept: Path | None, disk: Disk) -> Iterator[Planned]:
    old, new = read(disk, where.addin), build_addin()
    if old is not None and kept is not None and stamp_of(where.addin) is None:
        yield planned_step(What.ADDIN, Done.KEPT, kept, old)
    yield planned_step(What.ADDIN, _done(old, new), where.addin, new)


def _script(where: Places, earlier: Receipt | None, disk: Disk) -> tuple[Path | None, list[Planned]]:
    """The script of xlwings on macOS: where this installation has put it, and what that takes.

    One that is there already belongs to somebody's own xlwings.
    """
    if where.scripts is None:
        return None, []
    source = Path(xlwings.__file__).with_name(f"xlwings-{xlwings.__version__}.applescript")
    target = where.scripts / source.name
    ours = earlier.script if earlier is not None else None
    planned: list[Planned] = []
    if ours is not None and ours != target:
        planned.append(planned_step(What.SCRIPT, Done.REMOVED, ours, None))
    old, new = read(disk, target), source.read_bytes()
    planned.append(planned_step(What.SCRIPT, _done(old, new), target, new))
    return (target if old is None or ours == target else None), planned
