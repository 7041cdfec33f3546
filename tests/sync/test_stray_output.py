"""What a library in C writes past Python must not come into JSON on stdout."""

from __future__ import annotations

import os
import sys

import pytest

from sync.stray_output import kept_from_stdout


def test_what_is_written_meanwhile_is_lost_and_what_comes_after_is_not(
    capfd: pytest.CaptureFixture[str],
) -> None:
    sys.stdout.write("before\n")  # is still in Python's own buffer
    with kept_from_stdout():
        os.write(1, b"stray\n")
    os.write(1, b"after\n")
    assert capfd.readouterr().out == "before\nafter\n"


def test_without_a_stdout_there_is_nothing_to_keep(capfd: pytest.CaptureFixture[str]) -> None:
    kept = os.dup(1)
    os.close(1)
    try:
        with kept_from_stdout(), pytest.raises(OSError, match="descriptor"):
            os.write(1, b"stray")
    finally:
        os.dup2(kept, 1)
        os.close(kept)
    assert capfd.readouterr().out == ""
