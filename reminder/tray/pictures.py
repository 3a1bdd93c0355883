"""The panel's icon in each of its shapes, as pixels: a file of `config/tray/` ─▶ masks ─▶ pixmaps in a colour.

They are read whenever a panel asks for them, and kept by nobody.
"""

from typing import NamedTuple

from reminder.model.tray import Shape
from reminder.storage import files, paths

_CALM, _DUE, _GREY = (0x1F, 0x8A, 0x83), (0xD0, 0x55, 0x1F), (0x7C, 0x7C, 0x7C)
_COLOURS = {Shape.DUE: _DUE, Shape.HELD: _GREY, Shape.PAUSED: _GREY}


class Picture(NamedTuple):
    """A square of `size` by `size` in one colour; the mask has a byte for each pixel, 255 where it is opaque."""

    size: int
    colour: tuple[int, int, int]
    mask: bytes

    def argb(self) -> bytes:
        """Four bytes for each pixel, as StatusNotifierItem has them; the colours are not multiplied by alpha."""
        pixels = bytearray(4 * len(self.mask))
        pixels[0::4] = self.mask
        for place, value in enumerate(self.colour, 1):
            pixels[place::4] = bytes([value]) * len(self.mask)
        return bytes(pixels)


def pictures(shape: Shape) -> list[Picture]:
    """In the order in which panels are to be given them: one takes the first. Raises OSError."""
    left = files.read(paths.packaged(f"tray/{shape}.pgm"))
    found = []
    while left:
        _, side, _, rest = left.split(b"\n", 3)
        size = int(side.split()[0])
        mask, left = rest[: size * size], rest[size * size :]
        found.append(Picture(size, _COLOURS.get(shape, _CALM), mask))
    return found
