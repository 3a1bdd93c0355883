"""Login, logout, login again on one desktop after the other, step by step, each with what was found; run by login.sh.

A login is always a login after the one before, seven of them where X11 has a second display number to offer: one, then
three times one on the same display and one on another. Exits 1 if a step failed; later steps are tried all the same.
"""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from login_desktops import DESKTOPS, Desktop
from logins import COMING_UP, Person, run
from senses import go_and_come_back, hold, sense, shorten_absences, wait_for_no_hold
from steps import AS, Failed, Steps, doctor, expect, is_running, now, reminder, status, wait_for

ROUNDS = 3
DISPLAYS = 50, 51
GONE = 10
"""Seconds after the end of its session in which the program has to be gone."""
BACK = 15
"""Seconds after a crash in which it has to be back, where something starts it again."""
OTHER_SERVERS = ["mako", "swaync", "fnott"]
"""Debian's packages of these have them started in everybody's session: in ROOTs for other scripts too."""
SENSING = 15
"""Seconds in which it has to have found what it senses by."""
LISTEN = ["timeout", "20", "dbus-monitor", "--session", "interface=org.freedesktop.Notifications,member=Notify"]
COLUMNS = ["login", "entry", "alone", "unlocked", "kept", "input", "tip", "crash", "pause", "logout", "gone", "word"]

logs = Path(sys.argv[1])
table: dict[str, dict[str, list[bool]]] = {}
step = Steps(lambda name: None)


class Visit:
    """The logins of one person to one desktop."""

    def __init__(self, desktop: Desktop) -> None:
        self._desktop = desktop
        self._person = Person(desktop)
        self._number = 0
        self._pid = 0
        self._paused_until: str | None = None
        self._over = 0.0
        AS[:] = self._person.before()
        shorten_absences()
        reminder("autostart", "on")
        if is_running():  # as well, and the login has to begin it
            reminder("stop")

    def play(self) -> None:
        displays = [DISPLAYS[0]]
        for _ in range(ROUNDS):
            displays.append(displays[-1])
            if self._desktop.on_x11:
                displays.extend({*DISPLAYS} - {displays[-1]})
        for display in displays:
            self._number += 1
            self._log_in_and_out(display, last=self._number == len(displays))
        self._person.clear_away()
        shutil.copytree(self._person.home / ".local/state/reminder/log", logs / self._desktop.name)

    def _log_in_and_out(self, display: int, *, last: bool) -> None:
        where = f" on :{display}" if self._desktop.on_x11 else ""
        if not self._try("login", lambda: self._log_in(display), where):
            self._person.clear_away()
            return
        self._try("entry", self._is_begun_by_the_entry)
        self._try("alone", self._is_alone)
        self._try("unlocked", self._is_not_locked)
        if self._number > 1:
            self._try("kept", self._is_still_paused)
        self._try("input", self._senses_input)
        self._try("tip", self._shows_a_tip)
        if last and self._desktop.runs_entries_by_systemd:
            self._try("crash", self._comes_back_after_a_crash)
        self._try("pause", self._pause)
        if self._try("logout", self._log_out):
            self._try("gone", self._is_gone)
            self._try("word", self._left_a_word)

    def _try(self, what: str, act: Callable[[], str], more: str = "") -> bool:
        before = step.failures
        step(f"{self._desktop.name}, login {self._number}{more}: {what}")(act)
        table.setdefault(self._desktop.name, {}).setdefault(what, []).append(done := step.failures == before)
        return done

    # --- the steps ----------------------------------------------------------------------------------------------------

    def _log_in(self, display: int) -> str:
        self._person.log_in(display)
        AS[:] = self._person.before()
        return self._person.sessions()

    def _is_begun_by_the_entry(self) -> str:
        before = self._pid
        wait_for(is_running, "the program runs", COMING_UP)
        try:
            wait_for(lambda: self._ask_for_pid() != before, f"{before}, of the login before, gives way", GONE)
        finally:
            self._pid = self._ask_for_pid()
        return f"pid {self._pid}, in {Path(f'/proc/{self._pid}/cgroup').read_text().strip().rpartition('/')[2]}"

    def _is_alone(self) -> str:
        wait_for(lambda: self._person.programs() == [self._pid], f"only {self._pid} runs", GONE)
        return f"only {self._pid} runs"

    def _is_not_locked(self) -> str:
        wait_for_no_hold("locked")
        return f"lock: {sense('lock')['source'] or sense('lock')['why']}"

    def _is_still_paused(self) -> str:
        paused = hold("paused")
        expect(paused and paused["until"] == self._paused_until, f"paused until {self._paused_until}; now: {paused}")
        reminder("resume")
        return f"the pause until {self._paused_until}"

    def _senses_input(self) -> str:
        wait_for(lambda: sense("idle")["source"], "it sees input", SENSING)
        typing = doctor()["detects typing"]
        expect(typing["works"], f"doctor: {typing}")
        self._touch()
        wait_for_no_hold("away")
        return f"{sense('idle')['source']}; {go_and_come_back(self._touch)}"

    def _shows_a_tip(self) -> str:
        """The bus is a witness beside the program itself."""
        with subprocess.Popen(self._person.before(*LISTEN), stdout=subprocess.PIPE, text=True) as bus:
            assert bus.stdout
            next(line for line in bus.stdout if "NameLost" in line)  # From here on it listens.
            title = now()
            posted = next((line for line in bus.stdout if f'"{title}"' in line), None)
            bus.kill()
        expect(posted, f"{title!r} was not posted")
        expect(status()["open"], f"{title!r} is not open")
        expect(not hold("locked"), f"{hold('locked')}")
        return f"{title}; {doctor()['notify by dbus']['text']}"

    def _comes_back_after_a_crash(self) -> str:
        before, at = self._pid, time.monotonic()
        os.kill(before, signal.SIGSEGV)
        wait_for(lambda: is_running() and self._ask_for_pid() != before, f"it is back after {before} crashed", BACK)
        self._pid = self._ask_for_pid()
        return f"{self._pid} after {time.monotonic() - at:.1f} s"

    def _pause(self) -> str:
        """What the next login has to find."""
        reminder("pause", "3h")
        self._paused_until = (hold("paused") or {}).get("until")
        return f"until {self._paused_until}"

    def _log_out(self) -> str:
        said = time.monotonic()
        self._over = self._person.log_out()
        AS[:] = self._person.before()
        return f"the session is over after {self._over - said:.1f} s"

    def _is_gone(self) -> str:
        left = GONE - (time.monotonic() - self._over)
        try:
            wait_for(lambda: not self._person.programs(), "the program is gone", left)
        except Failed as failure:
            raise Failed(f"{failure}: {self._person.programs()}; {self._person.sessions()}") from None
        return f"{time.monotonic() - self._over:.1f} s after it"

    def _left_a_word(self) -> str:
        lines = self._person.last_words()
        reasons = [line for line in lines if re.search(r"\b(ends|ended)\b", line)]
        expect(reasons, f"the log does not tell why it ended, but: {lines}")
        return reasons[-1]

    # --- the person ---------------------------------------------------------------------------------------------------

    def _touch(self) -> None:
        run(*self._person.before(sys.executable, str(Path(__file__).with_name("touch.py")), self._desktop.hand))

    def _ask_for_pid(self) -> int:
        return int(status()["pid"])


def tell() -> None:
    """The table: in how many logins each step was right."""
    print(f"\n{'':10}" + "".join(f"{column:>10}" for column in COLUMNS))
    for name, found in table.items():
        cells = [f"{sum(done)} of {len(done)}" if (done := found.get(column)) else "-" for column in COLUMNS]
        end = "" if all(map(all, found.values())) else "  FAILED"
        print(f"{name:10}" + "".join(f"{cell:>10}" for cell in cells) + end)


wanted = sys.argv[2:] or [desktop.name for desktop in DESKTOPS]
if unknown := {*wanted} - {desktop.name for desktop in DESKTOPS}:
    sys.exit(f"no such desktop: {', '.join(unknown)}; there are {', '.join(desktop.name for desktop in DESKTOPS)}")
run("systemctl", "--global", "mask", *OTHER_SERVERS)
for desktop in DESKTOPS:
    if desktop.name in wanted:
        print(desktop.name)
        Visit(desktop).play()
tell()
sys.exit(step.failures > 0)
