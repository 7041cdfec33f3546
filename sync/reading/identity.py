"""Whose workbook this is: what the sheet `_remit` says, and the token that proves that nobody changed it.

Owns the identity's fields and its check. Knows no file and keeps no secret: the caller hands it in.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass

from delegation.issues import Issue, Param, Severity
from delegation.schema import SCHEMA_VERSION


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """What a team workbook says of itself. `schema_version` is 0 where it says nothing that can be read."""

    workbook_id: str
    team: str
    cycle: str
    schema_version: int
    language: str
    token: str
    cycle_first: dt.date | None = None
    cycle_last: dt.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What makes a workbook the one that it is: all of it "" where it says nothing."""

    workbook_id: str = ""
    team: str = ""
    cycle: str = ""
    token: str = ""


def claim_of(identity: Identity | None) -> Claim:
    """What the workbook of that identity claims to be."""
    if identity is None:
        return Claim()
    return Claim(
        workbook_id=identity.workbook_id, team=identity.team, cycle=identity.cycle, token=identity.token
    )


def make_token(secret: bytes, workbook_id: str, team: str, cycle: str, schema_version: int) -> str:
    """The token that a workbook carries: HMAC-SHA256 over what must not change, in hexadecimal digits."""
    # The lengths keep "ab" + "c" and "a" + "bc" apart.
    parts = (workbook_id, team, cycle, str(schema_version))
    message = "".join(f"{len(part)}:{part}," for part in parts)
    return hmac.new(secret, message.encode(), hashlib.sha256).hexdigest()


def read_identity(entries: Mapping[str, object]) -> Identity | None:
    """The identity in the keys and values of the sheet `_remit`; None where it names no team."""
    texts = {key: _text(value) for key, value in entries.items()}
    if not texts.get("team"):
        return None
    version = texts.get("schema_version", "")
    return Identity(
        workbook_id=texts.get("workbook_id", ""),
        team=texts["team"],
        cycle=texts.get("cycle", ""),
        schema_version=int(version) if version.isdecimal() else 0,
        language=texts.get("language", ""),
        token=texts.get("token", ""),
        cycle_first=_day(entries.get("cycle_first")),
        cycle_last=_day(entries.get("cycle_last")),
    )


def check_identity(
    identity: Identity | None,
    *,
    team: str,
    cycle: str,
    secret: bytes | None,
    adopted: Claim | None = None,
) -> Issue | None:
    """What speaks against reading this workbook as that team's one of that cycle; None when nothing does.

    Without a secret whoever asks cannot tell whether the token is right. `adopted`: what the workbook claims
    that somebody has accepted as that team's, so that only its layout has to be one that can be read.

    The team is compared first: of another team's workbook, whole and genuine, people have to hear that.
    """
    if adopted is not None and claim_of(identity) == adopted:
        return check_layout(identity) if identity else None
    if identity is None:
        return _conflict("WB-IDENTITY-MISSING")
    if identity.team != team:
        return _conflict("WB-TEAM-CONFLICT", found=identity.team, expected=team)
    if identity.cycle != cycle:
        return _conflict("WB-CYCLE-CONFLICT", found=identity.cycle, expected=cycle)
    if other_layout := check_layout(identity):
        return other_layout
    if secret is None:
        return None
    token = make_token(secret, identity.workbook_id, identity.team, identity.cycle, identity.schema_version)
    if not hmac.compare_digest(token.encode(), identity.token.encode()):
        return _conflict("WB-TOKEN-CONFLICT")
    return None


def check_layout(identity: Identity) -> Issue | None:
    """What speaks against reading a workbook laid out like this one at all."""
    if identity.schema_version != SCHEMA_VERSION:
        return _conflict("WB-SCHEMA-CONFLICT", found=identity.schema_version, expected=SCHEMA_VERSION)
    return None


def _conflict(code: str, **params: Param) -> Issue:
    return Issue(code=code, severity=Severity.ERROR, params=params)


def _day(value: object) -> dt.date | None:
    if isinstance(value, dt.datetime):
        return value.date()
    return value if isinstance(value, dt.date) else None


def _text(value: object) -> str:
    """People's programs turn "1" into the number 1."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value).strip()
