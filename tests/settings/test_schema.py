"""The options as data: what they say is what default.toml says, and what the engine's words are."""

import re
import tomllib
from collections.abc import Iterator

import pytest

from reminder.errors import UsageError
from reminder.model.plan import Click, NotifierName, Tray, Urgency
from reminder.phrase import plainly
from reminder.settings.kinds import Kind, Option
from reminder.settings.nested import leaves
from reminder.settings.schema import ELSEWHERE, GROUPS, REMINDER, SECTIONS, group, option, options
from reminder.settings.values import WEEKDAYS
from reminder.storage import paths

DOCUMENTED = paths.packaged("default.toml").read_text("utf-8")


def all_options() -> Iterator[tuple[str, Option]]:
    yield from ((f"reminders.posture.{name}", of) for name, of in REMINDER.items())
    yield from ((f"{section}.{name}", of) for section, its in SECTIONS.items() for name, of in its.items())


def paragraph(dotted: str) -> str:
    """What default.toml says above the option; of a reminder's, its line of the list; of a weekday, above the first."""
    section, _, name = dotted.rpartition(".")
    if section.startswith("reminders."):
        listed = re.search(rf"^#   {name} +(.*(?:\n#    .*)*)", DOCUMENTED, re.M)
        return re.sub(r"\n# +", " ", listed[1]) if listed else ""
    name = "mon" if name in WEEKDAYS else name
    block = DOCUMENTED.partition(f"\n[{section}]\n")[2]
    lines = block[: re.search(rf"^(?:# )?{name} = ", block, re.M).start()].splitlines()  # type: ignore[union-attr]
    said: list[str] = []
    while lines and lines[-1].startswith("#"):
        said.insert(0, lines.pop().removeprefix("# "))
    return " ".join(said)


def test_every_documented_option_is_one_and_its_default_is_allowed() -> None:
    for key, value in leaves(tomllib.loads(DOCUMENTED)):
        of = option(key)
        assert of, key
        for each in value if of.many else [value]:
            assert of.check(each) == each


LENGTHS = [pytest.param(dotted, of, id=dotted) for dotted, of in all_options() if of.kind is Kind.LENGTH]


@pytest.mark.parametrize(("dotted", "of"), LENGTHS)
def test_the_bounds_of_a_length_are_the_documented_ones(dotted: str, of: Option) -> None:
    said = paragraph(dotted).replace("24h", "1d")
    assert (plainly(of.bounds) in said) or (dotted == "history.keep" and "1d or more" in said), said


def test_the_bounds_of_numbers_texts_and_words_are_the_documented_ones() -> None:
    for dotted, of in all_options():
        if of.kind is Kind.NUMBER:
            assert plainly(of.bounds) in paragraph(dotted)
        elif of.kind is Kind.LINE and dotted.startswith("reminders."):
            assert f"at most {of.most} characters" in paragraph(dotted)
        elif of.kind is Kind.WORD and not dotted.startswith("quiet."):
            assert all(f'"{word}"' in paragraph(dotted) for word in of.words), dotted


def test_the_words_of_an_option_are_those_of_the_plan() -> None:
    for name, words in (("backend", NotifierName), ("urgency", Urgency), ("click", Click)):
        assert SECTIONS["notify"][name].words == tuple(words)
    assert SECTIONS["tray"]["enabled"].words == tuple(Tray)


@pytest.mark.parametrize(("value", "word"), [(True, "true"), (False, "false"), ("auto", "auto"), ("true", "true")])
def test_true_and_false_are_words_where_an_option_has_them(value: object, word: str) -> None:
    assert SECTIONS["tray"]["enabled"].check(value) == word


def test_true_is_no_word_of_any_other_option() -> None:
    with pytest.raises(UsageError, match=r"true is none of auto, off; write one of them in quotes"):
        SECTIONS["timing"]["idle"].check(True)


def test_every_option_has_a_label_of_one_line() -> None:
    labels = [plainly(of.label) for _, of in all_options()]
    assert all(label and label.isprintable() and len(label) < 80 for label in labels)
    assert len(set(labels)) == len(labels)


HELPED = [pytest.param(dotted, of, id=dotted) for dotted, of in all_options()]


@pytest.mark.parametrize(("dotted", "of"), HELPED)
def test_the_help_of_an_option_is_the_first_sentence_that_the_documentation_has_on_it(dotted: str, of: Option) -> None:
    said = plainly(of.help)
    assert re.fullmatch(r"\S[^.]+\.", said)
    assert paragraph(dotted).startswith(said)
    assert said != f"{plainly(of.label)}."


def test_every_option_and_what_stands_elsewhere_is_in_a_group_and_every_group_has_some() -> None:
    assert {group(dotted) for dotted, _ in all_options()} | {group(name) for name in ELSEWHERE} == GROUPS.keys()


@pytest.mark.parametrize("key", ["", "snooze", "reminders", "reminders.posture", "snooze.for.ever", "snoze.for"])
def test_what_is_no_option_is_none(key: str) -> None:
    assert option(key.split(".")) is None


def test_the_options_of_a_section_are_listed() -> None:
    assert "snooze" in options(())
    assert [*options(("snooze",))] == ["for", "limit"]
    assert options(("reminders", "tea")) is REMINDER
    assert options(("snoze",)) == options(("a", "b", "c")) == {}
