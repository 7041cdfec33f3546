"""Several files written and removed as one: all of it, or nothing.

Every new content lies complete beside its place before the first file is exchanged; whatever is refused then,
what was exchanged before is put back.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from addin.install.errors import AddinInUseError, FileRefusedError

_ADDIN_ENDING = ".xlam"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """`content` None: the file goes."""

    path: Path
    content: bytes | None


class Disk:
    """The three things that a system can refuse."""

    def read(self, path: Path) -> bytes | None:
        """The bytes of a file; None where there is none."""
        try:
            return path.read_bytes()
        except FileNotFoundError:
            return None

    def replace(self, new: Path, path: Path) -> None:
        new.replace(path)

    def remove(self, path: Path) -> None:
        path.unlink()


def read(disk: Disk, path: Path) -> bytes | None:
    """The bytes of a file; None where there is none. Raises: FileRefusedError."""
    with _converted(path):
        return disk.read(path)


def carry_out(disk: Disk, changes: Sequence[Change]) -> None:
    """Writes and removes the files, in that order. Raises: AddinInUseError, FileRefusedError."""
    before = {each.path: read(disk, each.path) for each in changes}
    wanted = [each for each in changes if each.content != before[each.path]]
    done: list[Change] = []
    try:
        for each in wanted:
            with _converted(each.path):
                _prepare(each)
        for each in wanted:
            with _converted(each.path):
                _exchange(disk, each)
            done.append(each)
    except (AddinInUseError, FileRefusedError):
        for each in reversed(done):
            old = Change(path=each.path, content=before[each.path])
            with suppress(OSError):
                _prepare(old)
                _exchange(disk, old)
        raise
    finally:
        for each in wanted:
            with suppress(OSError):
                _part(each.path).unlink(missing_ok=True)


def _part(path: Path) -> Path:
    """Where the new content waits. One that a power cut left behind is overwritten the next time."""
    return path.with_name(f"~${path.name}.part")


def _prepare(change: Change) -> None:
    if change.content is not None:
        change.path.parent.mkdir(parents=True, exist_ok=True)
        _part(change.path).write_bytes(change.content)


def _exchange(disk: Disk, change: Change) -> None:
    if change.content is None:
        disk.remove(change.path)
    else:
        disk.replace(_part(change.path), change.path)


@contextmanager
def _converted(path: Path) -> Iterator[None]:
    """Turns what the system says of a file into an error with words."""
    try:
        yield
    except OSError as error:
        raise _refused(path, error) from error


def _refused(path: Path, error: OSError) -> AddinInUseError | FileRefusedError:
    if isinstance(error, PermissionError) and path.suffix == _ADDIN_ENDING and path.exists():
        return AddinInUseError(path)
    return FileRefusedError(path, error.strerror or type(error).__name__)
