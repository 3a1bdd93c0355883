"""What each notification server does that its capabilities do not tell: one row each, as tried.

what a server calls itself ─▶ its row ─▶ how a note is posted there, and what `doctor` says of it

Tried in the Debian sid of November 2026 with the settings that come with each, in the version that its row names;
tests/sessions/servers.sh does it again. One that is not here is taken to do as the specification says.
"""

from collections.abc import Iterator, Set

from msgspec import Struct

from reminder.model.plan import Click, Notify, Urgency
from reminder.notify.base import lacks_sound
from reminder.phrase import Phrase, phrase, verbatim

_ESCAPED = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
"""`html` would bring every entity there is, 400 KB, for these three."""
_JOINER = "\N{WORD JOINER}"
"""Has no width; with it, what stands in angle brackets is no tag."""
SOUND = "sound"
"""The capability of a server that plays sounds; an xfce4-notifyd 0.9.7 that can does not claim it."""


class Row(Struct, frozen=True, kw_only=True):
    """One server."""

    label: str
    """As people call it."""
    tried: str = ""
    """The version that was, in its own words."""
    markup: bool = False
    """It reads a body as markup whether it says so or not."""
    all_markup: bool = False
    """It reads a title as markup, too, and in both of them tags even where they are escaped."""
    one_word: bool = False
    """Its buttons have room for one word."""
    press: Phrase | None = None
    """How a button is pressed where it draws none."""
    click: Click = Click.NOTHING
    """What `notify.click = "auto"` means there; NOTHING where people close by a click, or it would be drawn."""
    click_by: Phrase | None = None
    """Which button of the mouse makes such a click where the left one closes."""
    draws_click: bool = False
    """It draws what a click does as a button, too; with more than three it would draw a list in their place."""
    no_click: bool = False
    """It draws what a click does as a button, and only closes at a click."""
    critical_for: int = 0
    """Seconds after which it takes a critical one away all the same; 0: it leaves it there."""


_ROWS = {
    ("dunst", "knopwob"): Row(
        label="dunst",
        tried="1.13.2",
        markup=True,
        press=phrase('its menu, "dunstctl context", which a click can open (mouse_left_click = context in dunstrc)'),
        click_by=phrase("the middle one"),
    ),
    ("mako", "emersion"): Row(
        label="mako",
        tried="0.0.0",  # Debian's 1.11.0
        press=phrase('"makoctl menu -- wmenu", or another menu than wmenu, on a key'),
    ),
    ("SwayNotificationCenter", "ErikReider"): Row(label="swaync", tried="0.12.6"),
    ("fnott", "dnkl"): Row(
        label="fnott",
        tried="1.8.0",
        all_markup=True,
        press=phrase('"fnottctl actions" on a key, with a menu as selection-helper in fnott.ini'),
    ),
    ("Xfce Notify Daemon", "Xfce"): Row(label="xfce4-notifyd", tried="0.9.7", no_click=True),
    ("Notification Daemon", "MATE"): Row(label="mate-notification-daemon", tried="1.26.1", critical_for=7),
    ("Notification Daemon", "GNOME"): Row(label="notification-daemon", tried="3.20.0", critical_for=7),
    ("lxqt-notificationd", "lxqt.org"): Row(
        label="lxqt-notificationd", tried="2.4.0", one_word=True, draws_click=True, critical_for=10
    ),
    ("gnome-shell", "GNOME"): Row(label="GNOME Shell", tried="51.0", click=Click.OPEN),
    ("Plasma", "KDE"): Row(label="Plasma", tried="6.7.4", click=Click.OPEN),
    ("cinnamon", "GNOME"): Row(label="Cinnamon", tried="6.6.9"),
}


def row(name: str, vendor: str) -> Row:
    """That of the server with this name and vendor in GetServerInformation."""
    return _ROWS.get((name, vendor)) or Row(label=name or "the notification server")


def name(row: Row, version: str) -> Phrase:
    """For the person, with whether it is the one that was tried; `version`: in its own words."""
    version = version.partition(" ")[0]
    known = f"{row.label} {version}".rstrip()
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
    if notify.sound and SOUND not in capabilities:
        yield lacks_sound(row.label)
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
