"""Text in a cell's XML: what has to be escaped, and what Excel reads an escape as.

Owns nothing else.
"""

from __future__ import annotations

import html
import re

_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LOOKS_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_LONGEST_TEXT = 32_767  # UTF-16 units that a cell of Excel can hold


def text_xml(text: str) -> str:
    """A text as the content of a cell: never a formula, never a number."""
    if text != text.strip() or "\n" in text or "\t" in text:
        return f'<is><t xml:space="preserve">{cell_text(text)}</t></is>'
    return f"<is><t>{cell_text(text)}</t></is>"


def cell_text(text: str) -> str:
    """A text as the content of `<t>`: nothing that XML forbids, nothing that Excel reads as an escape."""
    # Looking for what few texts have takes longer than what it is for, and a master has a million of them.
    if not text.isprintable():
        text = _NOT_IN_XML.sub("", text)
    if "_x" in text:
        text = _LOOKS_ESCAPED.sub("_x005F_", text)
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\r", "_x000D_")


def shown_text(text: str) -> str:
    """What Excel shows for the content of a `<t>`: `_x000D_` is a carriage return."""
    if "_x" not in text:
        return text
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)


def escaped(text: str) -> bytes:
    """A formula or a result as the content of its element."""
    return html.escape(_NOT_IN_XML.sub("", text), quote=False).encode()


def unescaped(xml: bytes) -> str:
    """The text of an element without children."""
    text = xml.decode("utf-8", "replace")
    return html.unescape(text) if "&" in text else text


def shortened(text: str) -> str:
    """The text as far as a cell of Excel can hold it."""
    if not is_too_long(text):
        return text
    return text.encode("utf-16-le", "surrogatepass")[: _LONGEST_TEXT * 2].decode("utf-16-le", "ignore")


def is_too_long(text: str) -> bool:
    """Whether a cell of Excel cannot hold it."""
    return (
        len(text) * 2 > _LONGEST_TEXT and len(text.encode("utf-16-le", "surrogatepass")) > _LONGEST_TEXT * 2
    )
