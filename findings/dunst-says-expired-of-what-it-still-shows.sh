#!/usr/bin/env bash
# dunst says that the first of two equal notifications expired, while it shows it still.
#
# Version: dunst 1.13.2-1 of Debian sid, with its own configuration. Run as root, on Linux, with debootstrap.
# One would guess that of two equal notifications, which dunst stacks as "(1) ...", either both keep their ids
# and stay open, or the second call answers the id of the first.
# In truth the second gets an id of its own and takes over the popup; the first is closed at once with reason
# 1, "expired", though it was to stay for ever and its text never left the screen. A client that takes 1 for
# "ignored by the person" counts wrongly. (The signal goes to the first's sender alone, not to all.)
#
# Seen:
#   first: id 2
#   second: id 3
#   NotificationClosed
#   uint32 2
#   uint32 1
#   1
set -euo pipefail

if [[ ${1-} != --inside ]]; then  # once more, where what it mounts and starts goes with it
    root=$(mktemp -d)
    trap 'rm -rf --one-file-system "$root"' EXIT
    unshare --mount --pid --fork --kill-child "$0" --inside "$root"
    exit
fi
root=$2

trap 'echo "not tried: dunst=1.13.2-1 cannot be had (gone from the mirror?)" >&2; exit 2' ERR
debootstrap --variant=minbase sid "$root" >/dev/null
mount -t proc proc "$root/proc"
cp --dereference /etc/resolv.conf "$root/etc/"
for path in /etc/apt/apt.conf.d /usr/local/share/ca-certificates; do
    [[ ! -e $path ]] || cp --recursive --parents "$path" "$root"
done
chroot "$root" apt-get -qq update
chroot "$root" env DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends \
    dunst=1.13.2-1 dbus-daemon libglib2.0-bin libnotify-bin xvfb xauth >/dev/null
trap - ERR

cat >"$root/look" <<'EOF'
dunst &
gdbus wait --session --timeout 30 org.freedesktop.Notifications
dbus-monitor "type='signal',interface='org.freedesktop.Notifications'" >/heard &
until grep -q NameLost /heard; do sleep 0.1; done  # by then it hears what goes to others
echo "first: id $(notify-send --print-id --expire-time=0 "Tea is ready")"
echo "second: id $(notify-send --print-id --expire-time=0 "Tea is ready")"
sleep 1
grep --after-context=2 NotificationClosed /heard | sed 's/^.*member=//; s/^ *//'
dunstctl count displayed
EOF
unshare --net timeout 180 chroot "$root" env -i -C / HOME=/root LANG=C.UTF-8 PATH=/usr/sbin:/usr/bin NO_AT_BRIDGE=1 \
    xvfb-run dbus-run-session -- bash -euo pipefail -c '. /look >/seen 2>/errors' >/dev/null 2>&1 ||
    tail -n 5 "$root/errors" >&2

stated=$(sed -n 's/^#   //p' "$0")
cat "$root/seen"
[[ $(<"$root/seen") == "$stated" ]] || { echo "another behaviour than stated" >&2; exit 1; }
