"""Keys that Plasma binds: what is written for it, what is asked of it on a real bus, and what it does with that."""

import configparser
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

import pytest
from support.desktop_fixtures import Bus
from support.kglobalaccel import NAME, KGlobalAccel, Known, number
from support.words import in_words

from reminder.autostart import plasma_keys
from reminder.autostart.base import Program
from reminder.autostart.keys import COMMANDS, Binding, chosen
from reminder.autostart.plasma_keys import Plasma, render
from reminder.errors import ReminderError

pytestmark = pytest.mark.desktop

PROGRAM = Program(PurePosixPath("/home/ann/my bin/reminder"))
KWIN = Known("Show Desktop", "Peek at Desktop", "kwin", "KWin", number("Meta+Alt+D"))
UNNAMED = Known("Switch to Next Layout", "", "keyboard", "Layout Switcher", number("Meta+F9"))


def bindings(*words: str) -> list[Binding]:
    return list(chosen(PROGRAM, words))


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


def test_on_binds_all_and_off_leaves_no_trace(desk: Plasma, applications: Path) -> None:
    assert keys(desk) == {}
    desk.bind(bindings("done=Super+1"))
    assert keys(desk).keys() == COMMANDS.keys()
    assert keys(desk)["done"] == "Super+1"
    desk.unbind()
    assert [*applications.iterdir()] == []
    desk.bind(bindings())
    assert keys(desk)["done"] == "Super+Alt+D"


def test_other_keys_than_before_are_taken_up_though_plasma_passes_over_what_changes_in_an_entry(desk: Plasma) -> None:
    desk.bind(bindings())
    desk.bind(bindings("done=F9"))
    assert keys(desk)["done"] == "F9"


def test_on_twice_does_not_find_its_own_keys_taken(desk: Plasma) -> None:
    desk.bind(bindings())
    desk.bind(bindings())
    assert keys(desk).keys() == COMMANDS.keys()


def test_what_the_person_set_in_system_settings_is_said_and_stays_until_they_ask_for_another(
    desk: Plasma, shortcuts: KGlobalAccel
) -> None:
    shortcuts.set_by_person["now"] = number("Meta+Alt+Y")
    desk.bind(bindings("now=Super+Alt+Y"))
    assert keys(desk)["now"] == "Super+Alt+Y"
    desk.bind(bindings())
    assert keys(desk)["now"] == "Super+Alt+N"


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


def test_a_key_that_qt_has_under_a_name_of_its_own_is_refused(desk: Plasma, applications: Path) -> None:
    with pytest.raises(ReminderError, match=r"Super\+KP_Enter is not among the keys that KDE Plasma can be told of"):
        desk.bind(bindings("now=Super+KP_Enter"))
    assert not applications.exists()


def test_an_entry_that_others_wrote_is_left_alone(desk: Plasma, applications: Path) -> None:
    applications.mkdir()
    (applications / NAME).write_text("[Desktop Entry]\n")
    for change in (lambda: desk.bind(bindings()), desk.unbind):
        with pytest.raises(ReminderError, match="was not written by reminder"):
            change()
    assert (applications / NAME).read_text() == "[Desktop Entry]\n"


def test_where_no_notice_is_taken_no_entry_stays(
    private_bus: Bus, applications: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plasma_keys, "_AT_MOST", 3 * plasma_keys._AGAIN)
    with (
        KGlobalAccel(applications, blind=True) as shortcuts,
        pytest.raises(ReminderError, match="has taken no notice, and no key is bound"),
    ):
        Plasma(tmp_path, shortcuts.rebuild).bind(bindings())
    assert [*applications.iterdir()] == []


def test_without_plasma_it_is_said_and_off_takes_the_entry_away_all_the_same(
    private_bus: Bus, desk: Plasma, shortcuts: KGlobalAccel, applications: Path
) -> None:
    desk.bind(bindings())
    private_bus.stop()
    for ask in (desk.bound, lambda: desk.bind(bindings())):
        with pytest.raises(
            ReminderError, match="the shortcuts of KDE Plasma cannot be reached: there is no session bus"
        ):
            ask()
    desk.unbind()
    assert [*applications.iterdir()] == []
