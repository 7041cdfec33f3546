"""The second half of a run: what people get to see, a page beside each workbook and the master tracker.

Owns when a file is written: only when what it is made from has changed, or when the file is not as it was
left. A page or master that cannot be written is told, is no reason to stop, and is tried again by the next
run.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import gc
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from delegation.labels import Labels, labels
from sync.ages import Age
from sync.backup.copies import copies_of
from sync.feedback.page import feedback_page
from sync.owner_file import owner_file
from sync.programme.model import Master, Programme, Scope
from sync.programme.private import log_path
from sync.run.consolidate import Consolidated
from sync.run.discover import FoundWorkbook, discover
from sync.run.inputs import code, digest
from sync.run.report import Note, Told
from sync.run.waiting import forget_waiting, note_waiting
from sync.status import read_ages
from sync.store.errors import StoreError
from sync.store.run_store import RunStore
from sync.store.stored import Output, WorkbookState
from sync.writing import write_atomically

_PAGES_AT_ONCE = 4


@dataclass(frozen=True, slots=True)
class Unpublished:
    """The store could not be used any more once the run was in it."""

    why: StoreError

    def text(self, words: Labels) -> str:
        return words.text("sync.note.unpublished", why=self.why.text(words))


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """What came of it: whether the master shows the newest state, whether Remit itself failed on its figures,
    and what there is to say.
    """

    master_is_current: bool
    figures_failed: bool = False
    notes: tuple[Told, ...] = ()


def publish(programme: Programme, done: Consolidated) -> Published:
    """Writes the pages and the master that are not as they should be."""
    notes: list[Told] = []
    try:
        with RunStore(programme.store) as store, _collecting_later():
            notes += _write_pages(store, programme, done)
            masters = [_write_master(store, programme, done, each) for each in programme.masters]
    except StoreError as error:  # the run stands in it: a disk that has filled up since is no reason to fail
        return Published(master_is_current=False, notes=(*notes, Unpublished(error)))
    for each in masters:
        notes += (note for note in each.notes if note not in notes)  # a fault in figures is told once
    return Published(
        master_is_current=all(each.master_is_current for each in masters),
        figures_failed=any(each.figures_failed for each in masters),
        notes=tuple(notes),
    )


@contextlib.contextmanager
def _collecting_later() -> Iterator[None]:
    """Looking for garbage takes a quarter of the time of making a master, and that makes little."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def publish_newest(programme: Programme) -> Published:
    """The same once more for the newest run, as the store has it: no workbook is looked into. While somebody
    has the master open nothing is done.

    Raises: StoreError.
    """
    open_now = [each.file.exists() and owner_file(each.file) is not None for each in programme.masters]
    if all(open_now):
        return Published(master_is_current=False)
    with RunStore(programme.store) as store:
        run = next(iter(store.runs(limit=1)), None)
        known = {each.team for each in store.workbooks(run.cycle)} if run else set()
    cycle = next((each for each in programme.cycles if run and each.id == run.cycle), None)
    if run is None or cycle is None:  # the next run knows a cycle that there is
        return Published(master_is_current=False)
    discovered = discover(programme, cycle, run.finished)
    found = tuple(each for each in discovered.workbooks if each.team.id in known)
    return publish(programme, Consolidated(cycle=cycle, found=found, run=run))


def page_path(found: FoundWorkbook) -> Path:
    """Where the team finds its page: beside its workbook."""
    return found.path.with_name(f"{found.path.stem}.feedback.html")


def _write_pages(store: RunStore, programme: Programme, done: Consolidated) -> Iterator[Told]:
    """A page depends on what its team's workbook was found to hold, and not on how many runs ago that was."""
    written: dict[Path, Output] = {}
    with ThreadPoolExecutor(_PAGES_AT_ONCE) as writers:  # most of the time a disk is waited for
        waiting = [
            (path, inputs, writers.submit(_put_page, path, page))
            for path, inputs, page in _due_pages(store, programme, done)
        ]
    for path, inputs, result in waiting:
        try:
            result.result()
            written[path] = _as_left(path, inputs)
        except OSError as error:
            facts = {"path": str(path), "detail": error.strerror or str(error)}
            yield Note(name="feedback_unwritable", facts=facts)
    store.remember_outputs(written)


def _due_pages(
    store: RunStore, programme: Programme, done: Consolidated
) -> Iterator[tuple[Path, str, bytes]]:
    """The pages that are not as they should be: where, what they depend on, and what they say."""
    states = {each.team: each for each in store.workbooks(done.cycle.id)}
    state_runs = store.state_runs(done.cycle.id)
    outputs = store.outputs()
    old = {each.team: each for each in read_ages(store, programme, done.cycle.id, done.run.as_of)}
    for found in done.found:
        path, team = page_path(found), found.team
        link = programme.open_as(team, done.cycle)
        inputs = digest(code(), done.cycle, done.run.as_of, team, link, state_runs.get(team.id))
        if not path.parent.is_dir() or _is_as_left(path, outputs.get(path), inputs):
            continue
        yield path, inputs, _page(store, found, states[team.id], old.get(team.id), done, link)


def _put_page(path: Path, page: bytes) -> None:
    if not path.is_file() or path.read_bytes() != page:
        write_atomically(path, page)


def _page(
    store: RunStore,
    found: FoundWorkbook,
    state: WorkbookState,
    age: Age | None,
    done: Consolidated,
    link: str,
) -> bytes:
    return feedback_page(
        team=found.team,
        workbook=found.path.name,
        issues=[each.issue for each in store.issues(done.cycle.id, found.team.id)],
        counts=state.rows,
        labels=labels(found.team.language),
        as_of=done.run.as_of,
        run=done.run.run,
        open_as=link,
        status=state.status,
        reason=state.reason,
        age=age,
    ).encode("utf-8", "replace")


def _write_master(store: RunStore, programme: Programme, done: Consolidated, master: Master) -> Published:
    is_own, seen = not master.name, programme.seen_by(master)
    # What somebody put into the programme's template everybody would get to see.
    template = template_of(programme) if is_own else None
    inputs = digest(code(), seen, master, done.cycle, done.run.as_of, done.run.state_run, template)
    if _is_as_left(master.file, store.outputs().get(master.file), inputs):
        forget_waiting(programme.private, master.name)
        return Published(master_is_current=True)
    # Loading pandas takes longer than a run in which nothing happened.
    from sync.master import MasterNotWritable, write_master
    from sync.master.figures import build_content
    from sync.master.memory import Memory
    from sync.store.scoped import ScopedStore

    content = build_content(
        store if master.scope is Scope.PROGRAMME else ScopedStore(store, master, seen),
        seen,
        done.run.run,
        done.run.as_of,
        sensitive=master.sensitive,
        scope="" if master.scope is Scope.PROGRAMME else f"{master.scope}:{master.of}",
        measured=done.measured if master.scope is Scope.PROGRAMME else None,
    )
    failed, memory = content.failed, Memory.of(master, programme)
    said: list[Told] = []
    if failed:
        said.append(Note(name="figures_failed", facts={"log": str(log_path(programme.private))}))
    try:
        written = write_master(
            master.file,
            content,
            template=template,
            remembered=memory.own(store.written()),
            keep=lambda cells: store.keep_written(done.run.run, memory.changed(store.written(), cells)),
            set_aside=lambda old: said.extend(_set_aside(programme, master, old, done.run.finished)),
        )
    except MasterNotWritable as error:
        return Published(master_is_current=False, figures_failed=failed, notes=(*said, error))
    if written.waiting is not None:
        with contextlib.suppress(OSError):  # without the note it waits all the same
            note_waiting(programme.private, written.waiting, done.run.run, done.run.finished, master.name)
        notes = (*said, written.waiting, *written.remarks)
        return Published(master_is_current=False, figures_failed=failed, notes=notes)
    forget_waiting(programme.private, master.name)
    if not failed:  # or else the next run would not try again
        store.remember_outputs({master.file: _as_left(master.file, inputs)})
    return Published(master_is_current=True, figures_failed=failed, notes=(*said, *written.remarks))


def _set_aside(programme: Programme, master: Master, old: bytes, now: dt.datetime) -> Iterator[Told]:
    """Copies a master that is about to be replaced; says so where that was not possible."""
    copies = copies_of(programme, master.file)
    try:
        copies.keep(old, now)
    except OSError as error:
        facts = {"folder": str(copies.folder), "detail": error.strerror or str(error)}
        yield Note(name="master_not_copied", facts=facts)


def template_of(programme: Programme) -> bytes | None:
    """The programme's template of the master; None where there is none, or it cannot be read."""
    try:
        return programme.template.read_bytes()
    except OSError:
        return None


def _as_left(path: Path, inputs: str) -> Output:
    found = path.stat()
    return Output(inputs=inputs, size=found.st_size, mtime_ns=found.st_mtime_ns)


def _is_as_left(path: Path, output: Output | None, inputs: str) -> bool:
    try:
        return output == _as_left(path, inputs)
    except OSError:
        return False
