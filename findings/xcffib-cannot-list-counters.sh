#!/usr/bin/env bash
# xcffib cannot read the list of an X server's counters, and so not find IDLETIME.
#
# Version: xcffib 1.13.0 of PyPI, with Xvfb 21.1.7 and libxcb 1.15 of Debian 12. Run on Linux, with Xvfb and a
# Python that can make a venv.
# One would guess that SYNC's ListSystemCounters, whose answer xcffib has a class for, can be read from it.
# In truth names are padded to a multiple of four bytes on the wire, which the class does not skip: the first
# counter with another length puts all that follow out of step, and reading ends in an AssertionError. The
# same bytes, read by the protocol's description, hold the counters of every X server.
#
# Seen:
#   xcffib: AssertionError
#   by the description: IDLETIME, SERVERTIME
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"; [[ ! -v server ]] || kill "$server"' EXIT
{ command -v Xvfb && python3 -m venv "$folder/venv" && "$folder/venv/bin/pip" install --quiet xcffib==1.13.0; } \
    >/dev/null 2>&1 || { echo "not tried: Xvfb or xcffib 1.13.0 cannot be had" >&2; exit 2; }

mkfifo "$folder/display"
Xvfb -displayfd 3 -nolisten tcp 3>"$folder/display" 2>/dev/null &
server=$!
read -r number <"$folder/display"

cat >"$folder/look.py" <<'PYTHON'
import struct
import sys

import xcffib
import xcffib.sync
import xcffib.xproto

connection = xcffib.connect(sys.argv[1])
sync = connection(xcffib.sync.key)
sync.Initialize(3, 1).reply()
try:
    print("xcffib:", ", ".join(each.name.to_string() for each in sync.ListSystemCounters().reply().counters))
except Exception as error:
    print("xcffib:", type(error).__name__)

answer = connection.wait_for_reply(sync.ListSystemCounters().sequence)
data = answer.buf[: answer.known_max]
(count,) = struct.unpack_from("=I", data, 8)
names, at = [], 32
for _ in range(count):
    (size,) = struct.unpack_from("=H", data, at + 12)
    names.append(data[at + 14 : at + 14 + size].decode())
    at += 14 + size + -(14 + size) % 4
print("by the description:", ", ".join(name for name in names if not name.startswith("DEVICE")))
PYTHON
seen=$("$folder/venv/bin/python" "$folder/look.py" ":$number")

stated=$(sed -n 's/^#   //p' "$0")
echo "$seen"
[[ $seen == "$stated" ]] || { echo "another behaviour than stated" >&2; exit 1; }
