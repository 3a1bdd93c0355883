"""What a status bar shows: a Status ─▶ Fields ─▶ a line in the form that the bar reads, or that a template has.

What waybar 0.9.17, i3blocks 1.4, polybar 3.6.3 and xfce4-genmon-plugin 4.1.1 make of a line was tried.
"""

from __future__ import annotations

import json
import re
from collections import namedtuple
from html import escape

from reminder.errors import UsageError
from reminder.phrase import listed, phrase
from reminder.wording.answers import HOLDS, line
from reminder.wording.language import word

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from reminder.control import fields as f
    from reminder.phrase import Phrase

POLLS = "xfce-genmon"
"""It runs its command again and again, and waits for its end."""

_FIELD = re.compile(r"{{(\w+)}}|{(\w*)}")
"""A word in doubled braces is none; all other braces stand for themselves, as bars have their own use for them."""


class Fields(namedtuple("Fields", ("text", "line", "state", "next", "reminder", "why", "title"))):
    """What a template can name. Times are of the clock, so that all of it stays right while nothing happens."""

    __slots__ = ()
    text: str
    """As short as can be."""
    line: str
    """A sentence."""
    state: str
    """open (one waits for an answer), break, held, next, waiting, stopped (nothing runs)."""
    next: str
    """When the next one comes; empty: nobody knows."""
    reminder: str
    """Which that is."""
    why: str
    """What keeps it back."""
    title: str
    """Of the one that waits for an answer."""


def form(named: str) -> Callable[[f.Status | None], str]:
    """What a bar, or a template, makes of a status; None: nothing runs. Raises UsageError."""
    render = _BARS.get(named) or _template(named)
    return lambda status: render(fields(status))


def fields(status: f.Status | None) -> Fields:
    if status is None:
        return Fields("", _said(phrase("reminder is not running.")), "stopped", "", "", "", "")
    hold, coming, last = next(iter(status["holds"]), None), status["next"], status["last"]
    at = _said(phrase("{at:when}", at=coming["at"])) if coming and coming["at"] else ""
    why = _said(HOLDS[hold["reason"]]) if hold else ""
    title = last["title"] if last and status["open"] else ""
    text, state = at, "next" if at else "waiting"
    if title:
        text, state = title, "open"
    elif status.get("resting_since"):
        text, state = _said(phrase("break")), "break"
    elif why:
        text, state = why, "held"
    return Fields(text, _said(line(status)), state, at, coming["reminder"] if coming else "", why, title)


def _said(what: Phrase) -> str:
    return str(word(what))


def _waybar(it: Fields) -> str:
    """Its text and tooltip are markup, unless its `escape` is on."""
    text, tooltip = escape(it.text, quote=False), escape(it.line, quote=False)
    return json.dumps({"text": text, "tooltip": tooltip, "class": it.state, "alt": it.state})


def _i3blocks(it: Fields) -> str:
    """Its JSON knows no escapes: a quote ends the text, and the letters of other languages have to be themselves."""
    full, short = (text.replace('"', "'").replace("\\", "/") for text in (it.title or it.line, it.text))
    return json.dumps({"full_text": full if it.text else "", "short_text": short}, ensure_ascii=False)


def _polybar(it: Fields) -> str:
    """With "%{" begins a command to it, which nothing can escape."""
    return it.text.replace("%{", "% {")


def _genmon(it: Fields) -> str:
    return f"<txt>{escape(it.text)}</txt><tool>{escape(it.line)}</tool><txtclick>reminder open</txtclick>"


def _json(it: Fields) -> str:
    return json.dumps(it._asdict())


_BARS = {"waybar": _waybar, "i3blocks": _i3blocks, "polybar": _polybar, POLLS: _genmon, "json": _json}


def _template(text: str) -> Callable[[Fields], str]:
    known, named = Fields._fields, [name for word, name in _FIELD.findall(text) if not word]
    if unknown := [name for name in named if name not in known]:
        raise UsageError("there is no field {name!r}; there are {names}", name=unknown[0], names=listed(known))
    if not named:
        raise UsageError(
            "{text!r} is none of {bars}; a template has a field, as '{{next}}' has, which is one of {names}",
            text=text,
            bars=listed(_BARS),
            names=listed(known),
        )
    return lambda it: _FIELD.sub(lambda found: f"{{{found[1]}}}" if found[1] else str(getattr(it, found[2])), text)
