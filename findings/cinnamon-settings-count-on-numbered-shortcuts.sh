#!/usr/bin/env bash
# Cinnamon's settings add no shortcut any more where one in the list is not called customN.
#
# Version: cinnamon-common 6.6.9-3 of Debian sid. Run as root, on Linux, with debootstrap.
# One would guess from the schema (custom-list: "List of gsettings custom keybinding paths to look in") that
# a program may list an entry of its own under any name, as Cinnamon itself binds its key whatever the name.
# In truth "Add custom shortcut" takes each name without the word "custom" for a number: with another name
# in the list it ends in a ValueError, and the person's shortcut is not added.
#
# Seen:
#   ['terminal']
#   ValueError: invalid literal for int() with base 10: 'terminal'
#   ['terminal']
set -euo pipefail

if [[ ${1-} != --inside ]]; then  # once more, where what it mounts and starts goes with it
    root=$(mktemp -d)
    trap 'rm -rf --one-file-system "$root"' EXIT
    unshare --mount --pid --fork --kill-child "$0" --inside "$root"
    exit
fi
root=$2

trap 'echo "not tried: cinnamon-common=6.6.9-3 cannot be had (gone from the mirror?)" >&2; exit 2' ERR
debootstrap --variant=minbase sid "$root" >/dev/null
mount -t proc proc "$root/proc"
cp --dereference /etc/resolv.conf "$root/etc/"
for path in /etc/apt/apt.conf.d /usr/local/share/ca-certificates; do
    [[ ! -e $path ]] || cp --recursive --parents "$path" "$root"
done
chroot "$root" apt-get -qq update
chroot "$root" env DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends \
    cinnamon-common=6.6.9-3 cinnamon-desktop-data gir1.2-gtk-3.0 python3-gi dbus-daemon libglib2.0-bin \
    dconf-gsettings-backend xvfb xauth >/dev/null
trap - ERR

cat >"$root/look" <<'EOF'
entry=org.cinnamon.desktop.keybindings.custom-keybinding:/org/cinnamon/desktop/keybindings/custom-keybindings/terminal/
gsettings set $entry name Terminal
gsettings set $entry command xterm
gsettings set $entry binding "['<Super>F9']"
gsettings set org.cinnamon.desktop.keybindings custom-list "['terminal']"
gsettings get org.cinnamon.desktop.keybindings custom-list
cd /usr/share/cinnamon/cinnamon-settings/bin
python3 -c '
from KeybindingTable import KeybindingTable
try:
    KeybindingTable().add_custom_keybinding("Calculator", "xcalc")  # as its button does
except ValueError as error:
    print("ValueError:", error)
'
gsettings get org.cinnamon.desktop.keybindings custom-list
EOF
unshare --net timeout 180 chroot "$root" env -i -C / HOME=/root LANG=C.UTF-8 PATH=/usr/sbin:/usr/bin NO_AT_BRIDGE=1 \
    xvfb-run dbus-run-session -- bash -euo pipefail -c '. /look >/seen 2>/errors' >/dev/null 2>&1 ||
    tail -n 5 "$root/errors" >&2

stated=$(sed -n 's/^#   //p' "$0")
cat "$root/seen"
[[ $(<"$root/seen") == "$stated" ]] || { echo "another behaviour than stated" >&2; exit 1; }
