"""Keys that Plasma binds: what is written for it, what is asked of it on a real bus, and what it does with that."""

import configparser
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path, PurePosixPath

import pytest
from dbus_fast import DBusError, Message
from support.bus_service import Answer
from support.desktop_fixtures import Bus
from support.kglobalaccel import NAME, KGlobalAccel, Known, number
from support.words import in_words

from reminder.autostart import plasma_keys
from reminder.autostart.base import Program
from reminder.autostart.keys import COMMANDS, Binding, chosen, read_key
from reminder.autostart.plasma_keys import Plasma, render
from reminder.errors import ReminderError
from reminder.system.bus import DEADLINE

PROGRAM = Program(PurePosixPath("/home/ann/my bin/reminder"))
KWIN = Known("Show Desktop", "Peek at Desktop", "kwin", "KWin", number("Meta+Alt+D"))
REFUSED = "org.freedesktop.DBus.Error.AccessDenied"
UNNAMED = Known("Switch to Next Layout", "", "keyboard", "Layout Switcher", number("Meta+F9"))


def bindings(*words: str) -> list[Binding]:
    return list(chosen(PROGRAM, words))


on_a_bus = pytest.mark.desktop


@pytest.fixture
def applications(tmp_path: Path) -> Path:
    return tmp_path / "applications"


@pytest.fixture
def shortcuts(private_bus: Bus, applications: Path) -> Iterator[KGlobalAccel]:
    with KGlobalAccel(applications, UNNAMED) as shortcuts:
        yield shortcuts


@pytest.fixture
def desk(shortcuts: KGlobalAccel, tmp_path: Path) -> Plasma:
    return Plasma(tmp_path, shortcuts.rebuild)


def keys(desk: Plasma) -> dict[str, str]:
    return {name: str(key) for name, key in desk.bound().items()}


def test_the_entry_has_an_action_for_each_command_and_is_in_no_menu() -> None:
    entry = configparser.ConfigParser(interpolation=None)
    entry.read_string(render(bindings("pause=Ctrl+Shift+F9", "now=Scroll_Lock")))
    head = entry["Desktop Entry"]
    assert (head["NoDisplay"], head["Actions"]) == ("true", "done;snooze;skip;pause;now;open;")
    assert {name: entry[f"Desktop Action {name}"]["X-KDE-Shortcuts"] for name in COMMANDS} == {
        "done": "Meta+Alt+D",
        "snooze": "Meta+Alt+Z",
        "skip": "Meta+Alt+X",
        "pause": "Ctrl+Shift+F9",
        "now": "ScrollLock",
        "open": "Meta+Alt+O",
    }
    assert entry["Desktop Action pause"]["Exec"] == '"/home/ann/my bin/reminder" pause 1h'


@on_a_bus
def test_on_binds_all_and_off_leaves_no_trace(desk: Plasma, applications: Path) -> None:
    assert keys(desk) == {}
    desk.bind(bindings("done=Super+1"))
    assert keys(desk).keys() == COMMANDS.keys()
    assert keys(desk)["done"] == "Super+1"
    desk.unbind()
    assert [*applications.iterdir()] == []
    desk.bind(bindings())
    assert keys(desk)["done"] == "Super+Alt+D"


@on_a_bus
def test_other_keys_than_before_are_taken_up_though_plasma_passes_over_what_changes_in_an_entry(desk: Plasma) -> None:
    desk.bind(bindings())
    desk.bind(bindings("done=F9"))
    assert keys(desk)["done"] == "F9"


@on_a_bus
def test_on_twice_does_not_find_its_own_keys_taken(desk: Plasma) -> None:
    desk.bind(bindings())
    desk.bind(bindings())
    assert keys(desk).keys() == COMMANDS.keys()


@on_a_bus
def test_what_was_set_in_system_settings_makes_room_for_what_is_bound(desk: Plasma, shortcuts: KGlobalAccel) -> None:
    """Two of them may have changed places, and neither gets a key that the other has."""
    shortcuts.set_by_person.update(done=number("Meta+Alt+Z"), snooze=number("Meta+Alt+D"))
    desk.bind(bindings())
    assert {name: keys(desk)[name] for name in ("done", "snooze")} == {"done": "Super+Alt+D", "snooze": "Super+Alt+Z"}


@on_a_bus
def test_any_key_that_was_set_in_system_settings_is_told(desk: Plasma, shortcuts: KGlobalAccel) -> None:
    desk.bind(bindings())
    shortcuts.actions = {
        **shortcuts.actions,
        "done": shortcuts.actions["done"]._replace(key=number("Meta+,")),
        "skip": shortcuts.actions["skip"]._replace(key=number("Ctrl") + 0x01000083),
        "now": shortcuts.actions["now"]._replace(key=0),
    }
    assert keys(desk) == {
        "done": "Super+,",
        "snooze": "Super+Alt+Z",
        "skip": "Ctrl+0x1000083",
        "pause": "Super+Alt+H",
        "open": "Super+Alt+O",
    }


@pytest.mark.parametrize(
    ("other", "asked", "by"),
    [
        (KWIN, "done=Super+Alt+D", "Super+Alt+D is bound already, by KWin: Peek at Desktop"),
        (UNNAMED, "done=Super+F9", "Super+F9 is bound already, by Layout Switcher: Switch to Next Layout"),
    ],
)
def test_a_key_that_is_bound_already_is_left_alone_and_nothing_is_changed(
    other: Known, asked: str, by: str, private_bus: Bus, applications: Path, tmp_path: Path
) -> None:
    with KGlobalAccel(applications, other) as shortcuts, pytest.raises(ReminderError) as refused:
        Plasma(tmp_path, shortcuts.rebuild).bind(bindings(asked))
    assert in_words(refused.value.said) == f"{by}; name another one: reminder keys on done=KEY"
    assert not applications.exists()


@pytest.mark.parametrize("key", ["Super+KP_Enter", "Super+Shift+1", "Ctrl+Alt+Pause", "F13"])
@on_a_bus
def test_a_key_that_plasma_would_never_act_on_is_refused(key: str, desk: Plasma, applications: Path) -> None:
    with pytest.raises(ReminderError, match="is not among the keys that KDE Plasma can be told of"):
        desk.bind(bindings(f"now={key}"))
    assert not applications.exists()


@on_a_bus
def test_an_entry_that_others_wrote_is_left_alone(desk: Plasma, applications: Path) -> None:
    applications.mkdir()
    (applications / NAME).write_text("[Desktop Entry]\n")
    for change in (lambda: desk.bind(bindings()), desk.unbind):
        with pytest.raises(ReminderError, match="was not written by reminder"):
            change()
    assert (applications / NAME).read_text() == "[Desktop Entry]\n"


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who waits for Plasma gives up soon."""
    monkeypatch.setattr(plasma_keys, "_AT_MOST", 3 * plasma_keys._AGAIN)


@on_a_bus
@pytest.mark.usefixtures("hurried")
def test_where_no_notice_is_taken_no_entry_stays(desk: Plasma, shortcuts: KGlobalAccel, applications: Path) -> None:
    shortcuts.is_blind = True
    with pytest.raises(ReminderError, match="has taken no notice of what changed in"):
        desk.bind(bindings())
    assert [*applications.iterdir()] == []


@on_a_bus
@pytest.mark.usefixtures("hurried")
def test_where_no_notice_is_taken_the_entry_of_before_stays(
    desk: Plasma, shortcuts: KGlobalAccel, applications: Path
) -> None:
    desk.bind(bindings())
    before = (applications / NAME).read_text()
    shortcuts.is_blind = True
    with pytest.raises(ReminderError, match="has taken no notice of what changed in"):
        desk.bind(bindings("done=F9"))
    assert (applications / NAME).read_text() == before
    with pytest.raises(ReminderError, match="has taken no notice of what changed in"):
        desk.unbind()


@on_a_bus
@pytest.mark.parametrize("was_bound", [False, True])
def test_what_breaks_off_leaves_things_as_they_were(
    was_bound: bool, desk: Plasma, shortcuts: KGlobalAccel, applications: Path
) -> None:
    if was_bound:
        desk.bind(bindings())
    before = (applications / NAME).read_text() if was_bound else None
    shortcuts.says["allShortcutInfos"] = iter_then_refused(shortcuts, 2)
    with pytest.raises(ReminderError, match="the shortcuts of KDE Plasma cannot be reached: not you"):
        desk.bind(bindings("done=F9"))
    assert ((applications / NAME).read_text() if (applications / NAME).exists() else None) == before


def iter_then_refused(shortcuts: KGlobalAccel, times: int) -> Callable[[Message], Answer]:
    """The truth so many times, and then no more."""
    left = iter(range(times))

    def answer(call: Message) -> Answer:
        return shortcuts.truth(call) if next(left, None) is not None else DBusError(REFUSED, "not you")

    return answer


@on_a_bus
def test_without_plasma_it_is_said_and_off_takes_the_entry_away_all_the_same(
    private_bus: Bus, desk: Plasma, applications: Path
) -> None:
    desk.bind(bindings())
    private_bus.stop()
    for ask in (desk.bound, lambda: desk.bind(bindings())):
        with pytest.raises(ReminderError, match="cannot be reached: there is no session bus"):
            ask()
    desk.unbind()
    assert [*applications.iterdir()] == []


@on_a_bus
def test_who_only_wants_to_know_is_told_soon_that_plasma_does_not_answer(
    desk: Plasma, shortcuts: KGlobalAccel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plasma_keys, "_TOLD_WITHIN", timedelta(seconds=0.2))
    shortcuts.hang("allShortcutInfos")
    began = time.monotonic()
    with pytest.raises(ReminderError, match=r"cannot be reached: org\.kde\.kglobalaccel does not answer"):
        desk.bound()
    assert time.monotonic() - began < DEADLINE.total_seconds()


def test_keys_have_the_numbers_that_qt_gives_them() -> None:
    """As qnamespace.h of Qt 6 has them."""
    named = {"F1": 0x01000030, "F12": 0x0100003B, "Pause": 0x01000008, "Print": 0x01000009, "Menu": 0x01000055}
    assert {name: plasma_keys._number(read_key(name)) for name in named} == named
    assert plasma_keys._number(read_key("Ctrl+Alt+Shift+Super+Scroll_Lock")) == 0x1F000026
    assert plasma_keys._number(read_key("Super+z")) == 0x1000005A
