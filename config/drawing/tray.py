"""Draws the panel's icons in the sizes that panels ask for: `python config/drawing/tray.py [FOLDER]`, a minute.

shapes on a square of 24 ─▶ samples within each pixel ─▶ FOLDER/NAME.pgm: for each size how opaque each pixel is, and
then how much of it is ink, the rest being paper

A head above a seated body that fills as the break comes near, in ink on white paper that is a little larger, so that it
is seen on whatever a panel is made of. The colours of the ink are in `reminder/tray/pictures.py`.
"""

import sys
from collections.abc import Callable, Iterable, Iterator
from math import hypot
from pathlib import Path

SIZES = (24, 22, 16, 32, 48)
"""In the order in which panels are given them."""
SIDE = 24.0
SAMPLES = 6
"""Of each pixel, in either direction."""
LINE = 2.3
HALO = 1.3
"""How much larger the paper is, in each direction."""
PAPER = 0.85
"""How opaque it is."""
SCALE = 0.89
"""Of the shapes, to make room for it."""

Inside = Callable[[float, float], bool]
Points = list[tuple[float, float]]


def disc(x: float, y: float, radius: float) -> Inside:
    return lambda px, py: hypot(px - x, py - y) <= radius


def bar(left: float, top: float, width: float, height: float, corner: float) -> Inside:
    """A rectangle with round corners."""

    def inside(px: float, py: float) -> bool:
        x = max(left + corner - px, px - (left + width - corner), 0)
        y = max(top + corner - py, py - (top + height - corner), 0)
        return hypot(x, y) <= corner

    return inside


def filled(line: Points) -> Inside:
    """By how often a ray to the right crosses the closed line."""
    edges = list(zip(line, line[1:] + line[:1], strict=True))

    def inside(px: float, py: float) -> bool:
        crossed = [(ax, ay, bx, by) for (ax, ay), (bx, by) in edges if (ay > py) != (by > py)]
        return sum(px < ax + (py - ay) / (by - ay) * (bx - ax) for ax, ay, bx, by in crossed) % 2 == 1

    return inside


def drawn(line: Points, width: float) -> Inside:
    """Near enough to the closed line."""
    edges = list(zip(line, line[1:] + line[:1], strict=True))

    def inside(px: float, py: float) -> bool:
        for (ax, ay), (bx, by) in edges:
            dx, dy = bx - ax, by - ay
            along = ((px - ax) * dx + (py - ay) * dy) / (dx * dx + dy * dy or 1)
            along = min(max(along, 0), 1)
            if hypot(px - ax - along * dx, py - ay - along * dy) <= width / 2:
                return True
        return False

    return inside


def curve(*points: tuple[float, float]) -> Points:
    """Through each third point, the two before it being the handles of a cubic curve."""
    line = []
    for at in range(0, len(points) - 1, 3):
        for step in range(12):
            t = step / 12
            weights = (1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3
            corners = list(zip(weights, points[at : at + 4], strict=True))
            line.append((sum(w * x for w, (x, _) in corners), sum(w * y for w, (_, y) in corners)))
    return line


def mirrored(right: Points) -> Points:
    """With its other half, left of the middle."""
    return right + [(SIDE - x, y) for x, y in reversed(right)]


SHOULDER = curve((12.0, 11.4), (15.6, 11.4), (16.7, 13.4), (17.3, 15.9))
KNEE = curve((17.3, 15.9), (17.8, 18.0), (21.8, 18.2), (21.8, 20.6))
FOOT = curve((21.8, 20.6), (21.8, 21.9), (20.9, 22.6), (19.6, 22.6))
BODY = mirrored([*SHOULDER, *KNEE, *FOOT, (19.6, 22.6)])
HEAD = 12.0, 5.3, 4.7
FACE = disc(12.0, 5.3, 2.5)
OUTLINE, FULL = drawn(BODY, LINE), filled(BODY)


def ring(x: float, y: float) -> bool:
    return disc(*HEAD)(x, y) and not FACE(x, y)


def below(level: float, shape: Inside) -> Inside:
    return lambda x, y: y >= level and shape(x, y)


def quiet(grown: float) -> tuple[Inside, ...]:
    return disc(12, 6.2, 4.7 + grown), *(disc(x, 17.7, 3 + grown) for x in (4.0, 12.0, 20.0))


def halted(grown: float) -> tuple[Inside, ...]:
    left, right = (bar(x - grown, 12.2 - grown, 5.4 + 2 * grown, 11.2 + 2 * grown, 1.4 + grown) for x in (4.8, 13.8))
    return disc(12.0, 5.3, 4.7 + grown), left, right


SEATED = (disc(12.0, 5.3, 4.7 + HALO), FULL, drawn(BODY, LINE + 2 * HALO))
ICONS: dict[str, tuple[tuple[Inside, ...], tuple[Inside, ...]]] = {
    "far": ((ring, OUTLINE), SEATED),
    "nearer": ((ring, OUTLINE, below(17.4, FULL)), SEATED),
    "near": ((ring, OUTLINE, FULL), SEATED),
    "due": ((disc(*HEAD), OUTLINE, FULL), SEATED),
    "held": (quiet(0), quiet(HALO)),
    "paused": (halted(0), halted(HALO)),
}
"""What is ink, and what is paper below it."""


def pixels(ink: tuple[Inside, ...], paper: tuple[Inside, ...], size: int) -> Iterator[tuple[int, int]]:
    """Of each pixel how opaque it is, and how much of that is ink; both of 255."""
    steps = [(n + 0.5) / SAMPLES for n in range(SAMPLES)]
    for y in range(size):
        for x in range(size):
            points = [(placed((x + dx) / size), placed((y + dy) / size)) for dy in steps for dx in steps]
            inked = sum(any(inside(*at) for inside in ink) for at in points) / len(points)
            papered = PAPER * sum(any(inside(*at) for inside in paper) for at in points) / len(points)
            opaque = inked + papered * (1 - inked)
            yield round(255 * opaque), round(255 * inked / opaque) if opaque else 0


def placed(part: float) -> float:
    return (part * SIDE - SIDE / 2) / SCALE + SIDE / 2


def image(size: int, values: Iterable[int]) -> bytes:
    return b"P5\n%d %d\n255\n" % (size, size) + bytes(values)


def main(folder: Path) -> None:
    folder.mkdir(exist_ok=True)
    for name, shapes in ICONS.items():
        drawings = [(size, zip(*pixels(*shapes, size), strict=True)) for size in SIZES]
        (folder / f"{name}.pgm").write_bytes(
            b"".join(image(size, values) for size, both in drawings for values in both)
        )


if __name__ == "__main__":
    main(Path(*sys.argv[1:] or [Path(__file__).parent.parent / "tray"]))
