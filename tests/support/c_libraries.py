"""The libraries of another system, as C functions with the signatures that it has, called by what declares them."""

import ctypes
from collections import defaultdict
from types import SimpleNamespace
from typing import Any


class CLibraries:
    """Loads them, in the place of `ctypes`."""

    def __init__(self, **functions: tuple[Any, ...]) -> None:
        """Each: its library, the function, its result, its arguments."""
        self._libraries: dict[str, dict[str, Any]] = defaultdict(dict)
        for name, (library, function, result, *arguments) in functions.items():
            self._libraries[library][name] = ctypes.CFUNCTYPE(result, *arguments)(function)

    def __call__(self, library: str) -> SimpleNamespace:
        return SimpleNamespace(**self._libraries[library])
