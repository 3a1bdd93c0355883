"""A window for any Wayland compositor, until it is ended: wayland_window.py APP_ID [full-screen] [keeps-awake]."""

import os
import struct
import sys

from wayland_line import Line

_WIDTH, _HEIGHT = 320, 200

_, app_id, *wishes = sys.argv
line = Line()
compositor, memory, shell = line.bind("wl_compositor"), line.bind("wl_shm"), line.bind("xdg_wm_base")
surface, shell_surface, window = line.create(), line.create(), line.create()
line.send(compositor, 0, surface)
line.send(shell, 2, shell_surface, surface)
line.send(shell_surface, 1, window)
line.send(window, 2, f"The window of {app_id}")
line.send(window, 3, app_id)
if "full-screen" in wishes:
    line.send(window, 11, 0)
if "keeps-awake" in wishes:
    line.send(line.bind("zwp_idle_inhibit_manager_v1"), 1, line.create(), surface)
line.send(surface, 6)


def paint(width: int, height: int) -> None:
    """All in one grey."""
    size = width * height * 4
    descriptor = os.memfd_create("picture")
    os.write(descriptor, b"\x80" * size)
    pool, picture = line.create(), line.create()
    line.send(memory, 0, pool, size, descriptors=(descriptor,))
    line.send(pool, 0, picture, 0, width, height, width * 4, 1)
    line.send(pool, 1)
    line.send(surface, 1, picture, 0, 0)
    line.send(surface, 2, 0, 0, width, height)
    line.send(surface, 6)
    os.close(descriptor)


width, height = _WIDTH, _HEIGHT
for event in line.events():
    if event[:2] == (shell, 0):
        line.send(shell, 3, *struct.unpack("=I", event.body))
    elif event[:2] == (window, 0):
        wanted = struct.unpack_from("=II", event.body)
        width, height = wanted[0] or _WIDTH, wanted[1] or _HEIGHT
    elif event[:2] == (window, 1):
        break
    elif event[:2] == (shell_surface, 0):
        line.send(shell_surface, 4, *struct.unpack("=I", event.body))
        paint(width, height)
