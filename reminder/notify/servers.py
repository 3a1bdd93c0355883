"""What a notification server needs of a note, and what `doctor` says of the server, by its row in the table.

a Row, its version and its capabilities ─▶ the words as it has to be given them ─▶ what it lacks, in phrases
"""

from collections.abc import Iterator, Set

from reminder.model.notification_servers import Row
from reminder.model.plan import Click, Notify, Urgency
from reminder.notify.base import lacks_sound
from reminder.phrase import Phrase, phrase, verbatim

_ESCAPED = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
"""`html` would bring every entity there is, 400 KB, for these three."""
_JOINER = "\N{WORD JOINER}"
"""Has no width; with it, what stands in angle brackets is no tag."""
_NONE = "0.0.0"
"""mako's in the place of a version (1.11.0)."""
SOUND = "sound"
"""The capability of a server that plays sounds; an xfce4-notifyd 0.9.7 that can does not claim it."""


def name(row: Row, version: str) -> Phrase:
    """For the person, with whether it is the one that was tried; `version`: in its own words."""
    version = version.partition(" ")[0]
    known = row.label if version in ("", _NONE) else f"{row.label} {version}"
    if not row.tried:
        return phrase("{server} (untried)", server=known)
    if version == row.tried:
        return verbatim(known)
    return phrase("{server} (tested with {tried})", server=known, tried=row.tried)


def written(row: Row, capabilities: Set[str], title: str, body: str) -> tuple[str, str]:
    """Plain title and body, as it has to be given them to show them as they are."""
    if row.all_markup:
        return _untagged(title), _untagged(body)
    return title, body.translate(_ESCAPED) if row.markup or "body-markup" in capabilities else body


def _untagged(text: str) -> str:
    return text.translate(_ESCAPED).replace("&lt;", f"&lt;{_JOINER}")


def click(row: Row, wanted: Click) -> Click:
    """What a click on the words does there."""
    if row.no_click:
        return Click.NOTHING
    return row.click if wanted is Click.AUTO else wanted


def lacks(row: Row, capabilities: Set[str], notify: Notify) -> Iterator[Phrase]:
    """What of the settings it cannot do."""
    if notify.sound and (row.no_sound or SOUND not in capabilities):
        yield lacks_sound(row.label)
    elif notify.sound and row.own_sound:
        yield phrase("{server} plays a sound of its own in place of that of notify.sound", server=row.label)
    if notify.urgency is Urgency.CRITICAL and row.critical_for:
        yield phrase(
            "{server} takes critical ones away after {seconds} seconds, too", server=row.label, seconds=row.critical_for
        )
    is_click_wanted = notify.click in (Click.DONE, Click.OPEN)
    if is_click_wanted and row.no_click:
        yield phrase("{server} closes at a click, so that notify.click has no effect", server=row.label)
    if is_click_wanted and row.click_by:
        yield phrase(
            "{server} closes at a click of the left button; notify.click is for that of {button}",
            server=row.label,
            button=row.click_by,
        )


def buttons(row: Row, capabilities: Set[str]) -> Phrase | None:
    """How its buttons are pressed; None: they are there to see."""
    if "actions" not in capabilities:
        return phrase("{server} has no buttons; answer with reminder done, snooze or skip", server=row.label)
    if row.press:
        return phrase(
            "{server} draws no buttons; press them by {press}, or answer with reminder done, snooze or skip",
            server=row.label,
            press=row.press,
        )
    return None
