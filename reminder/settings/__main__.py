"""The settings' child: reads them once, and prints the Reading as JSON; the arguments are flags."""

import sys

from reminder.settings.plan import cached_reading
from reminder.settings.read import read


def main() -> None:
    """Print the settings in force as JSON; the arguments are flags."""
    import msgspec

    sys.stdout.buffer.write(msgspec.json.encode(read(sys.argv[1:], cached_reading())))


if __name__ == "__main__":
    main()
