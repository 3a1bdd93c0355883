"""The entry in the application menu: what is written, what is left alone, and what desktops' own tools say of it."""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from support.desktop_fixtures import needed
from support.login_fakes import launcher
from support.waiting import wait_until

from reminder.autostart.base import Program
from reminder.autostart.menu import ENTRY, Listed, Menu, files
from reminder.errors import ReminderError
from reminder.storage import paths

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the menu is that of Linux")

ICON = Path("icons/hicolor/48x48/apps/reminder.png")
OTHERS = "[Desktop Entry]\nType=Application\nName=Another Reminder\nExec=another\n"
WANTED = "cid-desktopapp-is-not-rdns", "url-homepage-missing"
"""A domain and a page, which the program has not; AppStream asks for the second since version 1."""


@pytest.fixture
def menu(tmp_path: Path) -> Menu:
    return Menu(tmp_path / "data", (tmp_path / "site",), tmp_path / "state" / "menu-settled")


def contents(folder: Path) -> Mapping[Path, bytes]:
    return {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def install(folder: Path) -> Mapping[Path, bytes]:
    """As a package does for everybody, and `pip install --user` for a person."""
    write(folder / ENTRY, (paths.packaged("menu") / ENTRY.name).read_text())
    write(folder / ICON, "not marked, whatever it is")
    return contents(folder)


def test_is_off_before_anybody_asked(menu: Menu, program: Program) -> None:
    assert menu.status(program).state is Listed.OFF
    assert not menu.is_settled


def test_on_writes_the_entry_the_icons_and_what_a_catalogue_tells(menu: Menu, program: Program) -> None:
    menu.enable(program)
    assert menu.status(program).state is Listed.ON
    assert contents(menu.data) == files(program)
    assert {path.suffix for path in contents(menu.data)} == {".desktop", ".xml", ".svg", ".png"}


def test_off_leaves_nothing_behind_but_that_it_was_said(menu: Menu, program: Program) -> None:
    menu.enable(program)
    menu.disable()
    assert menu.status(program).state is Listed.OFF
    assert [*menu.data.iterdir()] == []
    assert menu.is_settled


def test_off_leaves_what_others_have_there(menu: Menu, program: Program) -> None:
    neighbour = write(menu.data / ICON.with_name("another.png"), "theirs")
    menu.enable(program)
    menu.disable()
    assert [*contents(menu.data)] == [neighbour.relative_to(menu.data)]


def test_leaves_an_entry_of_others_alone_and_says_so(menu: Menu, program: Program) -> None:
    write(menu.data / ENTRY, OTHERS)
    for switch in (lambda: menu.enable(program), menu.disable):
        with pytest.raises(ReminderError, match="not written by reminder"):
            switch()
    assert contents(menu.data) == {ENTRY: OTHERS.encode()}
    assert menu.status(program).state is Listed.FOREIGN


def test_hides_no_entry_of_others_that_the_machine_has(menu: Menu, program: Program) -> None:
    write(menu.site[0] / ENTRY, OTHERS)
    with pytest.raises(ReminderError, match="not written by reminder"):
        menu.enable(program)
    assert not menu.data.exists()
    assert menu.status(program).state is Listed.FOREIGN


def test_leaves_an_icon_of_others_alone_and_names_it(menu: Menu, program: Program) -> None:
    icon = write(menu.data / ICON, "theirs")
    menu.enable(program)
    assert menu.status(program).state is Listed.ON
    assert menu.status(program).others == (icon,)
    menu.disable()
    assert contents(menu.data) == {ICON: b"theirs"}


@pytest.mark.parametrize("name", [ENTRY, ICON])
def test_what_is_missing_or_of_another_version_is_out_of_date_until_on_is_said(
    menu: Menu, program: Program, name: Path
) -> None:
    menu.enable(program)
    path = menu.data / name
    path.write_bytes(path.read_bytes() + b"\n# of another version")
    assert menu.status(program).state is Listed.STALE
    menu.enable(program)
    assert menu.status(program).state is Listed.ON
    assert contents(menu.data) == files(program)


def test_is_broken_once_the_program_is_gone(menu: Menu, program: Program) -> None:
    menu.enable(program)
    Path(program.launcher).unlink()
    assert menu.status(None).state is Listed.BROKEN


@pytest.mark.parametrize("alone", [True, False], ids=["for the person", "for everybody"])
def test_what_came_with_the_program_serves_and_stays(menu: Menu, program: Program, alone: bool) -> None:
    folder = menu.data if alone else menu.site[0]
    before = install(folder)
    assert menu.status(program).state is Listed.INSTALLED
    menu.enable(program)
    menu.disable()
    assert contents(folder) == before
    assert menu.status(program).state is (Listed.INSTALLED if alone else Listed.OFF)
    menu.enable(program)
    assert menu.status(program).state is Listed.INSTALLED
    assert contents(menu.data) == (before if alone else {})


def test_an_installed_one_takes_the_place_of_ours(menu: Menu, program: Program) -> None:
    menu.enable(program)
    install(menu.site[0])
    menu.enable(program)
    assert contents(menu.data) == {}


def test_desktops_are_told_that_there_are_icons(menu: Menu, program: Program) -> None:
    theme = menu.data / "icons" / "hicolor"
    (theme / "48x48" / "apps").mkdir(parents=True)
    os.utime(theme, (0, 0))
    menu.enable(program)
    assert theme.stat().st_mtime > 0


# --- what the desktops' own tools say ---------------------------------------------------------------------------------


@pytest.mark.desktop
@pytest.mark.parametrize("folder", ["bin", 'quoted "b`i$n\\', "with spaces", "50%"])
def test_the_entry_is_valid(menu: Menu, tmp_path: Path, folder: str) -> None:
    menu.enable(Program(launcher(tmp_path / folder)))
    assert judged("desktop-file-validate", menu.data / ENTRY) == ""
    assert menu.status(None).state is Listed.ON


@pytest.mark.desktop
def test_the_entry_of_the_wheel_is_valid() -> None:
    assert judged("desktop-file-validate", paths.packaged("menu") / ENTRY.name) == ""


@pytest.mark.desktop
def test_the_catalogue_lacks_nothing_but_a_domain_and_a_page(menu: Menu, program: Program) -> None:
    menu.enable(program)
    said = judged("appstreamcli", "validate", "--no-net", menu.data / "metainfo" / "reminder.metainfo.xml")
    complaints = [line for line in said.splitlines() if line[:2] in ("W:", "E:")]
    assert [line for line in complaints if not any(what in line for what in WANTED)] == []
    assert WANTED[0] in said


@pytest.mark.desktop
@pytest.mark.parametrize("is_wheels", [True, False], ids=["of the wheel", "ours"])
def test_a_click_starts_the_program_wherever_it_is(menu: Menu, tmp_path: Path, is_wheels: bool) -> None:
    """Of the wheel, it is found in ~/.local/bin as well, which the PATH of a desktop often lacks."""
    heard = tmp_path / "heard"
    place = tmp_path / "home" / ".local" / "bin" if is_wheels else tmp_path / "a b"
    program = Program(launcher(place, then=f'echo "$@" > {heard}'))
    menu.enable(program)
    entry = paths.packaged("menu") / ENTRY.name if is_wheels else menu.data / ENTRY
    home = {"HOME": str(tmp_path / "home"), "PATH": "/usr/bin:/bin"}
    subprocess.run([needed("gio"), "launch", str(entry)], env=home, check=True, timeout=30)
    wait_until(lambda: heard.exists() and heard.read_text() == "menu click open\n")  # gio does not wait for it


def judged(*command: str | Path) -> str:
    program, *rest = map(str, command)
    return subprocess.run([needed(program), *rest], capture_output=True, text=True, timeout=60).stdout


def test_every_picture_is_ours_by_its_mark_and_as_large_as_its_folder_says() -> None:
    pictures = [*paths.packaged("icons").rglob("*.png")]
    assert {width(path) for path in pictures} == {16, 22, 24, 32, 48, 64, 128, 256}
    assert [path for path in pictures if path.parents[1].name != f"{width(path)}x{width(path)}"] == []


def width(png: Path) -> int:
    return int.from_bytes(png.read_bytes()[16:20])
