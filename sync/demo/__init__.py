"""The demo programme: twelve teams, a quarter of work, the mistakes that people make, three nights of Remit.

Owns the order in which the demo happens. It uses the product as an administrator would: a `remit.toml`,
distributed workbooks, nightly runs. Only what people would type is made up here, always the same: no clock,
no chance.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import os
import tempfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from delegation.labels import labels
from sync.demo.people import MISSING_TEAM, RESAVED_TEAM, as_people_leave_it
from sync.demo.story import CYCLE_FIRST, CYCLE_LAST, Content, rows_on, team_contents
from sync.distribution.distribute import distribute, team_workbook
from sync.programme.config import load_programme
from sync.programme.init import FolderError
from sync.programme.lock import programme_lock
from sync.programme.model import CONFIG_NAME, Programme, lead_id
from sync.programme.private import ensure_private
from sync.run.pipeline import run_sync
from sync.run.report import SyncReport
from workbook_templates.specification import TeamWorkbook
from workbook_templates.workbooks import build_workbook

CYCLE = "2026-Q4"
NIGHTS = (dt.date(2026, 11, 16), dt.date(2026, 11, 30), dt.date(2026, 12, 14))
_SECRET = b"The demo's secret is public; a real programme's is made by remit init."

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how many are done, how many there are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoReport:
    """What the demo made. `nights` holds a report for each nightly run, oldest first."""

    directory: Path
    programme: Programme
    nights: tuple[SyncReport, ...]


class DemoFolderInUseError(Exception):
    """The folder that the demo should go to has something in it."""

    def __init__(self, directory: Path) -> None:
        super().__init__(str(directory))
        self.directory = directory


def free_folder(parent: Path) -> Path:
    """`remit-demo` in that folder, or `remit-demo-2` … where that one is taken."""
    number = 1
    while True:
        found = parent / ("remit-demo" if number == 1 else f"remit-demo-{number}")
        if not found.exists() or not any(found.iterdir()):
            return found
        number += 1


def make_demo(directory: Path, *, language: str = "en", progress: Progress | None = None) -> DemoReport:
    """Makes the whole programme in that folder and runs its three nights.

    Raises: DemoFolderInUseError when the folder is not empty, FolderError when it cannot be written to.
    """
    try:
        directory.mkdir(parents=True, exist_ok=True)
        if any(directory.iterdir()):
            raise DemoFolderInUseError(directory)
        with tempfile.TemporaryFile(dir=directory):
            pass
    except OSError as error:
        raise FolderError(directory, error.strerror or str(error)) from error
    show = progress or (lambda what, done, total: None)
    contents = team_contents()
    programme = demo_programme(directory, language=language)
    words = labels(language)
    cycle = programme.cycle(CYCLE)
    show(words.text("demo.progress.distribute"), 0, len(contents))
    with programme_lock(programme.private, "remit demo"):
        distribute(programme, cycle, made_on=CYCLE_FIRST)
    show(words.text("demo.progress.distribute"), len(contents), len(contents))
    nights = []
    for night in NIGHTS:
        _people_work(
            programme, contents, night, show, words.text("demo.progress.people", day=night.isoformat())
        )
        nights.append(run_sync(programme, as_of=night, now=_clock_at(night, programme.sync_at)))
        show(words.text("demo.progress.night", day=night.isoformat()), 1, 1)
    return DemoReport(directory=directory, programme=programme, nights=tuple(nights))


def _clock_at(night: dt.date, at: dt.time) -> Callable[[], dt.datetime]:
    """A clock that stands: the demo is the same whenever it is made."""
    return lambda: dt.datetime.combine(night, at, tzinfo=dt.UTC)


def demo_programme(directory: Path, *, language: str) -> Programme:
    """The folder with its remit.toml and secret, and nothing distributed yet."""
    directory.mkdir(parents=True, exist_ok=True)
    config = directory / CONFIG_NAME
    config.write_text(_config(team_contents(), language), encoding="utf-8")
    programme = load_programme(config)
    ensure_private(programme.private, secret=_SECRET)
    return programme


def _config(contents: Sequence[Content], language: str) -> str:
    """The demo's `remit.toml`. A JSON string is also a TOML string."""
    words = labels(language)
    head = f"""\
# {words.text("demo.config.head")}

[programme]
name = {json.dumps(words.text("demo.config.name"), ensure_ascii=False)}
language = "{language}"
timezone = "Europe/Berlin"

[sync]
at = "02:30"
missing_after_runs = 1

[[cycle]]
id = "{CYCLE}"
first = {CYCLE_FIRST}
last = {CYCLE_LAST}
"""
    return head + "".join(_team_config(content) for content in contents)


def _team_config(content: Content) -> str:
    lines = [
        f"{key} = {json.dumps(content[key], ensure_ascii=False)}"
        for key in ("id", "name", "language", "department", "owner")
    ]
    lines += ["lead_workbook = true"] if content.get("evaluations") else []
    return "\n[[team]]\n" + "\n".join(lines) + "\n"


def _people_work(
    programme: Programme, contents: Sequence[Content], night: dt.date, show: Progress, what: str
) -> None:
    """Every workbook as people leave it that evening; on the last one, with what goes wrong."""
    last = night == NIGHTS[-1]
    show(what, 0, len(contents))
    for done, (team_id, data) in enumerate(_filled(programme, contents, night, last=last), start=1):
        path = programme.workbook_path(team_id, CYCLE)
        if last and team_id == MISSING_TEAM:
            path.unlink()
        elif last and team_id == RESAVED_TEAM:
            path.write_bytes(resaved_workbook())
        else:
            path.write_bytes(data)
        show(what, done, len(contents))


def _filled(
    programme: Programme, contents: Sequence[Content], night: dt.date, *, last: bool
) -> Iterator[tuple[str, bytes]]:
    workbooks = []
    for content in contents:
        workbooks.append(filled_workbook(programme, content, night, last=last))
        if programme.team(content["id"]).lead_workbook:
            workbooks.append(filled_lead_workbook(programme, content, night))
    with ProcessPoolExecutor(max_workers=min(4, os.cpu_count() or 1)) as pool:
        yield from zip((each.team_id for each in workbooks), pool.map(build_workbook, workbooks), strict=True)


def filled_workbook(programme: Programme, content: Content, night: dt.date, *, last: bool) -> TeamWorkbook:
    """One team's workbook on that evening; `last`: with the habits and mistakes of its people."""
    made = team_workbook(
        programme, programme.team(content["id"]), programme.cycle(CYCLE), made_on=CYCLE_FIRST, secret=_SECRET
    )
    workbook = dataclasses.replace(made, rows=rows_on(content, night), as_of=night, saved_by=content["owner"])
    return as_people_leave_it(workbook) if last else workbook


def filled_lead_workbook(programme: Programme, content: Content, night: dt.date) -> TeamWorkbook:
    """The workbook of one team's lead on that evening."""
    lead = programme.team(lead_id(content["id"]))
    made = team_workbook(programme, lead, programme.cycle(CYCLE), made_on=CYCLE_FIRST, secret=_SECRET)
    return dataclasses.replace(made, rows=rows_on(content, night), saved_by=content["owner"])


def resaved_workbook() -> bytes:
    """The logistics team's workbook of the last evening, opened and saved again by LibreOffice 7.4.

    Made by `tests/sync/demo/resave.py`.
    """
    return (files(__package__) / "resaved.xlsx").read_bytes()
