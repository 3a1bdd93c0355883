"""The notification servers of Linux, one row each: what each does that it does not tell by itself, as tried.

    what a server calls itself ─▶ row_for() ─▶ how a note is posted there, and what do not disturb does with it

Tried in the Debian sid of November 2026 with the settings that come with each, in the version that its row names;
tests/sessions/servers.sh does it again. One that is not here is taken to do as the specification says.
"""

from msgspec import Struct

from reminder.model import desktops
from reminder.model.plan import Click
from reminder.model.senses import Fate, Gate
from reminder.phrase import Phrase, phrase

_WAITS = Gate(fate=Fate.WAITS)
_DROPS, _DROPS_ALL = Gate(critical=False, fate=Fate.DROPPED), Gate(fate=Fate.DROPPED)
_LISTS = Gate(critical=False, fate=Fate.LISTED)


class Row(Struct, frozen=True, kw_only=True):
    name: str
    """What it calls itself, or, where another one does as well, what tells it apart."""
    label: str
    """As people call it."""
    tried: str = ""
    """The version that was, in its own words."""
    gate: Gate = Gate()
    """What it does with what is posted under do not disturb; tried with a picture of the screen."""
    program: str = ""
    """What the bus starts for it, in Debian's packages of 2026."""
    desktop: desktops.Row | None = None
    """To which it belongs, if it is one that is started on demand."""
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
    own_sound: bool = False
    """It plays a sound of its own, and none that it is told; its messageTray.js says so."""
    no_sound: bool = False
    """It says that it plays sounds, and plays none; its program names no hint of a sound."""
    forgets: bool = False
    """What names an installed entry goes when the program that posted it does, as if a person had closed it."""
    critical_for: int = 0
    """Seconds after which it takes a critical one away all the same; 0: it leaves it there."""


PLASMA = Row(
    name="Plasma",
    label="Plasma",
    tried="6.7.4",
    gate=_LISTS,
    program="plasma_waitforname",  # it only waits (6.7)
    desktop=desktops.PLASMA,
    click=Click.OPEN,
)
_ROWS = (
    Row(
        name="dunst",
        label="dunst",
        tried="1.13.2",
        gate=_WAITS,
        program="dunst",
        markup=True,
        press=phrase('its menu, "dunstctl context", which a click can open (mouse_left_click = context in dunstrc)'),
        click_by=phrase("the middle one"),
    ),
    Row(
        name="mako",
        label="mako",
        tried="0.0.0",  # Debian's 1.11.0
        gate=_WAITS,
        program="mako",
        press=phrase('"makoctl menu -- wmenu", or another menu than wmenu, on a key'),
    ),
    Row(name="SwayNotificationCenter", label="swaync", tried="0.12.6", gate=_LISTS, program="swaync"),
    Row(
        name="fnott",
        label="fnott",
        tried="1.8.0",
        program="fnott",
        all_markup=True,
        press=phrase('"fnottctl actions" on a key, with a menu as selection-helper in fnott.ini'),
    ),
    Row(
        name="Xfce Notify Daemon",
        label="xfce4-notifyd",
        tried="0.9.7",
        gate=_DROPS,
        program="xfce4-notifyd",
        desktop=desktops.XFCE,
        no_click=True,
    ),
    Row(
        name="MATE",
        label="mate-notification-daemon",
        tried="1.26.1",
        gate=_DROPS_ALL,
        program="mate-notification-daemon",
        desktop=desktops.MATE,
        critical_for=7,
    ),
    Row(name="notification-daemon", label="notification-daemon", tried="3.20.0", no_sound=True, critical_for=7),
    Row(
        name="lxqt-notificationd",
        label="lxqt-notificationd",
        tried="2.4.0",
        gate=_DROPS_ALL,
        one_word=True,
        draws_click=True,
        critical_for=10,
    ),
    Row(name="gnome-shell", label="GNOME Shell", tried="51.0", gate=_LISTS, click=Click.OPEN, forgets=True),
    PLASMA,
    Row(name="cinnamon", label="Cinnamon", tried="6.6.9", gate=_DROPS_ALL, own_sound=True),
)
_BY_NAME = {row.name.lower(): row for row in _ROWS}
BY_PROGRAM = {row.program: row for row in _ROWS if row.program}


def row_for(name: str, vendor: str) -> Row:
    """That of the server with this name and vendor in GetServerInformation.

    MATE's server and the one that it once came from, whose vendor is GNOME, have the same general name.
    """
    if name == "Notification Daemon":
        name = "notification-daemon" if vendor == "GNOME" else vendor or name
    return _BY_NAME.get(name.lower()) or Row(name=name, label=name or "the notification server")
