"""What of a `remit.toml` can be read although some of its lines are no TOML, so that all mistakes are told.

Owns the guess of what such a line was to be: its value is taken as a text. Never used to run anything: a file
that needed it has at least one mistake.
"""

from __future__ import annotations

import json
import re
import tomllib
from dataclasses import dataclass
from typing import Any

from sync.programme.lines import syntax_line

_PAIR = re.compile(r"""(?P<head>\s*[A-Za-z0-9_-]+\s*=\s*)(?P<value>[^\s#].*?)\s*(?:#[^"']*)?""")
_MOMENT = re.compile(r"[0-9]+[-/.:：年][0-9-/.:：月日]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mended:
    """`text` is TOML and has its lines where they were. `faults`: line → what the parser said of it.

    A line of a day or time that does not exist is in `moments` instead: whoever reads it says so better.
    """

    text: str
    values: dict[str, Any]
    faults: dict[int, str]
    moments: dict[int, str]


def mended(text: str) -> Mended | None:
    """The document with every faulty `key = value` line made a text; None when a fault is anywhere else."""
    lines = text.split("\n")
    faults: dict[int, str] = {}
    moments: dict[int, str] = {}
    while True:
        try:
            return Mended(
                text="\n".join(lines), values=tomllib.loads("\n".join(lines)), faults=faults, moments=moments
            )
        except tomllib.TOMLDecodeError as error:
            number, detail = syntax_line(error, "\n".join(lines))
            pair = _PAIR.fullmatch(lines[number - 1])
            if pair is None or number in faults or number in moments:
                return None
            kind = moments if _MOMENT.fullmatch(pair["value"]) else faults
            kind[number] = detail
            lines[number - 1] = pair["head"] + json.dumps(pair["value"].strip("\"'“”"), ensure_ascii=False)
