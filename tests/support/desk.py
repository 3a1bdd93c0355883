"""A notification server in a thread of its own, so that a test may wait for a command meanwhile."""

from collections.abc import Callable, Coroutine
from typing import Any

from support.beside import Beside
from support.notification_server import ALL, Server, Shown
from support.waiting import wait_until


class Desk:
    """Remembers what it was asked to show, and presses buttons."""

    def __init__(self, capabilities: tuple[str, ...] = ALL) -> None:
        self._beside = Beside()
        self._server = Server(capabilities)

    def come(self) -> None:
        self.do(self._server.come)

    def go(self) -> None:
        """As a crash would."""
        self.do(self._server.go)

    def hang(self) -> None:
        """Take what it is asked, and answer nothing until told to."""
        self._beside.call(self._server.answers.clear)
        wait_until(lambda: not self._server.answers.is_set())

    def answer(self) -> None:
        """Answer what hangs, and from now on."""
        self._beside.call(self._server.answers.set)

    def refuse(self, why: str) -> None:
        """Take nothing for this reason; empty: everything again."""
        self._server.refusal = why

    @property
    def asked(self) -> int:
        """How often it was asked to show something."""
        return self._server.asked

    @property
    def closed(self) -> list[int]:
        """What it was asked to take off the screen again."""
        return self._server.closed

    @property
    def last(self) -> Shown:
        """What it was asked to show last."""
        return self._server.shown[-1]

    @property
    def warnings(self) -> list[Shown]:
        return [shown for shown in self._server.shown if not shown.actions]

    @property
    def on_screen(self) -> set[int]:
        """The tips that nothing has closed."""
        return {tip.id for tip in self.tips} - set(self._server.closed)

    @property
    def tips(self) -> list[Shown]:
        """What it was asked to show, without what only warns."""
        return [shown for shown in self._server.shown if shown.actions]

    def press(self, key: str, id: int | None = None) -> None:
        """A person presses a button of what was shown last, once they see it; or of what has this `id`."""
        pressed = self.tips[-1].id if id is None else id
        self._beside.call(self._server.press, pressed, key, after=0.05)

    def give_token(self, token: str) -> None:
        """What the next press may bring to the front."""
        self._beside.call(self._server.say, "ActivationToken", "us", self.last.id, token)

    def press_at_once(self, key: str) -> None:
        """A person who does not look first."""
        self._beside.call(self._server.press, self.last.id, key)

    def take_off(self, reason: int) -> None:
        """What was shown last leaves the screen."""
        self._beside.call(self._server.close, self.last.id, reason)

    def close(self) -> None:
        self.go()
        self._beside.close()

    def do(self, what: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Beside the server, in its thread."""
        self._beside.do(what())
