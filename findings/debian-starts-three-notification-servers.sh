#!/usr/bin/env bash
# Debian's packages of mako, fnott and swaync each enable their server for every user's graphical session.
#
# Version: mako-notifier 1.11.0-1, fnott 1.8.0+ds-1, sway-notification-center 0.12.6-1 of Debian sid. Run as
# root, on Linux, with debootstrap.
# One would guess that a notification server for wlroots compositors, once installed, waits to be started by
# D-Bus or by the compositor's configuration, as dunst's and xfce4-notifyd's do, and leaves other desktops
# alone.
# In truth installing links its unit into graphical-session.target for all users, and the units ask for
# WAYLAND_DISPLAY but for no desktop: whoever tries one has it race for org.freedesktop.Notifications in a
# Wayland session of Plasma as well.
#
# Seen:
#   fnott.service for graphical-session.target
#   mako.service for graphical-session.target
#   swaync.service for graphical-session.target
set -euo pipefail

if [[ ${1-} != --inside ]]; then  # once more, where what it mounts and starts goes with it
    root=$(mktemp -d)
    trap 'rm -rf --one-file-system "$root"' EXIT
    unshare --mount --pid --fork --kill-child "$0" --inside "$root"
    exit
fi
root=$2

trap 'echo "not tried: one of the packages cannot be had (gone from the mirror?)" >&2; exit 2' ERR
debootstrap --variant=minbase sid "$root" >/dev/null
mount -t proc proc "$root/proc"
cp --dereference /etc/resolv.conf "$root/etc/"
for path in /etc/apt/apt.conf.d /usr/local/share/ca-certificates; do
    [[ ! -e $path ]] || cp --recursive --parents "$path" "$root"
done
chroot "$root" apt-get -qq update
chroot "$root" env DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends \
    mako-notifier=1.11.0-1 fnott=1.8.0+ds-1 sway-notification-center=0.12.6-1 dunst systemd >/dev/null
trap - ERR

for unit in "$root"/etc/systemd/user/*.wants/{dunst,fnott,mako,swaync}.service; do
    [[ ! -L $unit ]] || echo "$(basename "$unit") for $(basename "${unit%.wants/*}")"
done >"$root/seen"

stated=$(sed -n 's/^#   //p' "$0")
cat "$root/seen"
[[ $(<"$root/seen") == "$stated" ]] || { echo "another behaviour than stated" >&2; exit 1; }
