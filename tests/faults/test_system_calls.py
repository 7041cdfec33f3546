"""What a run asks of the system, as strace sees it: where it writes, how it opens workbooks, that there is no
network.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.faults.launch import Launch, Mortal
from tests.faults.machine import REMIT, environment, granted, needs
from tests.faults.night import MASTER
from tests.sync.programmes import KPIS, MEMBERS

pytestmark = needs("strace")

_TRACED = "%file,%network,fsync,fdatasync,flock,fcntl,ftruncate,fchmod,fchown,fsetxattr,futimesat"
_CALL = re.compile(r"^\d+ +(?P<name>\w+)\((?P<arguments>.*)\) += (?P<result>-?\d+|\?)")
_PATH = re.compile(r'"(/[^"]*)"|\d<(/[^>]*)>')
_PIECES = re.compile(r"^(?P<pid>\d+) +(?:<\.\.\. \w+ resumed>(?P<end>.*)|(?P<start>.*) <unfinished \.\.\.>)$")
_CHANGES = {
    *(
        "creat",
        "rename",
        "renameat",
        "renameat2",
        "link",
        "linkat",
        "symlink",
        "symlinkat",
        "unlink",
        "unlinkat",
    ),
    *(
        "mkdir",
        "mkdirat",
        "rmdir",
        "mknod",
        "mknodat",
        "truncate",
        "ftruncate",
        "chmod",
        "fchmod",
        "fchmodat",
    ),
    *(
        "chown",
        "fchown",
        "lchown",
        "fchownat",
        "utime",
        "utimes",
        "futimesat",
        "utimensat",
        "setxattr",
        "fsetxattr",
    ),
}


@dataclass(frozen=True, slots=True)
class Call:
    name: str
    arguments: str
    result: str

    @property
    def is_change(self) -> bool:
        """Whether it makes, changes or removes a file, or opens one so that this could be done."""
        opens = self.name in ("open", "openat") and re.search(
            "O_WRONLY|O_RDWR|O_CREAT|O_TRUNC", self.arguments
        )
        return self.result not in ("-1", "?") and (self.name in _CHANGES or bool(opens))

    @property
    def paths(self) -> list[str]:
        """What it names: as text, or as the file behind a number."""
        return [text or number for text, number in _PATH.findall(self.arguments)]


@dataclass(frozen=True)
class Traced:
    """A run in which everything changes."""

    launch: Launch
    calls: tuple[Call, ...]


@pytest.fixture(scope="module")
def traced(tmp_path_factory: pytest.TempPathFactory, mortal: Mortal) -> Traced:
    launch = Launch(tmp_path_factory.mktemp("traced") / "launch", "NORTH", "SOUTH")
    launch.office.write("NORTH", members=MEMBERS, kpis=KPIS)
    launch.office.write("SOUTH", members=MEMBERS)
    assert mortal.run(*launch.sync).exit == 0
    launch.office.write("NORTH", members=MEMBERS.replace("Cleo", "Clea"), kpis=KPIS)
    log = launch.root.parent / "strace"
    granted("strace", "-o", str(log), "true")
    subprocess.run(
        ["strace", "-f", "-y", "-s", "4096", "-e", f"trace={_TRACED}", "-o", str(log), *REMIT, *launch.sync],
        check=True,
        env=environment(),
        capture_output=True,
    )
    return Traced(launch, tuple(calls(log.read_text(encoding="utf-8", errors="replace"))))


def calls(log: str) -> Iterator[Call]:
    """Every call, those put together that another process's calls came between."""
    begun: dict[str, str] = {}
    for line in log.splitlines():
        piece = _PIECES.match(line)
        if piece and piece["start"] is not None:
            begun[piece["pid"]] = piece["start"]
            continue
        if piece:
            line = f"{piece['pid']} {begun.pop(piece['pid'])}{piece['end']}"
        found = _CALL.match(line)
        if found:
            yield Call(found["name"], found["arguments"], found["result"])


def test_nothing_is_written_but_the_private_folder_the_pages_and_the_master(traced: Traced) -> None:
    root = traced.launch.root
    allowed = re.compile(
        rf"{re.escape(str(root))}/("
        r"\.remit(/.*)?|"
        r"workbooks/2026-Q4/(North|South)\.feedback\.html|workbooks/2026-Q4/\.(North|South)\.feedback\.html\.\w{8}\.tmp|"
        r"Remit master\.xlsx|\.Remit master\.xlsx\.\w{8}\.tmp)|"
        r"/dev/null"
    )
    written = {path for call in traced.calls if call.is_change for path in call.paths}
    assert [path for path in sorted(written) if not allowed.fullmatch(path)] == []
    assert str(root / MASTER) in written
    assert str(root / ".remit" / "store.sqlite3") in written


def test_a_team_s_workbook_is_opened_for_reading_only_and_never_locked(traced: Traced) -> None:
    path = str(traced.launch.office.path("NORTH"))
    of_it = [call for call in traced.calls if path in call.paths]
    [opened] = [call.arguments for call in of_it if call.name in ("open", "openat")]
    assert opened.endswith(", O_RDONLY|O_CLOEXEC")
    assert not [call for call in of_it if call.is_change or call.name in ("flock", "fcntl")]


def test_the_master_is_on_the_disk_before_it_takes_its_place(traced: Traced) -> None:
    root = str(traced.launch.root)
    steps = [
        (call.name, [re.sub(r"\.\w{8}\.tmp$", "…", path) for path in call.paths])
        for call in traced.calls
        if call.name in ("fsync", "rename")
        and any(Path(path).parent == Path(root) or path == root for path in call.paths)
    ]
    assert steps == [
        ("fsync", [f"{root}/.{MASTER}…"]),
        ("rename", [f"{root}/.{MASTER}…", f"{root}/{MASTER}"]),
        ("fsync", [root]),
    ]


def test_there_is_no_network(traced: Traced) -> None:
    used = [
        call for call in traced.calls if call.name in ("socket", "socketpair", "connect", "bind", "sendto")
    ]
    assert used == []
