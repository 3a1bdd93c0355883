"""A check-in in words: where it hurts, how it feels, and what belongs before a doctor."""

from __future__ import annotations

from reminder.phrase import phrase, verbatim

TYPE_CHECKING = False
if TYPE_CHECKING:
    from reminder.phrase import Phrase

AREAS = {
    "head": phrase("head"),
    "neck": phrase("neck"),
    "left-shoulder": phrase("left shoulder"),
    "right-shoulder": phrase("right shoulder"),
    "chest": phrase("chest"),
    "upper-back": phrase("upper back"),
    "lower-back": phrase("lower back"),
    "belly": phrase("belly"),
    "left-arm": phrase("left arm"),
    "right-arm": phrase("right arm"),
    "left-elbow": phrase("left elbow"),
    "right-elbow": phrase("right elbow"),
    "left-wrist": phrase("left wrist"),
    "right-wrist": phrase("right wrist"),
    "left-hand": phrase("left hand"),
    "right-hand": phrase("right hand"),
    "left-hip": phrase("left hip"),
    "right-hip": phrase("right hip"),
    "left-leg": phrase("left leg"),
    "right-leg": phrase("right leg"),
    "left-knee": phrase("left knee"),
    "right-knee": phrase("right knee"),
    "left-foot": phrase("left foot"),
    "right-foot": phrase("right foot"),
}
"""Left and right are the person's own."""
COURSES = {
    "constant": phrase("constant"),
    "comes-and-goes": phrase("coming and going"),
}
FEELS = {
    "stabbing": phrase("stabbing"),
    "sharp": phrase("sharp"),
    "dull": phrase("dull"),
    "burning": phrase("burning"),
    "pins-and-needles": phrase("pins and needles"),
}
SIGNS = {
    "after-an-accident": phrase("after an accident or a fall"),
    "numb-or-weak": phrase("numbness or weakness"),
    "swollen-or-hot": phrase("swollen, hot or red"),
    "fever": phrase("with a fever"),
    "weight-loss": phrase("with a loss of weight"),
    "at-night": phrase("worse at night"),
    "getting-worse": phrase("getting worse"),
    "weeks": phrase("no better after a few weeks"),
}

SEE_A_DOCTOR = phrase(
    "Numbness or weakness, pain after a fall or an accident, and pain that is no better after a few weeks belong before"
    " a doctor."
)
SOURCE = phrase(
    "After NHS, Neck Pain: mpft.nhs.uk/services/msk/self-help/neck, and Back pain: nhs.uk/conditions/back-pain"
)
"""The first is of the Midlands Partnership University NHS Foundation Trust, "You should see your doctor if you";
swelling, and pain that is worse at night, are of the second."""


def area_in_words(name: str) -> Phrase:
    """One of another version is called as it is there."""
    return AREAS.get(name, verbatim(name))
