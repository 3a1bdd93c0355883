#!/usr/bin/env bash
# xfce4-notifyd in do not disturb accepts a notification and closes it at once, for a reason called
# "undefined".
#
# Version: xfce4-notifyd 0.9.7-2 of Debian sid. Run as root, on Linux, with debootstrap.
# One would guess that a notification which do not disturb holds back stays open, in the server's log, until
# somebody has seen or removed it, or that Notify fails.
# In truth Notify answers an id as ever and NotificationClosed follows with reason 4, "undefined or reserved",
# though nobody has seen it and nothing went wrong. A critical one is shown and stays open.
#
# Seen:
#   ('Xfce Notify Daemon', 'Xfce', '0.9.7', '1.2')
#   normal: id 1
#   critical: id 2
#   NotificationClosed (uint32 1, uint32 4)
set -euo pipefail

if [[ ${1-} != --inside ]]; then  # once more, where what it mounts and starts goes with it
    root=$(mktemp -d)
    trap 'rm -rf --one-file-system "$root"' EXIT
    unshare --mount --pid --fork --kill-child "$0" --inside "$root"
    exit
fi
root=$2

trap 'echo "not tried: xfce4-notifyd=0.9.7-2 cannot be had (gone from the mirror?)" >&2; exit 2' ERR
debootstrap --variant=minbase sid "$root" >/dev/null
mount -t proc proc "$root/proc"
cp --dereference /etc/resolv.conf "$root/etc/"
for path in /etc/apt/apt.conf.d /usr/local/share/ca-certificates; do
    [[ ! -e $path ]] || cp --recursive --parents "$path" "$root"
done
chroot "$root" apt-get -qq update
chroot "$root" env DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends \
    xfce4-notifyd=0.9.7-2 xfconf dbus-daemon libglib2.0-bin libnotify-bin xvfb xauth >/dev/null
trap - ERR

cat >"$root/look" <<'EOF'
xfconf-query --channel xfce4-notifyd --property /do-not-disturb --create --type bool --set true
gdbus call --session --dest org.freedesktop.Notifications --object-path /org/freedesktop/Notifications \
    --method org.freedesktop.Notifications.GetServerInformation
gdbus monitor --session --dest org.freedesktop.Notifications >/heard &
until grep -q "owned by" /heard; do sleep 0.1; done
echo "normal: id $(notify-send --print-id --expire-time=0 normal)"
echo "critical: id $(notify-send --print-id --expire-time=0 --urgency=critical critical)"
sleep 2
sed -n 's/^.*Notifications\.Notifi/Notifi/p' /heard
EOF
unshare --net timeout 180 chroot "$root" env -i -C / HOME=/root LANG=C.UTF-8 PATH=/usr/sbin:/usr/bin NO_AT_BRIDGE=1 \
    xvfb-run dbus-run-session -- bash -euo pipefail -c '. /look >/seen 2>/errors' >/dev/null 2>&1 ||
    tail -n 5 "$root/errors" >&2

stated=$(sed -n 's/^#   //p' "$0")
cat "$root/seen"
[[ $(<"$root/seen") == "$stated" ]] || { echo "another behaviour than stated" >&2; exit 1; }
