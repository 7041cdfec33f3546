"""Workbooks behind a password: opened with one that is configured, else refused with the reason."""

from __future__ import annotations

import os
import traceback
from collections.abc import Callable

import pytest

from delegation.labels import labels
from delegation.messages import sentence
from sync.limits import Limits
from sync.reading.reader import UnreadableWorkbook, read_whose, read_workbook
from tests.sync.workbooks import archive, encrypted, identity, ole_file, skills, workbook

PASSWORD = 'Grüße 密码 \'n "so"'
PLAIN = workbook(skills(), identity(team="NORTH"))
LOCKED = encrypted(PLAIN, PASSWORD)

UNDO = (
    'Open it in Excel, choose File, Info, "Protect Workbook", take the protection away ("Encrypt with'
    ' Password": clear the password; "Restrict Access": "Unrestricted Access"), and save.'
)
ENTER = "Or have the administrator of Remit enter its password in .remit/passwords.toml."
BEHIND = "The workbook is protected by a password, so it cannot be read:"
UNKNOWN = f"{BEHIND} its encryption is damaged, or of a kind that Remit does not know. {UNDO} [WB-ENCRYPTED]"


def refused(data: bytes, *passwords: str, limits: Limits | None = None) -> str:
    """What is said of the workbook; no password is in it, nor in the traceback."""
    with pytest.raises(UnreadableWorkbook) as caught:
        read_workbook(data, limits or Limits(), passwords)
    told = "".join(traceback.format_exception(caught.value)) + repr(caught.value.issue)
    assert not any(word in told for word in passwords)
    return sentence(caught.value.issue, labels("en"))


@pytest.mark.parametrize("passwords", [(PASSWORD,), ("of last year", PASSWORD)])
def test_a_configured_password_opens_it(passwords: tuple[str, ...]) -> None:
    assert read_workbook(LOCKED, passwords=passwords) == read_workbook(PLAIN)


def test_a_configured_password_tells_whose_it_is() -> None:
    assert read_whose(LOCKED, passwords=(PASSWORD,)) == read_whose(PLAIN)


def test_a_password_is_no_obstacle_to_a_workbook_without_one() -> None:
    assert read_workbook(PLAIN, passwords=(PASSWORD,)) == read_workbook(PLAIN)


def test_without_a_configured_password_it_is_refused() -> None:
    assert refused(LOCKED) == f"{BEHIND} no password is configured for it. {UNDO} {ENTER} [WB-ENCRYPTED]"


def test_a_wrong_password_does_not_open_it() -> None:
    assert refused(LOCKED, "guess-1", "guess-2") == (
        f"{BEHIND} no password that is configured for it opens it. {UNDO} {ENTER} [WB-ENCRYPTED]"
    )


def test_in_chinese() -> None:
    with pytest.raises(UnreadableWorkbook) as caught:
        read_workbook(LOCKED)
    assert sentence(caught.value.issue, labels("zh")) == (
        "工作簿受密码保护，无法读取：没有为它配置密码。请在 Excel 中打开，依次选择“文件”“信息”“保护工作簿”，"
        "取消保护（“用密码进行加密”：清空密码；“限制访问”：选择“无限制访问”），然后保存。"
        "或者请 Remit 管理员在 .remit/passwords.toml 中填写它的密码。 [WB-ENCRYPTED]"
    )


@pytest.mark.parametrize("stream", ["DRMEncryptedDataSpace", "DRMContent"])
def test_rights_management_is_opened_by_no_password(stream: str) -> None:
    assert refused(ole_file(stream, "EncryptedPackage"), PASSWORD) == (
        f"The workbook is protected by rights management (IRM), so it cannot be read. {UNDO} [WB-ENCRYPTED]"
    )


def put(old: bytes, new: bytes) -> Callable[[], bytes]:
    def made() -> bytes:
        assert LOCKED.count(old) == 1
        return LOCKED.replace(old, new)

    return made


@pytest.mark.parametrize(
    "damage",
    [
        lambda: ole_file("EncryptionInfo", "EncryptedPackage"),
        lambda: LOCKED[:3_000],
        lambda: LOCKED[:-2_000],
        put(b"\x04\x00\x04\x00\x40\x00\x00\x00", b"\x04\x00\x03\x00\x40\x00\x00\x00"),
        put(b"\x04\x00\x04\x00\x40\x00\x00\x00", b"\x09\x00\x09\x00\x40\x00\x00\x00"),
        put(b"<encryption ", b"<encryptio< "),
        put(b"</encryption>", b"</encrypti0n>"),
        put(b"spinCount=", b"spimCount="),
        put(b'spinCount="100000"', b'spinCount="-10000"'),
        put(b"<keyData", b"<keyDate"),
    ],
)
def test_damaged_encryption_is_refused(damage: Callable[[], bytes]) -> None:
    assert refused(damage(), PASSWORD) == UNKNOWN


def test_of_a_damaged_workbook_behind_a_right_password_nothing_wrong_is_read() -> None:
    plain, codes = read_workbook(PLAIN), set()
    for at in range(1_000, len(LOCKED), 1_200):
        data = bytearray(LOCKED)
        data[at : at + 40] = bytes(40)
        try:
            assert read_workbook(bytes(data), passwords=(PASSWORD,)) == plain  # in a part that nobody reads
        except UnreadableWorkbook as error:
            codes.add(error.issue.code)
    assert codes >= {"WB-ENCRYPTED", "WB-DAMAGED"}


def test_what_is_behind_the_password_is_looked_at_as_any_other_file() -> None:
    types = b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
    parts = [("[Content_Types].xml", types), ("word/document.xml", b"<a/>"), ("picture", os.urandom(5_000))]
    letter = encrypted(archive(parts), "letters")
    assert refused(letter, "letters").startswith("This is a Word document, not an Excel workbook")
    assert refused(LOCKED, PASSWORD, limits=Limits(members=3)).endswith("[WB-SIZE]")


def test_a_file_beyond_the_limit_is_not_opened_at_all() -> None:
    assert refused(LOCKED, PASSWORD, limits=Limits(file_bytes=len(LOCKED) - 1)).endswith("[WB-SIZE]")
