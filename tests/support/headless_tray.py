"""`python -m reminder.tray` without a panel: pystray is real but for what it draws, and for who clicks there.

headless_tray.py FOLDER: what would be seen ─▶ one more line of JSON in FOLDER/seen
                         one more line in FOLDER/presses, the label of a row ─▶ it is pressed
"""

import json
import os
import runpy
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

os.environ["PYSTRAY_BACKEND"] = "dummy"
import pystray

folder = Path(sys.argv[1])


class Headless(pystray.Icon):
    _stopped = False
    _rows: dict[str, bool]

    def _run(self) -> None:
        begun = len(presses())
        self._mark_ready()
        while not self._stopped:
            time.sleep(0.005)
            for label in presses()[begun:]:
                begun += 1
                [item] = [item for item in items(self.menu) if item.text == label]
                self._handler(item)()

    def _stop(self) -> None:
        self._stopped = True

    def _show(self) -> None:
        self._note(True)

    def _hide(self) -> None:
        self._note(False)

    def _update_icon(self) -> None:
        self._icon_valid = True
        self._note(self.visible)

    def _update_title(self) -> None:
        self._note(True)

    def _update_menu(self) -> None:
        self._rows = {item.text: item.enabled for item in items(self.menu)}
        self._note(self.visible)

    def _note(self, visible: bool) -> None:
        seen = {"pid": os.getpid(), "visible": visible, "title": self.title, "rows": self._rows}
        with (folder / "seen").open("a") as file:
            file.write(json.dumps(seen | {"rgba": self.icon.tobytes().hex()}) + "\n")


def presses() -> list[str]:
    """So far; the last one may not be all there yet."""
    return (folder / "presses").read_text().split("\n")[:-1]


def items(menu: Any) -> Iterator[Any]:
    for item in menu:
        yield item
        if item.submenu:
            yield from items(item.submenu)


pystray.Icon = Headless
runpy.run_module("reminder.tray", run_name="__main__")
