r"""Windows: whether a file that counts for everybody was made by whoever may do that.

Any user may make a folder in C:\ProgramData, and files in most folders there. So the owner says whose word it is.
"""

import ctypes
from collections.abc import Callable
from ctypes import POINTER, byref, c_int32, c_uint32, c_void_p, c_wchar_p
from pathlib import Path
from typing import Any

from reminder.errors import SystemRefused
from reminder.phrase import Phrase, phrase, several
from reminder.system.ctypes_library import Libraries, windows_library

_ADMINISTRATORS = (
    "S-1-5-18",  # the system
    "S-1-5-32-544",  # the group; what an administrator makes is the group's
    "S-1-5-80-956008885-3418522649-1831038044-1853292631-2271478464",  # what installs Windows itself
)
_FILE, _OWNER = 1, 1


def why_untrusted(path: Path) -> Phrase | None:
    """Why what stands in this file may be anybody's word, and what to do about it; None where it is not."""
    try:
        if all(owner_of(place) in _ADMINISTRATORS for place in (path.parent, path)):
            return None
        why = phrase("it is not an administrator's, so anybody may have made it")
    except OSError as error:
        why = phrase("it is of nobody knows whom ({why})", why=error)
    takeown = f'takeown /a /r /d y /f "{path.parent}"'
    return several((why, phrase("to let it count, run as an administrator: {command}", command=takeown)))


def owner_of(path: Path, load: Callable[[str], Any] = windows_library) -> str:
    """The identifier (SID) of whom a file or folder belongs to. Raises OSError."""
    function = Libraries(load).function
    ask = function(
        *("advapi32", "GetNamedSecurityInfoW", c_uint32, c_wchar_p, c_int32, c_uint32),
        *(POINTER(c_void_p), c_void_p, c_void_p, c_void_p, POINTER(c_void_p)),
    )
    spell = function("advapi32", "ConvertSidToStringSidW", c_int32, c_void_p, POINTER(c_void_p))
    free = function("kernel32", "LocalFree", c_void_p, c_void_p)
    owner, descriptor, text = c_void_p(), c_void_p(), c_void_p()
    if code := ask(str(path), _FILE, _OWNER, byref(owner), None, None, None, byref(descriptor)):
        raise SystemRefused("Windows refuses {call}: {code}", call="GetNamedSecurityInfo", code=code)
    try:
        if not spell(owner, byref(text)) or text.value is None:
            raise SystemRefused("Windows refuses {call}", call="ConvertSidToStringSid")
        try:
            return ctypes.wstring_at(text.value)
        finally:
            free(text)
    finally:
        free(descriptor)
