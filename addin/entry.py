"""The one door from the ribbon: `RunPython "import addin.entry; addin.entry.run('validate')"`.

Owns the ids of the buttons, which are those of the ribbon and of the labels. VBA only forwards.
"""

from __future__ import annotations

from collections.abc import Callable

import xlwings as xw

from addin import scripts

BUTTONS: dict[str, Callable[..., None]] = {
    "validate": scripts.validate,
    "refresh_status": scripts.refresh_status,
    "draft_plan": scripts.draft_plan,
    "suggest_delegate": scripts.suggest_delegate,
    "balance_workload": scripts.balance_workload,
    "log_check_in": scripts.log_check_in,
    "log_meeting": scripts.log_meeting,
    "close_cycle": scripts.close_cycle,
    "undo_last": scripts.undo_last,
    "help": scripts.help_me,
}


def run(button: str, language: str = "en") -> None:
    """Presses the button in the workbook that is in front. `language`: of Excel, "en" or "zh".

    Raises: KeyError for a button that does not exist.
    """
    BUTTONS[button](xw.Book.caller(), language)
