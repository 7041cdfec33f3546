"""Texts as SpreadsheetML writes them: lengths, escapes, outer blanks; and the table of shared strings."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element

from tests.contracts.package.archive import Package
from tests.contracts.package.findings import Findings
from tests.contracts.package.names import utf16_length
from tests.contracts.package.styles import check_count
from tests.contracts.package.xml_parts import MAIN

LONGEST_TEXT = 32_767

_ESCAPE = re.compile("_x([0-9A-Fa-f]{4})_")
_XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_PHONETIC = MAIN + "rPh"


def unescape(text: str) -> str:
    """Undo _xHHHH_."""
    return _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text


def plain_text(item: Element) -> str:
    """The text of `si` or `is`, runs joined, phonetic hints left out, escapes undone."""
    if len(item) == 1 and item[0].tag == MAIN + "t":
        return unescape(item[0].text or "")
    runs = (child.iter(MAIN + "t") for child in item if child.tag != _PHONETIC)
    return unescape("".join(node.text or "" for nodes in runs for node in nodes))


def check_text(text: str, part: str, where: str, findings: Findings) -> None:
    """Length and escapes of one text, as it stands in the file."""
    if len(text) * 2 > LONGEST_TEXT and utf16_length(unescape(text)) > LONGEST_TEXT:
        findings.add("text-too-long", part, f"{where}: {utf16_length(unescape(text))} UTF-16 units")
    if "_x" not in text:
        return
    for match in _ESCAPE.finditer(text):
        code = int(match[1], 16)
        # Nobody escapes what XML can hold: such a sequence is text that Excel would turn into a character.
        if code >= 0x20 and code != 0x5F and not 0xD800 <= code <= 0xDFFF and code < 0xFFFE:
            findings.add("text-escape", part, f"{where}: {match[0]} reads as {chr(code)!r}")


def check_item(item: Element, part: str, where: str, findings: Findings) -> None:
    """All texts of one `si` or `is`."""
    for node in item.iter(MAIN + "t"):
        text = node.text or ""
        check_text(text, part, where, findings)
        if text.strip(" \t\r\n") != text and node.get(_XML_SPACE) != "preserve":
            findings.add("text-space", part, f"{where}: {text[:40]!r}")


def check_shared_strings(package: Package, workbook_part: str, findings: Findings) -> tuple[str, ...]:
    """Check the table of shared strings; return its texts in order."""
    part = package.related(workbook_part, "sharedStrings")
    root = package.tree(part)
    if part is None or root is None:
        return ()
    items = root.findall(MAIN + "si")
    check_count(root, len(items), part, findings, attribute="uniqueCount")
    for index, item in enumerate(items):
        check_item(item, part, f"string {index}", findings)
    return tuple(plain_text(item) for item in items)
