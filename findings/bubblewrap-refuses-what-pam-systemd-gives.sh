#!/usr/bin/env bash
# bubblewrap does not run with the capability that pam_systemd gives to a login at the machine, and without it
# GDK-PixBuf reads no picture.
#
# Version: bubblewrap 0.13.1-1 of Debian sid, with libgdk-pixbuf-2.0-0 2.44.8+dfsg-1, which reads pictures by
# glycin-loaders 2.2.3+ds-1. Run as root, on Linux, with debootstrap.
# One would guess that one capability more, which nobody asked for, takes nothing away: pam_systemd(8) has
# CAP_WAKE_ALARM ambient in every session of a person on a seat, as after a login on a text console.
# In truth bwrap refuses each capability it finds, and who starts programs in such a session has to drop it first
# (setpriv --ambient-caps=-all --inh-caps=-all): otherwise what is drawn with GDK-PixBuf has no pictures and no icons,
# and only a message far below says why.
#
# Seen:
#   bwrap: runs
#   a picture: 1 by 1
#   bwrap with CAP_WAKE_ALARM: Unexpected capabilities but not setuid, old file caps config?
#   a picture with CAP_WAKE_ALARM: Loader process exited early with status '1'
set -euo pipefail

if [[ ${1-} != --inside ]]; then  # once more, where what it mounts and starts goes with it
    root=$(mktemp -d)
    trap 'rm -rf --one-file-system "$root"' EXIT
    unshare --mount --pid --fork --kill-child "$0" --inside "$root"
    exit
fi
root=$2

trap 'echo "not tried: bubblewrap=0.13.1-1 cannot be had (gone from the mirror?)" >&2; exit 2' ERR
debootstrap --variant=minbase sid "$root" >/dev/null
chmod 755 "$root"
mount --bind "$root" "$root"
mount -t proc proc "$root/proc"
mount --bind /dev "$root/dev"
cp --dereference /etc/resolv.conf "$root/etc/"
for path in /etc/apt/apt.conf.d /usr/local/share/ca-certificates; do
    [[ ! -e $path ]] || cp --recursive --parents "$path" "$root"
done
chroot "$root" apt-get -qq update
chroot "$root" env DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends \
    bubblewrap=0.13.1-1 libgdk-pixbuf-2.0-0=2.44.8+dfsg-1 glycin-loaders=2.2.3+ds-1 gir1.2-gdkpixbuf-2.0 python3-gi \
    >/dev/null
trap - ERR

base64 --decode >"$root/dot.png" <<'EOF'
iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR42mP4DwABAQEAHLCMmQAAAABJRU5ErkJggg==
EOF
cat >"$root/read.py" <<'EOF'
import gi

gi.require_version("GdkPixbuf", "2.0")
from gi.repository import GdkPixbuf, GLib

try:
    picture = GdkPixbuf.Pixbuf.new_from_file("/dot.png")
    print(picture.get_width(), "by", picture.get_height())
except GLib.Error as error:
    print(error.message.splitlines()[0].partition(": ")[2].partition("Command")[0])
EOF
cat >"$root/look" <<'EOF'
look() {
    local with=$1 said
    shift
    as=(setpriv --reuid=nobody --regid=nogroup --clear-groups "$@" env HOME=/tmp XDG_RUNTIME_DIR=/tmp)
    said=$("${as[@]}" bwrap --ro-bind / / true 2>&1) && said=runs
    echo "bwrap$with: ${said#bwrap: }"
    echo "a picture$with: $("${as[@]}" python3 /read.py)"
}
look ""
look " with CAP_WAKE_ALARM" --inh-caps=+wake_alarm --ambient-caps=+wake_alarm
EOF
# Not by chroot: what was begun by that may make no namespaces.
unshare --mount bash -euc "cd '$root'; pivot_root . mnt; umount --lazy /mnt
    exec env -i LANG=C.UTF-8 PATH=/usr/sbin:/usr/bin bash -euo pipefail /look >/seen"

stated=$(sed -n 's/^#   //p' "$0")
cat "$root/seen"
[[ $(<"$root/seen") == "$stated" ]] || { echo "another behaviour than stated" >&2; exit 1; }
