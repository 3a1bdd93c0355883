"""`reminder autostart`: on, off, status."""

from __future__ import annotations

from argparse import Namespace

from reminder import paths
from reminder.autostart import Status, choose, find_program
from reminder.cli import Result, service


def autostart(args: Namespace) -> Result:
    """`on` registers it and starts it now; `off` leaves what runs alone."""
    login = choose(args.systemd, state_dir=paths.state_dir())
    if args.what == "on":
        login.enable(find_program())
        started = service.start(args)
        status = login.status()
        return Result(f"{_text(status)}\n{started.text}", {**_data(status), "running": started.data})
    if args.what == "off":
        login.disable()
    status = login.status()
    return Result(_text(status), _data(status))


def _text(status: Status) -> str:
    return (
        f"Start at login: {status.state.value}"
        + (f" ({status.where})" if status.where else "")
        + "."
        + (f" {status.detail}" if status.detail else "")
    )


def _data(status: Status) -> dict[str, object]:
    return {"state": status.state.value, "where": status.where, "detail": status.detail}
