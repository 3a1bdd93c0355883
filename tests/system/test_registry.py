"""The registry of Windows, through a stand-in for Python's module."""

import sys

import pytest
from support.winreg_stand_in import Winreg

from reminder.system import registry


@pytest.fixture
def winreg(monkeypatch: pytest.MonkeyPatch) -> Winreg:
    """A key, and one under it."""
    fake = Winreg({"Software": {"Text": "tea", "Number": 0}, r"Software\Cup": {}})
    fake.serve(monkeypatch)
    return fake


def test_reads_it_and_closes_what_it_opens(winreg: Winreg) -> None:
    assert registry.keys("Software") == ["Cup"]
    assert [registry.value("Software", name) for name in ("Text", "Number", "Other")] == ["tea", 0, None]
    assert winreg.opened == winreg.closed == 4


def test_a_key_that_is_not_there_is_told_from_an_empty_one(winreg: Winreg) -> None:
    assert registry.keys(r"Software\Cup") == []
    assert registry.keys("Hardware") is None
    assert registry.value("Hardware", "Text") is None


def test_writes_a_text_also_under_a_key_that_is_new(winreg: Winreg) -> None:
    registry.write(r"Software\Pot", "Text", "green")
    assert winreg.keys[r"Software\Pot"] == {"Text": "green"}


def test_deletes_a_value_and_minds_none_that_is_gone(winreg: Winreg) -> None:
    for key, name in (("Software", "Text"), ("Software", "Text"), ("Hardware", "Text")):
        registry.delete(key, name)
    assert winreg.keys == {"Software": {"Number": 0}, r"Software\Cup": {}}


def test_a_key_that_is_forbidden_is_a_refusal(winreg: Winreg) -> None:
    winreg.forbidden.add("Software")
    for ask in (
        lambda: registry.keys("Software"),
        lambda: registry.value("Software", "Text"),
        lambda: registry.write("Software", "Text", "mint"),
        lambda: registry.delete("Software", "Text"),
    ):
        with pytest.raises(OSError, match=r"^Windows refuses HKCU\\Software: Access is denied$"):
            ask()


@pytest.mark.skipif(sys.platform == "win32", reason="the registry is there")
def test_elsewhere_there_is_none() -> None:
    with pytest.raises(OSError, match="for Windows"):
        registry.keys("Software")
