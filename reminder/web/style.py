"""The style of every page, which stands in the page: one that had to be fetched would be waited for.

The policy names it by its hash, so that no other does anything.
"""

import hashlib
from base64 import b64encode
from pathlib import Path

STYLE = Path(__file__).with_name("templates").joinpath("style.css").read_text("utf-8")
SOURCE = f"'sha256-{b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()}'"
"""As in a Content-Security-Policy."""
