"""What an installation did, so that it can be taken back to the letter: a small file beside the settings."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

_ENCODING = "latin-1"  # gives every byte of a line a sign of its own


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """`kept` is where somebody else's file lies that had the add-in's name, `script` a script that was added.

    `lines` are those put into the file of settings, without their ends.
    """

    addin: Path
    kept: Path | None
    script: Path | None
    lines: tuple[bytes, ...]


def written_receipt(receipt: Receipt) -> bytes:
    """The receipt as it lies in its file."""
    contents = {
        "addin": str(receipt.addin),
        "kept": str(receipt.kept or ""),
        "script": str(receipt.script or ""),
        "lines": [each.decode(_ENCODING) for each in receipt.lines],
    }
    return json.dumps(contents, ensure_ascii=False, indent=2).encode("utf-8")


def read_receipt(data: bytes | None) -> Receipt | None:
    """The receipt in those bytes; None where there are none, or something else."""
    if data is None:
        return None
    try:
        contents = json.loads(data)
        return Receipt(
            addin=Path(contents["addin"]),
            kept=Path(contents["kept"]) if contents["kept"] else None,
            script=Path(contents["script"]) if contents["script"] else None,
            lines=tuple(each.encode(_ENCODING) for each in contents["lines"]),
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
