"""Which login session a program belongs to, as its surroundings tell; and root in another person's."""

import os
import sys
from pathlib import Path

import pytest
from support.words import in_words

from reminder.errors import ReminderError
from reminder.system import session
from reminder.system.session import Session, enter, here, of, read, require_own_home

linux = pytest.mark.skipif(sys.platform != "linux", reason="login sessions of this kind are those of Linux")

DESK = Session(id="2", seat="seat0", bus="unix:path=/run/user/7/bus", display=":0", runtime="/run/user/7")
HOME = Session(id="5", bus="unix:path=/run/user/7/bus", display=":10", runtime="/run/user/7")
WAYLAND = Session(id="2", bus="unix:path=/run/user/7/bus", wayland="wayland-0", display=":0", runtime="/run/user/7")


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """An environment without any of it; the place of all the runtime directories."""
    for name in (*DESK.environment, *WAYLAND.environment, "XAUTHORITY", "XDG_CURRENT_DESKTOP"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(session, "OF_EACH_USER", str(tmp_path))
    return tmp_path


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        pytest.param(DESK, DESK._replace(display=":9", bus=""), True, id="one id, whatever became of its screen"),
        pytest.param(DESK, DESK._replace(id="5"), False, id="two ids, as at two logins on one display"),
        pytest.param(DESK, HOME._replace(id=""), False, id="two screens"),
        pytest.param(DESK, DESK._replace(id=""), True, id="one screen"),
        pytest.param(DESK, Session(display=":0.0"), True, id="one display, spelled otherwise"),
        pytest.param(WAYLAND, Session(wayland="/run/user/7/wayland-0"), True, id="one compositor, spelled otherwise"),
        pytest.param(WAYLAND, Session(wayland="wayland-0", runtime="/run/user/8"), False, id="two runtime directories"),
        pytest.param(WAYLAND, DESK._replace(id=""), True, id="a compositor, and the X server beside it"),
        pytest.param(DESK, Session(bus=DESK.bus), False, id="with and without a screen"),
        pytest.param(Session(bus="unix:path=/a"), Session(bus="unix:path=/a"), True, id="one bus without a screen"),
        pytest.param(Session(bus="unix:path=/a"), Session(bus="unix:path=/b"), False, id="two of them"),
    ],
)
def test_sessions_are_told_apart(one: Session, other: Session, is_same: bool) -> None:
    assert one.is_same(other) is other.is_same(one) is is_same


@pytest.mark.parametrize("display", ["localhost:10.0", "example.org:0", "[::1]:0", "nonsense", ":"])
def test_a_screen_of_another_machine_is_none_of_this_one(display: str) -> None:
    assert not Session(display=display).has_screen


@pytest.mark.parametrize("which", [DESK, HOME, WAYLAND, Session()], ids=lambda which: in_words(which.name))
def test_what_is_said_of_one_is_read_as_the_same(which: Session) -> None:
    assert read((*which.words, "PATH=/bin", "nonsense")) == which
    assert of(which.environment) == which


@pytest.mark.parametrize(
    ("which", "name"),
    [
        (DESK, "X11 display :0, session 2, seat0"),
        (WAYLAND, "Wayland display wayland-0, session 2"),
        (Session(bus="unix:path=/a"), "a session bus without a screen"),
        (Session(), "no login"),
    ],
    ids=str,
)
def test_each_has_a_name_for_people(which: Session, name: str) -> None:
    assert in_words(which.name) == name


@linux
def test_who_enters_one_is_of_it_and_of_no_other(bare: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "environ", {"PATH": "/bin"})
    enter(WAYLAND)
    enter(DESK)
    assert os.environ == {"PATH": "/bin", **DESK.environment}


@linux
@pytest.mark.parametrize(
    ("groups", "id"),
    [
        ("0::/user.slice/user-7.slice/session-12.scope", "12"),
        ("0::/user.slice/user-7.slice/session-c1.scope/app", "c1"),
        ("1:name=systemd:/user.slice/user-7.slice/session-3.scope\n0::/", "3"),
        ("0::/user.slice/user-7.slice/user@7.service/app.slice/app-gnome-reminder-99.scope", ""),
        ("0::/user.slice/session-budgie.slice/session-9.scope", "9"),
        ("0::/user.slice/user-7.slice/user@7.service/session.slice/session-keeper.service", ""),
        ("0::/", ""),
        ("", ""),
    ],
    ids=str,
)
def test_the_id_is_that_of_the_own_group_of_processes_where_nobody_says_it(
    bare: Path, monkeypatch: pytest.MonkeyPatch, groups: str, id: str
) -> None:
    file = bare / "cgroup"
    file.write_text(groups)
    monkeypatch.setattr(session, "_OWN_GROUPS", str(file))
    assert here().id == id
    monkeypatch.setenv("XDG_SESSION_ID", "4")
    assert here().id == "4"


@linux
def test_the_bus_of_the_person_is_found_without_any_variable(bare: Path) -> None:
    """As after `su -`, and from cron."""
    runtime = bare / str(os.getuid())
    runtime.mkdir(mode=0o700)
    assert (here().bus, here().runtime) == ("", str(runtime))
    (runtime / "bus").touch()
    assert here().bus == f"unix:path={runtime}/bus"


# --- root -------------------------------------------------------------------------------------------------------------


@linux
@pytest.mark.parametrize("variable", ["XDG_RUNTIME_DIR", "HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME"])
def test_root_is_told_whose_environment_it_is_in(bare: Path, monkeypatch: pytest.MonkeyPatch, variable: str) -> None:
    if os.getuid() != 0:
        pytest.skip("only root can give a folder away")
    for name in ("XDG_STATE_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(bare))
    require_own_home()
    theirs = bare / "theirs"
    theirs.mkdir()
    os.chown(theirs, 65534, 65534)
    monkeypatch.setenv(variable, str(theirs / "still" / "to" / "come"))
    with pytest.raises(ReminderError, match=rf"\({variable}\) belongs to nobody: run it as nobody, without sudo or su"):
        require_own_home()


@linux
def test_nobody_but_root_is_asked_whose_it_is(bare: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "getuid", lambda: 65533)
    monkeypatch.setenv("XDG_RUNTIME_DIR", "/")
    require_own_home()
