"""A body in a pose: the angles of its limbs ─▶ its joints, by name, and the shapes between them."""

from __future__ import annotations

import cmath
import math

from pen import HAIR, LEGS, LEGS2, SHADE, SHIRT, SHIRT2, SKIN, Chain, Curve, Drawing, Trace, vec
from things import PROPS

UPPER_ARM, FOREARM, THIGH, SHANK, HEAD = 17.5, 14.5, 24.5, 24.6, 14.5
RANGES = {
    "elbow": (-3, 150),
    "wrist": (-75, 80),
    "knee": (-5, 145),
    "hip": (-25, 128),
    "ankle": (35, 118),
    "shoulder": (-60, 185),
    "neck": (-45, 55),
}


def local(text: str) -> list[complex]:
    values = [float(v) for v in text.split()]
    return [complex(x, y) for x, y in zip(values[::2], values[1::2], strict=False)]


# Heads, in heads: the ear is 0, chin to crown is 1.
PROFILE = local(
    "-.24 -.3  -.3 -.16 -.46 -.08 -.45 .14  -.44 .46 -.2 .6 .02 .59  .22 .58 .36 .44 .36 .2"
    "  .36 .14 .35 .12 .37 .08  .4 .02 .46 -.04 .45 -.08  .44 -.12 .37 -.1 .37 -.13"
    "  .37 -.18 .38 -.2 .37 -.24  .37 -.38 .33 -.42 .24 -.42  .1 -.42 -.02 -.34 -.08 -.24  -.12 -.2 -.2 -.2 -.24 -.3"
)
PROFILE_HAIR = local(
    "-.32 -.2  -.52 -.1 -.54 .24 -.46 .4  -.34 .64 .02 .71 .22 .57  .28 .54 .3 .48 .28 .44"
    "  .16 .46 .06 .4 .02 .26  0 .16 -.04 .14 -.08 .1  -.16 .06 -.14 -.04 -.17 -.1  -.2 -.18 -.26 -.2 -.32 -.2"
)
FACE = local("-.36 .1  -.37 .42 -.24 .6 0 .6  .24 .6 .37 .42 .36 .1  .35 -.2 .2 -.42 0 -.42  -.2 -.42 -.35 -.2 -.36 .1")
FACE_HAIR = local(
    "-.4 .04  -.44 .46 -.26 .68 0 .68  .26 .68 .44 .46 .4 .04  .33 .1 .34 .24 .28 .34"
    "  .14 .3 0 .32 -.12 .42  -.2 .34 -.33 .26 -.4 .04"
)
BACK_HAIR = local(
    "-.4 .04  -.44 .46 -.26 .68 0 .68  .26 .68 .44 .46 .4 .04"
    "  .4 -.12 .3 -.26 .2 -.26  .1 -.28 -.1 -.28 -.2 -.26  -.3 -.26 -.4 -.12 -.4 .04"
)


# --- the figure --------------------------------------------------------------------------


def numbers(spec, end):
    """Two angles, the angle of the hand or foot, and how much of each bone the eye sees: [a, b, end, 1, 1]."""
    return spec + [end, 1, 1][len(spec) - 2 :]


class Figure:
    """A body in a pose: its joints by name in `at`, drawn by `draw`. Limb 0 is near (or right), 1 far (or left)."""

    def __init__(self, name: str, pose: dict, anchors: dict[str, complex]):
        self.name, self.pose, self.at = name, pose, dict(anchors)
        self.back = pose.get("view") == "back"
        self.front = self.back or pose.get("view") == "front"
        self.sits = pose.get("base") == "sit"
        trunk = pose.get("trunk", 0)
        self.trunk = trunk if isinstance(trunk, list) else [0 if self.front else trunk, trunk]
        leg = ([42, 3, 0, 0.32, 0.84] if self.front else [88, 2]) if self.sits else [4, 1] if self.front else [0, 0]
        arm = [8, 4] if self.front else [-4, 8]
        self.specs = {"leg": pose.get("leg", leg), "arm": pose.get("arm", arm)}
        self.specs |= {"leg2": pose.get("leg2", self.specs["leg"]), "arm2": pose.get("arm2", self.specs["arm"])}
        self.root = 0j  # the hips, once it is known how far the feet are below
        lowest = min((p - r * 1j).imag for i in (0, 1) for p, r in self.leg(i)[-1].joints)
        self.root = complex(pose.get("x", 0), pose.get("hip", 28.6 if self.sits else -lowest))
        self.legs, self.face = [self.leg(0), self.leg(1)], self.head()
        self.arms = [self.arm(0), self.arm(1)]

    def check(self, joint, angle):
        low, high = RANGES[joint]
        angle = (angle + 180) % 360 - 180
        if not (self.front or low <= angle <= high):
            raise ValueError(f"{self.name}: the {joint} bends to {angle:.0f} degrees, a person's from {low} to {high}")

    def to(self, i, angle, length=1.0):
        """A step along limb i; in a front view both count outward."""
        step = vec(angle, length)
        return complex(-step.real, step.imag) if self.front and i else step

    def bend(self, height):
        return self.trunk[0] + (self.trunk[1] - self.trunk[0]) * min(max(height / 30, 0), 1)

    def spine(self, height: float, x: float = 0.0) -> complex:
        """A point of the trunk: so high above the hips along the spine, and x beside it."""
        p = self.root
        for k in range(12):
            p += vec(180 - self.bend(height * (k + 0.5) / 12), height / 12)
        return p + vec(90 - self.bend(height), x)

    def leg(self, i):
        """Thigh, shank, then the shoe."""
        thigh, shank, foot, near, low = numbers(self.specs["leg" + "2" * i], 90)
        hip = self.root + (self.to(i, 90, 5.2) if self.front else 0)
        knee = hip + self.to(i, thigh, THIGH * near)
        ankle = knee + self.to(i, shank, SHANK * low)
        self.check("knee", thigh - shank)
        self.check("hip", thigh + max(self.trunk[0], 0))
        self.check("ankle", foot - shank)
        self.name_joints(i, hip=hip, knee=knee, ankle=ankle)
        calf = knee + (ankle - knee) * 0.35 - (0 if self.front else 0.6)
        bones = [
            Chain((hip, 6.3), (knee, 5.4 if self.front and self.sits else 4.5)),
            Chain((knee, 4.5), (calf, 4.3), (ankle, 2.9)),
        ]
        if self.front:
            return [*bones, Chain((ankle - 0.6j, 2.9), (ankle + self.to(i, 90, 2.2) - 2.1j, 3.1))]
        along, flat = vec(foot), vec(max(foot, 90) if not self.sits and foot > 40 else foot)  # toes stay on the floor
        sole = -1j * along
        heel, ball = ankle + sole * 2.2 - along * 1.6, ankle + sole * 2.9 + along * 6.3
        toe = ball + flat * 3.6
        self.name_joints(i, heel=heel, toe=toe)
        instep = Chain((ankle, 2.9), (ankle + sole * 1.4 + along * 3, 2.6))
        return [*bones, instep, Chain((heel, 2.5), (ball, 1.8), (toe, 1.6))]

    def arm(self, i):
        """Upper arm, forearm, hand, thumb."""
        spec, shrug = self.specs["arm" + "2" * i], self.pose.get("shrug", 0)
        raised = spec[0] if isinstance(spec, list) else 40
        lift = max(0, raised - 70) / 100  # the shoulder blade goes up with the arm
        if self.front:
            shoulder = self.spine(25.8 + 3.8 * lift + shrug, (10.5 - 1.8 * lift) * (-1 if i else 1))
        else:
            shoulder = self.spine(
                26 + 2.4 * lift + shrug, self.pose.get("draw", 0) + 0.8 * math.sin(math.radians(raised))
            )
        if isinstance(spec, dict):
            spec = self.reach(i, shoulder, **spec)
        upper, fore, hand, near, low = numbers(spec, spec[1])
        elbow = shoulder + self.to(i, upper, UPPER_ARM * near)
        wrist = elbow + self.to(i, fore, FOREARM * low)
        self.check("elbow", fore - upper)
        self.check("wrist", hand - fore)
        self.check("shoulder", upper + self.trunk[1])
        palm, thumb = self.to(i, hand), self.to(i, hand + self.pose.get("thumb", 42))
        self.name_joints(
            i,
            shoulder=shoulder,
            elbow=elbow,
            wrist=wrist,
            grip=wrist + palm * 4.5,
            hand=wrist + palm * 6,
            fingers=wrist + palm * 11,
        )
        fingers = [] if "hold" + "2" * i in self.pose else [(wrist + palm * 9, 1.6)]
        return [
            Chain((shoulder, 3.8), (elbow, 3.0)),
            Chain((elbow, 3.1), (elbow * 0.7 + wrist * 0.3, 3.1), (wrist, 2.1)),
            Chain((wrist, 2.1), (wrist + palm * 3.6, 2.7), *fingers),
            Chain((wrist + palm * 1.4, 1.5), (wrist + palm * 2.6 + thumb * 4.2, 1.15)),
        ]

    def reach(self, i, shoulder, to, off=(0, 0), bend=1, hand=None):
        """The angles that bring the wrist to a named or given place; bend -1 puts the elbow on the other side."""
        goal = (self.at[to] if isinstance(to, str) else complex(*to)) + complex(*off)

        def angle(p):
            return math.degrees(cmath.phase(complex(-p.real if self.front and i else p.real, p.imag))) + 90

        far = min(max(abs(goal - shoulder), 9), UPPER_ARM + FOREARM - 0.05)
        corner = math.degrees(math.acos((UPPER_ARM**2 + far**2 - FOREARM**2) / (2 * UPPER_ARM * far)))
        upper = angle(goal - shoulder) - corner * bend
        fore = angle(far * (goal - shoulder) / abs(goal - shoulder) - self.to(i, upper, UPPER_ARM))
        return [upper, fore, fore if hand is None else hand]

    def head(self):
        """Neck first, then the head's parts."""
        base, top = self.spine(29.5), self.trunk[1]
        lean = self.pose.get("neck", top * 0.6 + (0 if self.front else 12))
        tip = self.pose.get("head", lean if self.front else lean - 12)
        turn = self.pose.get("turn", 0 if self.front else 1)  # 0 to the viewer (or away), 1 right, -1 left
        self.check("neck", lean - top)
        ear, spin = base + vec(180 - lean, 8.2), cmath.rect(HEAD, -math.radians(tip))

        def place(q):
            return ear + complex(q.real * (turn or 1), q.imag) * spin

        def trace(colour, points):
            return (colour, Trace([place(q) for q in points]))

        self.at |= {
            "neck": base,
            "head": ear,
            "ear": ear,
            "crown": place(0.62j),
            "eye": place(0.36 + 0.12j if turn else 0.1j),
            "chin": place(0.33 - 0.4j if turn else -0.42j),
        }
        neck = (SKIN, Chain((base, 3.4), (place(-0.07 * abs(turn) - 0.1j), 3.1)))
        if turn:
            return [
                neck,
                trace(SKIN, PROFILE),
                trace(HAIR, PROFILE_HAIR),
                (SKIN, Chain((place(-0.09 + 0.03j), 1.2), (place(-0.1 - 0.06j), 0.9))),
            ]
        ears = (SKIN, Chain((place(-0.37 + 0j), 1.2), (place(0.37 + 0j), 1.2)))
        return [neck, ears, trace(SKIN, FACE), trace(HAIR, BACK_HAIR if self.back else FACE_HAIR)]

    def torso(self):
        """The seat of the trousers, then the shirt."""
        sp, up = self.spine, self.pose.get("shrug", 0)
        if not self.front:
            chest = 0.9 - self.pose.get("draw", 0) * 0.3
            return [
                (LEGS, Chain((sp(0, -0.7), 7.0), (sp(5, -0.2), 6.2))),
                (SHIRT, Chain((sp(3.4, -4.6), 2.1), (sp(3.4, 4.4), 2.1))),
                (
                    SHIRT,
                    Chain(
                        (sp(8, 0.1), 6.2),
                        (sp(10, 0.4), 6.1),
                        (sp(19, chest), 7.0),
                        (sp(25, 0), 5.8),
                        (sp(29, -0.3), 3.7),
                    ),
                ),
            ]
        line = []
        for shoulder, m in ((self.at["shoulder"], 1), (self.at["shoulder2"], -1)):
            rise = sp(1) - sp(0)
            half = [
                sp(31, 3.4 * m),
                sp(29.8 + up * 0.5, 5.6 * m),
                shoulder + rise * (3.2 + 0.8j * m),
                shoulder - rise * 2.4j * m,
                sp(19.5, 11.4 * m),
                sp(12, 9.2 * m),
                sp(7, 8.8 * m),
                sp(2, 9.7 * m),
                sp(-3.5, 10.2 * m),
            ]
            line += half if m > 0 else half[::-1]
        return [(LEGS, Chain((sp(0, 4.4), 5.6), (sp(0, -4.4), 5.6))), (SHIRT, Curve(*line))]

    def name_joints(self, i, **joints):
        self.at |= {name + "2" * i: p for name, p in joints.items()}

    # painting: what is one body has one line round it

    def trousers(self, i, cloth=LEGS):
        return [(cloth, bone) for bone in self.legs[i][:2]] + [(HAIR, shoe) for shoe in self.legs[i][2:]]

    def sleeve(self, i, cloth=SHIRT, skin=SKIN):
        upper, fore, *hand = self.arms[i]
        (elbow, _), *_, (wrist, _) = fore.joints
        return [(skin, part) for part in (fore, *hand)] + [
            (cloth, upper),
            (cloth, Chain((elbow, 3.1), (elbow * 0.72 + wrist * 0.28, 3.1))),
        ]

    def hold(self, d, i):
        if held := self.pose.get("hold" + "2" * i):
            at = self.at["grip" + "2" * i]
            PROPS[held[0]](d, self.at, at.real, at.imag, *held[1:])

    def draw(self, d: Drawing):
        (self.draw_front if self.front else self.draw_side)(d)

    def draw_side(self, d):
        over = self.pose.get("over", False)  # the near hand holds it from behind
        self.hold(d, 1)
        d.body(*self.sleeve(1, SHIRT2, SHADE))
        d.body(*self.trousers(1, LEGS2))
        d.body(*self.trousers(0), *self.torso(), *self.face)
        if not over:
            self.hold(d, 0)
        d.body(*self.sleeve(0))
        if over:
            self.hold(d, 0)

    def draw_front(self, d):
        high = [
            i
            for i in (0, 1)
            if self.back or isinstance(self.specs["arm" + "2" * i], dict) or self.specs["arm" + "2" * i][0] > 65
        ]
        legs = [] if self.pose.get("bust") else [self.trousers(0), self.trousers(1)]
        if self.sits and legs:  # the shins are in front of the seat, the knees in front of them
            d.body(*legs[0][1:], *legs[1][1:])
        thighs = [part for leg in legs for part in (leg[:1] if self.sits else leg)]
        neck, head = self.face[:1], self.face[1:]
        trunk = [*neck, *head, *self.torso()] if self.back else [*neck, *self.torso(), *head]
        d.body(*(part for i in high for part in self.sleeve(i)), *thighs, *trunk)
        for i in sorted({0, 1} - set(high), reverse=True):
            self.hold(d, i)
            d.body(*self.sleeve(i))
            d.patch(SHIRT, Chain((self.at["shoulder" + "2" * i], 3.6), (self.spine(24, -7 if i else 7), 3)))

    def draw_ghost(self, d, moved):
        """Where the body was before: of its parts those alone that have moved since."""
        whole = moved & {"x", "trunk", "shrug"}
        parts = self.face + (self.torso()[-1:] if whole else [])
        if self.front or "arm" in moved:
            parts += self.sleeve(0) + (self.sleeve(1) if self.front else [])
        if "leg" in moved:
            parts += [part for k, part in enumerate(self.trousers(0)) if k != 2]
        d.body(*parts, ghost=True)
