"""Keys for the commands: as people write them, and as each desktop has to be told of them.

    "done=Super+F9", ... ─▶ chosen() ─▶ Binding, ... ─▶ lines() ─▶ what to put where, on this desktop

Nothing is bound here; `custom_keys` and `plasma_keys` do that where a desktop takes it by one documented call.
"""

import re
import shlex
from collections.abc import Callable, Container, Iterable, Sequence
from typing import NamedTuple, Protocol

from reminder.autostart.base import Program
from reminder.errors import ReminderError, UsageError
from reminder.model import desktops
from reminder.phrase import Phrase, phrase

COMMANDS = {
    "done": ("done",),
    "snooze": ("snooze",),
    "skip": ("skip",),
    "pause": ("pause", "1h"),
    "now": ("now",),
    "open": ("open",),
}
"""What can be bound, and the arguments of the command; a pause ends by itself, as nobody sees that it goes on."""
HYPRLAND_BEFORE = "hyprland.conf"
"""Stands before the names in XDG_CURRENT_DESKTOP where Hyprland reads this file, as it did before 0.57."""
_DEFAULTS = {"done": "d", "snooze": "z", "skip": "x", "pause": "h", "now": "n", "open": "o"}
"""With Super and Alt. GNOME 51, Cinnamon 6.6 and Plasma 6.7 have bound none of these; Plasma has K, L and P."""
_MODIFIERS = {"super": "Super", "ctrl": "Ctrl", "alt": "Alt", "shift": "Shift"}
"""In the order in which they are written."""
_ALSO = {"meta": "super", "win": "super", "mod4": "super", "control": "ctrl", "primary": "ctrl", "mod1": "alt"}
_KEY = re.compile(r"[A-Za-z0-9]|F[1-9]|F[12][0-9]|F3[0-5]|[A-Z][A-Za-z0-9_]+|XF86\w+")
"""A key as X11 and Wayland name it (keysym): F9, Pause, KP_Enter."""
_LONE = re.compile(r"F\d+|XF86\w+|Pause|Print|Scroll_Lock|Menu")
"""These need no modifier: nobody writes with them."""
_GTK = re.compile(r"<(\w+)>")
_UNQUOTED = re.compile(r"[\w@:+./ =-]+")
"""What means the same in every one of these files."""


class Key(NamedTuple):
    """One key, with modifiers in the order of `_MODIFIERS`."""

    modifiers: tuple[str, ...]
    name: str

    def __str__(self) -> str:
        return "+".join((*(_MODIFIERS[modifier] for modifier in self.modifiers), _shown(self.name)))

    @property
    def gtk(self) -> str:
        """As GTK writes it, and with it GNOME, Cinnamon, MATE and Xfce."""
        names = {"ctrl": "Primary"}
        return "".join(f"<{names.get(modifier, _MODIFIERS[modifier])}>" for modifier in self.modifiers) + self.name

    @property
    def sway(self) -> str:
        names = {"super": "Mod4", "alt": "Mod1"}
        return "+".join((*(names.get(modifier, _MODIFIERS[modifier]) for modifier in self.modifiers), self.name))


class Binding(NamedTuple):
    name: str
    """Of the command, in `COMMANDS`."""
    key: Key
    command: str
    """For a shell, and for those who read a command as one does."""
    words: tuple[str, ...]


class Unreachable(ReminderError):
    """Whoever binds the keys of a desktop cannot be asked."""


class Binder(Protocol):
    """Binds keys on one desktop. What cannot be read or written raises ReminderError."""

    label: str

    def bound(self) -> dict[str, Key]:
        """Our commands that have a key now."""

    def bind(self, bindings: Sequence[Binding]) -> None:
        """In the place of all that we bound before; where one of the keys is taken, nothing is changed."""

    def unbind(self) -> None: ...


class Lines(NamedTuple):
    """How it is done by hand: what is said before `lines`."""

    how: Phrase
    lines: Sequence[str]


def read_key(text: str) -> Key:
    """As people write it: Super+Alt+d. Raises UsageError."""
    *modifiers, name = (part.strip() for part in text.split("+"))
    known = {_ALSO.get(modifier, modifier) for modifier in map(str.lower, modifiers)}
    if not _KEY.fullmatch(name) or not known <= _MODIFIERS.keys():
        raise UsageError("{text!r} is no key; write it like Super+Alt+D or Ctrl+F9", text=text)
    if not known - {"shift"} and not _LONE.fullmatch(name):
        raise UsageError("{text} is for writing; put Super, Ctrl or Alt before it", text=text)
    return _key(known, name)


def read_gtk(text: str) -> Key | None:
    """As GTK writes it; None for what is no key."""
    known = {_ALSO.get(modifier, modifier) for modifier in map(str.lower, _GTK.findall(text))}
    name = _GTK.sub("", text)
    return _key(known, name) if name and known <= _MODIFIERS.keys() else None


def _key(modifiers: Container[str], name: str) -> Key:
    in_order = tuple(modifier for modifier in _MODIFIERS if modifier in modifiers)
    return Key(in_order, name.lower() if len(name) == 1 else name)


def chosen(program: Program, words: Iterable[str]) -> Sequence[Binding]:
    """All the commands, each with the key that `words` name for it, or with its default. Raises UsageError."""
    keys = {name: Key(("super", "alt"), letter) for name, letter in _DEFAULTS.items()}
    for word in words:
        name, equals, text = word.partition("=")
        if name not in keys or not equals:
            names = ", ".join(keys)
            raise UsageError("{word!r} names no key; write COMMAND=KEY, a COMMAND of: {names}", word=word, names=names)
        keys[name] = read_key(text)
    taken: dict[Key, str] = {}
    for name, key in keys.items():
        if other := taken.get(key):
            raise UsageError("{key} cannot be for both {one} and {other}", key=str(key), one=other, other=name)
        taken[key] = name
    return [_binding(program, name, key) for name, key in keys.items()]


def plainly(binding: Binding) -> str:
    """The key and what it starts, for people."""
    return f"{binding.key!s:<14} {binding.command}"


def already_bound(binding: Binding, by: str) -> ReminderError:
    return ReminderError(
        "{key} is bound already, by {by}; name another one: reminder keys on {name}=KEY",
        key=str(binding.key),
        by=by,
        name=binding.name,
    )


def unreachable(desktop: str, why: Phrase) -> Unreachable:
    return Unreachable("the shortcuts of {desktop} cannot be reached: {why}", desktop=desktop, why=why)


def _binding(program: Program, name: str, key: Key) -> Binding:
    words = str(program.launcher), *COMMANDS[name]
    if not _UNQUOTED.fullmatch(words[0].replace("\\", "/")):
        raise ReminderError(
            "{launcher!r} cannot be bound to a key: its path holds a character that means something else to a"
            " desktop; install reminder somewhere else",
            launcher=words[0],
        )
    return Binding(name, key, shlex.join(words), words)


def lines(names: Sequence[str], bindings: Sequence[Binding]) -> Lines:
    """What a person does on the desktop of these names in XDG_CURRENT_DESKTOP.

    sway 1.12, i3 4.22 (`-C`) and Hyprland 0.57 (`--verify-config`) took these lines, xfconf-query 4.18 its commands; of
    the others only the form is known, from their documentation.
    """
    known = {name.lower() for name in names}
    way = next((way for way in _WAYS if not known.isdisjoint(way.names)), _ELSEWHERE)
    return Lines(way.how, [way.line(binding) for binding in bindings])


# --- how each is told -------------------------------------------------------------------------------------------------


def _shown(name: str) -> str:
    return name.upper() if len(name) == 1 else name


def _sway(binding: Binding) -> str:
    return f"bindsym {binding.key.sway} exec {binding.command}"


def _i3(binding: Binding) -> str:
    return f"bindsym {binding.key.sway} exec --no-startup-id {binding.command}"


def _hyprland(binding: Binding) -> str:
    keys = " + ".join((*(modifier.upper() for modifier in binding.key.modifiers), _shown(binding.key.name)))
    return f'hl.bind("{keys}", hl.dsp.exec_cmd("{binding.command}"))'


def _hyprland_before(binding: Binding) -> str:
    modifiers = " ".join(modifier.upper() for modifier in binding.key.modifiers)
    return f"bind = {modifiers}, {_shown(binding.key.name)}, exec, {binding.command}"


def _niri(binding: Binding) -> str:
    words = " ".join(f'"{word}"' for word in binding.words)
    return f"{binding.key} {{ spawn {words}; }}"


def _labwc(binding: Binding) -> str:
    short = {"super": "W", "ctrl": "C", "alt": "A", "shift": "S"}
    key = "-".join((*(short[modifier] for modifier in binding.key.modifiers), binding.key.name))
    command = binding.command.replace("'", "&apos;")  # of the quotes; nothing else in it needs that
    return f"<keybind key='{key}'><action name='Execute' command='{command}'/></keybind>"


def _xfce(binding: Binding) -> str:
    where = f"/commands/custom/{binding.key.gtk}"
    return shlex.join(
        ["xfconf-query", "-c", "xfce4-keyboard-shortcuts", "-p", where, "-n", "-t", "string", "-s", binding.command]
    )


class _Way(NamedTuple):
    how: Phrase
    line: Callable[[Binding], str]
    names: tuple[str, ...] = ()
    """In XDG_CURRENT_DESKTOP, in lower case."""


_ELSEWHERE = _Way(phrase("Have whatever binds keys here start these; the keys are proposals:"), plainly)
_WAYS = (
    _Way(phrase("Add these lines to ~/.config/sway/config, unless a key is in it already:"), _sway, ("sway",)),
    _Way(phrase("Add these lines to ~/.config/i3/config, unless a key is in it already:"), _i3, ("i3",)),
    _Way(
        phrase("Add these lines to hyprland.conf (up to Hyprland 0.56), unless a key is in it already (untried):"),
        _hyprland_before,
        (HYPRLAND_BEFORE,),
    ),
    _Way(
        phrase("Add these lines to ~/.config/hypr/hyprland.lua (Hyprland 0.57), unless a key is in it already:"),
        _hyprland,
        ("hyprland",),
    ),
    _Way(
        phrase("Add these lines to binds in ~/.config/niri/config.kdl, unless a key is in it already (untried):"),
        _niri,
        ("niri",),
    ),
    _Way(
        phrase("Add these lines to <keyboard> in rc.xml, unless a key is in it already (untried):"),
        _labwc,
        ("labwc", "openbox"),
    ),
    _Way(
        phrase("These commands bind them; look in Settings > Keyboard > Application Shortcuts first (untried):"),
        _xfce,
        ("xfce",),
    ),
    _Way(
        phrase("Add them in System Settings > Keyboard > Shortcuts, by Add New > Command (untried):"),
        plainly,
        desktops.PLASMA.names,
    ),
    _Way(phrase("Add them in Control Center > Keyboard Shortcuts (untried):"), plainly, ("mate",)),
)
