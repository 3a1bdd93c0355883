"""What `reminder.notify.trial` is asked to show, and what it answers; for whoever does not show it themselves."""

from msgspec import Struct

from reminder.phrase import Phrase


class Wish(Struct):
    """Without a `sound` that of the settings."""

    title: str
    text: str
    sound: str | None = None


class Shown(Struct):
    is_shown: bool
    said: Phrase
