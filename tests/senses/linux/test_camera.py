"""The camera, with plain files in the place of its devices and real processes that open them."""

import asyncio
import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import timedelta
from pathlib import Path
from resource import RLIMIT_NOFILE, getrlimit, setrlimit

import pytest
from support.desktop_fixtures import Bus
from support.holding import program
from support.scripts import offer_only
from support.sensed import Heard
from support.sound_servers import dumped, picture, pipewire, viewing
from support.waiting import until

from reminder.senses.linux import camera
from reminder.senses.linux.camera import Camera, gives_pictures
from reminder.senses.linux.pipewire import understand
from reminder.system.clock import read as clock

QUICK = timedelta(seconds=0.05)


class Counting(Camera):
    """It knows how often it has looked."""

    looks = 0

    async def look(self) -> camera.Seen:
        self.looks += 1
        return await super().look()


@asynccontextmanager
async def watching(folder: Path, *devices: str) -> AsyncIterator[tuple[Counting, Heard]]:
    """The sense, over these stand-ins for devices; it has looked once."""
    for name in devices:
        (folder / name).touch()
    told = Heard()
    sensor = Counting(told.append, clock, ("howdy",), f"{folder}/video*")
    sensor.start()
    await until(lambda: told)
    try:
        yield sensor, told
    finally:
        await sensor.stop()


@pytest.fixture
def dev(tmp_path: Path) -> Path:
    folder = tmp_path / "dev"
    folder.mkdir()
    return folder


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """What follows an event comes at once."""
    monkeypatch.setattr(camera, "SETTLE", QUICK)


@contextmanager
def used(device: Path, by: Path, mode: str = "rb") -> Iterator[None]:
    """A program of this name has the device open, and this process has not."""
    with device.open(mode) as file, program(by, stdin=file):
        file.close()
        yield


async def test_who_opens_it_is_named_until_they_close_it(dev: Path, tmp_path: Path) -> None:
    async with watching(dev, "video0", "video1") as (_, told):
        assert (told.found.sense.source, told.found.sense.polled) == (f"{dev}/video*", False)
        with used(dev / "video1", tmp_path / "zoom"):
            await until(lambda: told.holds == "zoom", 1)
        await until(lambda: told.holds is None, 1)
        assert told.found


@pytest.mark.parametrize("mode", ["rb", "r+b", "wb"])
async def test_however_it_is_opened(dev: Path, tmp_path: Path, quick: None, mode: str) -> None:
    async with watching(dev, "video0") as (_, told):
        with used(dev / "video0", tmp_path / "cheese", mode):
            await until(lambda: told.holds == "cheese")
        await until(lambda: told.holds is None)


async def test_several_at_once(dev: Path, tmp_path: Path, quick: None) -> None:
    async with watching(dev, "video0", "video1") as (_, told):
        with used(dev / "video0", tmp_path / "zoom"), used(dev / "video1", tmp_path / "obs"):
            await until(lambda: told.holds == "obs, zoom")
        await until(lambda: told.holds is None)


async def test_who_has_it_open_before_the_program_starts_is_seen_at_once(dev: Path, tmp_path: Path) -> None:
    (dev / "video0").touch()
    with used(dev / "video0", tmp_path / "zoom"):
        async with watching(dev) as (sensor, told):
            assert (told.holds, sensor.looks) == ("zoom", 1)
        with (dev / "video0").open("rb"):
            pass  # nobody listens any more
        assert sensor.looks == 1


async def test_looking_at_what_it_can_do_is_no_meeting(dev: Path) -> None:
    async with watching(dev, "video0") as (sensor, told):
        for _ in range(200):
            (dev / "video0").open("rb").close()
        await until(lambda: sensor.looks == 2)
        assert [type(event).__name__ for event in told] == ["SenseFound"]


async def test_one_in_the_settings_that_does_so_otherwise_is_ignored(dev: Path, tmp_path: Path, quick: None) -> None:
    async with watching(dev, "video0") as (sensor, told):
        with used(dev / "video0", tmp_path / "Howdy"):
            await until(lambda: sensor.looks == 2)
            await sensor.answer()
            assert told.holds is None


async def test_a_camera_that_is_plugged_in_later_is_watched_and_may_go_again(
    dev: Path, tmp_path: Path, quick: None
) -> None:
    async with watching(dev) as (sensor, told):
        assert told.found, "having no camera is not being blind"
        (dev / "tty7").touch()
        (dev / "video3").touch()
        await until(lambda: sensor.looks == 2)
        with used(dev / "video3", tmp_path / "zoom"):
            await until(lambda: told.holds == "zoom")
            (dev / "video3").unlink()
            await until(lambda: told.holds is None)
            (dev / "video3").touch()
            await until(lambda: sensor.looks >= 4)
        with used(dev / "video3", tmp_path / "obs"):
            await until(lambda: told.holds == "obs")


async def test_what_else_happens_in_that_folder_is_not_looked_at(dev: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(camera, "SETTLE", timedelta())
    async with watching(dev, "video0", "null") as (sensor, _):
        for happens in ((dev / "null").touch, (dev / "pts1").touch, (dev / "pts1").unlink):
            happens()
            for _ in range(20):
                await asyncio.sleep(0)
        assert sensor.looks == 1
        (dev / "video0").touch()
        await until(lambda: sensor.looks > 1)


async def test_an_update_of_the_program_does_not_change_its_name(dev: Path, tmp_path: Path, quick: None) -> None:
    async with watching(dev, "video0") as (_, told):
        with used(dev / "video0", tmp_path / "zoom"):
            (tmp_path / "zoom").unlink()
            await until(lambda: told.holds == "zoom")


async def test_without_the_folder_it_is_blind(tmp_path: Path) -> None:
    told = Heard()
    sensor = Camera(told.append, clock, (), f"{tmp_path}/dev/video*")
    await sensor.answer()
    assert told.why == f"{tmp_path}/dev cannot be watched: No such file or directory"
    await sensor.stop()


@contextmanager
def no_more_files() -> Iterator[None]:
    """This process may open none."""
    limits = getrlimit(RLIMIT_NOFILE)
    lowest_free = os.dup(0)
    os.close(lowest_free)
    setrlimit(RLIMIT_NOFILE, (lowest_free, limits[1]))
    yield
    setrlimit(RLIMIT_NOFILE, limits)


async def test_where_nothing_more_can_be_watched_it_says_what_to_raise(dev: Path) -> None:
    async with watching(dev):
        pass  # all that has to be imported is
    told = Heard()
    sensor = Camera(told.append, clock, (), f"{dev}/video*")
    with no_more_files():
        await sensor.answer()
    assert told.why == f"{dev} cannot be watched: Too many open files; raise fs.inotify.max_user_instances"
    await sensor.answer()
    assert told.found
    await sensor.stop()


async def test_a_stopped_sense_lets_go_of_everything(dev: Path) -> None:
    before = os.listdir("/proc/self/fd")  # noqa: PTH208
    async with watching(dev, "video0") as (sensor, _):
        (dev / "video0").open("rb").close()
    await sensor.stop()
    assert os.listdir("/proc/self/fd") == before  # noqa: PTH208


@pytest.mark.parametrize(
    ("told", "is_one"),
    [
        pytest.param("S:v4l/by-id/a\nE:ID_V4L_CAPABILITIES=:capture:\nE:TAGS=:seat:\n", True, id="a camera"),
        pytest.param("E:ID_V4L_CAPABILITIES=:video_output:\n", True, id="a loopback that waits for its picture"),
        pytest.param("E:ID_V4L_CAPABILITIES=:\n", False, id="a decoder of films, or a camera's second device"),
        pytest.param("E:ID_V4L_PRODUCT=thing\n", True, id="udev does not know what it can do"),
        pytest.param(None, True, id="udev does not know it"),
    ],
)
def test_what_udev_knows_to_be_no_camera_is_not_watched(tmp_path: Path, told: str | None, is_one: bool) -> None:
    (tmp_path / "video7").mkdir()
    (tmp_path / "video7" / "dev").write_text("81:7\n")
    if told is not None:
        (tmp_path / "c81:7").write_text(told)
    assert gives_pictures("video7", tmp_path, tmp_path) is is_one
    assert gives_pictures("video8", tmp_path, tmp_path)


# --- a camera that PipeWire has open for others -----------------------------------------------------------------------


@pytest.mark.desktop
async def test_behind_pipewire_it_is_whom_it_shows_the_picture_to(
    private_bus: Bus, dev: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, quick: None
) -> None:
    with (
        pipewire(tmp_path, monkeypatch, pulse=False),
        picture(tmp_path, "a-camera", media_class="Video/Source", media_role="Camera"),
        picture(tmp_path),
        viewing(tmp_path, "sharer"),
    ):
        await until(lambda: "Stream/Input/Video" in dumped())
        async with watching(dev, "video0") as (sensor, told):
            with used(dev / "video0", tmp_path / "pipewire"):
                await until(lambda: sensor.looks >= 2)
                await sensor.answer()
                assert (told.holds, bool(told.found)) == (None, True), "PipeWire only looks at it"
                with viewing(tmp_path, "zoom", of="a-camera"):
                    await until(lambda: dumped().count('"Stream/Input/Video"') == 2)
                    (dev / "video0").open("rb").close()
                    await until(lambda: told.holds == "gst-launch-1.0")
                (dev / "video0").open("rb").close()
                await until(lambda: told.holds is None)


async def test_without_pw_dump_it_does_not_know_for_whom_pipewire_has_it_open(
    dev: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, quick: None
) -> None:
    async with watching(dev, "video0") as (_, told):
        with used(dev / "video0", tmp_path / "wireplumber"):
            offer_only([], tmp_path / "programs", monkeypatch)
            (dev / "video0").open("rb").close()
            await until(lambda: told.why.startswith("the program pw-dump is missing"))
        await until(lambda: told.found)


def test_whom_a_camera_is_shown_to_is_known_from_the_link_and_the_client() -> None:
    graph = understand(
        """[
        {"id": 1, "type": "PipeWire:Interface:Client", "info": {"props": {"application.process.binary": "firefox"}}},
        {"id": 2, "type": "PipeWire:Interface:Node", "info": {"state": "suspended", "props":
            {"media.class": "Video/Source", "device.api": "v4l2", "node.name": "v4l2_input.usb"}}},
        {"id": 3, "type": "PipeWire:Interface:Node", "info": {"state": "creating", "props":
            {"media.class": "Stream/Input/Video", "client.id": 1, "node.name": "Firefox"}}},
        {"id": 4, "type": "PipeWire:Interface:Link", "info":
            {"output-node-id": 2, "input-node-id": 3, "state": "negotiating"}},
        {"id": 5, "type": "PipeWire:Interface:Link", "info": {"output-node-id": 99, "input-node-id": 3}},
        {"id": 6, "type": "PipeWire:Interface:Node", "info": null},
        {"id": 7, "type": "PipeWire:Interface:Metadata", "metadata": [{"subject": 0, "value": {"name": 1.5}}]}
        ]"""
    )
    assert [viewer.name for viewer in graph.viewers()] == ["firefox"]
    assert graph.sharers() == []


def test_what_changes_while_pw_dump_prints_is_minded() -> None:
    one = """[
  { "id": %d, "type": "PipeWire:Interface:Node", "info": {"state": "running", "props":
    { "media.class": "%s", "media.role": "Camera", "node.name": "%s", "audio.position": [ "FL", "FR" ] }} },
  { "id": 4, "type": "PipeWire:Interface:Link", "info": {"output-node-id": 2, "input-node-id": 3} }
]
"""
    camera, before, now = (
        one % (2, "Video/Source", "cam"),
        one % (3, "Stream/Input/Video", "a"),
        one % (3, "Stream/Input/Video", "b"),
    )
    gone = '[\n  {\n    "id": 3,\n    "info": null\n  }\n]\n'
    assert [viewer.name for viewer in understand(gone + camera + before + now).viewers()] == ["b"]
    assert understand(camera + before + gone).viewers() == []
