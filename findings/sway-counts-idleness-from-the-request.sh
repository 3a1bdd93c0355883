#!/usr/bin/env bash
# A timer of ext-idle-notify begins to count when it is asked for, not when the person left.
#
# Version: sway 1.12-1 and swayidle 1.9.0-1 of Debian sid. Run as root, on Linux, with debootstrap.
# One would guess that an idle timer of 5 s which is asked for when nobody has touched the machine for a
# minute fires at once, the person having been idle for longer than 5 s, as a watch of GNOME's idle monitor
# does.
# In truth it fires 5 s after the request: whoever starts anew (a program that was updated, a bar that was
# restarted) learns of an absence only after the whole time again, and the protocol has no way to ask since
# when.
#
# Seen:
#   asked for at first, without any input: fired after 5 s
#   asked for after 10 s without any input: fired after 5 s
set -euo pipefail

if [[ ${1-} != --inside ]]; then  # once more, where what it mounts and starts goes with it
    root=$(mktemp -d)
    trap 'rm -rf --one-file-system "$root"' EXIT
    unshare --mount --pid --fork --kill-child "$0" --inside "$root"
    exit
fi
root=$2

trap 'echo "not tried: sway=1.12-1 cannot be had (gone from the mirror?)" >&2; exit 2' ERR
debootstrap --variant=minbase sid "$root" >/dev/null
mount -t proc proc "$root/proc"
cp --dereference /etc/resolv.conf "$root/etc/"
for path in /etc/apt/apt.conf.d /usr/local/share/ca-certificates; do
    [[ ! -e $path ]] || cp --recursive --parents "$path" "$root"
done
chroot "$root" apt-get -qq update
chroot "$root" env DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends \
    sway=1.12-1 swayidle=1.9.0-1 dbus-daemon >/dev/null
trap - ERR

cat >"$root/look" <<'EOF'
idle_after() {
    local start=$EPOCHREALTIME
    rm -f /idle
    swayidle timeout 5 'touch /idle' &
    until [[ -e /idle ]]; do sleep 0.05; done
    local took=$(((${EPOCHREALTIME/./} - ${start/./}) / 1000))
    kill $!
    echo "$1: fired after $took ms" >&2
    ((4500 < took && took < 8000)) && echo "$1: fired after 5 s" || echo "$1: fired at another time"
}
idle_after "asked for at first, without any input"
sleep 5
idle_after "asked for after 10 s without any input"
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
