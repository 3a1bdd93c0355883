"""Reads the three clocks of a Moment, and tells one boot of the machine from another, and whether it is a virtual one.

kernel clocks, and the person's time zone -> read() -> Moment
"""

import os
import sys
import time
import warnings
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

import tzlocal

from reminder.model.moment import Moment

_LOCALTIME = Path("/etc/localtime")
_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
_ROOT = "/"
_SIGNS = "sys/hypervisor/type", "proc/device-tree/hypervisor"
_NAMES = tuple(f"sys/class/dmi/id/{name}" for name in ("product_name", "sys_vendor", "board_vendor", "bios_vendor"))
_MAKERS = (
    *("KVM", "QEMU", "OpenStack", "KubeVirt", "VMware", "VMW", "innotek GmbH", "VirtualBox", "Xen", "Bochs", "BHYVE"),
    *("Parallels", "Hyper-V", "Virtual Machine", "Apple Virtualization"),
)


def read() -> Moment:
    """Now. Never raises; `wall` is in the zone of this very moment, so it follows a laptop that travels."""
    ticks = _ticks()
    zone = _zone(ticks)
    wall = datetime.now(zone) if zone else datetime.now(UTC).astimezone()
    return Moment(ticks, _awake(), wall)


def boot_id() -> str:
    """A name for this boot.

    Where the kernel gives none it is the minute of the boot by the wall clock. A clock that is set then looks like
    another boot: the harmless mistake, since wall time counts instead of ticks for once.
    """
    try:
        return _BOOT_ID.read_text().strip()
    except OSError:
        return (datetime.now(UTC) - _ticks()).isoformat(timespec="minutes")


def is_virtual() -> bool:
    """Whether this machine may be paused without its kernel's knowing, as virtual ones are.

    Known on Linux alone; Windows calls a real machine virtual where it runs under its own Hyper-V. The signs are those
    that systemd goes by (258, src/basic/virt.c): the processor's, Xen's, the device tree's, and the maker's name where
    an ARM processor has none. Xen's first machine is the real one.
    """
    if sys.platform != "linux" or "control_d" in _text("proc/xen/capabilities"):
        return False
    flags = next((line.split() for line in _text("proc/cpuinfo").splitlines() if line.startswith("flags")), [])
    named = any(_text(path).startswith(_MAKERS) for path in _NAMES)
    signs = any(Path(_ROOT, sign).exists() for sign in _SIGNS)
    return "hypervisor" in flags or named or signs or "WSL2" in _text("proc/sys/kernel/osrelease")


def _text(path: str) -> str:
    try:
        return Path(_ROOT, path).read_text(errors="replace")
    except OSError:
        return ""


def _ticks() -> timedelta:
    if sys.platform == "linux":
        return _since(time.clock_gettime_ns(time.CLOCK_BOOTTIME))
    if sys.platform == "darwin":
        # mach_continuous_time(); plain CLOCK_MONOTONIC is worked out from the wall clock there.
        return _since(time.clock_gettime_ns(time.CLOCK_MONOTONIC_RAW))
    return _since(time.monotonic_ns())  # Windows: GetTickCount64, from Python 3.13 QueryPerformanceCounter


def _awake() -> timedelta:
    if sys.platform == "win32":
        import ctypes

        hundreds_of_ns = ctypes.c_ulonglong()
        ctypes.windll.kernel32.QueryUnbiasedInterruptTime(ctypes.byref(hundreds_of_ns))
        return _since(hundreds_of_ns.value * 100)
    if sys.platform == "darwin":
        return _since(time.clock_gettime_ns(time.CLOCK_UPTIME_RAW))
    return _since(time.monotonic_ns())


def _since(nanoseconds: int) -> timedelta:
    return timedelta(microseconds=nanoseconds // 1000)


class _Zone(NamedTuple):
    """A zone that was read, and what it was read from: while that looks the same, so is the zone."""

    mark: object
    zone: tzinfo | None


_last_zone = _Zone(None, None)


def _zone(ticks: timedelta) -> tzinfo | None:
    """The person's zone with all its rules; None where only the present offset can be known."""
    global _last_zone
    mark = (os.environ.get("TZ"), _mark(ticks))
    if mark != _last_zone.mark:
        _last_zone = _Zone(mark, _read_zone())
    return _last_zone.zone


def _mark(ticks: timedelta) -> object:
    try:
        file = _LOCALTIME.lstat()
    except OSError:  # Windows, where the zone is in the registry: read anew every minute
        return ticks // timedelta(minutes=1)
    return file.st_ino, file.st_mtime_ns


def _read_zone() -> tzinfo | None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return tzlocal.reload_localzone()
        except Exception:  # it raises what it meets: an unknown name, files that disagree, an unreadable registry
            pass
    if not os.environ.get("TZ"):
        try:
            with _LOCALTIME.open("rb") as file:
                return ZoneInfo.from_file(file, key="local")
        except (OSError, ValueError):
            pass
    return None
