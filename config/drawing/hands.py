"""A hand close by. The hand is 100 long, and its wrist where it is put."""

import cmath
import math

from pen import SHADE, SHIRT, SKIN, Chain, Curve


def hand_above(d, x, y, turn=0, dev=0, spread=4, curl=1.0, thumb=35, flip=1, cuff=55, ghost=False):
    """The back of a hand, fingers up; `flip` -1: thumb on the left. `turn` turns forearm and hand, `dev` the hand."""

    def arm(px, py):
        return complex(x, y) + complex(px * flip, py) * cmath.rect(1, math.radians(turn))

    bent = cmath.rect(1, math.radians(dev))

    def p(px, py):
        return arm(*((w := complex(px, py) * bent).real, w.imag))

    parts = [
        (SKIN, Chain((arm(0, -90), 21), (arm(0, -45), 19), (p(0, 0), 14.5))),
        (
            SKIN,
            Curve(
                *(p(*q) for q in [(-14, -4), (-20, 16), (-22, 44), (-12, 54), (6, 56), (20, 50), (19, 28), (15, -4)])
            ),
        ),
    ]
    for kx, ky, length, lean, r in [
        (15.5, 50, 40, -1, 5.3),
        (4.8, 53, 45, -0.3, 5.5),
        (-6.4, 51, 41, 0.5, 5.2),
        (-17, 45, 31, 1.3, 4.6),
    ]:
        u = 1j * cmath.rect(1, math.radians(lean * spread))
        a = complex(kx, ky)
        m, t = a + u * length * 0.5 * curl, a + u * length * curl
        parts.append((SKIN, Chain(*((p(q.real, q.imag), s) for q, s in ((a - u * 8, r + 0.6), (m, r), (t, r - 0.8))))))
    u = 1j * cmath.rect(1, -math.radians(thumb))
    a, b = 11 + 12j, 11 + 12j + u * 24
    c = b + u * cmath.rect(1, math.radians(thumb * 0.35)) * 22
    parts.append((SKIN, Chain(*((p(q.real, q.imag), s) for q, s in ((a, 9), (b, 6.6), (c, 5.2))))))
    d.body(*parts, ghost=ghost)
    if not ghost:
        d.body((SHIRT, Chain((arm(0, -150), 27), (arm(0, -cuff), 24))))
    return {"tips": p(4, 98), "palm": p(0, 30), "wrist": p(0, 0), "elbow": arm(0, -150), "thumb": p(c.real, c.imag)}


def hand_side(d, x, y, slope=0, bend=0, curl=0, cuff=50, ghost=False):
    """A hand at the keys from the side, fingers to the right; `bend` up is positive, `slope` tilts the forearm."""

    def arm(px, py):
        return complex(x, y) + complex(px, py) * cmath.rect(1, math.radians(slope))

    bent = cmath.rect(1, math.radians(bend))

    def p(px, py):
        return arm(*((w := complex(px, py) * bent).real, w.imag))

    def finger(kx, ky, lengths, angles, radii):
        q, joints = complex(kx, ky), [(p(kx, ky), radii[0])]
        for n, a, r in zip(lengths, angles, radii[1:], strict=False):
            q += cmath.rect(n, -math.radians(a))
            joints.append((p(q.real, q.imag), r))
        return Chain(*joints)

    d.body((SHADE, finger(44, 2, (27, 20, 14), (2 + curl, 36 + curl, 62 + curl), (7.5, 6.3, 5.6, 4.6))), ghost=ghost)
    d.body(
        (SKIN, Chain((arm(-90, 0), 17), (arm(-40, 0), 15), (p(0, 0), 11.5))),
        (SKIN, Chain((p(0, 0), 11.5), (p(22, 1), 12), (p(44, 1), 9.5))),
        (SKIN, finger(42, 1, (25, 17, 12), (14 + curl, 50 + curl, 72 + curl), (9, 6.6, 5.8, 4.8))),
        (SKIN, finger(12, -4, (24, 18, 12), (28, 22, 14), (9, 7, 5.8, 4.6))),
        ghost=ghost,
    )
    if not ghost:
        d.body((SHIRT, Chain((arm(-160, 0), 23), (arm(-cuff, 0), 20))))
    return {"wrist": p(0, 0), "knuckle": p(44, 4), "tips": p(82, -22), "elbow": arm(-160, 0)}
