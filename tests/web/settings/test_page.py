"""The page of settings as HTML: every option has its control, and what cannot be changed here says by whom."""

import random
import re
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from support.pages import based, sent

from reminder.errors import UsageError
from reminder.model.moment import Moment
from reminder.phrase import Phrase, phrase, plainly
from reminder.settings.orders import Difference
from reminder.settings.schema import ELSEWHERE, GROUPS, keys
from reminder.web.live import Look
from reminder.web.pages import environment
from reminder.web.settings.ahead import ahead
from reminder.web.settings.base import Base
from reminder.web.settings.draft import Draft, act, changes, read_form, untouched
from reminder.web.settings.view import STEPS, View
from reminder.wording.language import strictly

NOW = Moment(timedelta(hours=1), timedelta(hours=1), datetime(2026, 11, 26, 11, 7, tzinfo=UTC))


def html(draft: Draft, wrong: Mapping[str, Phrase] | None = None, **more: Any) -> str:
    view = View(draft, wrong=wrong)
    differences = more.pop("differences", ())
    data = {
        "here": "settings",
        "look": Look(),
        "said": None,
        "view": view,
        "ahead": lambda: ahead(draft.base, {}, NOW),
        "failed": None,
    }
    data |= {"conflicts": view.conflicts(differences), "saved": None, "focus": "", "find": "", "found": [], **more}
    return environment().get_template("settings.html").render(data)


def named(page: str) -> set[str]:
    return set(re.findall(r' name="([^"]+)"', page))


def test_every_option_has_its_control() -> None:
    base = based({"tips.hide": ["look-over-each-shoulder"]})
    page = html(untouched(base))
    for key in keys(base.reminders):
        assert {key, f"{key}+"} & named(page), key
        assert f'id="{key}"' in page, key
    for group in GROUPS:
        assert f'href="#{group}"' in page
        assert f'id="{group}"' in page


def test_what_is_done_elsewhere_is_found_there() -> None:
    view = View(untouched(based()))
    assert [it.where for it in view.results(ELSEWHERE)] == ["#login", "/today", "/history#data"]


def test_whatever_is_described_has_its_description() -> None:
    draft = act(untouched(based({"quiet.apps": ["obs"], "hours.off": ["2026-12-24"]})), "add")
    for page in (html(draft), html(untouched(_decided(*keys(["posture", "break"]))))):
        ids = re.findall(r' id="([^"]+)"', page)
        assert len(ids) == len(set(ids))
        pointed = {
            it
            for found in re.findall(r' (?:aria-describedby|aria-labelledby|for)="([^"]+)"', page)
            for it in found.split()
        }
        assert pointed - set(ids) == set()


def test_what_somebody_else_decides_is_disabled_and_says_by_whom() -> None:
    page = html(untouched(_decided("history.keep", "snooze.limit")))
    for key in ("history.keep", "snooze.limit"):
        assert re.search(rf'<input[^>]* id="{key}"[^>]* disabled', page)
    assert page.count("Set by your organisation.") == 2
    assert 'value="back history.keep"' not in page


def test_commands_are_shown_and_have_no_field() -> None:
    base = based({"hooks.shown": [["play", "a gong.oga"], ["<b>"]]})
    decided = {key: phrase("Written by hand.") for key in keys(()) if key.startswith("hooks.")}
    page = html(untouched(base._replace(decided=decided)))
    [shown] = re.findall(r'<output id="hooks.shown"[^>]*>(.*?)</output>', page)
    assert shown == "play &#39;a gong.oga&#39;<br>&#39;&lt;b&gt;&#39;<br>"
    assert not re.search(r"<(?:input|textarea|select|button)[^>]*hooks\.", page)


@pytest.mark.parametrize(
    ("key", "holds", "sense", "said"),
    [
        ("quiet.meeting", [("meeting", "microphone", "zoom")], {}, "Now: zoom has the microphone"),
        ("quiet.meeting", [("meeting", "camera", None)], {}, "Now: you seem to be in a meeting"),
        ("quiet.meeting", [], {"microphone": {"source": "PipeWire"}}, "Now: no meeting"),
        ("quiet.apps", [("app", "apps", "obs")], {}, "Now: obs"),
        ("quiet.apps", [], {"apps": {"source": None, "off": True, "why": ""}}, None),
        (
            "quiet.full_screen",
            [],
            {"full screen": {"source": None, "why": phrase("GNOME tells nobody")}},
            "tells nobody",
        ),
        ("quiet.do_not_disturb", [], {"do not disturb": {"source": None, "off": True, "why": ""}}, "while this is off"),
    ],
)
def test_says_what_is_detected_now(
    key: str, holds: list[tuple[str, str, str | None]], sense: Mapping[str, Any], said: str | None
) -> None:
    held = [{"reason": reason, "source": source, "detail": detail} for reason, source, detail in holds]
    status: Any = {"holds": held, "overruled": [], "backends": {"presence": sense}}
    sensed = View(untouched(based()), status).sensed(key)
    assert (said in strictly(sensed.text)) if sensed and said else sensed is said


def test_a_changed_value_shows_its_default_and_a_way_back() -> None:
    page = html(untouched(based({"snooze.for": "10m", "quiet.meeting": "ignore"})))
    assert "The default is 5 min." in page
    assert 'value="back snooze.for"' in page
    assert "The default is on." in page
    assert "The default is" not in html(untouched(based()))


def test_a_default_of_the_site_says_so() -> None:
    base = based({"snooze.for": "10m"}, site={"snooze": {"for": "7m"}})
    assert "For everyone on this machine it is 7 min." in html(untouched(base))


def test_a_mistake_is_told_at_its_field_and_in_the_bar() -> None:
    draft = untouched(based()).with_text("snooze.for", ("5 parsecs",)).with_text("quiet.meeting", ())
    page = html(draft, changes(draft).wrong)
    assert re.search(r'id="snooze.for"[^>]* aria-invalid="true"', page)
    assert re.search(r'id="snooze.for-wrong".*5 parsecs', page)
    assert '<a href="#snooze.for">' in page
    assert "Save the other one" in page


def test_a_mistake_leaves_the_pictures_and_the_summary_as_they_were() -> None:
    draft = untouched(based({"hours.fri": ["09:00-17:00"]}))
    draft = draft.with_text("reminders.posture.every", ("every 5 parsecs",)).with_text("hours.fri", ("9am-5x",))
    view = View(draft)
    assert plainly(view.card("posture").summary).startswith("every 20 min, ")
    assert STEPS[view.nearest("reminders.posture.every")] == timedelta(minutes=20)
    assert [(part.begin, part.end) for row in view.week() if row.day == "fri" for part in row.parts] == [(540, 1020)]


def test_a_new_reminder_at_fixed_times_says_that_it_has_none_yet() -> None:
    draft = act(untouched(based()), "add").with_text("reminders.reminder.when", ("at",))
    assert plainly(View(draft).card("reminder").summary) == "no time yet"


def test_a_tip_is_found_by_its_title_and_a_hidden_one_can_be_shown_again() -> None:
    draft = untouched(based({"tips.hide": ["look-over-each-shoulder"]}))
    found = View(draft).tips_called("OVER each")
    assert [(it.where, plainly(it.label)) for it in found] == [
        ("#tip-look-over-each-shoulder", "Look over each shoulder")
    ]
    page = html(draft)
    assert 'id="tip-look-over-each-shoulder"' in page
    assert "Show again" in page


def test_kinds_of_tips_are_said_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(environment().filters, "kind", str.upper)
    said = re.findall(r"</svg>\s*(neck)\b", html(untouched(based())), re.IGNORECASE)
    assert said == ["NECK"] * 3  # two reminders that choose of them, and the tips


def test_the_week_has_one_way_back() -> None:
    page = html(untouched(based({"hours.mon": ["09:00-17:00"], "hours.fri": []})))
    assert page.count('value="back hours"') == 1
    assert 'value="back hours.' not in page
    assert "The default of every day is all day." in page


def test_what_a_file_holds_is_shown_as_text_and_never_as_markup() -> None:
    evil = "<script>\"&'"
    page = html(untouched(based({"quiet.apps": [evil], "notify.sound": evil, "tips.hide": [evil]})))
    assert "<script>&" not in page
    assert '<script>"' not in page
    assert "&lt;script&gt;" in page


def test_a_difference_is_shown_with_both_values() -> None:
    draft = untouched(based({"snooze.for": "20m"})).with_text("snooze.for", ("7 min",))
    page = html(
        draft, differences=[Difference("snooze.for", "10m", "20m", "7m"), Difference("hours.mon", None, [], None)]
    )
    assert 'name="choose:snooze.for" value="mine" checked> 7 min' in page
    assert 'value="file"> 20 min' in page
    assert 'value="file"> day off' in page
    assert "2 settings differ from yours" in page


def test_whatever_a_form_brings_is_shown_again() -> None:
    base = based({"quiet.apps": ["obs"], "reminders.tea.at": ["15:00"]})
    chance = random.Random(3)
    odd = ["", "\0", "<b>", "9" * 400, "-1", "1e9", "٣", "\ud83d", "a,b,,c", "25:00-26:00", "hours.mon", "at", "on"]
    whole = sent(untouched(base))
    fields = [*whole, "tip.title", "lunch.from", "choose:snooze.for", "quiet.apps+", "reminders.x.name"]
    for button in ("add", "duplicate", "remove", "drop", "back", "lunch", "put-back", "more", "choose"):
        form = {**whole, **{chance.choice(fields): [chance.choice(odd)] for _ in range(30)}}
        draft = read_form(base, {**form, "card": [*form["card"], "x", *odd]})
        for of in chance.sample([*draft.texts, *draft.cards, *odd], 12):
            with suppress(UsageError):
                draft = act(draft, f"{button} {of} {chance.choice(odd)}".strip())
        made = changes(draft)
        assert "</html>" in html(draft, made.wrong)
        assert ahead(base, made.values, NOW)


def test_lunch_is_empty_until_it_is_kept_free_and_a_mistake_in_it_is_told_at_its_field() -> None:
    page = html(untouched(based()))
    assert re.search(r'id="lunch.from"[^>]* value=""', page)
    assert "It is not kept free yet." in page
    kept = act(untouched(based())._replace(lunch=("12:00", "13:00")), "lunch")
    assert "It is not kept free yet." not in html(kept)
    page = html(untouched(based()), {"lunch.from": phrase("lunch ends before it begins")})
    assert re.search(r'id="lunch.from"[^>]* aria-invalid="true"', page)
    assert "lunch ends before it begins" in page


def test_what_a_change_would_do_is_not_told_while_a_field_is_not_understood() -> None:
    draft = untouched(based()).with_text("snooze.for", ("abc",))
    assert "can be told once every field is understood" in html(draft)
    assert "With these settings" not in html(draft)


def test_a_new_reminder_says_beforehand_what_its_name_becomes() -> None:
    draft = act(untouched(based()), "add").with_text("reminders.reminder.name", ("Dr. Mäyer's medicine",))
    assert "These words are its title; in lists and in the file it is called dr-mayer-s-medicine." in html(draft)
    with_tips = draft.with_text("reminders.reminder.about", ("neck",))
    assert "It is called dr-mayer-s-medicine in lists and in the file." in html(with_tips)


def test_a_reminder_is_found_and_told_of_by_its_title() -> None:
    draft = untouched(based({"reminders.tea.every": "2h", "reminders.tea.title": "Tea"}))
    view = View(draft)
    assert [(it.where, plainly(it.label)) for it in view.reminders_called("TEA")] == [("#reminders.tea", "Tea")]
    assert plainly(view.named("reminders.tea.lasts")) == "How long its break is, Tea"


def _decided(*names: str) -> Base:
    return based(decided={name: phrase("Set by your organisation.") for name in names})
