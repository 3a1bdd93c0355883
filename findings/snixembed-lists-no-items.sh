#!/usr/bin/env bash
# snixembed shows tray items and tells nobody that they are there.
#
# Version: snixembed 0.3.3-2 of Debian sid. Run as root, on Linux, with debootstrap.
# One would guess that whoever owns org.kde.StatusNotifierWatcher lists what was registered in
# RegisteredStatusNotifierItems and sends StatusNotifierItemRegistered, by which an item can make sure that it
# was taken.
# In truth snixembed takes the item (it logs "appeared" and reads it), but the list stays empty and there is
# no such signal at all, while it does offer StatusNotifierItemUnregistered.
#
# Seen:
#   StatusNotifierItemUnregistered(s service);
#   the item was read: True
#   items listed: []
set -euo pipefail

if [[ ${1-} != --inside ]]; then  # once more, where what it mounts and starts goes with it
    root=$(mktemp -d)
    trap 'rm -rf --one-file-system "$root"' EXIT
    unshare --mount --pid --fork --kill-child "$0" --inside "$root"
    exit
fi
root=$2

trap 'echo "not tried: snixembed=0.3.3-2 cannot be had (gone from the mirror?)" >&2; exit 2' ERR
debootstrap --variant=minbase sid "$root" >/dev/null
mount -t proc proc "$root/proc"
cp --dereference /etc/resolv.conf "$root/etc/"
for path in /etc/apt/apt.conf.d /usr/local/share/ca-certificates; do
    [[ ! -e $path ]] || cp --recursive --parents "$path" "$root"
done
chroot "$root" apt-get -qq update
chroot "$root" env DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends \
    snixembed=0.3.3-2 dbus-daemon libglib2.0-bin python3-gi xvfb xauth >/dev/null
trap - ERR

cat >"$root/look" <<'EOF'
snixembed >/log &
gdbus wait --session --timeout 30 org.kde.StatusNotifierWatcher
gdbus introspect --session --dest org.kde.StatusNotifierWatcher --object-path /StatusNotifierWatcher |
    grep --only-matching 'StatusNotifierItem[UR][a-z]*(s service);$'
python3 - <<'PYTHON'
from gi.repository import Gio, GLib

WATCHER = "org.kde.StatusNotifierWatcher"
VALUES = {"Category": "ApplicationStatus", "Id": "tea", "Title": "Tea", "Status": "Active", "IconName": "go-up"}
properties = "".join(f"<property name='{name}' type='s' access='read'/>" for name in VALUES)
xml = f"<node><interface name='org.kde.StatusNotifierItem'>{properties}</interface></node>"
node = Gio.DBusNodeInfo.new_for_xml(xml)
bus = Gio.bus_get_sync(Gio.BusType.SESSION)
read = []


def value(connection, sender, path, interface, name):
    read.append(name)
    return GLib.Variant("s", VALUES[name])


def call(interface, member, arguments):
    return bus.call_sync(WATCHER, "/StatusNotifierWatcher", interface, member, arguments, None, 0, -1).unpack()


bus.register_object("/StatusNotifierItem", node.interfaces[0], None, value, None)
call(WATCHER, "RegisterStatusNotifierItem", GLib.Variant("(s)", (bus.get_unique_name(),)))
loop = GLib.MainLoop()
GLib.timeout_add(2000, loop.quit)
loop.run()
print("the item was read:", "IconName" in read)
arguments = GLib.Variant("(ss)", (WATCHER, "RegisteredStatusNotifierItems"))
print("items listed:", *call("org.freedesktop.DBus.Properties", "Get", arguments))
PYTHON
EOF
unshare --net timeout 180 chroot "$root" env -i -C / HOME=/root LANG=C.UTF-8 PATH=/usr/sbin:/usr/bin NO_AT_BRIDGE=1 \
    xvfb-run dbus-run-session -- bash -euo pipefail -c '. /look >/seen 2>/errors' >/dev/null 2>&1 ||
    tail -n 5 "$root/errors" >&2

stated=$(sed -n 's/^#   //p' "$0")
cat "$root/seen"
[[ $(<"$root/seen") == "$stated" ]] || { echo "another behaviour than stated" >&2; exit 1; }
