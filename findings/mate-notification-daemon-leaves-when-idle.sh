#!/usr/bin/env bash
# mate-notification-daemon leaves the bus half a minute after its last notification.
#
# Version: mate-notification-daemon 1.26.1-1+b4 of Debian sid. Run as root, on Linux, with debootstrap.
# One would guess that a desktop's notification server owns org.freedesktop.Notifications as long as the
# session lasts, so that a name without an owner says that there is no server, or that it has ended by a
# fault.
# In truth it is started for a notification and ends about 30 s after that was closed: on MATE the name
# without an owner is the normal state. The next call starts it again. Who wants to know whether there is a
# server asks ListActivatableNames as well, and its settings are read from GSettings rather than from its
# presence.
#
# It left after 30 s here. Seen:
#   before: (false,)
#   with a notification: (true,)
#   half a minute later: (false,)
#   with another: (true,)
set -euo pipefail

if [[ ${1-} != --inside ]]; then  # once more, where what it mounts and starts goes with it
    root=$(mktemp -d)
    trap 'rm -rf --one-file-system "$root"' EXIT
    unshare --mount --pid --fork --kill-child "$0" --inside "$root"
    exit
fi
root=$2

trap 'echo "not tried: mate-notification-daemon=1.26.1-1+b4 cannot be had (gone from the mirror?)" >&2; exit 2' ERR
debootstrap --variant=minbase sid "$root" >/dev/null
mount -t proc proc "$root/proc"
cp --dereference /etc/resolv.conf "$root/etc/"
for path in /etc/apt/apt.conf.d /usr/local/share/ca-certificates; do
    [[ ! -e $path ]] || cp --recursive --parents "$path" "$root"
done
chroot "$root" apt-get -qq update
chroot "$root" env DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends \
    mate-notification-daemon=1.26.1-1+b4 dbus-daemon libglib2.0-bin libnotify-bin xvfb xauth >/dev/null
trap - ERR

cat >"$root/look" <<'EOF'
has_owner() {
    gdbus call --session --dest org.freedesktop.DBus --object-path /org/freedesktop/DBus \
        --method org.freedesktop.DBus.NameHasOwner org.freedesktop.Notifications
}
echo "before: $(has_owner)"
notify-send --expire-time=1000 "Tea is ready"
echo "with a notification: $(has_owner)"
start=$SECONDS
while [[ $(has_owner) == "(true,)" ]] && ((SECONDS - start < 90)); do sleep 0.5; done
took=$((SECONDS - start))
echo "left after $took s" >&2
((25 <= took && took <= 40)) && echo "half a minute later: $(has_owner)"
notify-send "Tea is cold"
echo "with another: $(has_owner)"
EOF
unshare --net timeout 180 chroot "$root" env -i -C / HOME=/root LANG=C.UTF-8 PATH=/usr/sbin:/usr/bin NO_AT_BRIDGE=1 \
    xvfb-run dbus-run-session -- bash -euo pipefail -c '. /look >/seen 2>/errors' >/dev/null 2>&1 ||
    tail -n 5 "$root/errors" >&2

stated=$(sed -n 's/^#   //p' "$0")
cat "$root/seen"
[[ $(<"$root/seen") == "$stated" ]] || { echo "another behaviour than stated" >&2; exit 1; }
