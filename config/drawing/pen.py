"""The pen: shapes, and a drawing that fits them into one square SVG. Points are complex numbers, y up."""

from __future__ import annotations

import cmath
import itertools
import math

SIZE, MARGIN, LINE = 128, 5, 2.5  # of the picture, in its own units
INK, SKIN, SHADE = "#2b3440", "#fbf6ee", "#d8dbdc"
SHIRT, SHIRT2, LEGS, LEGS2 = "#a9c3cf", "#8aa9b8", "#6f8fa1", "#5b7888"
HAIR, THING, PALE, ACCENT = "#687684", "#7f8b98", "#e9eef1", "#e0662f"


def vec(angle: float, length: float = 1.0) -> complex:
    return length * cmath.rect(1, math.radians(angle - 90))


def number(x: float) -> str:
    return f"{x:.1f}".removesuffix(".0").replace("-0.", "-.").removeprefix("0") or "0"


def pair(p: complex) -> str:
    x, y = number(p.real), number(p.imag)
    return x + " " * (y[0] != "-") + y


def snap(p: complex) -> complex:
    return complex(round(p.real, 1), round(p.imag, 1))


def steps(*points: complex) -> str:
    """Points as SVG writes them, without a space that a minus sign can stand for."""
    return "".join(" " * (i > 0 and q[0] != "-") + q for i, q in enumerate(map(pair, points)))


# --- shapes: each has points for the frame and a path once the frame is known ---------------


def clockwise(p: list[complex]) -> list[complex]:
    """All shapes go one way round, or where two overlap would be a hole."""
    return p[::-1] if sum((a.conjugate() * b).imag for a, b in zip(p, p[1:] + p[:1], strict=False)) > 0 else p


class Chain:
    """Round joints with a radius each, and straight flanks between them: a limb."""

    def __init__(self, *joints: tuple[complex, float]):
        self.joints = joints

    def bounds(self):
        return [q for p, r in self.joints for q in (p - r - r * 1j, p + r + r * 1j)]

    def path(self, at, scale):
        joints = [(at(p), r * scale) for p, r in self.joints]
        return "".join(self.capsule(*a, *b) for a, b in itertools.pairwise(joints))

    @staticmethod
    def capsule(p, r, q, s):
        gap = abs(q - p)
        if gap <= abs(r - s) + 0.01:
            p, r = max((p, r), (q, s), key=lambda joint: joint[1])
            q, s, gap = p + 0.01, r, 0.01
        base, open_ = cmath.phase(q - p), math.acos((r - s) / gap)
        left, right = cmath.rect(1, base + open_), cmath.rect(1, base - open_)
        big = (int(open_ > math.pi / 2), int(open_ < math.pi / 2))
        a, b, c, e = map(snap, (p + r * left, q + s * left, q + s * right, p + r * right))
        r, s = number(r), number(s)
        there, back = f"l{pair(b - a)}a{s} {s} 0 {big[0]} 0 {pair(c - b)}", f"l{pair(e - c)}a{r} {r} 0 {big[1]} 0"
        return f"M{pair(a)}{there}{back} {pair(a - e)}z"


class Curve:
    """A closed smooth line through points (an outline of a torso or a palm)."""

    def __init__(self, *points: complex):
        self.points = points

    def bounds(self):
        return self.points

    def path(self, at, scale):
        p = clockwise([snap(at(q)) for q in self.points])
        turns = zip(p[-1:] + p[:-1], p, p[1:] + p[:1], p[2:] + p[:2], strict=False)
        return (
            "M"
            + pair(p[0])
            + "c"
            + steps(*(q - b for a, b, c, d in turns for q in (b + (c - a) / 6, c - (d - b) / 6, c)))
            + "z"
        )


class Trace:
    """A path of cubic curves: the first point, then three for each curve. Closed."""

    def __init__(self, points: list[complex]):
        self.points = points

    def bounds(self):
        return self.points

    def path(self, at, scale):
        p = clockwise([snap(at(q)) for q in self.points])
        return "M" + pair(p[0]) + "c" + steps(*(q - p[(i - 1) // 3 * 3] for i, q in enumerate(p) if i)) + "z"


class Drawing:
    def __init__(self, frame=None, flip=False):
        self.items, self.points, self.frame, self.flip, self.ids = [], [], frame, flip, 0

    def body(self, *parts, ghost=False):
        """Parts (colour, shape) that are one: a line runs round all of them together."""
        self.points += [q for _, shape in parts for q in shape.bounds()]
        self.items.append(("ghost" if ghost else "body", parts))

    def patch(self, colour, shape):
        """Hides the line where a sleeve comes out of a shirt."""
        self.items.append(("patch", (colour, shape)))

    def line(self, *points, colour=THING, width=1.0, fill="none", close=False, curve=False, dash=""):
        self.points += points
        self.items.append(("line", (points, colour, width, fill, close, curve, dash)))

    def arrow(self, start, end, bend=0.0, both=False, head=4.4):
        middle = (start + end) / 2 + (end - start) * 1j * bend
        self.points += [q + r for q in (start, (start + 2 * middle + end) / 4, end) for r in (2 + 2j, -2 - 2j)]
        self.items.append(("arrow", (start, middle, end, both, head)))

    def svg(self, title: str) -> str:
        if self.frame:
            x, y, side = self.frame
            centre, inner = complex(x, y), SIZE
        else:
            xs, ys = [p.real for p in self.points], [p.imag for p in self.points]
            centre = complex(max(xs) + min(xs), max(ys) + min(ys)) / 2
            side, inner = max(max(xs) - min(xs), max(ys) - min(ys), 40), SIZE - 2 * MARGIN
        scale, mirror = inner / side, -1 if self.flip else 1

        def at(p):
            q = (p - centre) * scale
            return complex(SIZE / 2 + mirror * q.real, SIZE / 2 - q.imag)

        out = [
            f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
            f' viewBox="0 0 {SIZE} {SIZE}" fill="none"'
            f' stroke-linecap="round" stroke-linejoin="round"><title>{title}</title>'
        ]
        for kind, what in self.items:
            out += getattr(self, "draw_" + kind)(what, at, scale)
        return "\n".join([*out, "</svg>"]) + "\n"

    def draw_body(self, parts, at, scale):
        runs: list[list[str]] = []
        for colour, shape in parts:
            path = shape.path(at, scale)
            if runs and runs[-1][0] == colour:
                runs[-1][1] += path
            else:
                runs.append([colour, path])
        self.ids += 1  # twice: with a line, and without to hide the inner ones
        paths = "".join(f'<path fill="{colour}" d="{d}"/>' for colour, d in runs)
        group = f'<g id="g{self.ids}">{paths}</g>'
        yield f'<g stroke="{INK}" stroke-width="{number(2 * LINE)}">{group}</g><use xlink:href="#g{self.ids}"/>'

    def draw_patch(self, what, at, scale):
        yield f'<path fill="{what[0]}" d="{what[1].path(at, scale)}"/>'

    def draw_ghost(self, parts, at, scale):
        d = "".join(shape.path(at, scale) for _, shape in parts)
        yield f'<path fill="{THING}" opacity=".45" d="{d}"/>'

    def draw_line(self, what, at, scale):
        points, colour, width, fill, close, curve, dash = what
        if curve:
            d = Curve(*points).path(at, scale)
        else:
            d = "M" + "L".join(pair(at(p)) for p in points) + ("Z" if close else "h.01" * (len(points) == 1))
        paint = f' fill="{fill}"' * (fill != "none") + f' stroke-dasharray="{dash}"' * bool(dash)
        yield f'<path stroke="{colour}" stroke-width="{number(LINE * width)}"{paint} d="{d}"/>'

    def draw_arrow(self, what, at, scale):
        start, middle, end, both, size = what
        a, m, b = at(start), at(middle), at(end)
        d = f"M{pair(a)}Q{pair(m)} {pair(b)}"
        for tip, origin in [(b, m)] + [(a, m)] * both:
            back = (origin - tip) / (abs(origin - tip) or 1) * size * LINE * 0.5 * 1.15
            d += f"M{pair(tip + back * cmath.rect(1, 0.65))}L{pair(tip)}L{pair(tip + back * cmath.rect(1, -0.65))}"
        yield f'<path stroke="{ACCENT}" stroke-width="{number(LINE * 1.6)}" d="{d}"/>'
