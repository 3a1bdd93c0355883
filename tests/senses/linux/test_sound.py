"""Microphone and screen as real sound servers tell of them, and as programs do that are not as they should be."""

import signal
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from support.desktop_fixtures import Bus, needed, running
from support.holding import until_told
from support.scripts import offer, offer_only
from support.sensed import Heard
from support.sound_servers import (
    MICROPHONE,
    SPEAKERS,
    dumped,
    half_recording,
    pactl,
    picture,
    pipewire,
    pulseaudio,
    recording,
    recordings,
    viewing,
)
from support.waiting import until

from reminder.model.senses import Reason
from reminder.senses import sensor as base
from reminder.senses.linux.microphone import Microphone
from reminder.senses.linux.pipewire import understand
from reminder.senses.linux.screen_share import ScreenShare
from reminder.senses.meeting import Program, meeting
from reminder.system.clock import read as clock

SOON = timedelta(seconds=0.2)
IGNORED = ("cava", "easyeffects")


def sensing(kind: type[Microphone | ScreenShare]) -> tuple[Microphone | ScreenShare, Heard]:
    told = Heard()
    return kind(told.append, clock, IGNORED), told


# --- the microphone, with a real server -------------------------------------------------------------------------------


@pytest.fixture(params=["PulseAudio", "PipeWire in its place", "PipeWire without pactl"])
def server(
    request: pytest.FixtureRequest, private_bus: Bus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[str]:
    """Each of those that people have; the source that the sense names."""
    if request.param == "PulseAudio":
        with pulseaudio(tmp_path, monkeypatch):
            yield "pactl"
        return
    with pipewire(tmp_path, monkeypatch):
        if request.param == "PipeWire without pactl":
            offer_only(["parec", "pw-dump"], tmp_path / "programs", monkeypatch)
            yield "PipeWire"
        else:
            yield "pactl"


@pytest.mark.desktop
async def test_who_records_is_named_until_it_ends(server: str, tmp_path: Path) -> None:
    sensor, told = sensing(Microphone)
    await until_told(sensor, told, None)
    assert (told.found.sense.source, told.found.sense.polled) == (server, True)
    with recording(tmp_path):
        await until_told(sensor, told, "zoom")
        with recording(tmp_path, name="obs"):
            await until_told(sensor, told, "obs, zoom")
        await until_told(sensor, told, "zoom")
    await until_told(sensor, told, None)


@pytest.mark.desktop
async def test_what_is_no_meeting_does_not_hold(server: str, tmp_path: Path) -> None:
    sensor, told = sensing(Microphone)
    with (
        recording(tmp_path, source=f"{SPEAKERS}.monitor", name="visualiser"),
        recording(tmp_path, name="EasyEffects"),
        half_recording(tmp_path, "corked"),
        half_recording(tmp_path, "meter"),
    ):
        await until(lambda: recordings() == 4)
        await until_told(sensor, told, None)
        with recording(tmp_path):
            await until_told(sensor, told, "zoom")
        await until_told(sensor, told, None)


@pytest.mark.desktop
async def test_what_the_server_itself_hands_on_does_not_hold(server: str) -> None:
    sensor, told = sensing(Microphone)
    pactl("load-module", "module-loopback", f"source={MICROPHONE}", f"sink={SPEAKERS}")
    await until(lambda: recordings() == 1)
    await until_told(sensor, told, None)


@pytest.mark.desktop
@pytest.mark.parametrize("speaks", ["pactl", "pw-dump"])
async def test_a_program_may_speak_with_pipewire_itself(
    private_bus: Bus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, speaks: str
) -> None:
    record = needed("pw-record")
    with pipewire(tmp_path, monkeypatch, pulse=speaks == "pactl"):
        sensor, told = sensing(Microphone)
        with running(record, "-P", "{ stream.capture.sink = true }", "/dev/null", log=tmp_path / "played.log"):
            with running(record, "--target", MICROPHONE, "/dev/null", log=tmp_path / "recorded.log"):
                await until_told(sensor, told, "pw-record" if speaks == "pactl" else "pw-cat")
            await until_told(sensor, told, None)


@pytest.mark.desktop
async def test_a_server_may_go_and_come_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sensor, told = sensing(Microphone)
    with pulseaudio(tmp_path, monkeypatch), recording(tmp_path):
        await until_told(sensor, told, "zoom")
    await sensor.answer()
    assert told.why == "no sound server runs (pactl says: Connection failure: Connection refused)"
    (tmp_path / "again").mkdir()
    with pulseaudio(tmp_path / "again", monkeypatch):
        await until_told(sensor, told, None)


@pytest.mark.desktop
async def test_a_server_that_hangs_makes_blind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(base, "ANSWER_WITHIN", SOON)
    sensor, told = sensing(Microphone)
    with pulseaudio(tmp_path, monkeypatch) as process:
        await until_told(sensor, told, None)
        process.send_signal(signal.SIGSTOP)
        try:
            await sensor.answer()
            assert told.why
        finally:
            process.send_signal(signal.SIGCONT)
        await until_told(sensor, told, None)
    await sensor.stop()


# --- pactl as it should not be ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("script", "why"),
    [
        pytest.param("echo '[{\"index\": }]'", "the program pactl prints nonsense", id="broken"),
        pytest.param("echo '{}'", "the program pactl prints nonsense", id="of another shape"),
        pytest.param("head -c 100000 /dev/zero | tr '\\0' '['", "the program pactl prints nonsense", id="deep"),
        pytest.param("exit 3", "no sound server runs (pactl says: it ended with 3)", id="fails without a word"),
        pytest.param("kill -9 $$", "no sound server runs (pactl says: it ended with -9)", id="is killed"),
        pytest.param("yes zoom", "the program pactl talks without end", id="endless"),
    ],
)
async def test_pactl_may_print_anything(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str, why: str) -> None:
    offer(tmp_path / "programs", "pactl", script, monkeypatch)
    offer(tmp_path / "programs", "pw-dump", "exit 1", monkeypatch)
    sensor, told = sensing(Microphone)
    await sensor.answer()
    await until(lambda: told.why == why)


@pytest.mark.parametrize(
    "printed", ["", "nonsense", "{}", "[{}]", "[][", "[]]", '[{"id": 1, "info": 7}]', "[" * 100_000]
)
async def test_pw_dump_may_print_anything(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, printed: str) -> None:
    (tmp_path / "printed").write_text(printed)
    offer(tmp_path / "programs", "pw-dump", f"cat {tmp_path}/printed", monkeypatch)
    sensor, told = sensing(ScreenShare)
    await sensor.answer()
    assert told.why == "the program pw-dump prints nonsense"


async def test_names_may_be_anything(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one = '{"client": "1", "source": 4, "properties": {"application.process.binary": %s, "application.name": %s}}'
    names = (
        ('"(null)"', '"(null)"'),
        ("null", '"Ü\\u0007 \xff"'),
        ('"python3.11"', '"Meet"'),
        ("7", '"%s"' % ("x" * 99)),
    )
    (tmp_path / "source-outputs").write_bytes(f"[{', '.join(one % name for name in names)}]".encode("latin-1"))
    (tmp_path / "sources").write_text('[{"index": 4, "name": "mic", "monitor_source": ""}]')
    offer(tmp_path / "programs", "pactl", f'cat "{tmp_path}/$4"', monkeypatch)
    sensor, told = sensing(Microphone)
    await until_told(sensor, told, "7, Meet, \ufffd \ufffd")


async def test_somebody_without_any_name_holds_too() -> None:
    assert meeting([Program("")], ()) == {Reason.MEETING: ""}
    assert meeting([], ()) == {}


async def test_nobody_is_started_for_it_and_the_answer_is_in_english(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "de_DE.UTF-8")
    offer(tmp_path / "programs", "pactl", f'echo "$LC_ALL $PULSE_BINARY" > {tmp_path}/told; echo "[]"', monkeypatch)
    sensor, told = sensing(Microphone)
    await until_told(sensor, told, None)
    language, started = (tmp_path / "told").read_text().split()
    assert language == "C"
    assert started.startswith("/nonexistent/")


async def test_without_any_program_to_ask_it_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    offer_only([], tmp_path / "programs", monkeypatch)
    sensor, told = sensing(Microphone)
    await sensor.answer()
    assert told.why == "the program pactl is missing; install the package pulseaudio-utils or libpulse"
    share, told = sensing(ScreenShare)
    await share.answer()
    assert told.why == "the program pw-dump is missing; install the package pipewire-bin or pipewire-utils"


# --- the screen -------------------------------------------------------------------------------------------------------


@pytest.mark.desktop
async def test_who_gets_the_screen_is_named_until_it_ends(
    private_bus: Bus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    with pipewire(tmp_path, monkeypatch, pulse=False), picture(tmp_path):
        sensor, told = sensing(ScreenShare)
        await until_told(sensor, told, None)
        assert told.found
        assert (told.source, told.why) == ("PipeWire", "")
        with viewing(tmp_path):
            await until_told(sensor, told, "gst-launch-1.0")
        await until_told(sensor, told, None)
    await sensor.answer()
    assert told.why == "PipeWire does not run: pw-dump says: can't connect: Host is down"


@pytest.mark.desktop
async def test_programs_that_come_and_go_while_it_is_asked_do_no_harm(
    private_bus: Bus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pipewire(tmp_path, monkeypatch):
        sensor, told = sensing(ScreenShare)
        script = "while :; do pactl list short sources; done"
        with running(needed("sh"), "-c", script, log=tmp_path / "busy.log"):
            for _ in range(10):
                await sensor.answer()
    assert [type(event).__name__ for event in told] == ["SenseFound"]


@pytest.mark.desktop
async def test_the_picture_of_a_camera_is_no_screen(
    private_bus: Bus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with (
        pipewire(tmp_path, monkeypatch, pulse=False),
        picture(tmp_path, "a-camera", media_class="Video/Source", media_role="Camera"),
        picture(tmp_path),
    ):
        sensor, told = sensing(ScreenShare)
        with viewing(tmp_path, of="a-camera"):
            await until(lambda: "Stream/Input/Video" in dumped())
            await until_told(sensor, told, None)
            with viewing(tmp_path, "another"):
                await until_told(sensor, told, "gst-launch-1.0")


@pytest.mark.parametrize(("state", "sharers"), [("running", ["obs"]), ("paused", []), ("error", [])])
def test_a_picture_that_does_not_move_is_not_shared(state: str, sharers: list[str]) -> None:
    graph = understand(
        """[
        {"id": 2, "type": "PipeWire:Interface:Node", "info": {"state": "STATE", "props":
            {"media.class": "Video/Source", "node.name": "xdg-desktop-portal-wlr"}}},
        {"id": 3, "type": "PipeWire:Interface:Node", "info": {"state": "STATE", "props":
            {"media.class": "Stream/Input/Video", "application.process.binary": "obs"}}},
        {"id": 4, "type": "PipeWire:Interface:Link", "info": {"output-node-id": 2, "input-node-id": 3}}
        ]""".replace("STATE", state)
    )
    assert [sharer.name for sharer in graph.sharers()] == sharers


async def test_under_x11_it_says_what_it_cannot_see(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    offer(tmp_path / "programs", "pw-dump", "echo '[]'", monkeypatch)
    sensor, told = sensing(ScreenShare)
    await sensor.answer()
    assert told.found
    assert told.why == "a screen that is shared under X11 without PipeWire is not seen"
