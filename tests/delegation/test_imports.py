"""The domain starts fast inside Excel and in a browser: importing all of it brings no third-party module."""

from __future__ import annotations

import subprocess
import sys

_PROGRAM = """
import pkgutil, sys, delegation
before = {name.partition(".")[0] for name in sys.modules}
for module in pkgutil.walk_packages(delegation.__path__, "delegation."):
    __import__(module.name)
new = {name.partition(".")[0] for name in sys.modules} - before
print(*sorted(new - set(sys.stdlib_module_names) - {"delegation"}))
"""


def test_the_domain_imports_the_standard_library_alone() -> None:
    done = subprocess.run([sys.executable, "-c", _PROGRAM], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []
