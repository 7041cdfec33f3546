"""What a programme is, and what was done with it, for tests of backups."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from sync.store.store import Store
from tests.sync.commandline import CommandLine, Told
from tests.sync.programmes import CYCLE, KPIS, MEMBERS, age

Maker = Callable[..., CommandLine]
PARTS = ("secret", "config", "store", "ledger", "template", "master")


def second_night(here: CommandLine) -> None:
    path = here.office.write("north", members=MEMBERS.replace("Cleo", "Clea"), kpis=KPIS)
    age(path, minutes=5)
    assert here.run("sync").exit == 0


def contents(root: Path) -> dict[str, bytes]:
    """Every file of a programme but those that tell of runs and backups."""
    left_out = ("lock", "lock.json", "logs", "backups", "backup.json", "away")
    return {
        str(path.relative_to(root)): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file() and not set(path.relative_to(root).parts) & set(left_out)
    }


def outcomes(told: Told) -> dict[str, str]:
    return {each["part"]: each["outcome"] for each in told.json["files"]}


def names(here: CommandLine) -> list[object]:
    with Store(here.office.programme.store) as store:
        return [each.values["name"] for each in store.current(CYCLE.id, "members")]
