"""The classic path of xlwings without Excel and without Windows: the real `xlwings.udfs`, pywin32 stubbed.

`call` does what Excel's COM server does with a formula: raw arguments through `call_udf` and the converters
of the desktop engine. Nothing of the product's or of xlwings' own code is replaced; `sys.platform` is another
one while xlwings is imported.
"""

from __future__ import annotations

import asyncio  # noqa: F401  what looks at sys.platform when it is imported is there before it changes
import ctypes
import datetime as dt
import io
import subprocess  # noqa: F401
import sys
import types
from typing import Any
from unittest import mock

import numpy as np  # noqa: F401
import pandas as pd  # noqa: F401

MISSING = -2147352572  # what COM hands over for an optional argument that was left out
UTC = dt.UTC

_MODULES = ("pywintypes", "win32api", "win32con", "pythoncom", "win32gui", "win32process", "win32event")


class _ComError(Exception):
    """Stands for pywintypes.com_error."""


class Time(dt.datetime):
    """A date as pywin32 hands it over: a datetime of a type of its own, in a time zone that means nothing."""


def com_time(year: int, month: int, day: int) -> Time:
    return Time(year, month, day, tzinfo=UTC)


def _stubs() -> dict[str, types.ModuleType]:
    """As much of pywin32 as xlwings needs to be imported and to convert values."""
    found = {name: types.ModuleType(name) for name in _MODULES}
    found["pywintypes"].__dict__.update(TimeType=Time, com_error=_ComError, error=_ComError, IID=str)
    found["pythoncom"].__dict__.update(
        __file__="pythoncom",
        CoInitialize=lambda: None,
        IID_IDispatch=0,
        TypeIIDs={0: object},
        ole_error=_ComError,
    )
    zone = types.ModuleType("win32timezone")
    zone.__dict__["TimeZoneInfo"] = types.SimpleNamespace(utc=lambda: UTC)
    client = types.ModuleType("win32com.client")
    for name in ("CDispatch", "CoClassBaseClass", "DispatchBaseClass"):
        client.__dict__[name] = type(name, (), {})
    client.__dict__.update(Dispatch=lambda *args, **_: args[0], DispatchEx=None)
    names = ("win32com", "win32com.server", "win32com.server.dispatcher", "win32com.server.policy")
    found |= {name: types.ModuleType(name) for name in names}
    util = types.ModuleType("win32com.server.util")
    found["win32com"].__dict__.update(client=client, server=found["win32com.server"])
    found["win32com.server"].__dict__.update(
        util=util, policy=found["win32com.server.policy"], dispatcher=found["win32com.server.dispatcher"]
    )
    found["win32com.server.policy"].__dict__["EventHandlerPolicy"] = object
    return found | {"win32timezone": zone, "win32com.client": client, "win32com.server.util": util}


def _import_udfs() -> Any:
    """xlwings as it is on Windows. The stubs stay: it looks some of them up when it is called."""
    for name in [name for name in sys.modules if name.partition(".")[0] in ("xlwings", "addin")]:
        del sys.modules[name]  # imported by a test of another folder, as it is on this system
    sys.modules.update(_stubs())
    dlls = {name: mock.MagicMock() for name in ("windll", "oledll", "PyDLL")}
    with mock.patch.object(sys, "platform", "win32"), mock.patch.multiple(ctypes, create=True, **dlls):
        import xlwings.udfs
    return xlwings.udfs


udfs = _import_udfs()


def call(name: str, *args: object) -> Any:
    """What Excel gets for that formula, from arguments as COM hands them over: rows of cells."""
    return udfs.call_udf("addin.functions", name, args)


def vba(module: types.ModuleType) -> str:
    """The wrapper in VBA that xlwings writes for a module of functions."""
    text = io.StringIO()
    udfs.generate_vba_wrapper(module.__name__, module, text, types.SimpleNamespace(Name="remit.xlam"))
    return text.getvalue()
