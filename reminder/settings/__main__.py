"""The settings' child: reads them once, and prints the Reading as JSON; the arguments are flags."""

# isort: off
from reminder.system import lean  # noqa: F401 - before what imports msgspec

# isort: on
import sys

import msgspec

from reminder.settings.read import read
from reminder.settings.reading import cached_reading

if __name__ == "__main__":
    sys.stdout.buffer.write(msgspec.json.encode(read(sys.argv[1:], cached_reading())))
