"""In the place of the browser: a script that notes what it is begun with."""

import os
from pathlib import Path

from steps import expect, wait_for

_NOTE = Path.home() / "opened"


def stand_in() -> None:
    """From now on, for what is begun."""
    (browser := Path.home() / "browser").write_text(f'#!/bin/sh\necho "$XDG_ACTIVATION_TOKEN $1" >> {_NOTE}\n')
    browser.chmod(0o755)
    os.environ["BROWSER"] = str(browser)


def opened() -> list[tuple[str, str]]:
    """Each time a token of the click, if there was one, and the address."""
    lines = _NOTE.read_text().splitlines() if _NOTE.exists() else []
    return [tuple(line.split(" ")) for line in lines]


def window() -> str:
    """The address of the next that opens, without what is secret of it."""
    wait_for(opened, "the browser was begun", 30)
    [(_, address)] = opened()
    _NOTE.unlink()
    expect(address.startswith("http://127.0.0.1:"), f"begun with {address}")
    return address.partition("?")[0]
