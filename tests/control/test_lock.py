import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest
from support.control_fakes import locked
from support.waiting import wait_until

import reminder.control.lock
from reminder.control.address import runtime_directory
from reminder.control.lock import Holder, Lock, acquire
from reminder.errors import ReminderError

pytestmark = pytest.mark.usefixtures("runtime")

HOLD = "from reminder.control.lock import acquire; import os; acquire(); print(os.getpid(), flush=True); input()"


def python(code: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, close_fds=False
    )


def line_of(process: subprocess.Popen[str]) -> str:
    return process.stdout.readline().strip()


def holder(process: subprocess.Popen[str]) -> int:
    """Who holds the lock, once they do: on Windows the interpreter of a venv is a process of another one."""
    return int(line_of(process))


def taken() -> bool:
    lock = acquire()
    if isinstance(lock, Lock):
        lock.release()
        return False
    return True


def test_the_second_is_told_who_is_the_first() -> None:
    with python(HOLD) as first:
        pid = holder(first)
        assert acquire() == Holder(pid)
        first.communicate("\n")
    assert not taken()


def test_a_released_lock_can_be_had_again() -> None:
    with locked():
        assert acquire() == Holder(os.getpid())
    assert not taken()


def test_what_a_killed_program_leaves_behind_locks_nobody_out(runtime: Path) -> None:
    with python(HOLD) as first:
        pid = holder(first)
        first.kill()
        first.wait()
    left = runtime / "control.lock"
    assert left.read_text() == f"{pid}\n"
    left.write_text("12345678901234\n")
    wait_until(lambda: not taken())
    assert left.read_text() == f"{os.getpid()}\n"


def test_a_child_does_not_hold_the_lock_on() -> None:
    code = (
        "import subprocess, sys\n"
        "from reminder.control.lock import acquire\n"
        "acquire()\n"
        "subprocess.Popen([sys.executable, '-c', 'print(\"born\", flush=True); input()'], close_fds=False)\n"
        "sys.stdin = None\n"
    )
    with python(code) as parent:
        assert line_of(parent) == "born"
        parent.wait()
        assert not taken()
        parent.communicate("\n")


def test_a_program_that_starts_itself_anew_has_the_lock_again() -> None:
    again = "import os; from reminder.control.lock import acquire, Lock; print(os.getpid(), type(acquire()).__name__)"
    code = f"import os, sys; {HOLD.partition('print')[0]}os.execv(sys.executable, [sys.executable, '-c', {again!r}])"
    with python(code) as program:
        assert line_of(program) == f"{program.pid} Lock"


def test_a_holder_that_has_just_begun_has_no_pid_yet(runtime: Path) -> None:
    with locked():
        (runtime / "control.lock").write_text("")
        assert acquire() == Holder(None)


def test_the_directory_is_for_its_user_alone(runtime: Path) -> None:
    assert not taken()
    assert runtime.stat().st_mode & 0o777 == 0o700
    assert (runtime / "control.lock").stat().st_mode & 0o777 == 0o600


def test_a_directory_that_others_can_enter_is_refused(runtime: Path) -> None:
    runtime.mkdir(mode=0o755)
    with pytest.raises(ReminderError, match="belongs to you alone"):
        acquire()


def test_a_lock_that_cannot_be_written_is_named(runtime: Path) -> None:
    (runtime / "control.lock").mkdir(parents=True)
    runtime.chmod(0o700)
    with pytest.raises(ReminderError, match=r"control\.lock.*(directory|Permission denied)"):
        acquire()


def test_a_lock_whose_file_was_deleted_holds_no_longer_and_keeps_others_off_the_state_until_it_is_released() -> None:
    lock = acquire()
    assert isinstance(lock, Lock)
    assert lock.holds()
    Path(runtime_directory(), "control.lock").unlink()
    assert not lock.holds()
    assert acquire() == Holder(os.getpid(), is_displaced=True)
    lock.release()
    with locked() as second:
        assert second.holds()


def test_one_that_began_before_there_was_a_runtime_directory_keeps_a_second_off_the_state(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with locked():
        monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
        assert acquire() == Holder(os.getpid())
    assert not taken()


def test_the_pid_that_a_container_with_the_same_home_has_written_is_nobodys_here(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Neither is the lock that cannot be seen from here gone: who was told so would end another process by a signal."""
    with locked():
        monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
        monkeypatch.setattr(reminder.control.lock, "runtime_directory", lambda: str(tmp_path / "reminder"))
        monkeypatch.setattr(os.path, "exists", lambda path: False)
        monkeypatch.setattr(reminder.control.lock, "_room", lambda: "pid:[1]")
        assert acquire() == Holder(None)


def test_several_machines_with_one_home_have_a_program_each(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with locked():
        machine = os.uname()
        monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
        monkeypatch.setattr(os, "uname", lambda: os.uname_result((machine[0], "another", *machine[2:])))
        assert not taken()


@pytest.mark.parametrize("spoilt", ["a file system that cannot lock", "a folder nobody can write", "no home"])
def test_where_the_state_cannot_be_locked_the_other_lock_has_to_do(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, spoilt: str
) -> None:
    import fcntl

    real = fcntl.flock

    def lock(descriptor: int, how: int) -> None:
        if "running-" in str(Path(f"/proc/self/fd/{descriptor}").readlink()):
            raise OSError(errno.ENOLCK, "No locks available")
        real(descriptor, how)

    if spoilt == "a file system that cannot lock":
        monkeypatch.setattr(fcntl, "flock", lock)
    elif spoilt == "a folder nobody can write":
        (tmp_path / "state").touch()
        monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    else:
        monkeypatch.delenv("XDG_STATE_HOME")
        monkeypatch.setattr("os.path.expanduser", lambda path: path)
    with locked():
        assert acquire() == Holder(os.getpid())


def test_a_lock_that_cannot_be_looked_at_holds_as_far_as_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: str) -> os.stat_result:
        raise PermissionError(errno.EACCES, "Permission denied", path)

    with locked() as lock, monkeypatch.context() as patch:
        patch.setattr("os.stat", refuse)
        assert lock.holds()
