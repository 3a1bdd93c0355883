#!/usr/bin/env bash
# mate-notification-daemon says that an action "default" was invoked which the client never offered.
#
# Version: mate-notification-daemon 1.26.1-1+b4 of Debian sid. Run as root, on Linux, with debootstrap.
# One would guess that ActionInvoked names one of the actions the notification was sent with, so that a client
# may look the name up in its own list, and that a click beside the buttons does nothing more than close it.
# In truth a click on the text says ActionInvoked "default" to a client that offered "done" alone, and
# NotificationClosed with reason 2 after it.
#
# Seen:
#   (uint32 1,)
#   ActionInvoked (uint32 1, 'default')
#   NotificationClosed (uint32 1, uint32 2)
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
    mate-notification-daemon=1.26.1-1+b4 dbus-daemon libglib2.0-bin xdotool xvfb xauth >/dev/null
trap - ERR

cat >"$root/look" <<'EOF'
gdbus call --session --dest org.freedesktop.Notifications --object-path /org/freedesktop/Notifications \
    --method org.freedesktop.Notifications.Notify tea "uint32 0" "" "Tea" "is ready" "['done', 'Done']" "@a{sv} {}" 0
gdbus monitor --session --dest org.freedesktop.Notifications >/heard &
until grep -q "owned by" /heard; do sleep 0.1; done
popup=$(timeout 20 xdotool search --sync --onlyvisible --name '^Notification$')
sleep 1
xdotool mousemove --window "$popup" 150 20 click 1
sleep 1
sed -n 's/^.*Notifications\.\([AN]\)/\1/p' /heard
EOF
unshare --net timeout 180 chroot "$root" env -i -C / HOME=/root LANG=C.UTF-8 PATH=/usr/sbin:/usr/bin NO_AT_BRIDGE=1 \
    xvfb-run dbus-run-session -- bash -euo pipefail -c '. /look >/seen 2>/errors' >/dev/null 2>&1 ||
    tail -n 5 "$root/errors" >&2

stated=$(sed -n 's/^#   //p' "$0")
cat "$root/seen"
[[ $(<"$root/seen") == "$stated" ]] || { echo "another behaviour than stated" >&2; exit 1; }
