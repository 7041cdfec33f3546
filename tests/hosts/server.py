"""The Python side of Excel on the web: one request a line in JSON, one answer a line.

A process of its own, because xlwings decides when it is imported for which host it works: CPython is that of
xlwings Server, Pyodide that of xlwings Lite. Only what needs the key of xlwings imports `xlwings.server`.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import pkgutil
import sys
from functools import cache
from types import ModuleType
from typing import Any

Json = Any
"""What JSON can say."""

MAIN = "from addin.functions import *\nfrom addin.scripts import *\n"
"""All that `main.py` of xlwings Lite, or the two modules of xlwings Server, have to say."""


async def answer(request: dict[str, Json]) -> str:
    """The answer to one request as JSON; whatever is raised is an answer, too."""
    try:
        found = await _KINDS[request.pop("kind")](**request)
        return json.dumps({"answer": found}, default=_in_json, allow_nan=False)
    except Exception as error:
        return json.dumps({"raised": f"{type(error).__name__}: {error}"})


async def _call(name: str, args: list[Json]) -> Json:
    """A function of the wheel as it is; xlwings has no part in it."""
    return pkgutil.resolve_name(name)(*args)


async def _formula(name: str, args: list[Json]) -> Json:
    """A formula on its way through xlwings."""
    import xlwings
    from xlwings.server import custom_functions_call

    message = {
        "func_name": name,
        "args": args,
        "caller_address": "[North.xlsx]Sheet1!A1",
        "client": "Office.js",
        "version": xlwings.__version__,
        "runtime": "1.4",
        "date_format": "yyyy-mm-dd",
        "culture_info_name": "en-GB",
    }
    return await custom_functions_call(message, _main())


async def _script(name: str, book: Json, args: list[Json]) -> Json:
    """A button: what Excel is to do to the workbook."""
    import xlwings
    from xlwings.server import custom_scripts_call

    opened = xlwings.Book(json=book)
    done = await custom_scripts_call(_main(), name, typehint_to_value={xlwings.Book: opened}, args=args)
    return done.json()["actions"]


async def _described() -> Json:
    """What Excel is told of the formulas, and the task pane of the buttons."""
    from xlwings.server import custom_functions_meta, custom_scripts_meta

    return {"functions": custom_functions_meta(_main()), "scripts": custom_scripts_meta(_main())}


_KINDS = {"call": _call, "formula": _formula, "script": _script, "described": _described}


@cache
def _main() -> ModuleType:
    made = ModuleType("main")
    exec(MAIN, vars(made))
    return made


def _in_json(value: object) -> Json:
    assert isinstance(value, dt.date)
    return value.isoformat()[:10]


if __name__ == "__main__":
    for line in sys.stdin:
        sys.stdout.write(asyncio.run(answer(json.loads(line))) + "\n")
        sys.stdout.flush()
