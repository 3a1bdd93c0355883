"""The current user's part of Windows' registry, HKEY_CURRENT_USER.

key, name ─▶ winreg ─▶ what it holds, or None ─▶ SystemRefused
"""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from reminder.errors import SystemRefused


def keys(key: str) -> Sequence[str] | None:
    """Those under a key; None: there is no such key."""
    with _winreg(key) as winreg, winreg.OpenKey(winreg.HKEY_CURRENT_USER, key) as opened:
        return [winreg.EnumKey(opened, number) for number in range(winreg.QueryInfoKey(opened)[0])]
    return None


def value(key: str, name: str) -> object:
    """The value's data, None for no such key or value."""
    with _winreg(key) as winreg, winreg.OpenKey(winreg.HKEY_CURRENT_USER, key) as opened:
        return winreg.QueryValueEx(opened, name)[0]
    return None


def write(key: str, name: str, text: str) -> None:
    """Makes the key where there is none."""
    with _winreg(key) as winreg, winreg.CreateKeyEx(winreg.HKEY_CURRENT_USER, key, 0, winreg.KEY_SET_VALUE) as opened:
        winreg.SetValueEx(opened, name, 0, winreg.REG_SZ, text)


def delete(key: str, name: str) -> None:
    """The value, if there is one."""
    with _winreg(key) as winreg, winreg.OpenKey(winreg.HKEY_CURRENT_USER, key, 0, winreg.KEY_SET_VALUE) as opened:
        winreg.DeleteValue(opened, name)


@contextmanager
def _winreg(key: str) -> Iterator[Any]:
    """Python's module for it. What is not there ends the block, and nothing more."""
    if sys.platform != "win32":
        raise SystemRefused("the registry is for Windows")
    import winreg

    try:
        yield winreg
    except FileNotFoundError:
        pass
    except OSError as error:
        raise SystemRefused(r"Windows refuses HKCU\{key}: {why}", key=key, why=error) from error
