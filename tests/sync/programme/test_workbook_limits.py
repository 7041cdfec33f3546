"""Every limit of a workbook: setting it in remit.toml decides what is read."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from delegation.labels import labels
from sync.limits import ChildLimits, Limits
from sync.programme.config import load_programme
from sync.programme.model import Programme
from sync.programme.workbook_limits import LIMITS, limit_lines
from sync.reading.reader import read_workbook
from sync.reading.unreadable import UnreadableWorkbook
from tests.sync.programme.test_config import SMALL, problems
from tests.sync.programmes import KPIS, MEMBERS, Office
from tests.sync.workbooks import archive, edited, replaced, skills, workbook

GOOD = workbook(skills())


def programme(folder: Path, *lines: str) -> Programme:
    path = folder / "remit.toml"
    path.write_text(SMALL + "[limits]\n" + "\n".join(lines), encoding="utf-8")
    return load_programme(path)


def blank(megabytes: float, times: int = 1) -> bytes:
    """The workbook with so much white space behind each of its sheets' XML."""
    spaces = " " * int(megabytes * (1 << 20))
    return replaced(GOOD, "core.xml" if times == 1 else ".xml", "$", spaces)


def with_parts(count: int) -> bytes:
    extra = iter([(f"docProps/{number}.txt", b"") for number in range(count)])
    found: list[tuple[str, bytes]] = []
    edited(GOOD, lambda name, content: found.append((name, content)) or content)
    return archive([*found, *extra])


def with_picture(megabytes: float) -> bytes:
    found: list[tuple[str, bytes]] = []
    edited(GOOD, lambda name, content: found.append((name, content)) or content)
    return archive([*found, ("xl/media/image1.png", os.urandom(int(megabytes * (1 << 20))))])


FAR_CELL = '<row r="900"><c r="E900"><v>1</v></c></row></sheetData>'
ROWS = "| Member | Skill | Level |\n" + "".join(f"| M1 | Skill {number} | 3 |\n" for number in range(11))
BEYOND: dict[str, tuple[int, Callable[[], bytes]]] = {
    "file_mb": (1, lambda: with_picture(1.1)),
    "part_mb": (1, lambda: blank(1.1)),
    "unpacked_mb": (1, lambda: blank(0.3, times=9)),
    "parts": (20, lambda: with_parts(20)),
    "compression": (100, lambda: blank(16.1)),
    "cells": (1000, lambda: replaced(GOOD, "sheet1.xml", "</sheetData>", FAR_CELL)),
    "rows": (10, lambda: workbook(skills(ROWS))),
}
"""Key → a limit, and a workbook that is beyond it and within the usual one."""


@pytest.mark.parametrize("name", BEYOND)
def test_a_workbook_beyond_a_limit_is_not_read(name: str, tmp_path: Path) -> None:
    limit, made = BEYOND[name]
    data = made()
    with pytest.raises(UnreadableWorkbook) as caught:
        read_workbook(data, programme(tmp_path, f"{name} = {limit}").limits)
    assert caught.value.issue.code == "WB-SIZE"
    if name != "compression":  # its usual limit is lower than what white space comes to
        assert read_workbook(data, programme(tmp_path).limits).tables["skills"].rows


def test_the_limits_of_the_reader(tmp_path: Path) -> None:
    lines = ("reader_seconds = 30", "reader_cpu_seconds = 20", "reader_memory_mb = 512")
    found = programme(tmp_path, *lines)
    assert found.reader_limits == ChildLimits(wall_seconds=30, cpu_seconds=20, memory_bytes=512 << 20)
    assert found.limits == Limits()


def test_every_limit_is_proved_to_have_its_effect() -> None:
    assert {*BEYOND, "reader_seconds", "reader_cpu_seconds", "reader_memory_mb"} == set(LIMITS)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_limit_is_listed_with_its_default(language: str, tmp_path: Path) -> None:
    lines = tuple(limit_lines(labels(language)))
    assert [line.split(" = ")[0] for line in lines] == list(LIMITS)
    found = programme(tmp_path, *lines)
    assert (found.limits, found.reader_limits) == (Limits(), ChildLimits())


def test_every_limit_has_a_range(tmp_path: Path) -> None:
    for value in (0, 10**9):
        found = problems(tmp_path, SMALL + "[limits]\n" + "\n".join(f"{name} = {value}" for name in LIMITS))
        assert ["is out of range" in each for each in found] == [True] * len(LIMITS)


def test_a_limit_that_does_not_exist(tmp_path: Path) -> None:
    (told,) = problems(tmp_path, SMALL + "[limits]\nfile_size = 3")
    assert told.startswith('remit.toml › line 15 (limits.file_size): [limits] has no key "file_size". Keys: ')


def test_a_workbook_is_read_again_when_its_limit_allows_it(tmp_path: Path) -> None:
    office = Office(tmp_path, "NORTH")
    office.write("NORTH", members=MEMBERS, kpis=KPIS)
    usual = office.programme
    office.programme = dataclasses.replace(usual, limits=Limits(rows=2))
    office.consolidate()
    assert office.statuses() == {"NORTH": ("unreadable", "WB-SIZE")}
    office.programme = usual
    office.consolidate()
    assert office.statuses() == {"NORTH": ("updated", "")}
    assert office.keys("NORTH", "members") == ["M1", "M2", "M3"]
