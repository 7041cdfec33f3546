"""The master tracker, from content to the file that leadership opens.

`write_master` makes the whole file and puts it in the place of the old one in one step; what people had
added to the old one is kept beside it. Everything else here is a part of that.
"""

from __future__ import annotations

from sync.master.content import MasterContent
from sync.master.fill import ExtraColumn, fill
from sync.master.foreign import foreign_parts
from sync.master.package import MasterPackage
from sync.master.write import MasterNotWritable, Written, build_master, write_master

__all__ = [
    "ExtraColumn",
    "MasterContent",
    "MasterNotWritable",
    "MasterPackage",
    "Written",
    "build_master",
    "fill",
    "foreign_parts",
    "write_master",
]
