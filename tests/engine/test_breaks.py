"""When commands of the person's own are run, and with what: each happening once, breaks from when they really began."""

from typing import Any

import pytest
from support.fakes import Desk, a_plan, minutes, office, seconds

from reminder.model.effects import RunHooks
from reminder.model.events import Stopping
from reminder.model.plan import Happening
from reminder.model.requests import Resume
from reminder.model.senses import Reason
from reminder.model.showing import Button

EVERY = dict.fromkeys(Happening, (("true",),))
HOLDING = {what: EVERY[what] for what in (Happening.HELD, Happening.FREE)}
BREAKS = {what: EVERY[what] for what in (Happening.BREAK_BEGAN, Happening.BREAK_ENDED)}


def hooked(hooks: dict[Happening, tuple[tuple[str, ...], ...]], **changes: Any) -> Desk:
    return Desk(a_plan(hooks=hooks, **changes))


def happened(desk: Desk) -> list[str]:
    """ "09:20 shown", and of breaks when they really began: "09:25:30 break_began 09:25"."""

    def told(it: RunHooks) -> str:
        parts = [f"{it.at:%H:%M:%S}".removesuffix(":00"), it.what]
        parts += [f"{it.began:%H:%M:%S}".removesuffix(":00")] if it.began else []
        return " ".join((*parts, *it.reasons))

    return [told(it) for it in desk.effects(RunHooks)]


def test_without_commands_nothing_is_told(desk: Desk) -> None:
    desk.until("09:20")
    desk.be_away(minutes(10))
    assert happened(desk) == []


@pytest.mark.parametrize(
    ("button", "what"), [(Button.DONE, "done"), (Button.SNOOZE, "snoozed"), (Button.SKIP, "skipped")]
)
def test_a_showing_is_told_once_the_desktop_has_it_and_what_became_of_it_once(button: Button, what: str) -> None:
    desk = hooked(EVERY)
    desk.until("09:21")
    desk.press(button)
    desk.press(button)
    desk.until("09:22")
    assert happened(desk) == ["09:20 shown", f"09:21 {what}"]
    shown, answered = desk.effects(RunHooks)
    assert shown.showing
    assert answered.showing
    assert (shown.showing.id, shown.outcome) == (answered.showing.id, None)
    assert answered.outcome == what


def test_one_that_is_closed_or_that_nobody_answers_is_ignored() -> None:
    desk = hooked(EVERY)
    desk.until("09:21")
    desk.close(by_person=True)
    desk.until("09:51")
    assert happened(desk) == ["09:20 shown", "09:21 ignored", "09:40 shown", "09:50 ignored"]
    assert [it.outcome for it in desk.effects(RunHooks) if it.outcome] == ["dismissed", "ignored"]


def test_the_end_of_the_program_leaves_the_open_one_without_an_answer() -> None:
    desk = hooked(EVERY)
    desk.until("09:21")
    desk.send(Stopping(desk.now))
    assert happened(desk) == ["09:20 shown", "09:21 ignored"]


# --- breaks -----------------------------------------------------------------------------------------------------------


def test_to_rest_for_as_long_as_a_notification_asks_for_is_a_break_and_the_next_input_ends_it() -> None:
    desk = hooked(EVERY)
    desk.until("09:20:10")
    desk.be_away(seconds(50))
    desk.until("09:30")
    told = ["09:20 shown", "09:20:40 done", "09:20:40 break_began 09:20:10", "09:21 break_ended 09:20:10"]
    assert happened(desk) == told


def test_whoever_presses_done_and_rests_then_takes_a_break() -> None:
    desk = hooked(BREAKS)
    desk.until("09:20:20")
    desk.press(Button.DONE)
    desk.be_away(minutes(1))
    desk.until("09:30")
    assert happened(desk) == ["09:20:50 break_began 09:20:20", "09:21:20 break_ended 09:20:20"]


@pytest.mark.parametrize("button", [Button.SNOOZE, Button.SKIP])
def test_whoever_puts_it_off_and_rests_a_moment_takes_none(button: Button) -> None:
    desk = hooked(BREAKS)
    desk.until("09:20:20")
    desk.press(button)
    desk.be_away(minutes(1))
    desk.until("09:24")
    assert happened(desk) == []


def test_a_rest_that_begins_long_after_has_nothing_to_do_with_it() -> None:
    desk = hooked(BREAKS)
    desk.until("09:23")
    desk.be_away(minutes(2))
    desk.until("09:26")
    assert happened(desk) == []


def test_of_two_rests_after_one_notification_the_first_is_its_break() -> None:
    desk = hooked(BREAKS)
    desk.until("09:20:10")
    desk.be_away(seconds(40))
    desk.until("09:21")
    desk.be_away(seconds(40))
    desk.until("09:30")
    assert happened(desk) == ["09:20:40 break_began 09:20:10", "09:20:50 break_ended 09:20:10"]


def test_one_break_that_becomes_an_absence_is_one() -> None:
    desk = hooked(BREAKS)
    desk.until("09:20:10")
    desk.be_away(minutes(20))
    desk.until("09:50")
    assert happened(desk) == ["09:20:40 break_began 09:20:10", "09:40:10 break_ended 09:20:10"]


def test_an_absence_is_a_break_once_it_was_long_enough_from_the_last_input_on() -> None:
    desk = hooked(BREAKS)
    desk.until("09:10")
    desk.be_away(minutes(8))
    desk.until("09:19")
    assert happened(desk) == ["09:15 break_began 09:10", "09:18 break_ended 09:10"]


def test_a_short_absence_is_none() -> None:
    desk = hooked(BREAKS)
    desk.until("09:10")
    desk.be_away(minutes(4.9))
    desk.until("09:19")
    assert happened(desk) == []


def test_sleep_is_known_afterwards_and_told_at_once_then() -> None:
    desk = hooked(BREAKS)
    desk.until("09:10")
    desk.sleep(minutes(30))
    desk.type()
    desk.until("09:47")
    assert happened(desk) == ["09:40 break_began 09:10", "09:40 break_ended 09:10"]


def test_a_machine_that_wakes_with_nobody_there_tells_of_the_sleep_once() -> None:
    desk = hooked(BREAKS)
    desk.until("09:10")
    desk.sleep(minutes(30))
    desk.until("09:50")
    desk.type()
    told = ["09:40 break_began 09:10", "09:40 break_ended 09:10", "09:45 break_began 09:40", "09:50 break_ended 09:40"]
    assert happened(desk) == told


def test_a_locked_screen_is_an_absence_without_any_input_sensed() -> None:
    desk = Desk(a_plan(hooks=BREAKS), sees_input=False)
    desk.until("09:10")
    desk.lock()
    desk.until("09:30")
    desk.unlock()
    desk.until("09:31")
    assert happened(desk) == ["09:15 break_began 09:10", "09:30 break_ended 09:10"]


def test_a_break_that_goes_on_over_a_restart_is_told_of_once() -> None:
    desk = hooked(BREAKS)
    desk.until("09:10")
    desk.lock()
    desk.until("09:20")
    desk.be_off(minutes(1))
    desk.lock()
    desk.until("09:30")
    desk.unlock()
    desk.until("09:31")
    assert [it.split()[1] for it in happened(desk)] == ["break_began", "break_ended"]


def test_a_status_says_since_when_there_is_a_break(desk: Desk) -> None:
    desk.until("09:10")
    desk.stop_typing()
    desk.until("09:14")
    assert desk.status().resting is None
    desk.until("09:16")
    resting = desk.status().resting
    assert resting
    assert f"{resting:%H:%M}" == "09:10"
    desk.type()
    assert desk.status().resting is None


# --- quiet ------------------------------------------------------------------------------------------------------------


def test_quiet_begins_with_the_first_hold_and_is_over_with_the_last() -> None:
    desk = hooked(HOLDING)
    desk.until("09:05")
    desk.hold(Reason.MEETING)
    desk.until("09:06")
    desk.pause(minutes(10))
    desk.until("09:10")
    desk.release(Reason.MEETING)
    desk.until("09:18")
    assert happened(desk) == ["09:05 held meeting", "09:16 free"]


def test_an_absence_is_no_quiet() -> None:
    desk = hooked(HOLDING)
    desk.until("09:05")
    desk.be_away(minutes(20))
    desk.lock()
    desk.until("09:40")
    assert happened(desk) == []


def test_closed_hours_and_a_pause_are_quiet() -> None:
    desk = hooked(HOLDING, hours=office("09:00-12:00", "13:00-17:00"))
    desk.until("10:00")
    desk.pause()
    desk.until("10:30")
    desk.ask(Resume())
    desk.until("14:00")
    told = ["10:00 held paused", "10:30 free", "12:00 held outside hours", "13:00 free"]
    assert happened(desk) == told
