#!/usr/bin/env bash
# xfce4-power-manager offers a signal HasInhibitChanged and never sends it.
#
# Version: xfce4-power-manager 4.20.1-1 of Debian sid. Run as root, on Linux, with debootstrap.
# One would guess, from its introspection, that one can wait for HasInhibitChanged to know that a program
# keeps the screen awake, and that the interface org.freedesktop.PowerManagement.Inhibit is found under the
# bus name of the same name.
# In truth the value changes and no signal comes, so that it must be asked again and again; and the bus name
# is org.freedesktop.PowerManagement alone.
#
# Seen:
#   offers the signal: True
#   HasInhibit with a film: True
#   HasInhibit after it: False
#   signals heard: []
#   by the interface's name: org.freedesktop.DBus.Error.ServiceUnknown
set -euo pipefail

if [[ ${1-} != --inside ]]; then  # once more, where what it mounts and starts goes with it
    root=$(mktemp -d)
    trap 'rm -rf --one-file-system "$root"' EXIT
    unshare --mount --pid --fork --kill-child "$0" --inside "$root"
    exit
fi
root=$2

trap 'echo "not tried: xfce4-power-manager=4.20.1-1 cannot be had (gone from the mirror?)" >&2; exit 2' ERR
debootstrap --variant=minbase sid "$root" >/dev/null
mount -t proc proc "$root/proc"
cp --dereference /etc/resolv.conf "$root/etc/"
for path in /etc/apt/apt.conf.d /usr/local/share/ca-certificates; do
    [[ ! -e $path ]] || cp --recursive --parents "$path" "$root"
done
chroot "$root" apt-get -qq update
chroot "$root" env DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends \
    xfce4-power-manager=4.20.1-1 dbus dbus-daemon libglib2.0-bin python3-gi xvfb xauth >/dev/null
trap - ERR

cat >"$root/look" <<'EOF'
mkdir -p /run/dbus
dbus-daemon --system --fork
xfce4-power-manager --no-daemon &
gdbus wait --session --timeout 30 org.freedesktop.PowerManagement
python3 - <<'PYTHON'
from gi.repository import Gio, GLib

NAME, INTERFACE = "org.freedesktop.PowerManagement", "org.freedesktop.PowerManagement.Inhibit"
PATH = "/org/freedesktop/PowerManagement/Inhibit"
bus = Gio.bus_get_sync(Gio.BusType.SESSION)


def call(member, arguments=None, name=NAME):
    return bus.call_sync(name, PATH, INTERFACE, member, arguments, None, 0, -1).unpack()


def let_signals_come():
    GLib.timeout_add(1000, loop.quit)
    loop.run()


heard = []
loop = GLib.MainLoop()
bus.signal_subscribe(None, INTERFACE, None, PATH, None, 0, lambda *signal: heard.append(signal[4]))
xml = bus.call_sync(NAME, PATH, "org.freedesktop.DBus.Introspectable", "Introspect", None, None, 0, -1).unpack()[0]
print("offers the signal:", '<signal name="HasInhibitChanged">' in xml)
(cookie,) = call("Inhibit", GLib.Variant("(ss)", ("player", "a film")))
let_signals_come()
print("HasInhibit with a film:", *call("HasInhibit"))
call("UnInhibit", GLib.Variant("(u)", (cookie,)))
let_signals_come()
print("HasInhibit after it:", *call("HasInhibit"))
print("signals heard:", heard)
try:
    call("HasInhibit", name=INTERFACE)
except GLib.Error as error:
    print("by the interface's name:", Gio.DBusError.get_remote_error(error))
PYTHON
EOF
unshare --net timeout 180 chroot "$root" env -i -C / HOME=/root LANG=C.UTF-8 PATH=/usr/sbin:/usr/bin NO_AT_BRIDGE=1 \
    xvfb-run dbus-run-session -- bash -euo pipefail -c '. /look >/seen 2>/errors' >/dev/null 2>&1 ||
    tail -n 5 "$root/errors" >&2

stated=$(sed -n 's/^#   //p' "$0")
cat "$root/seen"
[[ $(<"$root/seen") == "$stated" ]] || { echo "another behaviour than stated" >&2; exit 1; }
