"""A child of the window's saves the page for the doctor among the person's downloads.

JSON: first, last, without, ending ─▶ the file ─▶ its path; or what is wrong, and 1
"""

import json
import sys
from datetime import date

import reminder.system.lean  # noqa: F401 - before what imports msgspec
from reminder.errors import ReminderError
from reminder.report.reading import read
from reminder.report.writing import ENDINGS, free_name, save
from reminder.settings.in_force import in_force
from reminder.storage import paths
from reminder.wording.language import lines


def main() -> int:
    given = json.load(sys.stdin)
    first = date.fromisoformat(given["first"]) if given["first"] else None
    try:
        report = read(in_force().plan.tips, first, date.fromisoformat(given["last"]), given["without"])
        path = free_name(paths.downloads(), report, given["ending"] if given["ending"] in ENDINGS else None)
        save(report, path)
    except ReminderError as problem:
        print(lines(problem.said), file=sys.stderr)
        return problem.exit_code
    print(path)
    return 0


if __name__ == "__main__":
    sys.exit(main())
