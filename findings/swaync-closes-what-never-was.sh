#!/usr/bin/env bash
# swaync says NotificationClosed for notifications that never existed.
#
# Version: sway-notification-center (swaync) 0.12.6-1 of Debian sid, under sway. Run as root, on Linux, with
# debootstrap.
# One would guess that CloseNotification of an unknown id is answered by an error (as the specification has
# it) or, as most servers do, by silence, and that NotificationClosed therefore tells of something that was
# open.
# In truth it succeeds and every listener is told NotificationClosed with reason 3, even of the id 0, which
# the specification excludes. A client that counts closed notifications must keep its own list of what was
# open.
#
# Seen:
#   close 99999: ()
#   close 0: ()
#   NotificationClosed (uint32 99999, uint32 3)
#   NotificationClosed (uint32 0, uint32 3)
set -euo pipefail

if [[ ${1-} != --inside ]]; then  # once more, where what it mounts and starts goes with it
    root=$(mktemp -d)
    trap 'rm -rf --one-file-system "$root"' EXIT
    unshare --mount --pid --fork --kill-child "$0" --inside "$root"
    exit
fi
root=$2

trap 'echo "not tried: sway-notification-center=0.12.6-1 cannot be had (gone from the mirror?)" >&2; exit 2' ERR
debootstrap --variant=minbase sid "$root" >/dev/null
mount -t proc proc "$root/proc"
cp --dereference /etc/resolv.conf "$root/etc/"
for path in /etc/apt/apt.conf.d /usr/local/share/ca-certificates; do
    [[ ! -e $path ]] || cp --recursive --parents "$path" "$root"
done
chroot "$root" apt-get -qq update
chroot "$root" env DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends \
    sway-notification-center=0.12.6-1 sway dbus-daemon libglib2.0-bin >/dev/null
trap - ERR

cat >"$root/look" <<'EOF'
swaync >/dev/null &
gdbus wait --session --timeout 30 org.freedesktop.Notifications
gdbus monitor --session --dest org.freedesktop.Notifications >/heard &
until grep -q "owned by" /heard; do sleep 0.1; done
sleep 2  # it owns the name before it answers calls
for id in 99999 0; do
    echo "close $id: $(gdbus call --session --dest org.freedesktop.Notifications \
        --object-path /org/freedesktop/Notifications --method org.freedesktop.Notifications.CloseNotification $id)"
done
sleep 1
sed -n 's/^.*Notifications\.Notifi/Notifi/p' /heard
EOF
install -d -m 700 "$root/run/user"
echo 'exec "bash -euo pipefail /look >/seen 2>/errors || tail -n 5 /errors >/failed; swaymsg exit"' >"$root/sway.conf"
unshare --net timeout 180 chroot "$root" env -i -C / HOME=/root LANG=C.UTF-8 PATH=/usr/sbin:/usr/bin \
    XDG_RUNTIME_DIR=/run/user WLR_BACKENDS=headless WLR_LIBINPUT_NO_DEVICES=1 WLR_RENDERER=pixman \
    dbus-run-session -- sway --config /sway.conf >/dev/null 2>&1 || true
[[ ! -e $root/failed ]] || cat "$root/failed" >&2

stated=$(sed -n 's/^#   //p' "$0")
cat "$root/seen"
[[ $(<"$root/seen") == "$stated" ]] || { echo "another behaviour than stated" >&2; exit 1; }
