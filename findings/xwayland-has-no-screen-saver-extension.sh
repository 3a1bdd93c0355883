#!/usr/bin/env bash
# Xwayland has no MIT-SCREEN-SAVER extension.
#
# Version: xwayland 2:24.1.14-1, under sway, and beside it xvfb 2:21.1.25-2, of Debian sid. Run as root, on
# Linux, with debootstrap.
# One would guess that every X server of X.Org has the extension by which XScreenSaverQueryInfo tells for how
# long nobody has touched the machine, and that under Wayland it is merely inexact.
# In truth the extension is not there at all: XScreenSaverQueryInfo answers nothing, and who does not look at
# its result reads an idle time of 0 for ever. SYNC, with its IDLETIME counter, is there.
#
# Seen:
#   Xvfb: MIT-SCREEN-SAVER SYNC
#   Xwayland: SYNC
set -euo pipefail

if [[ ${1-} != --inside ]]; then  # once more, where what it mounts and starts goes with it
    root=$(mktemp -d)
    trap 'rm -rf --one-file-system "$root"' EXIT
    unshare --mount --pid --fork --kill-child "$0" --inside "$root"
    exit
fi
root=$2

trap 'echo "not tried: xwayland=2:24.1.14-1 cannot be had (gone from the mirror?)" >&2; exit 2' ERR
debootstrap --variant=minbase sid "$root" >/dev/null
mount -t proc proc "$root/proc"
cp --dereference /etc/resolv.conf "$root/etc/"
for path in /etc/apt/apt.conf.d /usr/local/share/ca-certificates; do
    [[ ! -e $path ]] || cp --recursive --parents "$path" "$root"
done
chroot "$root" apt-get -qq update
chroot "$root" env DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends \
    xwayland=2:24.1.14-1 xvfb=2:21.1.25-2 sway dbus-daemon x11-utils >/dev/null
trap - ERR

cat >"$root/look" <<'EOF'
Xvfb :50 -nolisten tcp &
extensions() {
    for _ in {1..100}; do
        xdpyinfo -display "$1" -queryExtensions >/extensions 2>/dev/null && break
        sleep 0.1
    done
    grep --only-matching --word-regexp --extended-regexp 'MIT-SCREEN-SAVER|SYNC' /extensions | xargs
}
echo "Xvfb: $(extensions :50)"
echo "Xwayland: $(extensions "$DISPLAY")"
EOF
install -d -m 700 "$root/run/user"
echo "xwayland force" >"$root/sway.conf"
echo 'exec "bash -euo pipefail /look >/seen 2>/errors || tail -n 5 /errors >/failed; swaymsg exit"' >>"$root/sway.conf"
unshare --net timeout 180 chroot "$root" env -i -C / HOME=/root LANG=C.UTF-8 PATH=/usr/sbin:/usr/bin \
    XDG_RUNTIME_DIR=/run/user WLR_BACKENDS=headless WLR_LIBINPUT_NO_DEVICES=1 WLR_RENDERER=pixman \
    dbus-run-session -- sway --config /sway.conf >/dev/null 2>&1 || true
[[ ! -e $root/failed ]] || cat "$root/failed" >&2

stated=$(sed -n 's/^#   //p' "$0")
cat "$root/seen"
[[ $(<"$root/seen") == "$stated" ]] || { echo "another behaviour than stated" >&2; exit 1; }
