"""A person's own tips are written where they are read, and nothing of the others is lost."""

import pytest
from support.homes import Home, names

from reminder.errors import UsageError
from reminder.settings.edit import Changed, Refused
from reminder.settings.names import free_name
from reminder.settings.own_tips import remove_tip, save_tip
from reminder.settings.read import read

TREE = {"id": "tree", "about": "eyes", "title": "Look at the tree", "text": "Find the furthest leaf."}
SKY = {**TREE, "id": "sky", "title": "Look up"}


def own_tips() -> dict[str, str]:
    return {tip.id: tip.title for tip in read().plan.tips if tip.about == "eyes"}


def test_the_first_tip_makes_a_file_and_the_settings_name_it(home: Home) -> None:
    changed = save_tip(TREE)
    assert isinstance(changed, Changed)
    assert changed.value("tips.files") == ["tips.toml"]
    assert own_tips() == {"tree": "Look at the tree"}
    assert read().problems == ()


def test_another_joins_it_and_one_of_the_same_id_takes_its_place(home: Home) -> None:
    save_tip(TREE)
    file = home.user.with_name("tips.toml")
    file.write_text(f"# Mine.\n{file.read_text()}source = 'me'  # truly\n")
    save_tip(SKY)
    changed = save_tip({**TREE, "title": "Look at the oak"})
    assert isinstance(changed, Changed)
    assert own_tips() == {"tree": "Look at the oak", "sky": "Look up"}
    assert file.read_text().startswith("# Mine.\n[[tips]]\n")
    assert "source = 'me'  # truly" in file.read_text()
    assert read().values["tips"]["files"] == ["tips.toml"]


def test_a_file_without_any_takes_its_first(home: Home) -> None:
    home.write("")
    home.user.with_name("tips.toml").write_text("tips = []\n")
    save_tip(TREE)
    assert own_tips() == {"tree": "Look at the tree"}


def test_the_files_that_others_have_named_stay_named(home: Home) -> None:
    home.write_site('[tips]\nfiles = ["theirs.toml"]\n')
    theirs = home.site.with_name("theirs.toml")
    theirs.write_text('[[tips]]\nid = "sea"\nabout = "eyes"\ntitle = "Look at the sea"\ntext = "Far away."\n')
    save_tip(TREE)
    assert read().values["tips"]["files"] == [str(theirs), "tips.toml"]
    assert own_tips() == {"sea": "Look at the sea", "tree": "Look at the tree"}


def test_one_that_is_taken_out_leaves_the_others_with_what_is_said_of_them_and_is_hidden_no_more(home: Home) -> None:
    home.write('[tips]\nhide = ["tree", "choose-a-warm-up"]\n')
    save_tip(TREE)
    save_tip(SKY)
    file = home.user.with_name("tips.toml")
    file.write_text(file.read_text().replace('"sky"', '"sky"  # grey').replace("\n[[tips]]", "\n# Up!\n[[tips]]"))
    assert isinstance(remove_tip("tree"), Changed)
    assert file.read_text().startswith('# Up!\n[[tips]]\nid = "sky"  # grey\n')
    assert read().values["tips"]["hide"] == ["choose-a-warm-up"]
    assert isinstance(remove_tip("sky"), Changed)
    assert own_tips() == {}
    assert read().problems == ()
    with pytest.raises(UsageError, match="sky is no tip"):
        remove_tip("sky")
    save_tip(SKY)
    assert own_tips() == {"sky": "Look up"}


@pytest.mark.parametrize(
    ("wrong", "fields"),
    [
        ({"title": ""}, ["title"]),
        ({"title": "x" * 41, "text": "a\nb"}, ["title", "text"]),
        ({"id": "A tree", "about": ""}, ["id", "about"]),
        ({"source": "x" * 1001}, ["source"]),
    ],
)
def test_what_is_wrong_is_told_field_by_field_and_nothing_is_written(
    home: Home, wrong: dict[str, str], fields: list[str]
) -> None:
    with pytest.raises(Refused) as refused:
        save_tip({**TREE, **wrong})
    assert [problem.key for problem in refused.value.problems] == fields
    assert not home.user.parent.exists()


@pytest.mark.parametrize("text", ["[[tips]\n", "tips = 3\n", "tips = [{id = 'a'}]\n"])
def test_a_file_that_cannot_be_changed_safely_is_left_as_it_is(home: Home, text: str) -> None:
    home.write("")
    file = home.user.with_name("tips.toml")
    file.write_text(text)
    with pytest.raises(UsageError, match="mend that first"):
        save_tip(TREE)
    assert file.read_text() == text
    assert names(home.user.parent) == ["config.toml", "tips.toml"]


@pytest.mark.parametrize(
    ("wanted", "name"),
    [
        ("Drink water!", "drink-water"),
        ("posture", "posture-3"),
        ("Über Mittag", "uber-mittag"),
        ("水", "reminder"),
        ("", "reminder"),
        ("x" * 99, "x" * 40),
    ],
)
def test_what_a_person_adds_gets_a_name_that_is_free(wanted: str, name: str) -> None:
    assert free_name(wanted, {"posture", "posture-2"}, "reminder") == name
