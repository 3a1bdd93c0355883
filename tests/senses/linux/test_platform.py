"""All the senses of Linux together."""

from pathlib import Path

import pytest
from support.desktop_fixtures import Bus
from support.dnd_servers import SERVER
from support.fakes import a_plan, a_quiet
from support.idle_monitor import MUFFIN, MUTTER, SESSION_MANAGER
from support.logind_stand_in import LOGIND
from support.power_managers import KDE, XFCE
from support.screen_savers import CINNAMON, GNOME, MATE
from support.sensed import Heard, clock
from support.waiting import until

from reminder.model.effects import PollSenses
from reminder.model.events import SensesAnswered
from reminder.senses.linux.platform import Linux
from reminder.senses.supervisor import Senses


@pytest.mark.desktop
async def test_nobody_is_started(
    private_bus: Bus, system: Bus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    starts = f"/usr/bin/touch {tmp_path / 'started'}"
    private_bus.offer(starts, SERVER, MUTTER, MUFFIN, SESSION_MANAGER, KDE, XFCE, GNOME, CINNAMON, MATE)
    system.offer(starts, LOGIND)
    heard = Heard()
    senses = Senses(a_plan(quiet=a_quiet(apps=("x-meet",))), heard.put, clock, Linux(clock))
    senses.start()
    senses.perform(PollSenses())
    await until(lambda: heard.of(SensesAnswered))
    await senses.stop()
    assert not (tmp_path / "started").exists()
