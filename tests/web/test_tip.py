"""The page of a tip, and the pictures that pages show."""

import re
import sys

import pytest
from support.visits import Served, served

from reminder.control.window import is_page, page_of
from reminder.storage import pictures

__all__ = ["served"]

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the installed program is tried on Unix")


def test_a_tip_has_a_page_with_its_picture_and_its_words(served: Served) -> None:
    said = served.get("/tips/lift-the-heels")
    assert said.code == 200
    assert "Wake up your calves" in said.body
    [source] = re.findall(r'<img src="(/pictures/[^"]+)" alt=""', said.body)
    picture = served.get(source)
    assert (picture.code, picture.headers["content-type"]) == (200, "image/svg+xml")
    assert picture.body == (pictures.folder() / "lift-the-heels.svg").read_text()


@pytest.mark.parametrize("path", ["/tips/no-such", "/pictures/no-such.svg", "/pictures/..%2Freminder.svg"])
def test_what_is_not_there_is_not_found(served: Served, path: str) -> None:
    assert served.get(path).code == 404


def test_the_list_of_tips_shows_each_ones_picture_late(served: Served) -> None:
    said = served.get("/settings").body
    shown = re.findall(r'<img src="/pictures/([^"]+)\.svg" alt="" width="64" height="64" loading="lazy">', said)
    assert {file.stem for file in pictures.folder().glob("*.svg")} == set(shown)


@pytest.mark.parametrize("page", ["today", page_of("lift-the-heels")])
def test_a_ticket_leads_to_a_page(page: str) -> None:
    assert is_page(page)


@pytest.mark.parametrize(
    "page", ["", "tips/", "tips", "lift-the-heels", "tips/../x", "tips/a/b", "tips/\u00e9", "tips/A", "/tips/a"]
)
def test_and_nowhere_else(page: str) -> None:
    assert not is_page(page)
