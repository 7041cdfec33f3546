"""From what a master says to the parts of a file: the content's rows and heads, handed to `MasterFill`.

Owns nothing else: what is said is `sync.master.content`'s, and how a file takes it in is
`sync.master.fill`'s.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial

from delegation.labels import labels
from sync.master.content import MasterContent
from sync.master.fill import MasterFill
from sync.master.found import Wanted
from sync.master.heads import HeadCell, LinkTo, head_cells
from sync.master.rows import table_rows
from sync.master.template import MASTER_LIMITS, build_template
from sync.master.workbook import TableInTheWay
from sync.package import Parts
from sync.store.stored import WrittenCell
from workbook_templates.master import LEFT, master_sheets
from workbook_templates.master_figures import USUAL_WEEKS

MAX_LINKS = 65_530
"""Hyperlinks on one sheet; with one more Excel offers to repair the file and drops them all."""


def build_master(
    content: MasterContent,
    *,
    template: bytes | None = None,
    written: Iterable[WrittenCell] = (),
    max_links: int = MAX_LINKS,
) -> bytes:
    """A new master as the bytes of an .xlsx: the template (the shipped one by default) filled, with what
    people have written beside its rows. Equal arguments give equal bytes.

    Raises: UnreadableWorkbook, TwoTablesOfOneName when the template is at fault.
    """
    return new_master(content, template=template, written=written, max_links=max_links).parts.as_bytes()


def new_master(
    content: MasterContent,
    *,
    template: bytes | None = None,
    written: Iterable[WrittenCell] = (),
    max_links: int = MAX_LINKS,
) -> MasterFill:
    """The same, with all that is known of it. A template in which a table has no room for its rows cannot be
    filled: the shipped one takes its place.

    Raises: UnreadableWorkbook, TwoTablesOfOneName when the template is at fault.
    """
    source = template if template is not None else shipped_template(content)
    filled = MasterFill(
        Parts.open(source, MASTER_LIMITS),
        source,
        wanted(content, max_links),
        _shipped_parts(content),
        as_template=True,
    )
    found = tuple(written)
    try:
        filled.fill(found)
    except TableInTheWay:
        if template is None:
            raise
        return new_master(content, written=found, max_links=max_links)
    return filled


def master_fill(data: bytes, content: MasterContent, template: bytes) -> MasterFill:
    """The fill of a master that is there already.

    Raises: UnreadableWorkbook, TwoTablesOfOneName, KeyColumnGone.
    """
    parts = Parts.open(data, MASTER_LIMITS)
    return MasterFill(parts, template, wanted(content, MAX_LINKS), _shipped_parts(content))


def shipped_template(content: MasterContent) -> bytes:
    """The template as Remit ships it, for that programme."""
    return build_template(
        content.language,
        content.programme,
        sensitive=content.sensitive,
        teams=_named(content),
        weeks=_weeks(content),
    )


def _shipped_parts(content: MasterContent) -> partial[Parts]:
    return partial(_opened, content)


def _opened(content: MasterContent) -> Parts:
    return Parts.open(shipped_template(content), MASTER_LIMITS)


def _named(content: MasterContent) -> list[tuple[str, str]]:
    return [(team.team, team.name) for team in content.teams]


def _weeks(content: MasterContent) -> int:
    return len(content.cycle_weeks) or USUAL_WEEKS


def wanted(content: MasterContent, max_links: int = MAX_LINKS) -> Wanted:
    """What a file is to say."""
    words = labels(content.language)
    found = master_sheets(words, _named(content), weeks=_weeks(content), sensitive=content.sensitive)
    sheets = {sheet.id: sheet for sheet in found}

    def heads(rows: Mapping[str, Mapping[str, int]], link_to: LinkTo) -> Mapping[str, HeadCell]:
        return head_cells(content, sheets, rows, link_to, max_links)

    return Wanted(
        words=words,
        sheets=sheets,
        rows={name: table_rows(content, name) for name in sheets if name != LEFT},
        heads=heads,
        facts={
            "language": content.language,
            "programme": content.programme,
            "cycle": content.cycle,
            "run": str(content.run),
            "complete": "yes" if content.complete else "no",
            "sensitive": "yes" if content.sensitive else "no",
            "scope": content.scope,
        },
        as_of=content.as_of,
        run=content.run,
        max_links=max_links,
        settings=content.settings,
    )
