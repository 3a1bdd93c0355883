"""Where every order of the engine goes out, in an order of its own.

effects ─▶ perform() ─▶ history ─▶ saved state ─▶ responses ─▶ notifier, senses, alarm ─▶ followers, tray
"""

import logging
import os
from typing import Any, NamedTuple, assert_never

from reminder import __version__
from reminder.control.api import Facts, response
from reminder.control.server import ControlServer
from reminder.daemon.checking_in import CheckingIn
from reminder.daemon.clients import Clients
from reminder.daemon.health import Health
from reminder.daemon.hooks import Hooks
from reminder.daemon.opening import Opening
from reminder.daemon.saving import SavedState
from reminder.engine.status import status
from reminder.model import effects
from reminder.model.plan import NotifierName, Plan, Problem
from reminder.model.showing import Withdraw
from reminder.model.state import State
from reminder.notify.notifier import Notifier
from reminder.senses.serving import Serving
from reminder.senses.supervisor import Senses
from reminder.settings.reader import SettingsReader
from reminder.storage.history import History
from reminder.storage.watch import FileWatch
from reminder.system import clock
from reminder.system.alarm import Alarm
from reminder.system.upgrade import Installed
from reminder.tray.base import TrayIcon
from reminder.wording import journal
from reminder.wording.language import word

log = logging.getLogger("reminder")


class Parts(NamedTuple):
    """What orders are given to; what comes of them they put into the inbox."""

    reader: SettingsReader
    alarm: Alarm
    notifier: Notifier
    senses: Senses
    serving: Serving
    history: History
    server: ControlServer
    watch: FileWatch
    tray: TrayIcon
    installed: Installed


class Outbox:
    """The one way out. A part that fails is one more event."""

    def __init__(
        self, parts: Parts, saved: SavedState, health: Health, clients: Clients, checking_in: CheckingIn
    ) -> None:
        self._parts = parts
        self._saved = saved
        self._health = health
        self._clients = clients
        self._checking_in = checking_in
        self._opening = Opening(lambda why: health.note("window", Problem("window", why) if why else None))
        self.hooks = Hooks(health.note)
        self._since = clock.read().wall

    def perform(self, orders: list[effects.Effect], state: State, plan: Plan) -> None:
        """The record first, then the state, the responses, and the screen: what was acknowledged is never lost."""
        for effect in orders:
            if isinstance(effect, effects.Entry) and plan.history_retention is not None:
                self._health.note("history", self._parts.history.record(effect))
        self._health.note("state", self._saved.save(state))
        for effect in sorted(orders, key=lambda effect: not isinstance(effect, effects.Respond)):
            try:
                self._obey(effect, state, plan)
            except Exception:
                log.exception("a bug: %r could not be performed", effect)
        if self._clients.follow or self._parts.tray.shown:
            told = response(status(state, plan, clock.read()), self.facts(), plan.files)
            self._clients.tell(told)
            if self._parts.tray.shown:
                showing = state.delivery.showing
                fields: Any = told.fields
                self._parts.tray.show(fields, plan.snooze_after(showing.snoozes) if showing else None)

    def _configure(self, plan: Plan) -> None:
        self._parts.watch.watch(plan.files)
        self._parts.notifier.configure(plan.notify)
        self._parts.senses.configure(plan)
        self.hooks.configure(plan)
        self._parts.tray.configure(plan.tray)
        log.setLevel(plan.log_level.upper())
        self.prune(plan)

    def prune(self, plan: Plan) -> None:
        """Forget what the settings do not want kept."""
        if plan.history_retention is not None:
            self._health.note("history", self._parts.history.prune(plan.history_retention, clock.read().wall))

    def facts(self) -> Facts:
        return Facts(__version__, os.getpid(), self._since, self._parts.serving.session)

    def _obey(self, effect: effects.Effect, state: State, plan: Plan) -> None:
        is_on_the_terminal = isinstance(effect, effects.Show) and state.run.notifier == NotifierName.TERMINAL
        if (line := journal.of_effect(effect)) and not is_on_the_terminal:  # whoever watches reads it there already
            log.info(word(line))
        match effect:
            case effects.Respond(request=id, response=said):
                self._clients.respond(id, response(said, self.facts(), plan.files))
            case effects.Show() | Withdraw() | effects.Warn() | effects.Greet():
                self._parts.notifier.perform(effect)
            case effects.Configure(plan=wanted):
                self._configure(wanted)
            case effects.WakeAt(ticks=ticks):
                self._parts.alarm.set(ticks)
            case effects.WatchIdle() | effects.PollSenses():
                self._parts.senses.perform(effect)
            case effects.Happened():
                self.hooks.run(effect)
            case effects.CheckIn():
                self._checking_in.take(effect)
            case effects.OpenWindow(token=token, page=page):
                self._opening.open(token, page)
            case effects.SwitchLoginOn():
                self._opening.switch_login_on()
            case effects.Record() | effects.RecordBreak() | effects.RecordSpan() | effects.Restart():
                pass
            case _:
                assert_never(effect)
