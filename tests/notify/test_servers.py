"""What is known of the servers that were tried, and how a person is told."""

import pytest
from support.fakes import a_notify
from support.words import in_words

from reminder.model.notification_servers import Row, row_for
from reminder.model.plan import Click, Notify, Urgency
from reminder.notify.servers import buttons, click, lacks, name

TALKS = frozenset({"actions", "body"})
SOUNDS = TALKS | {"sound"}
MATE = row_for("Notification Daemon", "MATE")
NOTIFICATION_DAEMON = row_for("Notification Daemon", "GNOME")
DUNST = row_for("dunst", "knopwob")
XFCE = row_for("Xfce Notify Daemon", "Xfce")
PLASMA = row_for("Plasma", "KDE")
UNTRIED = row_for("Wired", "Toqozz")


def test_two_servers_of_one_name_are_told_apart() -> None:
    assert (MATE.label, NOTIFICATION_DAEMON.label) == ("mate-notification-daemon", "notification-daemon")


@pytest.mark.parametrize(("called", "label"), [("Wired", "Wired"), ("", "the notification server")])
def test_one_that_nobody_tried_is_called_what_it_calls_itself(called: str, label: str) -> None:
    assert row_for(called, "somebody").label == label


@pytest.mark.parametrize(
    ("server", "version", "told"),
    [
        (DUNST, "1.13.2 (2026-03-18)", "dunst 1.13.2"),
        (DUNST, "1.9.0", "dunst 1.9.0 (tested with 1.13.2)"),
        (row_for("mako", "emersion"), "0.0.0", "mako"),
        (UNTRIED, "1.2", "Wired 1.2 (untried)"),
        (UNTRIED, "", "Wired (untried)"),
    ],
    ids=["tried", "another version", "tells none", "untried", "without a version"],
)
def test_a_server_is_named_with_what_was_tried_of_it(server: Row, version: str, told: str) -> None:
    assert in_words(name(server, version)) == told


@pytest.mark.parametrize(
    ("server", "notify", "sentence"),
    [
        pytest.param(DUNST, a_notify(sound="bell"), "dunst plays no sounds, so notify.sound is not heard", id="sound"),
        pytest.param(UNTRIED, a_notify(sound="bell"), "Wired plays no sounds, so notify.sound is not heard", id="any"),
        pytest.param(
            NOTIFICATION_DAEMON,
            a_notify(urgency=Urgency.CRITICAL),
            "notification-daemon takes critical ones away after 7 seconds, too",
            id="critical",
        ),
        pytest.param(
            XFCE,
            a_notify(click=Click.DONE),
            "xfce4-notifyd closes at a click, so that notify.click has no effect",
            id="click",
        ),
        pytest.param(
            DUNST,
            a_notify(click=Click.DONE),
            "dunst closes at a click of the left button; notify.click is for that of the middle one",
            id="click of another button",
        ),
    ],
)
def test_what_a_server_cannot_do_is_told(server: Row, notify: Notify, sentence: str) -> None:
    assert list(map(in_words, lacks(server, TALKS, notify))) == [sentence]


@pytest.mark.parametrize("sound", ["bell", "reminder"])
@pytest.mark.parametrize(
    ("server", "sentence"),
    [
        (NOTIFICATION_DAEMON, "notification-daemon plays no sounds, so notify.sound is not heard"),
        (row_for("cinnamon", "GNOME"), "Cinnamon plays a sound of its own in place of that of notify.sound"),
    ],
)
def test_one_that_only_says_that_it_plays_sounds_is_not_believed(server: Row, sentence: str, sound: str) -> None:
    assert list(map(in_words, lacks(server, SOUNDS, a_notify(sound=sound)))) == [sentence]
    assert not list(lacks(server, SOUNDS, a_notify()))


@pytest.mark.parametrize(
    ("server", "notify"),
    [
        pytest.param(DUNST, a_notify(), id="nothing is asked of it"),
        pytest.param(DUNST, a_notify(urgency=Urgency.CRITICAL), id="it leaves critical ones"),
        pytest.param(MATE, a_notify(sound="bell", click=Click.DONE), id="it can"),
        pytest.param(UNTRIED, a_notify(click=Click.DONE), id="nobody knows"),
    ],
)
def test_no_fault_is_found_with_what_it_does(server: Row, notify: Notify) -> None:
    assert not list(lacks(server, SOUNDS, notify))


@pytest.mark.parametrize(
    ("called", "vendor", "how"),
    [
        ("dunst", "knopwob", "dunstctl context"),
        ("mako", "emersion", "makoctl menu"),
        ("fnott", "dnkl", "fnottctl actions"),
    ],
)
def test_where_no_button_is_drawn_it_is_told_how_to_press_one(called: str, vendor: str, how: str) -> None:
    told = in_words(buttons(row_for(called, vendor), TALKS))
    assert how in told
    assert "reminder done" in told


def test_where_there_are_none_the_commands_are_named() -> None:
    assert in_words(buttons(UNTRIED, frozenset())) == "Wired has no buttons; answer with reminder done, snooze or skip"


def test_of_buttons_that_are_drawn_nothing_is_told() -> None:
    assert buttons(XFCE, TALKS) is buttons(UNTRIED, TALKS) is None


@pytest.mark.parametrize("server", [DUNST, XFCE, MATE, UNTRIED, row_for("mako", "emersion"), row_for("fnott", "dnkl")])
def test_a_click_that_closes_is_no_answer_unless_the_person_wants_it(server: Row) -> None:
    assert click(server, Click.AUTO) is Click.NOTHING
    for wanted in (Click.DONE, Click.OPEN):
        assert click(server, wanted) is (Click.NOTHING if server.no_click else wanted)


@pytest.mark.parametrize("server", [row_for("gnome-shell", "GNOME"), row_for("Plasma", "KDE")])
def test_a_click_opens_the_window_where_people_expect_that(server: Row) -> None:
    assert click(server, Click.AUTO) is Click.OPEN
    assert click(server, Click.NOTHING) is Click.NOTHING
