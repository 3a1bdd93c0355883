"""Which path a login is given to start, on real directories and links."""

import os
import shutil
import sys
from pathlib import Path

import pytest
from support.login_fakes import launcher

from reminder.autostart.base import find_program
from reminder.errors import ReminderError

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="pipx and uv make no links on Windows")


@pytest.fixture
def venv(tmp_path: Path) -> Path:
    """The commands of an environment such as pipx or uv keeps."""
    return launcher(tmp_path / "share" / "uv" / "tools" / "reminder" / "bin").parent


def shim(directory: Path, target: Path) -> Path:
    directory.mkdir(parents=True)
    (directory / "reminder").symlink_to(target)
    return directory / "reminder"


def test_the_shim_of_pipx_or_uv_is_taken(tmp_path: Path, venv: Path) -> None:
    made = shim(tmp_path / "local" / "bin", venv / "reminder")
    program = find_program(search=str(made.parent), scripts=[venv])
    assert (program.launcher, program.arguments) == (made, ("run",))


def test_a_shim_of_another_installation_is_not(tmp_path: Path, venv: Path) -> None:
    other = launcher(tmp_path / "other" / "bin")
    made = shim(tmp_path / "local" / "bin", other)
    assert find_program(search=str(made.parent), scripts=[venv]).launcher == venv / "reminder"


def test_a_shim_behind_one_of_another_installation_is(tmp_path: Path, venv: Path) -> None:
    other = launcher(tmp_path / "other" / "bin")
    made = shim(tmp_path / "local" / "bin", venv / "reminder")
    search = os.pathsep.join((str(other.parent), "", str(made.parent)))
    assert find_program(search=search, scripts=[venv]).launcher == made


@pytest.mark.parametrize("search", ["", "/nowhere/at/all"])
def test_else_the_command_beside_the_interpreter(venv: Path, search: str) -> None:
    assert find_program(search=search, scripts=[venv]).launcher == venv / "reminder"


def test_a_link_to_a_versioned_directory_is_not_looked_behind(tmp_path: Path) -> None:
    launcher(tmp_path / "python-3.12.1" / "bin")
    (tmp_path / "python").symlink_to(tmp_path / "python-3.12.1")
    steady = tmp_path / "python" / "bin"
    assert find_program(search="", scripts=[steady]).launcher == steady / "reminder"


def test_a_relative_directory_in_the_search_path_still_gives_an_absolute_one(
    tmp_path: Path, venv: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = shim(tmp_path / "local" / "bin", venv / "reminder")
    monkeypatch.chdir(tmp_path)
    assert find_program(search="local/bin", scripts=[venv]).launcher == made


def test_a_directory_of_the_search_path_that_is_the_current_one_is_looked_in(
    tmp_path: Path, venv: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = shim(tmp_path / "local" / "bin", venv / "reminder")
    monkeypatch.chdir(made.parent)
    assert find_program(search=".", scripts=[venv]).launcher == made


def test_a_namesake_in_the_current_directory_hides_nothing_where_that_is_looked_in_first(
    tmp_path: Path, venv: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("reminder.exe", "reminderw.exe"):
        (tmp_path / name).touch(mode=0o755)
        (venv / name).touch(mode=0o755)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "platform", "win32")

    def which(program: str) -> str | None:
        here, there = tmp_path / program, Path(program)
        return str(here) if there.name == program else program if there.exists() else None

    monkeypatch.setattr(shutil, "which", which)
    assert find_program(search="", scripts=[venv]).launcher == venv / "reminderw.exe"


@pytest.mark.parametrize("left", ["nothing", "a file that cannot be run", "a link whose end is gone"])
def test_without_an_installation_it_says_what_to_do(tmp_path: Path, venv: Path, left: str) -> None:
    made = shim(tmp_path / "local" / "bin", venv / "reminder")
    match left:
        case "nothing":
            made.unlink()
            (venv / "reminder").unlink()
        case "a file that cannot be run":
            (venv / "reminder").chmod(0o644)
        case _:
            (venv / "reminder").unlink()
    with pytest.raises(ReminderError, match="pip install"):
        find_program(search=str(made.parent), scripts=[venv])


def test_looks_on_the_path_and_beside_the_running_interpreter(
    tmp_path: Path, venv: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", str(venv / "python"))
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert find_program().launcher == venv / "reminder"
    made = shim(tmp_path / ".local" / "bin", venv / "reminder")
    assert find_program().launcher == made
