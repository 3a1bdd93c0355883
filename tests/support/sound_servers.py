"""Sound servers for tests, real and private, with a microphone that hears nothing and speakers that nobody hears.

with pulseaudio(folder, monkeypatch): ...        with pipewire(folder, monkeypatch): ...
"""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from support import half_recorder
from support.desktop_fixtures import needed, running
from support.waiting import wait_until

MICROPHONE, SPEAKERS = "mic", "speakers"
SCREEN = "a-compositor"
_PACTL = shutil.which("pactl")
_CAPS = "video/x-raw,format=BGRx,width=64,height=48,framerate=5/1"


@contextmanager
def pulseaudio(
    folder: Path, monkeypatch: pytest.MonkeyPatch, runtime: Path | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """PulseAudio itself. `runtime`: its runtime directory, if that is there already."""
    socket = _home(folder, monkeypatch, runtime) / "pulse" / "native"
    options = "-n --daemonize=no --exit-idle-time=-1 --use-pid-file=no --disable-shm --realtime=no --high-priority=no"
    modules = (
        "module-native-protocol-unix auth-cookie-enabled=0",
        f"module-null-sink sink_name={SPEAKERS}",
        f"module-null-source source_name={MICROPHONE}",
    )
    loads = [word for module in modules for word in ("-L", module)]
    with running(needed("pulseaudio"), *options.split(), *loads, log=folder / "pulseaudio.log") as process:
        wait_until(socket.exists)
        wait_until(lambda: MICROPHONE in pactl("list", "short", "sources"))
        yield process


@contextmanager
def pipewire(
    folder: Path, monkeypatch: pytest.MonkeyPatch, pulse: bool = True, runtime: Path | None = None
) -> Iterator[dict[str, int]]:
    """PipeWire and what belongs to it, and their process ids. `pulse`: in PulseAudio's place; `runtime`: as there."""
    runtime = _home(folder, monkeypatch, runtime)
    with ExitStack() as stack:
        numbers = {}
        for name in ("pipewire", "wireplumber", "pipewire-pulse")[: 3 if pulse else 2]:
            numbers[name] = stack.enter_context(running(needed(name), log=folder / f"{name}.log")).pid
            if name == "pipewire":
                wait_until((runtime / "pipewire-0").exists)
        for name, kind in ((MICROPHONE, "Audio/Source/Virtual"), (SPEAKERS, "Audio/Sink")):
            properties = f"factory.name=support.null-audio-sink media.class={kind} node.name={name} object.linger=true"
            subprocess.run(
                [needed("pw-cli"), "create-node", "adapter", f"{{ {properties} audio.position=[ FL FR ] }}"],
                check=True,
                stdout=subprocess.DEVNULL,
            )
        if pulse:
            wait_until((runtime / "pulse" / "native").exists)
            wait_until(lambda: f"{SPEAKERS}.monitor" in pactl("list", "short", "sources"))
        yield numbers


@contextmanager
def recording(folder: Path, source: str = MICROPHONE, name: str = "zoom") -> Iterator[None]:
    """A program of this name that records from `source` as PulseAudio's clients do."""
    command = [needed("parec"), "-d", source, f"--property=application.process.binary={name}"]
    with running(*command, log=folder / f"{name}.raw"):
        yield


@contextmanager
def half_recording(folder: Path, how: str) -> Iterator[None]:
    """A recorder that is "corked", or a "meter"."""
    log = folder / f"{how}.log"
    with running(sys.executable, half_recorder.__file__, how, log=log):
        wait_until(lambda: b"on\n" in log.read_bytes())
        yield


@contextmanager
def picture(folder: Path, name: str = SCREEN, **properties: str) -> Iterator[None]:
    """A moving picture that PipeWire has on offer."""
    told = ",".join(f'{key.replace("_", ".")}="{value}"' for key, value in properties.items())
    sink = ["pipewiresink", "mode=provide", f"stream-properties=p,node.name={name},{told}"]
    command = [needed("gst-launch-1.0"), "videotestsrc", "is-live=true", "!", _CAPS, "!", *sink]
    with running(*command, log=folder / f"{name}.log"):
        wait_until(lambda: f'"{name}"' in dumped())
        yield


@contextmanager
def viewing(folder: Path, name: str = "zoom", of: str = SCREEN) -> Iterator[None]:
    """A program that calls itself so and gets this picture."""
    source = ["pipewiresrc", f"target-object={of}", f"client-name={name}"]
    kind = "stream-properties=p,media.class=Stream/Input/Video"
    with running(needed("gst-launch-1.0"), *source, kind, "!", _CAPS, "!", "fakesink", log=folder / f"{name}.log"):
        yield


def pactl(*words: str) -> str:
    """What it answers, also where a test hides it; empty: nobody does."""
    return subprocess.run([_PACTL or needed("pactl"), *words], capture_output=True, text=True, check=False).stdout


def recordings() -> int:
    """How many there are, of any kind."""
    return len(pactl("list", "short", "source-outputs").splitlines())


def dumped() -> str:
    """What PipeWire has, in full."""
    return subprocess.run([needed("pw-dump")], capture_output=True, text=True, check=False).stdout


def _home(folder: Path, monkeypatch: pytest.MonkeyPatch, runtime: Path | None = None) -> Path:
    """A home that no settings are in, and its runtime directory. A socket's path must be short."""
    if runtime is None:
        (runtime := folder / "run").mkdir(mode=0o700)
    for name in ("XDG_RUNTIME_DIR", "PULSE_RUNTIME_PATH", "PIPEWIRE_RUNTIME_DIR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(runtime))
    for name in ("HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, str(folder / "home"))
    for name in ("PULSE_SERVER", "PULSE_COOKIE", "PIPEWIRE_REMOTE", "DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    return runtime
