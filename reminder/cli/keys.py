"""`reminder keys`: how to bind keys to the commands on this desktop; on and off bind them where it takes that."""

from __future__ import annotations

import os

from reminder.autostart.base import find_program
from reminder.autostart.custom_keys import custom
from reminder.autostart.desktops import SOCKETS
from reminder.autostart.keys import HYPRLAND_BEFORE, chosen, lines, plainly
from reminder.autostart.startup_files import find
from reminder.cli.result import Result
from reminder.errors import ReminderError, UsageError
from reminder.model import desktops
from reminder.phrase import phrase, verbatim
from reminder.wording.language import lines as under
from reminder.wording.language import sentence

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from reminder.autostart.keys import Binder, Binding
    from reminder.cli.commands import Arguments
    from reminder.phrase import Phrase
    from reminder.wording.language import Text


def keys(args: Arguments) -> Result:
    """With on or off, and keys such as done=Super+F9."""
    what, words = (args.words[0], args.words[1:]) if args.words[:1] in (["on"], ["off"]) else ("", args.words)
    if what == "off" and words:
        raise UsageError("off takes no keys; leave them out")
    names = _names()
    its = _binder(names)
    if what and its is None:
        raise ReminderError("no desktop here takes keys from reminder; this says what to do: reminder keys")
    if its and what == "off":
        its.unbind()
        return Result(phrase("{desktop} binds no key to reminder any more.", desktop=its.label), _data((), None, False))
    bindings = chosen(find_program(), words)
    if its and what == "on":
        its.bind(bindings)
    return _on(its, bindings, words) if its else _by_hand(names, bindings)


def _on(its: Binder, bindings: Sequence[Binding], words: Sequence[str]) -> Result:
    """What is bound; where nothing is, or nobody can say, what would be."""
    note = None
    try:
        bound = its.bound()
    except ReminderError as error:
        bound, note = {}, sentence(error.said)
    if bound:
        bindings = [binding._replace(key=bound[binding.name]) for binding in bindings if binding.name in bound]
        said = phrase("{desktop} binds these; reminder keys off takes them away:", desktop=its.label)
        return Result(_listed(said, map(plainly, bindings)), _data(bindings, None, True))
    said = phrase("This binds them: {command}", command=" ".join(("reminder keys on", *words)))
    told = [*map(plainly, bindings)]
    return Result(_listed(said, told, note), _data(bindings, told, False))


def _by_hand(names: Sequence[str], bindings: Sequence[Binding]) -> Result:
    how, told = lines(names, bindings)
    return Result(_listed(how, told), _data(bindings, told, None))


def _binder(names: Sequence[str]) -> Binder | None:
    """That of this desktop, where it can be told of keys."""
    if desktops.PLASMA.is_among(names):
        from reminder.autostart.plasma_keys import plasma

        return plasma(os.environ.get("KDE_SESSION_VERSION", ""))
    return custom(names)


def _names() -> Sequence[str]:
    names = desktops.names(os.environ) or [name for variable, name in SOCKETS.items() if os.environ.get(variable)]
    if "hyprland" not in map(str.lower, names) or find(("hypr/hyprland.lua",), os.environ):
        return names
    return [HYPRLAND_BEFORE, *names] if find(("hypr/hyprland.conf",), os.environ) else names


def _listed(said: Phrase, told: Iterable[str], note: Text | None = None) -> Text:
    return under(said, *(verbatim(f"  {line}") for line in told), note)


def _data(bindings: Sequence[Binding], told: Sequence[str] | None, bound: bool | None) -> object:
    """`bound`: null where reminder cannot bind them."""
    keys = [{"command": binding.name, "key": str(binding.key), "runs": binding.command} for binding in bindings]
    return {"bound": bound, "keys": keys, "lines": told}
