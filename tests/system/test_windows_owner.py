import ctypes
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from reminder.system.windows_owner import owner_of


def test_who_a_file_belongs_to_is_asked_with_the_calling_signature_of_windows(tmp_path: Path) -> None:
    freed: list[int] = []
    sid = ctypes.create_unicode_buffer("S-1-5-18")

    def ask(path: str, kind: int, what: int, owner: Any, group: Any, acl: Any, audit: Any, descriptor: Any) -> int:
        assert (path, kind, what) == (str(tmp_path), 1, 1)
        owner[0], descriptor[0] = 70, 80
        return refuses

    def spell(owner: int, text: Any) -> int:
        assert owner == 70
        text[0] = ctypes.addressof(sid)
        return 1

    def free(address: int) -> None:
        freed.append(address)

    pointer, number, word = ctypes.POINTER(ctypes.c_void_p), ctypes.c_uint32, ctypes.c_void_p
    signature = ctypes.CFUNCTYPE(number, ctypes.c_wchar_p, ctypes.c_int32, number, pointer, word, word, word, pointer)
    library = SimpleNamespace(
        GetNamedSecurityInfoW=signature(ask),
        ConvertSidToStringSidW=ctypes.CFUNCTYPE(ctypes.c_int32, word, pointer)(spell),
        LocalFree=ctypes.CFUNCTYPE(word, word)(free),
    )
    refuses = 0
    assert owner_of(tmp_path, lambda name: library) == "S-1-5-18"
    assert freed == [ctypes.addressof(sid), 80]
    refuses = 5
    with pytest.raises(OSError, match="GetNamedSecurityInfo: 5"):
        owner_of(tmp_path, lambda name: library)
