"""A peer's own texts become tips in a file of their own, and none comes twice."""

import pytest

from reminder.errors import UsageError
from reminder.moving.found import Found, TipText
from reminder.moving.tips import as_tips, losses, to_put
from reminder.settings.schema import TIP

pytestmark = pytest.mark.usefixtures("home")

TEXTS = (
    TipText("Stairs", "Two floors up."),
    TipText("", "Drink"),
    TipText("", "Look at the farthest roof that there is out there."),
)
FOUND = Found("peer", "Peer", tips=TEXTS)


def test_one_with_two_parts_and_ones_with_one() -> None:
    assert [(tip["title"], tip["text"]) for tip in as_tips(FOUND)] == [
        ("Stairs", "Two floors up."),
        ("Drink", "Your own, from Peer"),
        ("Your own, from Peer", "Look at the farthest roof that there is out there."),
    ]
    assert [tip["id"] for tip in as_tips(FOUND)] == [
        "peer-stairs",
        "peer-drink",
        "peer-look-at-the-farthest-roof-that-ther",
    ]


@pytest.mark.parametrize(
    "text",
    ["x" * 500, "word " * 100, "\x1b[2J\r\n\tbell\x07", "看窗外最远的屋顶", "“”", "\u202egnikaerb\ud800"],
)
def test_each_is_one_that_can_be_shown(text: str) -> None:
    for tip in as_tips(FOUND._replace(tips=(TipText(text, text), TipText(text, ""), TipText("", text)))):
        for name, of in TIP.items():
            of.check(tip[name])


def test_what_is_cut_is_named() -> None:
    long = FOUND._replace(tips=(*TEXTS, TipText("Roof", "Look at the farthest roof that there is out there. " * 4)))
    assert [loss.name for loss in losses(long)] == ["“Roof”"]
    assert as_tips(long)[-1]["text"].endswith("…")


def test_the_same_again_adds_nothing_and_what_a_person_has_changed_stays() -> None:
    first = to_put(FOUND)
    first.write()
    assert (first.added, to_put(FOUND).added) == (3, 0)
    edited = first.file.read_text().replace("Two floors up.", "Three floors up.")
    first.file.write_text(f"# Mine.\n{edited}")
    assert to_put(FOUND).added == 0
    more = to_put(FOUND._replace(tips=(*TEXTS, TipText("Window", "Open it."))))
    more.write()
    text = first.file.read_text()
    assert more.added == 1
    assert text.startswith("# Mine.\n")
    assert "Three floors up." in text
    assert 'title = "Window"' in text


def test_it_can_be_taken_back() -> None:
    put = to_put(FOUND)
    put.write()
    put.take_back()
    assert not put.file.exists()


@pytest.mark.parametrize("text", ["tips = 3", "tips = [1]", "[[tips]", 'tips = [{id = "a"}]'])
def test_a_file_that_is_written_otherwise_is_left_alone(text: str) -> None:
    file = to_put(FOUND).file
    file.parent.mkdir(parents=True)
    file.write_text(text)
    with pytest.raises(UsageError):
        to_put(FOUND)
    assert file.read_text() == text
