#!/usr/bin/env bash
# lxqt-notificationd lists the capability "persistence" and closes what is critical after ten seconds.
#
# Version: lxqt-notificationd 2.4.0-1 of Debian sid. Run as root, on Linux, with debootstrap.
# One would guess from "persistence" (retained until somebody has acknowledged or removed it, says the
# specification) that what is posted stays at hand, and from its "critical notifications should not
# automatically expire" that at least a critical one without an expiry of its own stays.
# In truth low, normal and critical ones are all closed after the same 10 s with reason 1, "expired".
#
# Seen:
#   persistence
#   low: id 1
#   normal: id 2
#   critical: id 3
#   closed after 8 s: 0
#   closed after 13 s:
#   NotificationClosed (uint32 1, uint32 1)
#   NotificationClosed (uint32 2, uint32 1)
#   NotificationClosed (uint32 3, uint32 1)
set -euo pipefail

if [[ ${1-} != --inside ]]; then  # once more, where what it mounts and starts goes with it
    root=$(mktemp -d)
    trap 'rm -rf --one-file-system "$root"' EXIT
    unshare --mount --pid --fork --kill-child "$0" --inside "$root"
    exit
fi
root=$2

trap 'echo "not tried: lxqt-notificationd=2.4.0-1 cannot be had (gone from the mirror?)" >&2; exit 2' ERR
debootstrap --variant=minbase sid "$root" >/dev/null
mount -t proc proc "$root/proc"
cp --dereference /etc/resolv.conf "$root/etc/"
for path in /etc/apt/apt.conf.d /usr/local/share/ca-certificates; do
    [[ ! -e $path ]] || cp --recursive --parents "$path" "$root"
done
chroot "$root" apt-get -qq update
chroot "$root" env DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends \
    lxqt-notificationd=2.4.0-1 dbus-daemon libglib2.0-bin libnotify-bin >/dev/null
trap - ERR

cat >"$root/look" <<'EOF'
lxqt-notificationd &
gdbus wait --session --timeout 30 org.freedesktop.Notifications
gdbus call --session --dest org.freedesktop.Notifications --object-path /org/freedesktop/Notifications \
    --method org.freedesktop.Notifications.GetCapabilities | grep --only-matching persistence
gdbus monitor --session --dest org.freedesktop.Notifications >/heard &
until grep -q "owned by" /heard; do sleep 0.1; done
for urgency in low normal critical; do
    echo "$urgency: id $(notify-send --print-id --urgency=$urgency "$urgency")"
done
sleep 8
echo "closed after 8 s: $(grep --count Closed /heard)"
sleep 5
echo "closed after 13 s:"
sed -n 's/^.*Notifications\.Notifi/Notifi/p' /heard
EOF
unshare --net timeout 180 chroot "$root" env -i -C / HOME=/root LANG=C.UTF-8 PATH=/usr/sbin:/usr/bin \
    QT_QPA_PLATFORM=offscreen dbus-run-session -- bash -euo pipefail -c '. /look >/seen 2>/errors' >/dev/null 2>&1 ||
    tail -n 5 "$root/errors" >&2

stated=$(sed -n 's/^#   //p' "$0")
cat "$root/seen"
[[ $(<"$root/seen") == "$stated" ]] || { echo "another behaviour than stated" >&2; exit 1; }
