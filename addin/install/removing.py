"""Takes away what the installation put there, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

from addin.install.disk import Change, Disk, carry_out, read
from addin.install.places import Computer, Places, places
from addin.install.receipt import Receipt, read_receipt
from addin.install.settings import take_out
from addin.install.steps import Done, Planned, Report, What, planned_step
from addin.xlam.stamp import stamp_of


def uninstall(computer: Computer, *, disk: Disk | None = None) -> Report:
    """Removes the add-in that `install` has put there; without an installation it does nothing.

    Raises: NoExcelError, ExcelNeverStartedError, AddinInUseError, FileRefusedError; all is then as it was.
    """
    disk = disk or Disk()
    where = places(computer)
    receipt = read_receipt(read(disk, where.receipt))
    if receipt is None:
        return Report(system=computer.system, steps=())
    planned = [*_addin(receipt, disk)]
    conf = read(disk, where.settings)
    if conf is not None:
        rest = take_out(conf, receipt.lines, computer)
        done = Done.RESTORED if rest else Done.REMOVED
        planned.append(planned_step(What.SETTINGS, done, where.settings, rest or None))
    if receipt.script is not None and receipt.script.is_file():
        planned.append(planned_step(What.SCRIPT, Done.REMOVED, receipt.script, None))
    carry_out(disk, [*(change for change, _ in planned), Change(path=where.receipt, content=None)])
    _forget_folder(where)
    return Report(system=computer.system, steps=tuple(step for _, step in planned))


def _addin(receipt: Receipt, disk: Disk) -> Iterator[Planned]:
    path, kept = receipt.addin, receipt.kept
    old = read(disk, path)
    if old is not None and stamp_of(path) is None:
        yield planned_step(What.ADDIN, Done.LEFT, path, old)
        return
    own = read(disk, kept) if kept is not None else None
    if old is not None or own is not None:
        yield planned_step(What.ADDIN, Done.REMOVED if own is None else Done.RESTORED, path, own)
    if kept is not None and own is not None:
        yield planned_step(What.ADDIN, Done.REMOVED, kept, None)


def _forget_folder(where: Places) -> None:
    """The folder that only Remit uses; one with something else in it stays."""
    if where.scripts is None:
        with suppress(OSError):
            where.receipt.parent.rmdir()
