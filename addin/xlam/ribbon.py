"""The tab of the ribbon: its groups follow the cycle, its words come from the labels through callbacks.

Owns the order and the icons. Excel asks the callbacks for each text, so that the tab speaks the language that
Excel speaks.
"""

from __future__ import annotations

from dataclasses import dataclass
from xml.sax.saxutils import quoteattr

NAMESPACE = "http://schemas.microsoft.com/office/2009/07/customui"
TAB = "remit"


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """`id` is that of `addin.entry`, `icon` one of Office's own images."""

    id: str
    icon: str
    large: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    id: str
    buttons: tuple[Button, ...]


GROUPS = (
    Group(
        id="hand_over",
        buttons=(
            Button(id="draft_plan", icon="CalendarInsert", large=True),
            Button(id="suggest_delegate", icon="AddressBook", large=True),
        ),
    ),
    Group(
        id="track",
        buttons=(
            Button(id="log_check_in", icon="ReviewNewComment", large=True),
            Button(id="log_meeting", icon="MeetingsWorkspace", large=True),
            Button(id="refresh_status", icon="RefreshAll", large=True),
        ),
    ),
    Group(id="balance", buttons=(Button(id="balance_workload", icon="WhatIfAnalysisMenu", large=True),)),
    Group(
        id="check",
        buttons=(
            Button(id="validate", icon="ErrorChecking", large=True),
            Button(id="undo_last", icon="Undo"),
            Button(id="help", icon="Help"),
        ),
    ),
    Group(id="close", buttons=(Button(id="close_cycle", icon="FileMarkAsFinal", large=True),)),
)


def ribbon_xml() -> str:
    """The part `customUI/customUI14.xml`."""
    groups = "".join(_group(each) for each in GROUPS)
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<customUI xmlns="{NAMESPACE}"><ribbon><tabs>'
        f'<tab id="{TAB}" getLabel="RemitRibbon.GetLabel">{groups}</tab></tabs></ribbon></customUI>'
    )


def _group(group: Group) -> str:
    buttons = "".join(_button(each) for each in group.buttons)
    return f'<group id={quoteattr("group_" + group.id)} getLabel="RemitRibbon.GetLabel">{buttons}</group>'


def _button(button: Button) -> str:
    size = "large" if button.large else "normal"
    return (
        f'<button id="{button.id}" imageMso="{button.icon}" size="{size}" getLabel="RemitRibbon.GetLabel" '
        f'getScreentip="RemitRibbon.GetLabel" getSupertip="RemitRibbon.GetTip" '
        f'onAction="RemitRibbon.Press_{button.id}" />'
    )
