"""Functions of the system's own libraries, each declared before it is called."""

import ctypes
import sys
from collections.abc import Callable
from typing import Any

from reminder.errors import SystemRefused


class Libraries:
    """Those that `load` finds by their names or paths, loaded and declared once."""

    def __init__(self, load: Callable[[str], Any]) -> None:
        self._load = load
        self._loaded: dict[str, Any] = {}
        self._functions: dict[str, Any] = {}

    def function(self, library: str, name: str, result: Any, *arguments: Any) -> Any:
        """`result` and `arguments` are types of ctypes. Raises OSError where there is no such function or library."""
        if name in self._functions:
            return self._functions[name]
        if library not in self._loaded:
            self._loaded[library] = self._load(library)
        try:
            function = getattr(self._loaded[library], name)
        except AttributeError:
            raise SystemRefused("this system has no {name}", name=name) from None
        function.restype = result
        function.argtypes = arguments
        self._functions[name] = function
        return function


def windows_library(name: str) -> Any:
    if sys.platform == "win32":
        return ctypes.WinDLL(name, use_last_error=True)
    raise SystemRefused("{name} is for Windows", name=name)
