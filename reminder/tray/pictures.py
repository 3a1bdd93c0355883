"""The panel's icon in each of its shapes, as pixels: a file of `config/tray/` ─▶ images ─▶ pixmaps in a colour.

They are read whenever a panel asks for them, and kept by nobody. Ink is on white paper, so that every panel shows it.
"""

from typing import NamedTuple

from reminder.model.tray import Shape
from reminder.storage import files, paths

_CALM, _DUE, _GREY = (0x1B, 0x80, 0x7A), (0xC8, 0x4E, 0x1A), (0x6C, 0x6C, 0x6C)
_COLOURS = {Shape.DUE: _DUE, Shape.HELD: _GREY, Shape.PAUSED: _GREY}
_PAPER = 255


class Picture(NamedTuple):
    """A square of `size` by `size` pixels; of each how opaque it is, and how much of that is ink, of 255."""

    size: int
    colour: tuple[int, int, int]
    """Of the ink."""
    opaque: bytes
    ink: bytes

    def argb(self) -> bytes:
        """Four bytes for each pixel, as StatusNotifierItem has them; the colours are not multiplied by alpha."""
        pixels = bytearray(4 * len(self.opaque))
        pixels[0::4] = self.opaque
        for place, value in enumerate(self.colour, 1):
            mixed = bytes(_PAPER + (value - _PAPER) * share // 255 for share in range(256))
            pixels[place::4] = self.ink.translate(mixed)
        return bytes(pixels)


def pictures(shape: Shape) -> list[Picture]:
    """In the order in which panels are to be given them: one takes the first. Raises OSError."""
    found, left = [], files.read(paths.packaged(f"tray/{shape}.pgm"))
    while left:
        (size, opaque), left = _image(left)
        (_, ink), left = _image(left)
        found.append(Picture(size, _COLOURS.get(shape, _CALM), opaque, ink))
    return found


def _image(data: bytes) -> tuple[tuple[int, bytes], bytes]:
    """The first of them, as its size and its bytes, and what comes after it: files of PGM may have several."""
    _, side, _, rest = data.split(b"\n", 3)
    size = int(side.split()[0])
    return (size, rest[: size * size]), rest[size * size :]
