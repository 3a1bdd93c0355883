"""Which programs keep the screen awake, as people call them."""

import pytest
from support.words import named

from reminder.senses.linux.keepers import best, keeper


@pytest.mark.parametrize(
    ("told", "name"),
    [
        ("org.gnome.Totem", "totem"),
        ("mutter", "a program (by GNOME)"),
        ("org.gnome.Shell", "a program (by GNOME)"),
        ("gnome-shell", "a program (by GNOME)"),
        ("libxfce4ui", "a program (by Xfce)"),
        ("Xfce Screensaver", "a program (by Xfce)"),
        ("kwin_wayland", "a program (by KDE Plasma)"),
        ("org.kde.powerdevil", "a program (by KDE Plasma)"),
        ("muffin", "a program (by Cinnamon)"),
        ("mate-screensaver", "a program (by MATE)"),
        ("/usr/libexec/xdg-desktop-portal", "a program (by the desktop's portal)"),
        ("xdg-desktop-portal-gnome", "a program (by the desktop's portal)"),
        (":1.234", "a program"),
        ("unknown", "a program"),
        ("systemd-inhibit", "a program"),
        ("", "a program"),
    ],
)
def test_who_keeps_awake_is_named_as_people_know_it(told: str, name: str) -> None:
    assert named(best([keeper(told)])) == (name,)


@pytest.mark.parametrize(
    ("told", "names"),
    [
        (("libxfce4ui", "firefox", ""), ("firefox",)),
        (("libxfce4ui", ""), ("a program (by Xfce)",)),
        (("mutter", "xdg-desktop-portal", "mutter"), ("a program (by GNOME)", "a program (by the desktop's portal)")),
        (("mpv", "firefox", "mpv"), ("firefox", "mpv")),
        ((), ()),
    ],
)
def test_the_desktop_that_passes_a_wish_on_is_named_only_if_nobody_else_is(
    told: tuple[str, ...], names: tuple[str, ...]
) -> None:
    """xfce4-screensaver tells logind of what it was told itself, and the power manager was told as well."""
    assert named(best(map(keeper, told))) == names
