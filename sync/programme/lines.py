"""On which line of a TOML document each key stands, because `tomllib` does not say.

Owns the way through a document that `tomllib` has already accepted: tables, arrays of tables, dotted and
quoted keys, inline tables. Knows nothing of what the keys mean.
"""

from __future__ import annotations

import re
import tomllib

KeyPath = tuple[str | int, ...]

_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_SCALAR = re.compile(r"[^,\]}\n#]*")
_SYNTAX_PLACE = re.compile(r"\(at line (\d+), column (\d+)\)|\(at end of document\)")


class _Walk:
    """One pass over the text; `lines` fills as keys are met."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.lines: dict[KeyPath, int] = {}
        self._tables: dict[KeyPath, int] = {}  # array of tables → how many there have been

    def document(self) -> dict[KeyPath, int]:
        here: KeyPath = ()
        while self._skip_blank():
            if self.text[self.at] == "[":
                here = self._header()
            else:
                self._pair(here)
        return self.lines

    def _line(self) -> int:
        return self.text.count("\n", 0, self.at) + 1

    def _skip_blank(self) -> bool:
        """Past spaces, line breaks and comments; False at the end of the document."""
        while self.at < len(self.text):
            if self.text[self.at] in " \t\r\n":
                self.at += 1
            elif self.text[self.at] == "#":
                end = self.text.find("\n", self.at)
                self.at = len(self.text) if end < 0 else end
            else:
                return True
        return False

    def _skip_spaces(self) -> None:
        while self.text[self.at : self.at + 1] in (" ", "\t"):
            self.at += 1

    def _header(self) -> KeyPath:
        line = self._line()
        array = self.text.startswith("[[", self.at)
        self.at += 2 if array else 1
        keys = self._key()
        self.at += 2 if array else 1
        path: KeyPath = ()
        for position, key in enumerate(keys):
            path += (key,)
            if array and position == len(keys) - 1:
                self.lines.setdefault(path, line)
                self._tables[path] = self._tables.get(path, -1) + 1
            if path in self._tables:
                path += (self._tables[path],)
        self.lines.setdefault(path, line)
        return path

    def _key(self) -> tuple[str, ...]:
        parts: list[str] = []
        while True:
            self._skip_spaces()
            if self.text[self.at] in "\"'":
                parts.append(self._quoted_key())
            else:
                bare = _BARE_KEY.match(self.text, self.at)
                assert bare is not None, "tomllib accepted the document"
                parts.append(bare.group())
                self.at = bare.end()
            self._skip_spaces()
            if self.text[self.at] != ".":
                return tuple(parts)
            self.at += 1

    def _quoted_key(self) -> str:
        start = self.at
        self._skip_string()
        return str(tomllib.loads(f"key = {self.text[start : self.at]}")["key"])

    def _pair(self, table: KeyPath) -> None:
        line = self._line()
        path = table
        for key in self._key():
            path += (key,)
            self.lines.setdefault(path, line)
        self.at += 1  # the equals sign
        self._skip_spaces()
        self._value(path)

    def _value(self, path: KeyPath) -> None:
        opening = self.text[self.at]
        if opening in "\"'":
            self._skip_string()
        elif opening == "{":
            self._members("}", path)
        elif opening == "[":
            self._members("]", path)
        else:
            scalar = _SCALAR.match(self.text, self.at)
            self.at = scalar.end() if scalar else self.at

    def _members(self, closing: str, path: KeyPath) -> None:
        """The pairs of an inline table, or the values of an array."""
        self.at += 1
        number = 0
        while self._skip_blank() and self.text[self.at] != closing:
            if self.text[self.at] == ",":
                self.at += 1
                number += 1
            elif closing == "}":
                self._pair(path)
            else:
                self.lines.setdefault((*path, number), self._line())
                self._value((*path, number))
        self.at += 1

    def _skip_string(self) -> None:
        quote = self.text[self.at]
        fence = quote * 3 if self.text.startswith(quote * 3, self.at) else quote
        self.at += len(fence)
        while not self.text.startswith(fence, self.at):
            self.at += 2 if quote == '"' and self.text[self.at] == "\\" else 1
        self.at += len(fence)
        if len(fence) == 3:  # up to two more quotes belong to the text
            while self.text.startswith(quote, self.at):
                self.at += 1


def find_lines(text: str) -> dict[KeyPath, int]:
    """Key path → 1-based line. Tables of an array carry their position: `("team", 1, "name")`.

    `text` has to be valid TOML.
    """
    return _Walk(text.replace("\r\n", "\n")).document()


def line_of(lines: dict[KeyPath, int], path: KeyPath) -> int:
    """The line of that key, or of the nearest table around it that is written; 1 when nothing is."""
    while path:
        if path in lines:
            return lines[path]
        path = path[:-1]
    return 1


def syntax_line(error: tomllib.TOMLDecodeError, text: str) -> tuple[int, str]:
    """The line of a syntax error, and the message without its place."""
    message = str(error)
    place = _SYNTAX_PLACE.search(message)
    if place is None:
        return 1, message
    plain = (message[: place.start()] + message[place.end() :]).strip()
    return (int(place[1]) if place[1] else len(text.splitlines()) or 1), plain
