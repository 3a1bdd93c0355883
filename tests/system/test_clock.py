"""The real clocks of this machine, and those of other systems through fakes of the calls they are read by."""

import ctypes
import os
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import pytest
import time_machine
import tzlocal

from reminder.system import clock


@pytest.fixture(autouse=True)
def unread(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No zone is remembered, neither from the test before nor for the next."""
    monkeypatch.setattr(clock, "_last_zone", clock._Zone(None, None))
    yield
    monkeypatch.undo()
    tzlocal.reload_localzone()


@pytest.fixture
def localtime(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A place for /etc/localtime, and tzlocal as it would read it."""
    path = tmp_path / "localtime"

    def reload_localzone() -> ZoneInfo:
        if not path.is_symlink():
            raise ZoneInfoNotFoundError("files that disagree")
        return ZoneInfo(os.readlink(path).split("zoneinfo/")[1])  # noqa: PTH115

    monkeypatch.delenv("TZ", raising=False)
    monkeypatch.setattr(clock, "_LOCALTIME", path)
    monkeypatch.setattr(clock, "tzlocal", SimpleNamespace(reload_localzone=reload_localzone))
    return path


def test_reads_now_from_all_three_clocks() -> None:
    first, second = clock.read(), clock.read()
    assert timedelta() <= second.ticks - first.ticks < timedelta(seconds=5)
    assert timedelta() <= second.awake - first.awake < timedelta(seconds=5)
    assert abs(second.wall - datetime.now(UTC)) < timedelta(seconds=5)
    assert second.wall.utcoffset() is not None


def test_ticks_stay_when_the_wall_clock_is_set() -> None:
    before = clock.read()
    with time_machine.travel(datetime(2031, 5, 6, 7, 8, tzinfo=UTC)):
        after = clock.read()
    assert after.ticks - before.ticks < timedelta(seconds=5)
    assert after.wall.year == 2031


@pytest.mark.parametrize("name", ["Europe/Berlin", "Australia/Lord_Howe", "America/St_Johns"])
def test_the_zone_is_that_of_tz_from_the_moment_it_changes(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    assert clock.read().wall.tzinfo == ZoneInfo("Asia/Tokyo")
    monkeypatch.setenv("TZ", name)
    assert clock.read().wall.tzinfo == ZoneInfo(name)


def test_the_zone_follows_a_changed_localtime(localtime: Path) -> None:
    localtime.symlink_to("/usr/share/zoneinfo/Europe/Lisbon")
    assert clock.read().wall.tzinfo == ZoneInfo("Europe/Lisbon")
    new = localtime.with_name("new")
    new.symlink_to("/usr/share/zoneinfo/America/New_York")
    new.replace(localtime)
    assert clock.read().wall.tzinfo == ZoneInfo("America/New_York")


def test_the_zone_is_read_once_while_nothing_changes(localtime: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    localtime.symlink_to("/usr/share/zoneinfo/Europe/Lisbon")
    clock.read()
    monkeypatch.setattr(clock, "_read_zone", lambda: pytest.fail("read again"))
    clock.read()


def test_a_localtime_without_a_name_still_gives_the_rules_of_its_zone(localtime: Path) -> None:
    source = Path("/usr/share/zoneinfo/Europe/Berlin")
    if not source.exists():
        pytest.skip("no zone files on this system")
    localtime.write_bytes(source.read_bytes())
    with time_machine.travel(datetime(2026, 1, 15, 12, tzinfo=UTC).timestamp()):
        assert clock.read().wall.utcoffset() == timedelta(hours=1)
    with time_machine.travel(datetime(2026, 7, 15, 12, tzinfo=UTC).timestamp()):
        assert clock.read().wall.utcoffset() == timedelta(hours=2)


@pytest.mark.parametrize("content", [None, b"", b"no zone"], ids=["none", "empty", "garbage"])
def test_a_broken_zone_leaves_the_present_offset(localtime: Path, content: bytes | None) -> None:
    if content is not None:
        localtime.write_bytes(content)
    wall = clock.read().wall
    assert wall.utcoffset() == datetime.now(UTC).astimezone().utcoffset()
    assert abs(wall - datetime.now(UTC)) < timedelta(seconds=5)


def test_a_broken_tz_leaves_an_aware_wall_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Middle-earth/Shire")
    assert clock.read().wall.utcoffset() is not None


def test_macos_is_read_by_the_clock_that_counts_sleep_and_the_one_that_does_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.setattr(time, "CLOCK_MONOTONIC_RAW", 4, raising=False)
    monkeypatch.setattr(time, "CLOCK_UPTIME_RAW", 8, raising=False)
    monkeypatch.setattr(time, "clock_gettime_ns", {4: 90 * 10**9, 8: 60 * 10**9}.__getitem__, raising=False)
    assert clock.read()[:2] == (timedelta(seconds=90), timedelta(seconds=60))


def test_windows_counts_its_time_awake_in_hundreds_of_nanoseconds(monkeypatch: pytest.MonkeyPatch) -> None:
    class Kernel:
        def QueryUnbiasedInterruptTime(self, time: "ctypes._CArgObject") -> int:
            time._obj.value = 60 * 10**7  # type: ignore[attr-defined]
            return 1

    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(ctypes, "windll", SimpleNamespace(kernel32=Kernel()), raising=False)
    monkeypatch.setattr(time, "monotonic_ns", lambda: 90 * 10**9)
    assert clock.read()[:2] == (timedelta(seconds=90), timedelta(seconds=60))


SIGNS = {
    "x86, any of them": ("proc/cpuinfo", "processor: 0\nflags : fpu apic hypervisor lahf_lm\nprocessor: 1\n"),
    "VirtualBox": ("sys/class/dmi/id/product_name", "VirtualBox\n"),
    "QEMU on ARM": ("sys/class/dmi/id/sys_vendor", "QEMU\n"),
    "UTM on a Mac": ("sys/class/dmi/id/product_name", "Apple Virtualization Generic Platform\n"),
    "Parallels on a Mac": ("sys/class/dmi/id/product_name", "Parallels ARM Virtual Machine\n"),
    "Hyper-V on ARM": ("sys/class/dmi/id/product_name", "Virtual Machine\n"),
    "Xen": ("sys/hypervisor/type", "xen\n"),
    "KVM without firmware": ("proc/device-tree/hypervisor/compatible", "linux,kvm"),
    "WSL on ARM": ("proc/sys/kernel/osrelease", "6.6.87.2-microsoft-standard-WSL2\n"),
}
REAL = {
    "nothing to read": ("proc/uptime", "1 1\n"),
    "a laptop": ("sys/class/dmi/id/sys_vendor", "LENOVO\n"),
    "one that can host others": ("proc/cpuinfo", "flags : fpu vmx svm\nbugs : hypervisor\n"),
    "a Raspberry Pi": ("proc/device-tree/model", "Raspberry Pi 5\0"),
}


@pytest.mark.parametrize(
    ("path", "text", "virtual"),
    [*((*sign, True) for sign in SIGNS.values()), *((*sign, False) for sign in REAL.values())],
    ids=[*SIGNS, *REAL],
)
def test_a_virtual_machine_is_known_by_its_signs(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, path: str, text: str, virtual: bool
) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(clock, "_ROOT", str(tmp_path))
    (tmp_path / path).parent.mkdir(parents=True)
    (tmp_path / path).write_text(text)
    assert clock.is_virtual() == virtual
    monkeypatch.setattr(sys, "platform", "win32")
    assert not clock.is_virtual()


def test_the_first_machine_of_xen_is_the_real_one(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(clock, "_ROOT", str(tmp_path))
    for path, text in (("proc/xen/capabilities", "control_d\n"), ("sys/hypervisor/type", "xen\n")):
        (tmp_path / path).parent.mkdir(parents=True)
        (tmp_path / path).write_text(text)
    assert not clock.is_virtual()


def test_a_boot_has_one_name() -> None:
    assert clock.boot_id() == clock.boot_id() != ""


def test_without_the_kernels_name_a_boot_is_named_by_its_minute(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(clock, "_BOOT_ID", tmp_path / "none")
    monkeypatch.setattr(clock, "_ticks", lambda: timedelta(minutes=30))
    with time_machine.travel(datetime(2026, 3, 4, 10, 30, 20, tzinfo=UTC), tick=False):
        assert clock.boot_id() == "2026-03-04T10:00+00:00"
