"""`lines_of`: a row of the master is as high as its longest text, so none is cut off."""

from __future__ import annotations

import pytest

from sync.master.forms import lines_of


@pytest.mark.parametrize(
    ("text", "width", "count"),
    [
        ("", 36.5, 1),
        ("On time", 36.5, 1),
        ("Milestones and risks compared with the plan", 36.5, 2),  # fewer letters than fit, but wide ones
        ("it will still fit, little as it is: all is thin", 36.5, 1),
        ("Responsibilities unacknowledged notwithstanding", 24, 3),  # words are not broken
        ("x" * 100, 27, 4),  # but for those that are longer than a line
        ("两个字占四个数字的宽度", 12, 3),
        ("first\nsecond\nthird", 36.5, 3),
    ],
)
def test_on_how_many_lines_a_text_stands(text: str, width: float, count: int) -> None:
    assert lines_of(text, width) == count
