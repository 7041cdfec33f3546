"""`remit addin status`: what it finds on computers where something is missing, old or moved."""

from __future__ import annotations

import subprocess
import sys
import venv
from collections.abc import Callable
from pathlib import Path

import pytest
import xlwings

import addin
from addin.install.installing import install
from addin.install.places import Computer
from addin.install.state import Answer, State, Trouble, ask_interpreter, state
from addin.xlam.build import own_stamp
from addin.xlam.stamp import Stamp
from tests.addin.computers import LIBRARY, SCRIPT, answers, macos, older_addin, windows


def nobody(interpreter: Path) -> Answer:
    raise AssertionError(f"{interpreter} was asked")


def found(computer: Computer, ask: Callable[[Path], Answer] = answers) -> tuple[Trouble, ...]:
    return state(computer, ask=ask).troubles


def test_all_is_well_on_windows(tmp_path: Path) -> None:
    computer = windows(tmp_path)
    addin_file = install(computer).steps[0].path
    assert state(computer, ask=answers) == State(
        system=computer.system,
        addin=addin_file,
        settings=tmp_path / ".remit" / "remit.conf",
        stamp=own_stamp(),
        interpreter=str(computer.interpreter),
        answer=Answer(stamp=own_stamp(), xlwings=xlwings.__version__),
        troubles=(),
    )
    assert state(computer, ask=answers).formulas is True


def test_all_is_well_on_macos_but_for_formulas(tmp_path: Path) -> None:
    computer = macos(tmp_path)
    install(computer)
    assert found(computer) == ()
    assert state(computer, ask=answers).formulas is False


def test_not_installed(tmp_path: Path) -> None:
    assert found(windows(tmp_path), nobody) == (Trouble.MISSING,)


def test_the_file_is_looked_for_where_it_was_put(tmp_path: Path) -> None:
    computer = windows(tmp_path)
    install(computer, folder=tmp_path / "Start")
    assert state(computer, ask=answers).addin == tmp_path / "Start" / "remit.xlam"


def test_another_file_is_there(tmp_path: Path) -> None:
    computer = windows(tmp_path)
    install(computer).steps[0].path.write_bytes(b"something else")
    assert found(computer, nobody) == (Trouble.FOREIGN,)


@pytest.mark.parametrize("settings", [None, b"", b'"UDF MODULES","addin.functions"\r\n'])
def test_the_settings_name_no_python(tmp_path: Path, settings: bytes | None) -> None:
    computer = windows(tmp_path)
    conf = install(computer).steps[1].path
    conf.unlink()
    if settings is not None:
        conf.write_bytes(settings)
    assert found(computer, nobody) == (Trouble.NO_SETTINGS,)


def test_a_python_named_by_the_environment_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    computer = macos(tmp_path)
    conf = install(computer).steps[1].path
    conf.write_bytes(b'"INTERPRETER_MAC","$HOME/venv/bin/python"\n')
    monkeypatch.setenv("HOME", str(tmp_path))
    assert found(computer) == ()
    assert state(computer, ask=answers).interpreter == str(computer.interpreter)


def test_the_virtual_environment_was_deleted(tmp_path: Path) -> None:
    computer = windows(tmp_path)
    install(computer)
    computer.interpreter.unlink()
    assert found(computer, nobody) == (Trouble.NO_INTERPRETER,)


def test_that_python_cannot_load_the_add_in(tmp_path: Path) -> None:
    computer = windows(tmp_path)
    install(computer)
    reason = "ModuleNotFoundError: No module named 'addin'"
    seen = state(computer, ask=lambda _: Answer(reason=reason))
    assert seen.troubles == (Trouble.NO_ANSWER,)
    assert seen.answer.reason == reason


def test_after_an_upgrade_without_a_new_installation(tmp_path: Path) -> None:
    computer = windows(tmp_path)
    install(computer).steps[0].path.write_bytes(older_addin())
    assert found(computer) == (Trouble.OUTDATED,)
    install(computer)
    assert found(computer) == ()


def test_after_an_upgrade_of_xlwings_alone(tmp_path: Path) -> None:
    computer = windows(tmp_path)
    install(computer)
    other = Answer(stamp=Stamp(version="", fingerprint="1" * 16), xlwings="0.99.0")
    assert found(computer, lambda _: other) == (Trouble.OUTDATED, Trouble.NO_LIBRARY)


@pytest.mark.parametrize(
    "folder", ["venv", "venv/Scripts"], ids=["above: virtual environment", "beside: Python itself"]
)
def test_the_library_is_found_where_the_vba_looks(tmp_path: Path, folder: str) -> None:
    computer = windows(tmp_path)
    install(computer)
    library = tmp_path / "venv" / LIBRARY
    library.rename(tmp_path / folder / LIBRARY)
    assert found(computer) == ()
    (tmp_path / folder / LIBRARY).unlink()
    assert found(computer) == (Trouble.NO_LIBRARY,)


def test_the_script_is_missing(tmp_path: Path) -> None:
    computer = macos(tmp_path)
    script = install(computer).steps[2].path
    assert script.name == SCRIPT
    script.unlink()
    assert found(computer) == (Trouble.NO_SCRIPT,)


def test_a_virtual_environment_is_installed_and_answers_as_excel_starts_it(tmp_path: Path) -> None:
    venv.create(tmp_path / "venv", symlinks=True)
    python = tmp_path / "venv" / "bin" / "python"
    packages = (Path(addin.__file__).parents[1], Path(xlwings.__file__).parents[1])
    (library,) = (tmp_path / "venv" / "lib").glob("python*/site-packages")
    (library / "remit.pth").write_text("\n".join(map(str, packages)))
    code = "from addin.install.places import this_computer; print(this_computer().interpreter)"
    told = subprocess.run([python, "-c", code], check=True, capture_output=True, text=True, cwd=tmp_path)
    assert told.stdout.strip() == str(python)  # not the Python that the link leads to
    computer = macos(tmp_path)
    install(computer)
    seen = state(computer)
    assert seen.troubles == ()
    assert seen.answer == Answer(stamp=own_stamp(), xlwings=xlwings.__version__)


def test_what_a_python_says_when_it_cannot_is_told(tmp_path: Path) -> None:
    without = tmp_path / "python"
    without.write_text(f'#!/bin/sh\nexec "{sys.executable}" -I -S "$@"\n')
    without.chmod(0o755)
    assert ask_interpreter(without) == Answer(reason="ModuleNotFoundError: No module named 'xlwings'")
    without.write_text("#!/bin/sh\necho hello\n")
    assert ask_interpreter(without) == Answer(reason=r"'hello\n'")
    assert ask_interpreter(tmp_path / "nothing").reason.startswith("[Errno 2] No such file or directory")
