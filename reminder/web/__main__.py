"""`python -m reminder.web` serves the window until nobody looks at it any more; says "ready" once it listens."""

import sys

from reminder.errors import ReminderError
from reminder.web.process import serve
from reminder.wording.language import lines

if __name__ == "__main__":
    try:
        serve()
    except ReminderError as problem:
        print(lines(problem.said), file=sys.stderr)
        sys.exit(problem.exit_code)
