#!/usr/bin/env bash
# systemd starts autostart entries that say X-GNOME-Autostart-enabled=false.
#
# Version: systemd 262.1-1 of Debian sid. Run as root, on Linux, with debootstrap.
# One would guess that systemd-xdg-autostart-generator, which knows X-GNOME-Autostart-Phase, also heeds the
# key by which an entry is switched off for GNOME's session.
# In truth only Hidden=true (and its own X-systemd-skip=true) switches it off: where systemd starts the
# entries, as under Plasma, the program comes all the same.
#
# Seen:
#   plain: a unit
#   gnome-off: a unit
#   hidden: no unit
#   skipped: no unit
set -euo pipefail

if [[ ${1-} != --inside ]]; then  # once more, where what it mounts and starts goes with it
    root=$(mktemp -d)
    trap 'rm -rf --one-file-system "$root"' EXIT
    unshare --mount --pid --fork --kill-child "$0" --inside "$root"
    exit
fi
root=$2

trap 'echo "not tried: systemd=262.1-1 cannot be had (gone from the mirror?)" >&2; exit 2' ERR
debootstrap --variant=minbase sid "$root" >/dev/null
mount -t proc proc "$root/proc"
cp --dereference /etc/resolv.conf "$root/etc/"
for path in /etc/apt/apt.conf.d /usr/local/share/ca-certificates; do
    [[ ! -e $path ]] || cp --recursive --parents "$path" "$root"
done
chroot "$root" apt-get -qq update
chroot "$root" env DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends \
    systemd=262.1-1 >/dev/null
trap - ERR

mkdir -p "$root"/{config/autostart,units}
entry() {
    printf '%s\n' '[Desktop Entry]' Type=Application Name="$1" Exec=true "${@:2}" \
        >"$root/config/autostart/$1.desktop"
}
entry plain
entry gnome-off X-GNOME-Autostart-enabled=false
entry hidden Hidden=true
entry skipped X-systemd-skip=true
chroot "$root" env -i -C / HOME=/root PATH=/usr/sbin:/usr/bin XDG_CONFIG_HOME=/config XDG_CONFIG_DIRS=/none \
    /usr/lib/systemd/user-generators/systemd-xdg-autostart-generator /units /units /units
for name in plain gnome-off hidden skipped; do
    unit=$(chroot "$root" systemd-escape "$name")
    [[ -e $root/units/app-$unit@autostart.service ]] && echo "$name: a unit" || echo "$name: no unit"
done >"$root/seen"

stated=$(sed -n 's/^#   //p' "$0")
cat "$root/seen"
[[ $(<"$root/seen") == "$stated" ]] || { echo "another behaviour than stated" >&2; exit 1; }
