"""Draws the panel's icons, each as a mask in the sizes that panels ask for: `python config/drawing/tray.py [FOLDER]`.

shapes on a square of 24 ─▶ samples within each pixel ─▶ FOLDER/NAME.pgm, with one image behind the other

A head above a seated body that fills as the break comes near. The colours, which `reminder/tray/pictures.py` has, have
a luminance of 0.2, so that each stands at least 3 to 1 against white, light grey, dark grey and black.
"""

import sys
from collections.abc import Callable, Iterator
from math import hypot
from pathlib import Path

SIZES = (24, 22, 16, 32, 48)
"""In the order in which panels are given them."""
SIDE = 24.0
SAMPLES = 8
"""Of each pixel, in either direction."""
LINE = 2.3

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
HEAD = 12.0, 5.3
RING = [disc(*HEAD, 4.7), disc(*HEAD, 2.5)]


def ring(px: float, py: float) -> bool:
    outer, inner = RING
    return outer(px, py) and not inner(px, py)


def below(level: float, shape: Inside) -> Inside:
    return lambda px, py: py >= level and shape(px, py)


OUTLINE = drawn(BODY, LINE)
FULL = filled(BODY)
ICONS: dict[str, tuple[Inside, ...]] = {
    "far": (ring, OUTLINE),
    "nearer": (ring, OUTLINE, below(17.4, FULL)),
    "near": (ring, OUTLINE, FULL),
    "due": (disc(*HEAD, 4.7), OUTLINE, FULL),
    "held": (disc(12, 6.2, 4.7), *(disc(x, 17.7, 3) for x in (4.0, 12.0, 20.0))),
    "paused": (disc(*HEAD, 4.7), bar(4.8, 12.2, 5.4, 11.2, 1.4), bar(13.8, 12.2, 5.4, 11.2, 1.4)),
}


def mask(shapes: tuple[Inside, ...], size: int) -> Iterator[int]:
    """How much of each pixel is covered, of 255."""
    steps = [(n + 0.5) / SAMPLES for n in range(SAMPLES)]
    for y in range(size):
        for x in range(size):
            points = [((x + dx) * SIDE / size, (y + dy) * SIDE / size) for dy in steps for dx in steps]
            covered = sum(any(inside(px, py) for inside in shapes) for px, py in points)
            yield round(255 * covered / SAMPLES**2)


def main(folder: Path) -> None:
    folder.mkdir(exist_ok=True)
    for name, shapes in ICONS.items():
        images = (b"P5\n%d %d\n255\n" % (size, size) + bytes(mask(shapes, size)) for size in SIZES)
        (folder / f"{name}.pgm").write_bytes(b"".join(images))


if __name__ == "__main__":
    main(Path(*sys.argv[1:] or [Path(__file__).parent.parent / "tray"]))
