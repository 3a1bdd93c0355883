#!/usr/bin/env bash
# fnott loses every notification that comes while it is paused, and gives each the id 0.
#
# Version: fnott 1.8.0+ds-1 of Debian sid, under sway. Run as root, on Linux, with debootstrap.
# One would guess that `fnottctl pause` holds notifications back as other servers' do not disturb does: shown
# afterwards, or kept in a list, or closed with a signal, critical ones not held back at all.
# In truth Notify succeeds and answers 0, an id that the specification excludes; the notification, a critical
# one as well, is never shown, is in no list after `fnottctl unpause`, and no NotificationClosed is sent.
#
# Seen:
#   before: id 1
#   while paused: id 0
#   while paused, critical: id 0
#   listed after: 1: before
#   signals: 0
#   after: id 2
set -euo pipefail

if [[ ${1-} != --inside ]]; then  # once more, where what it mounts and starts goes with it
    root=$(mktemp -d)
    trap 'rm -rf --one-file-system "$root"' EXIT
    unshare --mount --pid --fork --kill-child "$0" --inside "$root"
    exit
fi
root=$2

trap 'echo "not tried: fnott=1.8.0+ds-1 cannot be had (gone from the mirror?)" >&2; exit 2' ERR
debootstrap --variant=minbase sid "$root" >/dev/null
mount -t proc proc "$root/proc"
cp --dereference /etc/resolv.conf "$root/etc/"
for path in /etc/apt/apt.conf.d /usr/local/share/ca-certificates; do
    [[ ! -e $path ]] || cp --recursive --parents "$path" "$root"
done
chroot "$root" apt-get -qq update
chroot "$root" env DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends \
    fnott=1.8.0+ds-1 sway dbus-daemon libglib2.0-bin libnotify-bin >/dev/null
trap - ERR

cat >"$root/look" <<'EOF'
fnott &
gdbus wait --session --timeout 30 org.freedesktop.Notifications
gdbus monitor --session --dest org.freedesktop.Notifications >/heard &
until grep -q "owned by" /heard; do sleep 0.1; done
echo "before: id $(notify-send --print-id before)"
fnottctl pause
echo "while paused: id $(notify-send --print-id paused)"
echo "while paused, critical: id $(notify-send --print-id --urgency=critical critical)"
fnottctl unpause
sleep 2
echo "listed after: $(fnottctl list)"
echo "signals: $(grep --count NotificationClosed /heard)"
echo "after: id $(notify-send --print-id after)"
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
