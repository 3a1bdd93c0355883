"""Names for what a person adds: a reminder of their own, a copy of one, a tip.

"Drink water!", those that are taken ─▶ "drink-water", or "drink-water-2"
"""

import re
import unicodedata
from collections.abc import Container
from itertools import count

LONGEST = 40


def free_name(wanted: str, taken: Container[str], otherwise: str) -> str:
    """The name most like `wanted` that nothing of `taken` has; like `otherwise` where no letter of it can serve."""
    name = slug(wanted)[:LONGEST].strip("-") or otherwise
    numbered = (f"{name}-{number}" for number in count(2))
    return name if name not in taken else next(it for it in numbered if it not in taken)


def slug(text: str) -> str:
    """Of lower-case letters, digits and hyphens; accents are left out."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
