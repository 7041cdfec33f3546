"""From a workbook behind a password to the package in it, by msoffcrypto-tool.

Owns that only passwords which somebody has configured are tried, and how it is told that none of them fits.
Works in memory and writes nothing. What a file asks for before it opens may take long, and a damaged one may
be the death of who tries: team workbooks are read in child processes (`sync.run.children`).
"""

from __future__ import annotations

import io
from collections.abc import Sequence

from sync.programme.passwords import SHOWN_PLACE
from sync.reading.filetype import is_under_rights
from sync.reading.unreadable import UnreadableWorkbook, refusal


def protected(data: bytes) -> UnreadableWorkbook:
    """The exception for an encrypted file that nobody is to open."""
    kind = "rights" if is_under_rights(data) else "password"
    return refusal("WB-ENCRYPTED", protection=f"@protection:{kind}")


def decrypted(data: bytes, passwords: Sequence[str]) -> bytes:
    """What one of the passwords opens. Nothing is said of it: the guard looks at it as at any other file.

    Raises: UnreadableWorkbook when no password opens it; MemoryError.
    """
    if is_under_rights(data):
        raise protected(data)
    if not passwords:
        raise _closed("unset", where=SHOWN_PLACE)
    # Loading it takes a tenth of a second, and hardly any workbook needs it.
    from msoffcrypto.exceptions import InvalidKeyError
    from msoffcrypto.format.ooxml import OOXMLFile

    try:
        file = OOXMLFile(io.BytesIO(data))
        for password in passwords:
            try:
                file.load_key(password=password, verify_password=True)
            except InvalidKeyError:
                continue
            opened = io.BytesIO()
            file.decrypt(opened)
            return opened.getvalue()
    except MemoryError:
        raise
    except Exception:  # the library trusts what it reads: anything may come of a damaged file
        raise _closed("unknown") from None
    raise _closed("wrong", where=SHOWN_PLACE)


def _closed(why: str, **params: str) -> UnreadableWorkbook:
    params |= {"protection": "@protection:password", "why": f"@protection:{why}"}
    return refusal("WB-ENCRYPTED", **params)
