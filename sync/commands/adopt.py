"""`remit adopt FILE --team ID`: accept a workbook knowingly that a run holds back."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING

import click

from delegation.labels import Labels
from sync.commands.building import build
from sync.commands.distribute import cycle_of, shown_path
from sync.commands.exits import UNREAD, WELL
from sync.commands.invocation import Invocation, user_name
from sync.commands.show import UnknownTeamError

if TYPE_CHECKING:
    from sync.adopting import Adopted, Wish
    from sync.programme.model import Programme, Team

_LOG = logging.getLogger("remit")


def command(words: Labels) -> click.Command:
    def text(name: str) -> str:
        return words.text(f"adopt.option.{name}")

    path = click.Path(path_type=Path, readable=False)  # whoever reads it says what is wrong with it
    params = [
        click.Argument(["file"], type=path, metavar="FILE"),
        click.Option(["--team"], metavar="ID", required=True, help=text("team")),
        click.Option(["--cycle", "cycle_id"], metavar="ID", help=text("cycle")),
        click.Option(["--reason"], metavar="TEXT", default="", help=text("reason")),
        click.Option(["--replace"], is_flag=True, help=text("replace")),
    ]
    return build(words, "adopt", run, params=params)


def run(
    invocation: Invocation, file: Path, team: str, cycle_id: str | None, reason: str, replace: bool
) -> int:
    from sync.adopting import Wish, adopt
    from sync.programme.lock import programme_lock
    from sync.programme.logs import log_to
    from sync.programme.private import ensure_private

    programme = invocation.programme()
    as_of = invocation.as_of(programme)
    wish = Wish(
        file=file,
        team=owner_of(programme, team),
        cycle=cycle_of(programme, cycle_id) if cycle_id else programme.cycle_at(as_of),
        by=user_name(),
        at=invocation.clock(),
        reason=" ".join(reason.split()),
        replace=replace,
    )
    ensure_private(programme.private)
    log_to(programme.private)
    with programme_lock(programme.private, "remit adopt"):
        done = adopt(programme, wish, as_of=as_of)
    if done.adoption is not None:
        _LOG.info(_line(done, wish, invocation.words))
    if invocation.json:
        _show_json(done, wish, invocation.words)
    else:
        _show(done, wish, programme, invocation.words)
    return WELL if done.readable else UNREAD


def owner_of(programme: Programme, asked: str) -> Team:
    """The team, or the lead of one, by its id or name in whatever case. Raises: UnknownTeamError."""
    from delegation.cells import fold

    for each in programme.owners:
        if fold(asked) in (fold(each.id), fold(each.name)):
            return each
    raise UnknownTeamError(asked, tuple(each.id for each in programme.owners))


def _line(done: Adopted, wish: Wish, words: Labels) -> str:
    """The acceptance as one line of the log."""
    facts = {"file": wish.file.absolute(), "team": wish.team.id, "cycle": wish.cycle.id, "by": wish.by}
    sha256 = done.adoption.sha256 if done.adoption else ""
    line = words.text("adopt.line", workbook=done.workbook, sha256=sha256, **facts)
    return f"{line} {wish.reason}".strip()


def _show_json(done: Adopted, wish: Wish, words: Labels) -> None:
    from delegation.messages import message
    from sync.terminal import show_json

    adoption = done.adoption
    show_json(
        "remit.adopt",
        {
            "team": wish.team.id,
            "cycle": wish.cycle.id,
            "file": str(wish.file),
            "workbook": str(done.workbook),
            "status": "adopted" if adoption else "own" if done.readable else "refused",
            "code": done.why.code if done.why else "",
            "reason": message(done.why, words) if done.why else "",
            "sha256": adoption.sha256 if adoption else "",
            "by": wish.by,
            "at": wish.at.isoformat(),
            "kept": str(done.kept) if done.kept else "",
        },
    )


def _show(done: Adopted, wish: Wish, programme: Programme, words: Labels) -> None:
    from delegation.messages import message, sentence
    from sync.terminal import show, show_next

    file, place = (shown_path(each, programme.root) for each in (wish.file, done.workbook))
    facts = {"file": file, "team": wish.team.name, "cycle": wish.cycle.id, "workbook": place}
    if not done.readable:
        show(f"■ {words.text('adopt.refused', **facts)}")
        if done.why is not None:
            show(f"  {sentence(done.why, words, wish.file.name)}")
        show_next(words, words.text("adopt.next.refused"))
        return
    if done.adoption is None:
        show(f"● {words.text('adopt.own', **facts)}")
    else:
        show(f"● {words.text('adopt.done', **facts)}")
    if done.why is not None:
        show(f"▲ {words.text('adopt.overruled', why=message(done.why, words))}")
    if done.kept is not None:
        show(f"● {words.text('adopt.kept', kept=shown_path(done.kept, programme.root))}")
    show_next(words, words.text("adopt.next.sync"))
