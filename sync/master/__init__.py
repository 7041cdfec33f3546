"""The master tracker: filled in place, so that what people write in it stays.

`write_master` reads what people wrote, fills the file, and swaps it in one step; `build_master` makes a new
one. Everything else here is a part of that.
"""

from __future__ import annotations

from sync.master.build import build_master
from sync.master.content import MasterContent
from sync.master.write import MasterNotWritable, Remark, Waiting, Written, write_master

__all__ = [
    "MasterContent",
    "MasterNotWritable",
    "Remark",
    "Waiting",
    "Written",
    "build_master",
    "write_master",
]
