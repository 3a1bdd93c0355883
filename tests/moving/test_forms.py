"""The forms that peers share: what stands there is read, and nothing else."""

import pytest

from reminder.moving import forms
from reminder.moving.found import MOST_SETTINGS


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("uint32 30", 30),
        ("30", 30),
        ("-3", -3),
        ("2.5", 2.5),
        ("int64 0", 0),
        ("true", True),
        ("'day/5:00'", "day/5:00"),
        (r"'it\'s'", "it's"),
        ('"it\'s"', "it's"),
        ("['microbreak', 'restbreak']", ["microbreak", "restbreak"]),
        ("@as []", []),
        ("__import__('os')", "__import__('os')"),
        ("9" * 30, "9" * 30),
    ],
)
def test_values_of_dconf_are_literal(written: str, value: object) -> None:
    assert forms.gvariant(written) == value


@pytest.mark.parametrize(
    ("written", "texts"),
    [
        ("Zwei Treppen hinauf", ["Zwei Treppen hinauf"]),
        ('"Look far, then blink", "Hände öffnen"', ["Look far, then blink", "Hände öffnen"]),
        ("zoom, obs", ["zoom", "obs"]),
        (r"\x4e2d\x6587", ["中文"]),
        (r"\xd83d\xdc40 up", ["👀 up"]),
        (r'"say \"now\"", two', ['say "now"', "two"]),
        ("@Invalid()", []),
        (r"\xd83d", ["\ufffd"]),
        ('"never closed, ', ["never closed, "]),
    ],
)
def test_lists_of_qt_have_commas_quotes_and_letters_as_numbers(written: str, texts: list[str]) -> None:
    assert forms.qt_list(written) == texts


def test_an_ini_has_comments_and_marks_of_kde_and_may_begin_with_a_bom() -> None:
    data = b"\xef\xbb\xbf# a comment\n[General Settings][$i]\n; another\n TinyInterval[$i] = 15\nTitle=50 % = half\n"
    assert forms.ini(data) == {"General Settings/TinyInterval": "15", "General Settings/Title": "50 % = half"}


def test_what_is_no_line_of_an_ini_is_passed_over_and_told() -> None:
    data = b"[break]\nsmall-every=60\nsmall-f"
    assert forms.ini(data) == {"break/small-every": "60"}
    assert len(forms.spoilt(data)) == 1
    assert not forms.spoilt(b"[break]\n\n# none\n[a b]\nsmall-every=\n")


DUMP = b"[/]\nenabled=true\n\n[microbreak]\ninterval-seconds=600\n"
KEYFILE = (
    b"[org/gnome/BreakTimer]\nenabled=true\n[org/gnome/BreakTimer/microbreak]\ninterval-seconds=600\n[org/x]\na=1\n"
)
LIST = b"org.gnome.BreakTimer enabled true\norg.gnome.BreakTimer.microbreak interval-seconds 600\norg.gnome.x a 1\n"


@pytest.mark.parametrize("data", [DUMP, KEYFILE, LIST], ids=["dump", "keyfile, or a dump of everything", "gsettings"])
def test_dconf_tells_the_same_in_three_forms(data: bytes) -> None:
    assert forms.dconf(data, "org/gnome/BreakTimer") == {"enabled": True, "microbreak/interval-seconds": 600}


QUERIED = b"""\r
HKEY_CURRENT_USER\\Software\\Workrave\\timers\\micro_pause\r
    limit    REG_SZ    300\r
    reset_pred    REG_SZ    \r
    snooze    REG_DWORD    0x78\r
\r
HKEY_CURRENT_USER\\Software\\Other\r
    limit    REG_SZ    1\r
"""
EXPORTED = """Windows Registry Editor Version 5.00\r
\r
[HKEY_CURRENT_USER\\Software\\WORKRAVE\\timers\\micro_pause]\r
"limit"="300"\r
"reset_pred"=""\r
"snooze"=dword:00000078\r
\r
[HKEY_CURRENT_USER\\Software\\Other]\r
"limit"="1"\r
"""


@pytest.mark.parametrize("data", [QUERIED, EXPORTED.encode("utf-16")], ids=["asked", "exported"])
def test_the_registry_tells_the_same_asked_or_exported(data: bytes) -> None:
    root = r"Software\Workrave"
    assert forms.registry(data, root) == {
        "timers/micro_pause/limit": "300",
        "timers/micro_pause/reset_pred": "",
        "timers/micro_pause/snooze": "120",
    }


def test_what_is_larger_than_any_settings_are_is_not_searched() -> None:
    data = DUMP + b"\n" * MOST_SETTINGS
    assert forms.dconf(DUMP)
    assert forms.dconf(data) == forms.ini(data) == forms.registry(data, "Software") == {}
