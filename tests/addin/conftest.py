"""In these tests xlwings is what it is on Windows: imported that way before anything else imports it."""

from __future__ import annotations

import tests.addin.classic  # noqa: F401
