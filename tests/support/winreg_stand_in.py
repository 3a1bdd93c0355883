"""Stands for Windows' registry and Python's module for it."""

import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest


class Winreg:
    """Stands for the module winreg: keys by their whole paths, with their values."""

    HKEY_CURRENT_USER, KEY_SET_VALUE, KEY_READ, REG_SZ = "HKCU", 2, 0x20019, 1

    def __init__(self, keys: dict[str, dict[str, object]]) -> None:
        self.keys = keys
        self.forbidden: set[str] = set()
        self.opened = self.closed = 0
        self.may_write = False

    def serve(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(sys, "platform", "win32")
        monkeypatch.setitem(sys.modules, "winreg", self)

    @contextmanager
    def OpenKey(self, root: str, path: str, reserved: int = 0, access: int = KEY_READ) -> Iterator[str]:
        assert root == self.HKEY_CURRENT_USER
        if path in self.forbidden:
            raise PermissionError(13, "Access is denied")
        if path not in self.keys:
            raise FileNotFoundError(2, "The system cannot find the file specified")
        self.opened += 1
        self.may_write = access == self.KEY_SET_VALUE
        try:
            yield path
        finally:
            self.closed += 1

    def CreateKeyEx(self, root: str, path: str, reserved: int, access: int) -> AbstractContextManager[str]:
        self.keys.setdefault(path, {})
        return self.OpenKey(root, path, reserved, access)

    def QueryInfoKey(self, key: str) -> tuple[int, int, int]:
        return len(self._under(key)), len(self.keys[key]), 0

    def EnumKey(self, key: str, number: int) -> str:
        return self._under(key)[number]

    def QueryValueEx(self, key: str, name: str) -> tuple[object, int]:
        if name not in self.keys[key]:
            raise FileNotFoundError(2, "The system cannot find the file specified")
        return self.keys[key][name], 11

    def SetValueEx(self, key: str, name: str, reserved: int, kind: int, data: object) -> None:
        assert self.may_write
        assert kind == self.REG_SZ
        self.keys[key][name] = data

    def DeleteValue(self, key: str, name: str) -> None:
        assert self.may_write
        self.QueryValueEx(key, name)
        del self.keys[key][name]

    def _under(self, key: str) -> list[str]:
        return [path.rpartition("\\")[2] for path in self.keys if path.rpartition("\\")[0] == key]
