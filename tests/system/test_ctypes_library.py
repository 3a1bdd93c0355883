"""Functions of the system's libraries, declared once."""

from types import SimpleNamespace

import pytest

from reminder.system.ctypes_library import Libraries


def test_a_library_is_loaded_and_a_function_declared_once() -> None:
    loaded: list[str] = []
    function = SimpleNamespace()

    def load(name: str) -> SimpleNamespace:
        loaded.append(name)
        return SimpleNamespace(first=function, second=SimpleNamespace())

    libraries = Libraries(load)
    assert libraries.function("one", "first", int, str) is function
    assert (function.restype, function.argtypes) == (int, (str,))
    function.argtypes = "kept"
    libraries.function("one", "first", int, str)
    libraries.function("one", "second", int)
    assert (loaded, function.argtypes) == (["one"], "kept")


def test_a_function_that_is_missing_is_a_refusal() -> None:
    with pytest.raises(OSError, match="this system has no Gone"):
        Libraries(lambda _: SimpleNamespace()).function("one", "Gone", None)
