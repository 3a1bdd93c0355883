"""What is made of the page of settings, and what that changes in the file."""

from typing import Any

import pytest
from support.pages import based, changed, sent

from reminder.errors import UsageError
from reminder.phrase import phrase, plainly
from reminder.web.settings.draft import Draft, act, as_in_file, changes, read_form, rebased, untouched, without

OFFICE = {f"hours.{day}": ["09:00-17:30"] for day in ("mon", "tue", "wed", "thu", "fri")}


def values(draft: Draft) -> dict[str, Any]:
    made = changes(draft)
    assert made.wrong == {}
    return made.values


def wrong(draft: Draft) -> dict[str, str]:
    return {key: plainly(said) for key, said in changes(draft).wrong.items()}


# --- what the form brings ---------------------------------------------------------------------------------------------


def test_a_page_that_nobody_has_touched_changes_nothing() -> None:
    for own in (
        {},
        OFFICE,
        {"quiet.apps": ["obs"], "hours.sat": [], "reminders.tea.at": ["15:00"], "tips.hide": ["x"]},
    ):
        draft = untouched(based(own))
        assert read_form(draft.base, sent(draft)).texts == draft.texts
        assert changes(read_form(draft.base, sent(draft))).places == set()


def test_what_does_not_come_is_off_or_as_it_was() -> None:
    base = based({"reminders.tea.every": "2h"})
    draft = read_form(base, {"end": ["1"]})
    assert values(draft)["quiet.meeting"] == "ignore"
    assert "tea" in draft.cards
    assert "snooze.for" not in values(draft)


def test_what_somebody_else_decides_stays_as_it_is() -> None:
    base = based(decided={"snooze.for": phrase("Set by your organisation."), "history.enabled": phrase("So it is.")})
    draft = read_form(base, {"snooze.for": ["1 h"], "end": ["1"]})
    assert "snooze.for" not in values(draft)
    assert "history.enabled" not in values(draft)


def test_one_more_is_taken_in_without_its_button() -> None:
    base = based({"quiet.apps": ["obs"]})
    draft = read_form(base, {**sent(untouched(base)), "quiet.apps+": ["zoom, teams"]})
    assert values(draft) == {"quiet.apps": ["obs", "zoom", "teams"]}


@pytest.mark.parametrize(
    ("there", "typed", "value"),
    [
        (["OBS"], "obs", None),
        (["OBS"], "obs, zoom", ["OBS", "zoom"]),
        (["OBS", "obs"], "", None),
        (["OBS", "obs"], "zoom", ["OBS", "zoom"]),
    ],
)
def test_a_program_that_is_there_in_another_case_is_the_same(there: list[str], typed: str, value: Any) -> None:
    base = based({"quiet.apps": there})
    made = values(read_form(base, {**sent(untouched(base)), "quiet.apps+": [typed]}))
    assert made == ({} if value is None else {"quiet.apps": value})


def test_kinds_in_another_order_are_the_same() -> None:
    base = based({"reminders.posture.about": ["wrists", "neck"]})
    form = {**sent(untouched(base)), "reminders.posture.about": ["neck", "wrists"]}
    assert values(read_form(base, form)) == {}


# --- values -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("dotted", "text", "value"),
    [
        ("snooze.for", "1 h 30", "1h30m"),
        ("snooze.limit", " 3 ", 3),
        ("notify.sound", " bell ", "bell"),
        ("notify.urgency", "low", "low"),
        ("quiet.modes", "away\r\n\r\n busy ", ["away", "busy"]),
        ("hours.fri", "9-12", ["09:00-12:00"]),
        ("hours.sun", "day off", []),
        ("reminders.break.every", "half an hour", "30m"),
        ("reminders.posture.title", "Sit up", "Sit up"),
        ("hours.off", "2026-12-24", ["2026-12-24"]),
        ("tips.hide", "shrug-it-off", ["shrug-it-off"]),
    ],
)
def test_what_is_written_in_a_field_is_what_the_file_gets(dotted: str, text: str, value: Any) -> None:
    assert values(changed({dotted: [text]})) == {dotted: value}


@pytest.mark.parametrize(("dotted", "value"), [("quiet.meeting", "ignore"), ("history.enabled", False)])
def test_a_switch_that_is_off_is_written_as_the_option_has_it(dotted: str, value: Any) -> None:
    assert values(changed({dotted: []})) == {dotted: value}


def test_the_default_takes_a_value_out_of_the_file() -> None:
    assert values(changed({"snooze.for": ["5 min"]}, {"snooze.for": "10m"})) == {"snooze.for": None}
    assert values(changed({"hours.mon": ["all day"]}, OFFICE)) == {"hours.mon": None}
    assert values(changed({"reminders.tea.text": [""]}, {"reminders.tea.text": "x"})) == {"reminders.tea.text": None}


def test_a_default_of_the_site_is_overruled_in_words() -> None:
    site = {"hours": {"mon": ["09:00-17:00"]}, "reminders": {"posture": {"title": "Sit"}}}
    draft = changed({"hours.mon": ["all day"], "reminders.posture.title": [""]}, site=site)
    assert values(draft) == {"hours.mon": ["00:00-24:00"], "reminders.posture.title": ""}


def test_the_same_in_other_words_is_no_change() -> None:
    assert changes(changed({"snooze.for": ["300 s"], "reminders.posture.every": ["0h20m"]})).places == set()


@pytest.mark.parametrize(
    ("dotted", "text", "said"),
    [
        ("snooze.for", "5 parsecs", "not a length of time"),
        ("snooze.for", "5 h", "from 60 to 14400, and not 18000"),
        ("snooze.limit", "many", "not a whole number"),
        ("snooze.limit", "11", "0 to 10"),
        ("hours.mon", "9 o'clock", "not a range of time"),
        ("hours.off", "Christmas", "not a date"),
        ("reminders.posture.title", "x" * 41, "41 characters"),
        ("reminders.posture.every", "", "missing"),
        ("notify.urgency", "loud", "none of"),
    ],
)
def test_a_mistake_is_told_at_its_field_and_costs_nothing_else(dotted: str, text: str, said: str) -> None:
    draft = changed({dotted: [text], "quiet.meeting": []})
    assert said in wrong(draft)[dotted]
    made = changes(draft)
    assert made.values == {"quiet.meeting": "ignore"}
    assert made.places == {dotted, "quiet.meeting"}


# --- intervals and fixed times ----------------------------------------------------------------------------------------


def test_fixed_times_take_the_interval_out() -> None:
    times = {"reminders.posture.when": ["at"], "reminders.posture.at": ["12:30", "9:00"]}
    at = {"reminders.posture.at": ["12:30", "9:00"]}
    assert values(changed(times)) == at
    assert values(changed(times, {"reminders.posture.every": "30m"})) == {"reminders.posture.every": None, **at}


def test_an_interval_takes_fixed_times_out() -> None:
    own = {"reminders.posture.at": ["12:30"]}
    back = {"reminders.posture.when": ["every"], "reminders.posture.every": ["20 min"]}
    assert values(changed(back, own)) == {"reminders.posture.at": None}
    other = {**back, "reminders.posture.every": ["25"]}
    assert values(changed(other, own)) == {"reminders.posture.at": None, "reminders.posture.every": "25m"}


def test_fixed_times_without_a_time_are_a_mistake() -> None:
    assert "needs a time" in wrong(changed({"reminders.posture.when": ["at"]}))["reminders.posture.at"]


# --- reminders --------------------------------------------------------------------------------------------------------


def test_a_new_reminder_has_what_is_not_as_it_would_be_anyhow() -> None:
    draft = act(untouched(based()), "add")
    name = draft.cards[-1]
    draft = draft.with_text(f"reminders.{name}.name", ("tea",)).with_text(f"reminders.{name}.title", ("Tea",))
    made = changes(draft)
    assert made.values == {"reminders.tea.every": "1h", "reminders.tea.lasts": "1m", "reminders.tea.title": "Tea"}
    assert made.places == {f"reminders.{name}"}
    assert made.field("reminders.tea.title") == f"reminders.{name}.title"
    assert changes(read_form(draft.base, sent(draft))) == made


def test_a_name_that_is_taken_or_none_is_a_mistake() -> None:
    draft = act(untouched(based()), "add")
    field = f"reminders.{draft.cards[-1]}.name"
    assert "another reminder" in wrong(draft.with_text(field, ("posture",)))[field]
    assert "a letter or a digit" in wrong(draft.with_text(field, ("!",)))[field]
    assert "up to 40" in wrong(draft.with_text(field, ("a" * 300,)))[field]


def test_a_new_reminder_can_have_any_name_and_says_it() -> None:
    draft = act(untouched(based()), "add").with_text("reminders.reminder.name", ("Water the plânts!",))
    assert values(draft)["reminders.water-the-plants.title"] == "Water the plânts!"
    with_words = draft.with_text("reminders.reminder.title", ("Water",))
    assert values(with_words)["reminders.water-the-plants.title"] == "Water"
    with_tips = draft.with_text("reminders.reminder.about", ("neck",))
    assert "reminders.water-the-plants.title" not in values(with_tips)


def test_of_a_new_reminder_with_a_mistake_nothing_is_saved_yet() -> None:
    draft = act(changed({"snooze.for": ["6 min"]}), "add").with_text("reminders.reminder.lasts", ("long",))
    made = changes(draft)
    assert made.values == {"snooze.for": "6m"}
    assert made.wrong.keys() == {"reminders.reminder.lasts"}
    assert made.places == {"snooze.for", "reminders.reminder.lasts"}
    assert rebased(without(draft, made.names.values()), based({"snooze.for": "6m"})).cards[-1] == "reminder"


def test_a_new_reminder_that_was_saved_is_no_new_one_any_more() -> None:
    draft = act(untouched(based()), "add").with_text("reminders.reminder.name", ("tea",))
    made = changes(draft)
    saved = rebased(
        without(draft, made.names.values()), based({"reminders.tea.every": "1h", "reminders.tea.lasts": "1m"})
    )
    assert saved.cards == ("posture", "break", "tea")
    assert changes(saved).places == set()


TEA = {"reminders.tea.every": "2h", "reminders.tea.title": "Tea"}


def renamed(name: str, own: dict[str, Any] = TEA, **more: list[str]) -> Draft:
    return changed({"reminders.tea.name": [name], **{f"reminders.tea.{key}": its for key, its in more.items()}}, own)


def test_a_saved_reminder_is_renamed_and_a_title_that_is_its_name_goes_with_it() -> None:
    made = changes(renamed("Chai!", every=["3 h"]))
    assert made.renamed == {"tea": "chai"}
    assert made.values == {"reminders.tea.every": "3h", "reminders.tea.title": "Chai!"}
    assert made.places == {"reminders.tea.name", "reminders.tea.when"}
    assert changes(renamed("chai", title=["Black tea"])).values == {"reminders.tea.title": "Black tea"}
    assert changes(renamed("chai", {**TEA, "reminders.tea.title": "At four"})).values == {}
    plain = {"reminders.tea.every": "2h"}
    assert changes(renamed("chai", plain)).values == {}
    assert changes(renamed("Chai!", plain)).values == {"reminders.tea.title": "Chai!"}
    assert changes(renamed("TEA")).places == set()


def test_a_reminder_with_a_mistake_keeps_its_name_until_that_is_mended() -> None:
    for name, field, words in (("posture", "name", "another"), ("", "name", "letter"), ("chai", "lasts", "length")):
        draft = renamed(name, lasts=["long"]) if field == "lasts" else renamed(name)
        made = changes(read_form(draft.base, sent(draft)))
        assert words in plainly(made.wrong[f"reminders.tea.{field}"])
        assert made.renamed == {}


def test_a_reminder_that_was_renamed_is_saved_under_its_name_alone() -> None:
    draft = renamed("chai").with_text("snooze.for", ("soon",))
    left = rebased(without(draft, changes(draft).names.values()), based({"reminders.chai.every": "2h"}))
    assert left.cards == ("posture", "break", "chai")
    assert changes(left).places == {"snooze.for"}


def test_what_is_not_of_ones_own_file_alone_keeps_its_name() -> None:
    decided = {"reminders.tea.every": phrase("Set when it was started.")}
    for base, name in ((based(TEA), "posture"), (based(TEA, decided), "tea")):
        draft = read_form(base, {**sent(untouched(base)), f"reminders.{name}.name": ["chai"]})
        assert changes(draft).renamed == {}


def test_a_copy_is_as_the_reminder_stands() -> None:
    draft = act(changed({"reminders.break.every": ["45 min"]}), "duplicate break")
    made = values(draft)
    assert made["reminders.break-2.every"] == "45m"
    assert made["reminders.break-2.about"] == ["move"]
    assert made["reminders.break-2.enabled"] is False
    assert values(act(draft, "duplicate break-2"))["reminders.break-3.lasts"] == "5m"


def test_one_of_ones_own_is_taken_out_of_the_file_and_a_packaged_one_is_switched_off() -> None:
    own = act(untouched(based({"reminders.tea.every": "2h"})), "remove tea")
    assert values(own) == {"reminders.tea": None}
    assert "tea" not in own.cards
    assert values(read_form(own.base, sent(own))) == {"reminders.tea": None}
    given = act(untouched(based()), "remove posture")
    assert values(given) == {"reminders.posture.enabled": False}
    assert given.told is not None
    assert act(act(untouched(based()), "add"), "remove reminder").cards == ("posture", "break")


# --- buttons ----------------------------------------------------------------------------------------------------------


def test_the_way_back_leads_to_the_default() -> None:
    draft = changed({"snooze.for": ["6 min"]}, {"snooze.for": "10m"})
    assert values(act(draft, "back snooze.for")) == {"snooze.for": None}
    timed = untouched(based({"reminders.posture.at": ["12:30"]}))
    assert values(act(timed, "back reminders.posture.every")) == {"reminders.posture.at": None}


def test_one_of_a_list_is_taken_away() -> None:
    draft = untouched(based({"quiet.apps": ["obs", "my game"]}))
    assert values(act(draft, "drop quiet.apps my game")) == {"quiet.apps": ["obs"]}


def test_put_back_forgets_what_was_changed() -> None:
    assert changes(act(changed({"snooze.for": ["6 min"]}), "put-back")).places == set()


def test_the_last_tip_is_hidden_once() -> None:
    draft = act(act(untouched(based({"tips.hide": ["a"]})), "hide shrug-it-off"), "hide shrug-it-off")
    assert values(draft) == {"tips.hide": ["a", "shrug-it-off"]}


def test_lunch_is_one_control_for_the_whole_week() -> None:
    draft = untouched(based({**OFFICE, "hours.sat": []}))._replace(lunch=("12:00", "13:00"))
    free = values(act(draft, "lunch"))
    assert free == {day: ["09:00-12:00", "13:00-17:30"] for day in OFFICE}
    later = act(untouched(based({**OFFICE, **free}))._replace(lunch=("12:30", "13:15")), "lunch")
    assert values(later)["hours.mon"] == ["09:00-12:30", "13:15-17:30"]


def test_lunch_where_no_day_has_hours_is_that_of_monday_to_friday_and_says_so() -> None:
    draft = act(untouched(based({"hours.fri": []}))._replace(lunch=("12:00", "13:00")), "lunch")
    assert values(draft) == {f"hours.{day}": ["00:00-12:00", "13:00-24:00"] for day in ("mon", "tue", "wed", "thu")}
    assert draft.told
    assert plainly(draft.told) == "Kept free on Monday, Tuesday, Wednesday, Thursday."


def test_one_way_back_leads_to_the_default_of_the_whole_week() -> None:
    assert values(act(untouched(based(OFFICE)), "back hours")) == dict.fromkeys(OFFICE)


def test_lunch_that_ends_before_it_begins_is_none() -> None:
    with pytest.raises(UsageError, match="before"):
        act(untouched(based())._replace(lunch=("13:00", "12:00")), "lunch")


@pytest.mark.parametrize("words", ["", "nonsense", "remove nobody", "drop nothing", "back nothing", "duplicate x"])
def test_words_that_mean_nothing_change_nothing(words: str) -> None:
    assert changes(act(untouched(based()), words)).places == set()


# --- meanwhile --------------------------------------------------------------------------------------------------------


def test_what_others_have_changed_is_taken_in_and_what_one_has_changed_oneself_stays() -> None:
    draft = changed({"snooze.for": ["6 min"]})
    later = rebased(draft, based({"snooze.for": "7m", "snooze.limit": 5, "reminders.tea.every": "2h"}))
    assert later.has("snooze.for") == ("6 min",)
    assert later.has("snooze.limit") == ("5",)
    assert values(later) == {"snooze.for": "6m"}
    assert "tea" in later.cards
    assert values(as_in_file(later, "snooze.for")) == {}


def test_what_is_in_the_file_can_count_of_a_reminder_too() -> None:
    own = {"reminders.tea.every": "2h"}
    removed = act(untouched(based(own)), "remove tea")
    assert values(as_in_file(removed, "reminders.tea")) == {}
    timed = changed({"reminders.tea.when": ["at"], "reminders.tea.at": ["15:00"]}, own)
    assert values(as_in_file(timed, "reminders.tea.at")) == {}
