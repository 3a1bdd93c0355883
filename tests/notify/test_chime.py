"""The sound of our own: what the script makes of it."""

import wave
from itertools import pairwise
from pathlib import Path
from runpy import run_path

from reminder.storage import paths

SOUND = paths.packaged("reminder.wav")
SCRIPT = Path(__file__).parents[2] / "config" / "chime.py"


def heard() -> list[int]:
    with wave.open(str(SOUND)) as file:
        assert (file.getnchannels(), file.getsampwidth()) == (1, 2)
        frames = file.readframes(file.getnframes())
    return [int.from_bytes(frames[at : at + 2], "little", signed=True) for at in range(0, len(frames), 2)]


def test_the_script_makes_it_byte_for_byte(tmp_path: Path) -> None:
    run_path(str(SCRIPT))["write"](tmp_path / "made.wav")
    assert (tmp_path / "made.wav").read_bytes() == SOUND.read_bytes()


def test_it_is_small_and_quiet_and_neither_begins_nor_ends_with_a_click() -> None:
    assert SOUND.stat().st_size < 40_000
    sound = heard()
    assert 2**15 * 0.1 < max(map(abs, sound)) < 2**15 * 0.2
    assert max(map(abs, (*sound[:5], *sound[-5:]))) < 100
    assert max(abs(a - b) for a, b in pairwise(sound)) < 2**15 * 0.1
