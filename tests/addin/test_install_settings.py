"""Lines put into the file of settings and taken out again: VBA finds Remit's, nobody else's is lost."""

from __future__ import annotations

import re
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from addin.install.places import Computer, System
from addin.install.settings import lines_of, needed, put, take_out, value_of

_HOME = Path("/home")
COMPUTER = Computer(
    system=System.WINDOWS,
    home=_HOME,
    roaming=_HOME,
    interpreter=_HOME / "张伟, 我的 环境" / "python.exe",
    base=_HOME,
    encoding="cp936",
)
OURS = lines_of(needed(COMPUTER), COMPUTER)

_KEYS = st.sampled_from(["INTERPRETER_WIN", "interpreter_win", "Udf Modules", "PYTHONPATH", "编码"])
_VALUES = st.text("aZ9 ,;=%\\/:张伟环境", max_size=8)
_LINES = st.one_of(
    st.builds('"{}","{}"'.format, _KEYS, _VALUES),
    st.builds("{}, {}".format, _KEYS, _VALUES),
    st.sampled_from([*(each.decode("cp936") for each in OURS), "", "# a remark", '"no end']),
)
_FILES = st.builds(
    lambda lines, end: end.join(lines).encode("cp936"), st.lists(_LINES), st.sampled_from(["\r\n", "\n"])
)


def vba_finds(data: bytes, key: str) -> str:
    """What `GetConfigFromFile` of xlwings finds: pairs of fields, one after the other, whatever the lines."""
    fields = re.findall(r'\s*(?:"([^"]*)"?|([^,\r\n]*))\s*(?:,|\r\n|\n|$)', data.decode("cp936"))
    values = [quoted or plain for quoted, plain in fields]
    pairs = zip(values[::2], values[1::2], strict=False)
    return next((value for name, value in pairs if name.lower() == key.lower()), "")


@given(data=_FILES)
def test_putting_in_and_taking_out_gives_the_lines_back(data: bytes) -> None:
    assert take_out(put(data, OURS, (), COMPUTER), OURS, COMPUTER).splitlines() == data.splitlines()


@given(data=_FILES)
def test_putting_in_twice_changes_nothing(data: bytes) -> None:
    once = put(data, OURS, (), COMPUTER)
    assert put(once, OURS, OURS, COMPUTER) == once


@given(data=_FILES)
def test_whatever_stands_below_the_add_in_finds_remit_s_values(data: bytes) -> None:
    file = put(data, OURS, (), COMPUTER)
    for key, value in needed(COMPUTER).items():
        assert vba_finds(file, key) == value
        assert value_of(file, key, COMPUTER) == value


def test_of_several_lines_the_first_counts_and_capitals_do_not() -> None:
    data = b'interpreter_win , "first"\r\n"INTERPRETER_WIN","second"\r\n'
    assert value_of(data, "INTERPRETER_WIN", COMPUTER) == "first"
    assert value_of(b"", "INTERPRETER_WIN", COMPUTER) == ""
