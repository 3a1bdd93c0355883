"""Makes reminder.wav, the sound of `notify.sound = "reminder"`: two soft notes, one after the other, that fade.

python config/chime.py ─▶ config/reminder.wav; byte for byte the same wherever it runs

Script and sound are free for everybody to use (CC0 1.0).
"""

import wave
from math import exp, pi, sin
from pathlib import Path
from struct import pack

_RATE = 16000
_LENGTH = 1.1
_LOUDEST = 0.16
"""Of what the format can hold: quieter than most of what a desktop plays."""
_NOTES = ((0.0, 587.33), (0.16, 880.0))
"""Seconds to its beginning, and hertz: D5, then A5."""
_PARTIALS = ((1, 1.0, 5.0), (2, 0.18, 8.0), (3, 0.05, 13.0))
"""Of a note: times its frequency, loudness, and how fast it fades."""
_SWELL, _END = 0.012, 0.08
"""Seconds from and to silence: without them it would click."""


def samples() -> list[int]:
    mixed = [_at(number / _RATE) for number in range(int(_LENGTH * _RATE))]
    loudest = max(map(abs, mixed))
    return [round(32767 * _LOUDEST * sample / loudest) for sample in mixed]


def _at(seconds: float) -> float:
    heard = sum(_note(seconds - begins, hertz) for begins, hertz in _NOTES if seconds > begins)
    return heard * min(1.0, (_LENGTH - seconds) / _END)


def _note(seconds: float, hertz: float) -> float:
    swell = min(1.0, seconds / _SWELL)
    return swell * sum(
        loud * exp(-fades * seconds) * sin(2 * pi * times * hertz * seconds) for times, loud, fades in _PARTIALS
    )


def write(path: Path) -> None:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(_RATE)
        file.writeframes(b"".join(pack("<h", sample) for sample in samples()))


if __name__ == "__main__":
    write(Path(__file__).with_name("reminder.wav"))
