"""The settings' child: reads them once, and prints the Reading as JSON; the arguments are flags."""

import sys

import msgspec

from reminder.settings.read import read
from reminder.settings.reading import cached_reading

if __name__ == "__main__":
    sys.stdout.buffer.write(msgspec.json.encode(read(sys.argv[1:], cached_reading())))
