#!/usr/bin/env bash
# dbus-fast hides that the bus has gone behind a bad descriptor, and loses the future that knows better.
#
# Version: dbus-fast 5.2.0 of PyPI, with dbus-daemon 1.14.10 of Debian 12. Run on Linux, with dbus-daemon and a Python
# that can make a venv.
# One would guess that MessageBus.send(), which returns a future that "resolves when the message is sent or a connection
# error occurs", tells by this future that the bus ended a moment ago.
# In truth it closes the socket, then asks the loop to watch it, and raises what comes of that. The future has the broken
# pipe, and so has that of wait_for_disconnect(), but nobody gets hold of the first: asyncio complains of it when it is
# collected. Whoever sends has to catch OSError, and cannot silence the complaint.
#
# Seen:
#   send() raises OSError: Bad file descriptor
#   nobody took: BrokenPipeError: Broken pipe
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
{ command -v dbus-daemon && python3 -m venv "$folder/venv" && "$folder/venv/bin/pip" install --quiet dbus-fast==5.2.0; } \
    >/dev/null 2>&1 || { echo "not tried: dbus-daemon or dbus-fast 5.2.0 cannot be had" >&2; exit 2; }

cat >"$folder/look.py" <<'PYTHON'
import asyncio
import gc
import subprocess

from dbus_fast import Message, MessageFlag
from dbus_fast.aio import MessageBus

DAEMON, PATH = "org.freedesktop.DBus", "/org/freedesktop/DBus"


def told(error):
    return f"{type(error).__name__}: {error.strerror}"


async def main(lost):
    asyncio.get_running_loop().set_exception_handler(lambda loop, context: lost.add(told(context["exception"])))
    daemon = subprocess.Popen(
        ["dbus-daemon", "--session", "--nofork", "--print-address"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    bus = await MessageBus(bus_address=daemon.stdout.readline().decode().strip()).connect()
    daemon.terminate()
    daemon.wait()
    message = Message(
        destination=DAEMON, path=PATH, interface=DAEMON, member="GetId", flags=MessageFlag.NO_REPLY_EXPECTED
    )
    try:
        await bus.send(message)
        print("send() tells by its future that it was sent")
    except OSError as error:
        print("send() raises", told(error))


lost = set()
asyncio.run(main(lost))
gc.collect()
print("nobody took:", *sorted(lost))
PYTHON
seen=$("$folder/venv/bin/python" "$folder/look.py")

stated=$(sed -n 's/^#   //p' "$0")
echo "$seen"
[[ $seen == "$stated" ]] || { echo "another behaviour than stated" >&2; exit 1; }
