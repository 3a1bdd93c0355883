"""The drawing of a body, from the front and from behind: which paths show each area.

It stands in 240 by 492 units. One side is drawn; the other is its mirror image.
"""

from typing import NamedTuple

_NECK = "M107 64C111 71 115 73 120 73C125 73 129 71 133 64L133 83C134 88 137 91 142 93L98 93C103 91 106 88 107 83Z"
_HEAD = (
    "M120 12C136 12 144 25 143 40C142.5 52 139 60 133 66C129 71 125 73 120 73C115 73 111 71 107 66"
    "C101 60 97.5 52 97 40C96 25 104 12 120 12Z"
)
_ABOVE = "M98 93L142 93C153 104 160.5 120 161 138L160 172L80 172L79 138C79.5 120 87 104 98 93Z"
_BELOW = "M80 172L160 172C158 190 158 205 161 222L79 222C82 205 82 190 80 172Z"
_SIDE = {
    "shoulder": "M98 93C88 97 80 98 73 101C59 106 52 118 51 138L79 138C79.5 120 87 104 98 93Z",
    "arm": (
        "M51 138L79 138C79 158 75 178 71 194L45 190C45 172 48 154 51 138Z"
        "M41.5 211L67.5 216C65 238 59 256 54 270L35 266C35 248 37.5 230 41.5 211Z"
    ),
    "elbow": "M45 190L71 194C70.5 202 69.5 209 67.5 216L41.5 211C43 204 44.5 197 45 190Z",
    "wrist": "M35 266L54 270L51 284L32 280Z",
    "hand": (
        "M32 280L51 284C56 289 59 298 58 307C57 313 52.5 312 52 306L50 299C50 312 47 323 42 328"
        "C36 332 27 330 26 321C25 308 28 293 32 280Z"
    ),
    "hip": "M79 222L120 222L120 275L119 275L72 268C72 252 75 236 79 222Z",
    "leg": (
        "M72 268L119 275C119 301 116 326 112 348L80 348C75 322 71 294 72 268Z"
        "M82 374L111 374C114 400 109 428 105 452L88 452C83 428 79 400 82 374Z"
    ),
    "knee": "M80 348L112 348C113 357 112.5 366 111 374L82 374C80 366 79 357 80 348Z",
    "foot": (
        "M88 452L105 452C106 460 108 466 108 473C108 483 99 488 88 488C76 488 72 480 77 473C83 466 87 460 88 452Z"
    ),
}
"""Of the one that is on the left of the picture."""


class Place(NamedTuple):
    area: str
    path: str
    is_mirrored: bool = False


def _figure(above: str, below: str, left_of_picture: str, right_of_picture: str) -> tuple[Place, ...]:
    middle = (Place("neck", _NECK), Place("head", _HEAD), Place(above, _ABOVE), Place(below, _BELOW))
    sides = [
        place
        for name, path in _SIDE.items()
        for place in (Place(f"{left_of_picture}-{name}", path), Place(f"{right_of_picture}-{name}", path, True))
    ]
    return (*middle, *sides)


FRONT = _figure("chest", "belly", "right", "left")
"""Left and right are the person's own, who looks at us."""
BACK = _figure("upper-back", "lower-back", "left", "right")
