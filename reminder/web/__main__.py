"""`python -m reminder.web` serves the window until nobody looks at it any more; says "ready" once it listens."""

import os
import sys

from reminder.errors import ReminderError
from reminder.web.process import serve

if __name__ == "__main__":
    try:
        serve()
    except ReminderError as problem:
        from reminder.wording.language import lines

        print(lines(problem.said), file=sys.stderr)
        sys.exit(problem.exit_code)
    os._exit(0)  # a question to a program that hangs is not waited for
