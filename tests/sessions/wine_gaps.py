"""What Wine leaves out and Windows does not; Python imports it as `sitecustomize`, before everything else.

Wine 10: _locking() fails without a reason, where Windows says EACCES.
"""

import errno
import sys
from typing import Any

if sys.platform == "win32":
    import msvcrt

    _locking = msvcrt.locking

    def locking(*arguments: Any) -> None:
        try:
            _locking(*arguments)
        except OSError as error:
            raise error if error.errno else PermissionError(errno.EACCES, "Permission denied") from None

    msvcrt.locking = locking
