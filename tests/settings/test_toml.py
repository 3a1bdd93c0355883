"""A text that is no TOML is refused in words that help, the newer TOML in the same words by every Python."""

import sys

import pytest

from reminder.errors import UsageError
from reminder.settings.toml import parse

OF_1_1 = [
    pytest.param("a = 1\nb = {\n  c = 1,\n  d = 2\n}\n", "line 2 is", "on one line", id="lines in a table"),
    pytest.param("b = { c = 1, # why\n d = 2 }\n", "line 1 is", "without comments", id="a comment in a table"),
    pytest.param("b = { c = 1, }\n", "line 1 is", "a last comma", id="a last comma"),
    pytest.param("\n\nat = 12:30\n", "line 3 is", 'in quotes, like "12:30"', id="a time"),
    pytest.param("at = 2026-11-28T12:30\n", "line 1 is", "in quotes", id="a time of a day"),
    pytest.param('[reminders.tea]\nat = ["9:00", 12:30]\n', "line 2 is", "in quotes", id="a time in a list"),
    pytest.param("tea = { at = 12:30 }\n", "line 1 is", "in quotes", id="a time in a table"),
    pytest.param("tea = { a = 1\n, b = 2 }\n", "line 1 is", "on one line", id="a line before a comma"),
    pytest.param('a = "\\e[1m"\n', "line 1 is", r"\u001b in place of \e", id="escape"),
    pytest.param('a = """\n\\x41"""\n', "line 2 is", r"\u0041 in place of \x41", id="a letter by its number"),
]


@pytest.mark.parametrize(("text", "where", "cure"), OF_1_1)
def test_newer_toml_is_named_with_its_line_and_what_to_write(text: str, where: str, cure: str) -> None:
    if sys.version_info >= (3, 15):
        assert parse(text)
        return
    with pytest.raises(UsageError) as refused:
        parse(text)
    assert str(refused.value).startswith(f"{where} TOML 1.1, which Python reads from 3.15 on only: ")
    assert cure in str(refused.value)


@pytest.mark.parametrize(
    "text",
    ["every = 20m\n", "a = {\n b = 20m\n}\n", 'a = "\\q"\n', "a = {b = 1\n", "a b\n", "= 1\n", "x = 1 y = 2\n"],
)
def test_what_is_no_toml_at_all_is_only_that(text: str) -> None:
    with pytest.raises(UsageError, match=r"^it is not valid TOML: "):
        parse(text)
