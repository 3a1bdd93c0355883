"""What comes of a form that is sent: what is told, and whose save is taken back."""

import asyncio
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlencode

import pytest
from starlette.requests import Request
from support.homes import Home, new_home
from support.pages import sent

from reminder.control.messages import ResponseLine
from reminder.errors import NotRunning
from reminder.phrase import phrase, plainly
from reminder.settings.read import read
from reminder.settings.reading import circumstances, keep
from reminder.web.live import Look
from reminder.web.said import Said
from reminder.web.settings.draft import untouched
from reminder.web.settings.routes import Kept, send


@pytest.fixture
def home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Home:
    return new_home(monkeypatch, tmp_path)


class Running:
    """The program, with a variable that the window does not have; empty: it does not run."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, variable: str = "") -> None:
        self._monkeypatch, self.variable = monkeypatch, variable

    async def look(self) -> Look:
        return Look(silent=phrase("it is busy")) if self.variable else Look()

    async def ask(self, *words: str) -> ResponseLine:
        if not self.variable:
            raise NotRunning("it does not run")
        with self._monkeypatch.context() as theirs:
            theirs.setenv(*self.variable.split("="))
            now = read()
            keep(now, circumstances((), now.files))
        return ResponseLine("reloaded", {"problems": []})


class Sender:
    """Sends forms to the page as a browser does, each of a page that is opened for it."""

    def __init__(self, program: Running) -> None:
        state = SimpleNamespace(program=program, said=Said(), settings=Kept(program))  # type: ignore[arg-type]
        self.app = SimpleNamespace(state=state)
        self.kept: Kept = state.settings

    def __call__(self, act: str = "save", **fields: str) -> str:
        """What is told of it."""
        return asyncio.run(self._sent(act, {name.replace("__", "."): text for name, text in fields.items()}))

    async def _sent(self, act: str, fields: dict[str, str]) -> str:
        form = {**sent(untouched(await self.kept.load())), **fields, "act": act}
        body = urlencode(form, doseq=True).encode()

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": body}

        response = await send(Request({"type": "http", "app": self.app, "headers": []}, receive))
        assert response.status_code == 303
        said = self.app.state.said.take()
        if response.headers["location"] == "/settings?saved":
            assert self.kept.saved
            saved = self.kept.saved
            return " ".join(plainly(said) for said in (saved.told, saved.follow) if said)
        return plainly(said.text)


def test_a_save_that_a_variable_outdoes_is_not_said_to_be_followed(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    program = Running(monkeypatch, "REMINDER_LOG__LEVEL=info")
    send_form = Sender(program)
    assert send_form(snooze__limit="6") == "Saved. The running program follows already."
    program.variable = "REMINDER_SNOOZE__LIMIT=4"  # it begins anew while the page is open
    assert send_form(snooze__limit="7") == (
        "Saved. How often in a row the same tip can be put off: Set by the environment variable"
        " REMINDER_SNOOZE__LIMIT, which counts more than your file."
    )
    assert "limit = 7" in home.user.read_text()


def test_no_form_writes_commands(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    home.write('[hooks]\ndone = [["lamp", "on"]]\n')
    send_form = Sender(Running(monkeypatch))
    send_form(hooks__shown='[["evil"]]', hooks__done='[["evil"]]', snooze__limit="6")
    assert dict(read().plan.hooks) == {"done": (("lamp", "on"),)}
    assert "limit = 6" in home.user.read_text()
    assert "evil" not in home.user.read_text()


def test_what_was_saved_can_be_taken_back_by_later_pages_until_something_else_is_saved(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    send_form = Sender(Running(monkeypatch))
    kept = send_form.kept

    def offered() -> str | None:
        saved = kept.may_be_taken_back(asyncio.run(kept.load()))
        return saved and plainly(saved.told)

    assert offered() is None
    send_form(snooze__limit="6")
    assert offered() == "What you saved last can still be taken back."
    home.write("[snooze]\nlimit = 7\n")
    assert offered() is None
    send_form(login="on")
    assert offered()
    send_form("undo 2")
    assert offered() is None


def test_only_the_last_save_is_taken_back_and_only_by_whoever_means_it(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    send_form = Sender(Running(monkeypatch))
    send_form(snooze__limit="6")
    first = home.user.read_text()
    send_form(snooze__limit="7")
    second = home.user.read_text()
    for stale in ("undo 1", "undo", "undo x"):
        assert send_form(stale) == "Something else was saved since, so nothing was taken back."
        assert home.user.read_text() == second
    assert send_form("undo 2").startswith("Taken back.")
    assert home.user.read_text() == first
    assert send_form("undo 2") == "There is nothing to take back."
