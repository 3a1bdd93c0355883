"""Keys: how people write them, how desktops are told of them, and what is bound where a desktop takes it."""

from pathlib import PurePosixPath

import pytest
from support.gsettings import GSettings, absent
from support.words import in_words

from reminder.autostart.base import Program, Run
from reminder.autostart.custom_keys import Custom, custom
from reminder.autostart.keys import COMMANDS, Binding, chosen, lines, read_gtk, read_key
from reminder.errors import ReminderError, UsageError

PROGRAM = Program(PurePosixPath("/home/ann/bin/reminder"))
GNOME = "org.gnome.settings-daemon.plugins.media-keys"
CINNAMON = "org.cinnamon.desktop.keybindings"
FOLDER = "/org/gnome/settings-daemon/plugins/media-keys/custom-keybindings/"
DESKS = pytest.mark.parametrize(("desktop", "schema"), [("GNOME", GNOME), ("X-Cinnamon", CINNAMON)])


def bindings(*words: str) -> list[Binding]:
    return list(chosen(PROGRAM, words))


def desk(desktop: str, settings: GSettings) -> Custom:
    its = custom((desktop,), settings.ask)
    assert its
    return its


def mine(settings: GSettings) -> dict[str, dict[str, str]]:
    """What stands in the settings for our commands, by its name."""
    return {values["name"]: values for values in settings.values.values() if "reminder: " in values.get("name", "")}


# --- how people write them --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "key", "gtk", "sway"),
    [
        ("Super+Alt+D", "Super+Alt+D", "<Super><Alt>d", "Mod4+Mod1+d"),
        ("alt+win+d", "Super+Alt+D", "<Super><Alt>d", "Mod4+Mod1+d"),
        ("Shift + Control + F9", "Ctrl+Shift+F9", "<Primary><Shift>F9", "Ctrl+Shift+F9"),
        ("F9", "F9", "F9", "F9"),
        ("Pause", "Pause", "Pause", "Pause"),
        ("Super+KP_Enter", "Super+KP_Enter", "<Super>KP_Enter", "Mod4+KP_Enter"),
    ],
)
def test_a_key_is_written_in_many_ways_and_is_one(written: str, key: str, gtk: str, sway: str) -> None:
    found = read_key(written)
    assert (str(found), found.gtk, found.sway) == (key, gtk, sway)
    assert read_gtk(gtk) == found


@pytest.mark.parametrize("written", ["", "Super+", "Hyper+d", "Super+d+e", "Super+;", "Super+d d", "<Super>d"])
def test_what_is_no_key_is_refused_with_an_example(written: str) -> None:
    with pytest.raises(UsageError, match=r"write it like Super\+Alt\+D"):
        read_key(written)


@pytest.mark.parametrize("written", ["d", "Shift+d", "Return", "Super"])
def test_a_key_for_writing_is_not_taken_away(written: str) -> None:
    with pytest.raises(UsageError, match="put Super, Ctrl or Alt before it"):
        read_key(written)


@pytest.mark.parametrize("written", ["", "<Super>", "<Hyper>d"])
def test_what_a_desktop_writes_and_is_no_key_of_ours_is_passed_over(written: str) -> None:
    assert read_gtk(written) is None


def test_every_command_has_a_key_of_its_own_unless_one_is_named() -> None:
    assert {binding.name for binding in bindings()} == COMMANDS.keys()
    assert len({binding.key for binding in bindings()}) == len(COMMANDS)
    done = next(binding for binding in bindings("done=Ctrl+F9") if binding.name == "done")
    assert (str(done.key), done.command) == ("Ctrl+F9", "/home/ann/bin/reminder done")


@pytest.mark.parametrize(
    ("word", "complaint"),
    [
        ("stop=F9", "'stop=F9' names no key; write COMMAND=KEY, a COMMAND of: done, snooze, skip, pause, now, open"),
        ("F9", "'F9' names no key; write COMMAND=KEY, a COMMAND of: done, snooze, skip, pause, now, open"),
        ("done=Super+Alt+Z", "Super+Alt+Z cannot be for both done and snooze"),
    ],
)
def test_what_names_no_key_or_one_for_two_is_refused(word: str, complaint: str) -> None:
    with pytest.raises(UsageError) as refused:
        bindings(word)
    assert in_words(refused.value.said) == complaint


def test_a_path_that_one_of_the_files_would_misread_is_refused() -> None:
    with pytest.raises(ReminderError, match="install reminder somewhere else"):
        chosen(Program(PurePosixPath("/home/ann/a,b/reminder")), ())


# --- how desktops are told of them ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("desktop", "line"),
    [
        ("sway", "bindsym Mod4+Mod1+h exec /home/ann/bin/reminder pause 1h"),
        ("i3", "bindsym Mod4+Mod1+h exec --no-startup-id /home/ann/bin/reminder pause 1h"),
        ("hyprland.conf", "bind = SUPER ALT, H, exec, /home/ann/bin/reminder pause 1h"),
        ("Hyprland", 'hl.bind("SUPER + ALT + H", hl.dsp.exec_cmd("/home/ann/bin/reminder pause 1h"))'),
        ("niri", 'Super+Alt+H { spawn "/home/ann/bin/reminder" "pause" "1h"; }'),
        (
            "labwc",
            "<keybind key='W-A-h'><action name='Execute' command='/home/ann/bin/reminder pause 1h'/></keybind>",
        ),
        (
            "XFCE",
            "xfconf-query -c xfce4-keyboard-shortcuts -p '/commands/custom/<Super><Alt>h' -n -t string"
            " -s '/home/ann/bin/reminder pause 1h'",
        ),
        ("KDE", "Super+Alt+H    /home/ann/bin/reminder pause 1h"),
        ("MATE", "Super+Alt+H    /home/ann/bin/reminder pause 1h"),
        ("Unheard", "Super+Alt+H    /home/ann/bin/reminder pause 1h"),
    ],
)
def test_each_desktop_is_told_in_its_own_form(desktop: str, line: str) -> None:
    assert lines((desktop,), bindings()).lines[3] == line


def test_a_space_in_the_path_is_quoted() -> None:
    told = lines(("sway",), chosen(Program(PurePosixPath("/home/ann/my bin/reminder")), ()))
    assert told.lines[0] == "bindsym Mod4+Mod1+d exec '/home/ann/my bin/reminder' done"


# --- what is bound ----------------------------------------------------------------------------------------------------


@DESKS
def test_on_binds_all_and_off_leaves_no_trace(desktop: str, schema: str) -> None:
    settings = GSettings(schema)
    before = {**settings.values}
    its = desk(desktop, settings)
    its.bind(bindings("done=Super+F9"))
    assert {name: str(key) for name, key in its.bound().items()}["done"] == "Super+F9"
    assert its.bound().keys() == COMMANDS.keys()
    assert mine(settings)["'reminder: done'"] == {
        "name": "'reminder: done'",
        "command": "'/home/ann/bin/reminder done'",
        "binding": "['<Super>F9']" if settings.many else "'<Super>F9'",
    }
    its.unbind()
    assert settings.list == []
    assert [*settings.values] == [*before]


def test_gnome_lists_paths_and_cinnamon_names_that_its_settings_can_count() -> None:
    """Cinnamon's settings take what is left without "custom" for a number, else they add no shortcut any more."""
    gnome, cinnamon = GSettings(GNOME), GSettings(CINNAMON)
    desk("GNOME", gnome).bind(bindings())
    desk("X-Cinnamon", cinnamon).bind(bindings())
    assert gnome.list == [f"{FOLDER}custom{number}/" for number in range(6)]
    assert cinnamon.list == [f"custom{number}" for number in range(6)]


@DESKS
def test_entries_of_others_stay_as_they_are(desktop: str, schema: str) -> None:
    settings = GSettings(schema)
    its = desk(desktop, settings)
    slot = f"{FOLDER}custom1/" if schema == GNOME else "custom1"
    where = its._path(slot)
    other = {"name": "'Say \\'hello\\''", "command": "\"sh -c 'x'\"", "binding": "['<Super>F9', 'F7']"}
    settings.values[where] = other
    settings.ask("gsettings", "set", schema, its._row.list_key, f"['{slot}']")
    for _ in range(2):
        its.bind(bindings())
        assert len(settings.list) == 7
        assert settings.list[0] == slot
        assert len(set(settings.list)) == 7
    its.unbind()
    assert settings.list == [slot]
    assert settings.values[where] == other


@pytest.mark.parametrize(
    ("name", "command"),
    [
        ("'reminder: done'", "'rm -rf x'"),
        ("'My reminder'", "'/home/ann/bin/reminder done'"),
        ("'reminder: done'", "'/home/ann/bin/reminder done --json'"),
        ("'reminder: stop'", "'/home/ann/bin/reminder stop'"),
        ("'reminder: done'", '"\'"'),
    ],
)
def test_what_only_looks_like_ours_is_of_others(name: str, command: str) -> None:
    settings = GSettings(CINNAMON, {"custom-list": "['custom0', '__dummy__']"})
    its = desk("X-Cinnamon", settings)
    settings.values[its._path("custom0")] = {"name": name, "command": command, "binding": "['F7']"}
    its.bind(bindings())
    its.unbind()
    assert settings.list == ["custom0", "__dummy__"]
    assert settings.values[its._path("custom0")]["command"] == command


@pytest.mark.parametrize(
    ("schema", "key", "value"),
    [
        (GNOME, "screensaver", "['<Super>l', '<Alt><Super>d']"),
        (GNOME, "magnifier", "'<Mod4><Mod1>D'"),
        ("org.gnome.desktop.wm.keybindings", "show-desktop", "['<Alt><Super>d']"),
    ],
)
def test_a_key_that_is_bound_already_is_left_alone_and_nothing_is_changed(schema: str, key: str, value: str) -> None:
    settings = GSettings(GNOME)
    settings.values.setdefault(schema, {})[key] = value
    with pytest.raises(ReminderError) as refused:
        desk("GNOME", settings).bind(bindings())
    assert in_words(refused.value.said) == (
        f"Super+Alt+D is bound already, by {schema} {key}; name another one: reminder keys on done=KEY"
    )
    assert settings.told == []


def test_a_key_of_another_custom_shortcut_is_left_alone_too() -> None:
    settings = GSettings(CINNAMON, {"custom-list": "['custom4']"})
    its = desk("X-Cinnamon", settings)
    settings.values[its._path("custom4")] = {"name": "'Mine'", "command": "'x'", "binding": "['F7', '<Alt><Super>z']"}
    with pytest.raises(ReminderError, match=r"Super\+Alt\+Z is bound already, by Mine"):
        its.bind(bindings())
    assert settings.told == []


def test_the_settings_of_another_desktop_bind_nothing_here() -> None:
    settings = GSettings(GNOME)
    settings.values["org.cinnamon.desktop.keybindings.wm"] = {"show-desktop": "['<Alt><Super>d']"}
    desk("GNOME", settings).bind(bindings())
    assert len(settings.list) == 6


def test_on_again_changes_the_list_so_that_cinnamon_reads_the_new_keys() -> None:
    settings = GSettings(CINNAMON)
    its = desk("X-Cinnamon", settings)
    its.bind(bindings())
    settings.told.clear()
    its.bind(bindings("done=Super+F9"))
    lists = [number for number, told in enumerate(settings.told) if told[:3] == ("set", CINNAMON, "custom-list")]
    assert lists == [0, len(settings.told) - 1]
    assert settings.told[0][3] == "[]"


def test_settings_that_are_forgotten_at_once_are_told() -> None:
    """As without dconf: what one process sets, the next does not find."""
    with pytest.raises(ReminderError, match="has forgotten at once what it was told"):
        desk("GNOME", GSettings(GNOME, forgets=True)).bind(bindings())


def without_schema(*words: str) -> str | None:
    return "2.78\n" if words == ("gsettings", "--version") else None


def without_access(*words: str) -> str | None:
    return "custom-keybindings\n" if words[1] == "list-keys" else without_schema(*words)


@pytest.mark.parametrize(
    ("ask", "why"),
    [
        (absent, "the program gsettings is missing; install the package libglib2.0-bin or glib2"),
        (
            without_schema,
            "the settings in which it keeps them are missing; install the package gnome-settings-daemon-common or "
            "gnome-settings-daemon",
        ),
        (without_access, "its settings do not answer, or cannot be written"),
    ],
    ids=["no program", "no schema", "no access"],
)
def test_what_is_missing_to_reach_the_shortcuts_is_said(ask: Run, why: str) -> None:
    its = custom(("GNOME",), ask)
    assert its
    with pytest.raises(ReminderError, match=f"^the shortcuts of GNOME cannot be reached: {why}$"):
        its.bound()


def test_other_desktops_take_none() -> None:
    assert custom(("sway", "KDE"), absent) is None
