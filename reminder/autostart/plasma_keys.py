"""Keys that KDE Plasma 6 binds: by the actions of an entry, which its global shortcuts take up.

    Binding, ... ─▶ Plasma.bind() ─▶ an entry among the applications, which no menu shows ─▶ kglobalaccel, asked for it

Seen with KWin 6.7 and KDE Frameworks 6.30: an entry that no menu shows is taken up from `applications/`, but not from
`kglobalaccel/`. It looks when the cache of all entries is made anew: `kbuildsycoca6` does that at once, kded a moment
later. Of an entry that it knows it passes over new keys, so ours has to go before it comes again. A key that somebody
has already it lists for both, and serves the first; older ones take it from whom it is given. And what a person sets in
System Settings counts for more than the entry, also when that comes again.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from pathlib import Path, PurePath
from typing import Any

from reminder.autostart.base import Program, Run, run
from reminder.autostart.files import erase, place, read_ours
from reminder.autostart.keys import COMMANDS, Binding, Key, Unreachable, already_bound, unreachable
from reminder.autostart.xdg import MARK, exec_value, is_ours
from reminder.errors import ReminderError
from reminder.model import desktops
from reminder.storage import paths
from reminder.system.bus import DEADLINE, Bus, BusError, session_bus

_ENTRY = Path("applications/reminder-keys.desktop")
_SERVICE = "org.kde.kglobalaccel"
_OURS = "/component/reminder_keys_desktop"
_UNKNOWN = "org.freedesktop.DBus.Error.UnknownObject"
_HEAD = """\
[Desktop Entry]
Type=Application
Name=Reminder
Icon=reminder
Exec={command}
NoDisplay=true
Actions={actions};
{mark}
"""
_ACTION = """
[Desktop Action {name}]
Name={label}
Exec={command}
X-KDE-Shortcuts={key}
"""
_LABELS = {
    "done": "Done",
    "snooze": "Snooze",
    "skip": "Skip",
    "pause": "Pause for an hour",
    "now": "Show a tip now",
    "open": "Open the window",
}
"""Of the commands, for System Settings, which lists them."""
_MODIFIERS = {
    "super": ("Meta", 0x10000000),
    "ctrl": ("Ctrl", 0x04000000),
    "alt": ("Alt", 0x08000000),
    "shift": ("Shift", 0x02000000),
}
_KEYS = {
    **{character: (character.upper(), ord(character.upper())) for character in "abcdefghijklmnopqrstuvwxyz0123456789"},
    **{f"F{number}": (f"F{number}", 0x0100002F + number) for number in range(1, 13)},
    "Pause": ("Pause", 0x01000008),
    "Print": ("Print", 0x01000009),
    "Scroll_Lock": ("ScrollLock", 0x01000026),
    "Menu": ("Menu", 0x01000055),
}
"""As Qt 6 writes and numbers them (qnamespace.h); a key with its modifiers is the sum. From F13 on keyboards send
something else, as they do for a digit with Shift and for Pause with Ctrl: KWin never acts on these."""
_NAMED = 0x01000000
"""From here on keys have a name, and no character."""
_EQUAL = [0]
"""What is asked for is this key, not one that others begin with."""
_TOLD_WITHIN = timedelta(seconds=2)
"""Which keys there are; who only wants to know does not wait for as long as who changes them."""
_AT_MOST = timedelta(seconds=8)
"""Until an entry that came or went is taken notice of; here it was half a second, by kded two."""
_AGAIN = timedelta(milliseconds=100)


class Plasma:
    """The global shortcuts of one person. What cannot be read or written raises ReminderError."""

    label = desktops.PLASMA.label

    def __init__(self, data: Path, ask: Run = run) -> None:
        """`data` is the person's data folder."""
        self._entry = data / _ENTRY
        self._ask = ask

    def bound(self) -> dict[str, Key]:
        """Our commands that have a key now."""
        return asyncio.run(self._bound())

    def bind(self, bindings: Sequence[Binding]) -> None:
        """In the place of all that we bound before, and that was set for them in System Settings.

        Where one of the keys is taken, nothing is changed.
        """
        before = read_ours(self._entry, is_ours)
        asyncio.run(self._bind(bindings, before))

    def unbind(self) -> None:
        """Without Plasma too, which then finds no entry when it comes."""
        read_ours(self._entry, is_ours)
        asyncio.run(self._unbind())

    async def _bound(self) -> dict[str, Key]:
        async with _shortcuts(self._entry.parent, _TOLD_WITHIN) as shortcuts:
            found = await shortcuts.ours() or {}
        return {name: _key(number) for name, number in found.items() if name in COMMANDS and number}

    async def _bind(self, bindings: Sequence[Binding], before: bytes | None) -> None:
        content, wanted = render(bindings).encode(), {binding.name: _number(binding.key) for binding in bindings}
        async with _shortcuts(self._entry.parent) as shortcuts:
            for binding in bindings:
                await shortcuts.check(binding)
            try:
                if await shortcuts.ours() is not None:
                    self._have(None)
                    await shortcuts.wait(known=False)
                self._have(content)
                await shortcuts.wait(known=True)
                await shortcuts.set(wanted)
            except BaseException:
                self._have(before)
                raise

    async def _unbind(self) -> None:
        self._have(None)
        with suppress(Unreachable):
            async with _shortcuts(self._entry.parent) as shortcuts:
                await shortcuts.wait(known=False)

    def _have(self, content: bytes | None) -> None:
        """As the entry, None for no entry. Where the program that tells of it is missing, kded notices by itself."""
        if content is None:
            erase(self._entry)
        else:
            place(self._entry, content)
        self._ask("kbuildsycoca6")


class _Shortcuts:
    """What kglobalaccel says, and is told. Raises BusError."""

    def __init__(self, bus: Bus, folder: Path) -> None:
        self._bus, self._folder = bus, folder

    async def ours(self) -> dict[str, int] | None:
        """The number of the key of each action in our entry, 0 for none; None: it knows no such entry."""
        try:
            [found] = await self._bus.call(_SERVICE, _OURS, f"{_SERVICE}.Component", "allShortcutInfos")
        except BusError as error:
            if error.name == _UNKNOWN:
                return None
            raise
        return {info[0]: (info[6] or [0])[0] for info in found}

    async def wait(self, known: bool) -> None:
        """Until it knows our entry, or does not know it any more. Raises ReminderError where that takes too long."""
        for _ in range(_AT_MOST // _AGAIN):
            if (await self.ours() is not None) is known:
                return
            await asyncio.sleep(_AGAIN.total_seconds())
        raise ReminderError(
            "{desktop} has taken no notice of what changed in {folder}; log out and in, then try again",
            desktop=Plasma.label,
            folder=str(self._folder),
        )

    async def check(self, binding: Binding) -> None:
        """Raises ReminderError where somebody else has the key."""
        key = [_number(binding.key), 0, 0, 0]
        [found] = await self._call("globalShortcutsByKey", "(ai)(i)", [key], _EQUAL)
        for name, label, component, program, *_ in found:
            if component != _ENTRY.name:
                raise already_bound(binding, f"{program}: {label or name}")

    async def set(self, wanted: Mapping[str, int]) -> None:
        """As System Settings does it, where somebody had set others there. Raises ReminderError."""
        others = [name for name, number in (await self.ours() or {}).items() if wanted.get(name, number) != number]
        for name in others:
            await self._set(name, 0)  # two of them may have changed places
        for name in others:
            await self._set(name, wanted[name])
        now = await self.ours() or {}
        if any(now.get(name) != number for name, number in wanted.items()):
            raise ReminderError("{desktop} has given other keys than it was told to", desktop=Plasma.label)

    async def _set(self, name: str, number: int) -> None:
        keys = [[[number, 0, 0, 0]]] if number else []
        await self._call("setForeignShortcutKeys", "asa(ai)", [_ENTRY.name, name, "", ""], keys)

    async def _call(self, member: str, signature: str, *body: Any) -> list[Any]:
        return await self._bus.call(_SERVICE, "/kglobalaccel", "org.kde.KGlobalAccel", member, signature, *body)


@asynccontextmanager
async def _shortcuts(folder: Path, deadline: timedelta = DEADLINE) -> AsyncIterator[_Shortcuts]:
    """`folder` is where our entry is, `deadline` that of each answer."""
    bus = session_bus(deadline)
    try:
        async with bus.joined():
            yield _Shortcuts(bus, folder)
    except BusError as error:
        raise unreachable(Plasma.label, error.said) from error


def plasma(version: str) -> Plasma | None:
    """`version` is KDE_SESSION_VERSION, which only its own sessions set; of those before 6 nothing is known."""
    return Plasma(paths.data_folders()[0]) if version in ("", "6") else None


def render(bindings: Sequence[Binding]) -> str:
    """The entry, from nothing but the bindings. Raises ReminderError for a key that Qt does not know by `_KEYS`."""
    launcher = PurePath(bindings[0].words[0])
    actions = (
        _ACTION.format(
            name=binding.name,
            label=_LABELS[binding.name],
            command=exec_value(Program(launcher, binding.words[1:])),
            key=_written(binding),
        )
        for binding in bindings
    )
    names = ";".join(binding.name for binding in bindings)
    head = _HEAD.format(command=exec_value(Program(launcher, COMMANDS["open"])), actions=names, mark=MARK)
    return head + "".join(actions)


def _written(binding: Binding) -> str:
    """The key as Qt writes it."""
    modifiers, name = binding.key
    if name not in _KEYS or (name.isdigit() and "shift" in modifiers) or (name == "Pause" and "ctrl" in modifiers):
        raise ReminderError(
            "{key} is not among the keys that {desktop} can be told of: letters, digits without Shift, F1 to F12, Menu,"
            " Print, Scroll_Lock, and Pause without Ctrl; name another one: reminder keys on {name}=KEY",
            key=str(binding.key),
            desktop=Plasma.label,
            name=binding.name,
        )
    return "+".join((*(_MODIFIERS[modifier][0] for modifier in modifiers), _KEYS[name][0]))


def _number(key: Key) -> int:
    return sum(_MODIFIERS[modifier][1] for modifier in key.modifiers) + _KEYS[key.name][1]


def _key(number: int) -> Key:
    """Any that somebody may have set in System Settings; one without a name is called by its number."""
    modifiers = tuple(modifier for modifier, (_, its) in _MODIFIERS.items() if number & its)
    bare = number - sum(_MODIFIERS[modifier][1] for modifier in modifiers)
    names = (name for name, (_, its) in _KEYS.items() if its == bare)
    return Key(modifiers, next(names, chr(bare) if bare < _NAMED else f"0x{bare:x}"))
