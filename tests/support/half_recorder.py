"""A program that records without listening: "corked", it is only ready to; "meter", it shows how loud it is."""

import ctypes
import sys
from typing import Any

_FLAGS = {"corked": 0x1, "meter": 0x800}
_READY_CONTEXT, _READY_STREAM = 4, 2
_FLOATS = 5


class _Sample(ctypes.Structure):
    _fields_ = (("format", ctypes.c_int), ("rate", ctypes.c_uint32), ("channels", ctypes.c_uint8))


def _record(how: str) -> None:
    library: Any = ctypes.CDLL("libpulse.so.0")
    for name in ("pa_mainloop_new", "pa_mainloop_get_api", "pa_context_new", "pa_stream_new"):
        getattr(library, name).restype = ctypes.c_void_p
    loop = ctypes.c_void_p(library.pa_mainloop_new())
    context = ctypes.c_void_p(library.pa_context_new(ctypes.c_void_p(library.pa_mainloop_get_api(loop)), how.encode()))
    library.pa_context_connect(context, None, 1, None)
    while library.pa_context_get_state(context) != _READY_CONTEXT:
        library.pa_mainloop_iterate(loop, 1, None)
    sample = ctypes.byref(_Sample(_FLOATS, 25, 1))
    stream = ctypes.c_void_p(library.pa_stream_new(context, how.encode(), sample, None))
    library.pa_stream_connect_record(stream, b"mic", None, _FLAGS[how])
    while library.pa_stream_get_state(stream) != _READY_STREAM:
        library.pa_mainloop_iterate(loop, 1, None)
    print("on", flush=True)
    while True:
        library.pa_mainloop_iterate(loop, 1, None)


if __name__ == "__main__":
    _record(sys.argv[1])
