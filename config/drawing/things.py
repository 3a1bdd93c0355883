"""Things round the figure: each takes the drawing, the anchors an arm may reach for, and numbers."""

from __future__ import annotations

import cmath
import math

from pen import ACCENT, INK, PALE, THING, vec


def box(d, x, y, w, h, tilt=0.0, colour=THING, fill="none", width=1.0):
    """A rectangle round (x, y)."""
    corners = [(-w, -h), (w, -h), (w, h), (-w, h)]
    spin = cmath.rect(0.5, -math.radians(tilt))
    d.line(*(complex(x, y) + complex(*c) * spin for c in corners), colour=colour, fill=fill, close=True, width=width)


def chair(d, anchors, x=0, seat=22, lean=6, back=1):
    foot = complex(x + 2, 0)
    if back:
        d.line(x - 8.5 + seat * 1j, x - 12 + (seat + 5) * 1j, x - 12.5 - lean * 0.25 + (seat + 14) * 1j, width=0.9)
        d.line(x - 12.2 - lean * 0.2 + (seat + 12) * 1j, x - 12.5 - lean * 0.8 + (seat + 30) * 1j, width=2)
    d.line(foot + seat * 1j, foot + 5j, width=1.3)
    d.line(foot - 11 + 1.5j, foot + 6j, foot + 11 + 1.5j)
    for dx in (-11, 0, 11):
        d.line(foot + dx + 0.9j, foot + dx + 0.8j, width=1.4)
    d.line(x - 8 + seat * 1j, x + 13.5 + seat * 1j, width=2)


def front_chair(d, anchors, x=0, seat=22):
    d.line(x + seat * 1j, x + 6j, width=1.3)
    d.line(x - 13 + 1.5j, x + 6j, x + 13 + 1.5j)
    d.line(x - 11 + seat * 1j, x + 11 + seat * 1j, width=2)
    back = [(-10, seat + 8), (10, seat + 8), (11.5, seat + 31), (-11.5, seat + 31)]
    d.line(*(complex(x + a, b) for a, b in back), fill=THING, close=True, width=1.6)


def desk(d, anchors, x0, x1, y=38, legs=2, foot=0):
    d.line(x0 + y * 1j, x1 + y * 1j, width=1.4)
    for x in ([], [x1 - 3], [x0 + 3, x1 - 3])[legs]:
        d.line(x + y * 1j, complex(x, foot))


def screen(d, anchors, x, top, height=22, tilt=4, foot=39.2):
    """From the side."""
    a = complex(x, top)
    b = a + vec(tilt, height) * 1
    d.line((a + b) / 2 + 1.5, complex(x + 5, (a + b).imag / 2 - 3), complex(x + 5, foot), width=0.9)
    d.line(complex(x - 1, foot), complex(x + 9, foot), width=0.9)
    d.line(a, b, width=2)
    anchors |= {"screen": (a + b) / 2, "top": a}


def monitor(d, anchors, x, y, w=40, h=25, foot=None, lines=0):
    """From the front, (x, y) its middle."""
    box(d, x, y, w, h, fill=PALE)
    if foot is not None:
        d.line(complex(x, y - h / 2), complex(x, foot))
        d.line(complex(x - 7, foot), complex(x + 7, foot))
    for k in range(int(lines)):
        top = y + h * 0.28 - k * h * 0.28
        d.line(complex(x - w * 0.32, top), complex(x + w * (0.3 - 0.22 * (k % 2)), top), width=0.8)
    anchors |= {"screen": complex(x, y), "top": complex(x, y + h / 2)}


def keys(d, anchors, x, y=39.6, w=13):
    d.line(x - w / 2 + y * 1j, x + w / 2 + y * 1j, width=1.2)
    anchors["keys"] = complex(x, y)


def mouse(d, anchors, x, y=39, size=1.0, colour=THING):
    back = [(-3.2, 0), (-2.6, 1.9), (-0.4, 3), (2.2, 2.1), (3.6, 0.6), (3.6, 0)]
    d.line(
        *(complex(x, y) + complex(*p) * size for p in back),
        close=True,
        curve=True,
        fill=colour,
        colour=colour,
        width=0.6,
    )
    d.line(complex(x - 0.6, y + 2.9 * size), complex(x + 0.9 * size, y + 2.4 * size), colour=INK, width=0.9)
    d.line(*(complex(x, y) + complex(*p) * size for p in [(3.4, 0.6), (5.5, 0.3), (9, 0.2)]), colour=colour, width=0.8)
    anchors["mouse"] = complex(x, y + 2)


def keybar(d, anchors, x, y, w=90):
    """A keyboard close by, from the side."""
    for k in range(6):
        d.line(
            complex(x - w * 0.42 + k * w * 0.168, y + 5), complex(x - w * 0.42 + k * w * 0.168 + 6, y + 5), width=1.6
        )
    d.line(complex(x - w / 2, y - 2), complex(x + w / 2, y - 2), width=1.6)


def letter(d, anchors, x, y, size):
    d.line(complex(x - size * 0.36, y), complex(x, y + size), complex(x + size * 0.36, y), colour=ACCENT, width=1.5)
    d.line(
        complex(x - size * 0.22, y + size * 0.36), complex(x + size * 0.22, y + size * 0.36), colour=ACCENT, width=1.5
    )


def feather(d, anchors, x, y, size=1.0):
    """As light as that."""

    def p(a, b):
        return complex(x, y) + complex(a, b) * size * cmath.rect(1, -0.6)

    d.line(
        *(p(a, b) for a, b in [(0, -8), (5, -2), (5, 8), (0, 17), (-5, 8), (-5, -2)]),
        colour=ACCENT,
        fill=PALE,
        curve=True,
        close=True,
        width=1.3,
    )
    d.line(p(0, 12), p(0, -15), colour=ACCENT, width=1.3)
    for b in (0, 6):
        d.line(p(0, b), p(4.5, b + 4), colour=ACCENT, width=0.9)
        d.line(p(0, b), p(-4.5, b + 4), colour=ACCENT, width=0.9)


def hill(d, anchors, x, y, w=20):
    ridge = [(-0.5, 0), (-0.2, 7), (0.05, 3), (0.25, 6), (0.5, 0)]
    d.line(*(complex(x + w * a, y + b) for a, b in ridge), width=0.9)


def board(d, anchors, x, y, w=90, h=40, rows=3, cols=7, dot=1.7):
    """A keyboard from above."""
    box(d, x, y, w, h, fill=PALE)
    for r in range(rows):
        for c in range(cols):
            d.line(
                complex(x + (c - (cols - 1) / 2) * w / (cols + 0.4), y + (r - (rows - 1) / 2) * h / (rows + 0.4)),
                width=dot,
            )
    anchors["keys"] = complex(x, y)


def mouse_above(d, anchors, x, y, size=1.0, cable=0):
    shell = [(0, 27), (13, 18), (15, -8), (0, -26), (-15, -8), (-13, 18)]
    d.line(*(complex(x, y) + complex(*p) * size for p in shell), close=True, curve=True, fill=PALE)
    d.line(complex(x, y + 25 * size), complex(x, y + 11 * size))
    if cable:
        d.line(complex(x, y + 27 * size), complex(x, y + 27 * size + cable), width=0.8)


def side_phone(d, anchors, x, y, tilt=0, h=12):
    u = vec(180 - tilt, h / 2)
    d.line(complex(x, y) - u, complex(x, y) + u, colour=ACCENT, width=2.2)


def glass(d, anchors, x, y, tilt=0, size=1.0):
    def spin(a, b):
        return complex(x, y) + complex(a, b) * size * cmath.rect(1, -math.radians(tilt))

    d.line(*(spin(a, b) for a, b in [(-3.5, 6), (3.5, 6), (2.7, -5), (-2.7, -5)]), close=True, fill=PALE)
    d.line(
        spin(-2.6, 1.2),
        spin(2.6, 1.2),
        spin(2.2, -4.4),
        spin(-2.2, -4.4),
        colour=ACCENT,
        fill=ACCENT,
        width=0.4,
        close=True,
    )


def window(d, anchors, x, y, w=30, h=40):
    box(d, x, y, w, h, fill=PALE)
    d.line(complex(x, y - h / 2), complex(x, y + h / 2), width=0.8)
    d.line(complex(x - w / 2, y), complex(x + w / 2, y), width=0.8)
    d.line(complex(x - w / 2 - 3, y - h / 2), complex(x + w / 2 + 3, y - h / 2), width=1.3)


def sun(d, anchors, x, y, r=3.5):
    d.line(*(complex(x, y) + cmath.rect(r, k * math.pi / 3) for k in range(6)), colour=ACCENT, curve=True, close=True)
    for k in range(8):
        d.line(
            complex(x, y) + cmath.rect(r * 1.9, k * math.pi / 4),
            complex(x, y) + cmath.rect(r * 2.3, k * math.pi / 4),
            colour=ACCENT,
            width=0.8,
        )


def plant(d, anchors, x, y, size=1.0):
    def p(a, b):
        return complex(x + a * size, y + b * size)

    d.line(p(-5, 9), p(5, 9), p(3.6, 0), p(-3.6, 0), close=True)
    for a, b in [(-8, 20), (0, 25), (8, 20)]:
        d.line(
            p(0, 9),
            p(a * 0.3 - b * 0.08, 15),
            p(a, b),
            p(a * 0.5 + b * 0.06, 14),
            curve=True,
            fill="#b9c9b4",
            width=0.8,
        )


def can(d, anchors, x, y, tilt=0):
    def p(a, b):
        return complex(x, y) + complex(a, b) * cmath.rect(1, -math.radians(tilt))

    d.line(p(6, -9), p(14, 1), p(16, -1))
    d.line(p(-6, -2), p(6, -2), p(6, -13), p(-6, -13), close=True, fill=PALE)
    d.line(p(-5, -2), p(-4, 3), p(4, 3), p(5, -2))
    for k in range(3):
        d.line(p(16, -1) + complex(1.2, -5 - 4 * k), p(16, -1) + complex(1.3, -6.5 - 4 * k), colour=ACCENT, width=0.9)


def crate(d, anchors, x, y, w=16, h=12):
    box(d, x, y + h / 2, w, h, fill="#dfd6c8")
    d.line(
        complex(x - 3, y + h),
        complex(x - 3, y + h * 0.6),
        complex(x + 3, y + h * 0.6),
        complex(x + 3, y + h),
        width=0.7,
    )


def headset(d, anchors, x, y):
    d.line(*(complex(x, y) + cmath.rect(9, math.radians(a)) for a in range(0, 181, 20)), colour=ACCENT, width=1.4)
    for s in (-9, 9):
        d.line(complex(x + s, y), complex(x + s, y - 4), colour=ACCENT, width=2.4)
    d.line(complex(x + 9, y - 5), complex(x + 5, y - 9), complex(x + 1, y - 9), colour=ACCENT, width=0.8)


def floor(d, anchors, x0, x1, y=0):
    d.line(complex(x0, y - 1.2), complex(x1, y - 1.2), width=0.8)


PROPS = {
    f.__name__: f
    for f in (
        chair,
        front_chair,
        desk,
        screen,
        monitor,
        keys,
        keybar,
        letter,
        feather,
        hill,
        mouse,
        board,
        mouse_above,
        side_phone,
        glass,
        window,
        sun,
        plant,
        can,
        crate,
        headset,
        floor,
    )
}
