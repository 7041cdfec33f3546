"""What one workbook may be, and what reading it may cost, at most.

Owns the limits and their defaults. A programme may set others (`sync.programme.workbook_limits`); who looks
into a workbook holds to them (`sync.reading`), and so does who watches the reader (`sync.run.children`).
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a workbook may be at most. A person's workbook is far below each of them."""

    file_bytes: int = 64 << 20
    members: int = 2_000
    part_bytes: int = 200 << 20
    total_bytes: int = 400 << 20
    ratio: int = 200  # inflated to deflated size, for parts above `ratio_from`
    ratio_from: int = 16 << 20
    cells: int = 5_000_000  # of the smallest rectangle around everything filled in on one sheet
    rows: int = 100_000  # of one table


@dataclass(frozen=True, slots=True, kw_only=True)
class ChildLimits:
    """What a child process may use for one job. Time is held to everywhere, CPU on Unix, memory on Linux."""

    wall_seconds: float = 180.0
    cpu_seconds: int = 120
    memory_bytes: int = 2 << 30
