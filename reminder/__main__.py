"""`python -m reminder` is the command `reminder`."""

import sys

from reminder.cli.main import main

sys.exit(main())
