"""A pose in numbers ─▶ the picture as SVG; poses.toml says what a pose may have.

Lengths are percent of the body's height, x to the right, y up from the floor, which is 0.
An angle is that of a limb in the picture: 0 hangs down, 90 points forward (side view) or
outward (front view), 180 points up. Points are complex numbers: x + 1j * y.
"""

from figure import Figure
from hands import hand_above, hand_side
from pen import ACCENT, Drawing, vec
from things import PROPS

KEYS = frozenset(
    {
        "view",
        "base",
        "frame",
        "flip",
        "title",
        "x",
        "hip",
        "trunk",
        "neck",
        "head",
        "turn",
        "shrug",
        "draw",
        "bust",
        "arm",
        "arm2",
        "leg",
        "leg2",
        "thumb",
        "hold",
        "hold2",
        "over",
        "ghost",
        "behind",
        "front",
        "hands",
        "arrows",
        "lines",
        "dots",
        "waves",
    }
)


def marks(d, pose, at):
    """In the accent colour."""

    def where(name, dx, dy):
        return at.get(name, 0j) + complex(dx, dy)

    for name, dx, dy, ex, ey, *rest in pose.get("arrows", []):
        d.arrow(where(name, dx, dy), where(name, ex, ey), *rest)
    for name, dx, dy, ex, ey, *dash in pose.get("lines", []):
        d.line(where(name, dx, dy), where(name, ex, ey), colour=ACCENT, width=1.5, dash=dash[0] if dash else "")
    for name, dx, dy in pose.get("dots", []):
        d.line(where(name, dx, dy), colour=ACCENT, width=3)
    for name, dx, dy, radius, start, end in pose.get("waves", []):
        points = [where(name, dx, dy) + vec(start + (end - start) * k / 8, radius) for k in range(9)]
        d.line(*points, colour=ACCENT, width=1.4)


def picture(name: str, pose: dict) -> str:
    if unknown := pose.keys() - KEYS:
        raise ValueError(f"{name}: unknown key {', '.join(sorted(unknown))}")
    d = Drawing(pose.get("frame"), pose.get("flip", False))
    at: dict[str, complex] = {"floor": 0j}

    def things(key, d=d):
        return [PROPS[kind](d, at, *numbers) for kind, *numbers in pose.get(key, [])]

    things("front", Drawing())  # an arm may reach for one
    view = pose.get("view", "side")
    if view in ("above", "typing"):
        things("behind")
        for hand in pose["hands"]:
            at |= (hand_above if view == "above" else hand_side)(d, **hand)
    else:
        if "ghost" in pose:
            Figure(name, pose | pose["ghost"], at).draw_ghost(d, pose["ghost"].keys())
        things("behind")
        figure = Figure(name, pose, at)
        figure.draw(d)
        at |= figure.at
    things("front")
    marks(d, pose, at)
    return d.svg(pose.get("title", name.replace("-", " ")))
