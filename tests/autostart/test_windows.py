"""The Run value: its text, and the switch of Task Manager beside it."""

from pathlib import Path, PureWindowsPath

import pytest
from support.login_fakes import FakeRegistry, launcher
from support.winreg_stand_in import Winreg

from reminder.autostart.base import Program, State
from reminder.autostart.windows import APPROVED, RUN, RunValue
from reminder.errors import ReminderError
from reminder.system import registry


@pytest.mark.parametrize(
    "path",
    [r"C:\Users\Ann Lee\Scripts\reminderw.exe", r"C:\100%\$HOME\zoë\reminder.exe"],
)
def test_the_whole_command(path: str) -> None:
    assert RunValue(FakeRegistry()).render(Program(PureWindowsPath(path))) == f'"{path}" run'


def test_a_command_longer_than_windows_starts_is_refused() -> None:
    program = Program(PureWindowsPath("C:/", "x" * 250, "reminderw.exe"))
    with pytest.raises(ReminderError, match="too long"):
        RunValue(FakeRegistry()).enable(program)


@pytest.mark.parametrize(
    ("approval", "state"),
    [
        (None, State.ON),
        (b"", State.ON),
        (b"\x02" + bytes(11), State.ON),
        (b"\x06" + bytes(11), State.ON),
        (b"\x03\0\0\0\x8a\x10\x01\x02\x03\x04\x05\x06", State.DISABLED_BY_DESKTOP),
        (b"\x07" + bytes(11), State.DISABLED_BY_DESKTOP),
    ],
)
def test_reads_the_switch_of_task_manager_and_never_fights_it(
    tmp_path: Path, approval: bytes | None, state: State
) -> None:
    registry = FakeRegistry({(APPROVED, "reminder"): approval})
    value, program = RunValue(registry), Program(launcher(tmp_path, "reminderw.exe"))
    value.enable(program)
    assert value.status().state is state
    value.enable(program)
    assert value.status().state is state
    value.disable()
    assert registry.values == {(APPROVED, "reminder"): approval}


@pytest.mark.parametrize(
    "command",
    [r"C:\Scripts\reminderw.exe run", r'"C:\Scripts\reminderw.exe" tray', r'"C:\Other\remind.exe" run', 7],
    ids=["not quoted", "other arguments", "another program", "no text"],
)
def test_what_is_no_command_of_ours_is_foreign(command: object) -> None:
    assert RunValue(FakeRegistry({(RUN, "reminder"): command})).status().state is State.FOREIGN


def test_a_refusal_says_who_can_help(monkeypatch: pytest.MonkeyPatch) -> None:
    winreg = Winreg({})
    winreg.serve(monkeypatch)
    winreg.forbidden.add(RUN)
    value, program = RunValue(registry), Program(PureWindowsPath(r"C:\Scripts\reminderw.exe"))
    for do in (lambda: value.enable(program), value.disable, value.status):
        with pytest.raises(ReminderError, match=r"Access is denied; ask whoever administers this computer$"):
            do()
