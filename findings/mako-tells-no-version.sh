#!/usr/bin/env bash
# mako tells that it is version 0.0.0, whichever it is.
#
# Version: mako-notifier 1.11.0-1 of Debian sid, under sway. Run as root, on Linux, with debootstrap.
# One would guess from GetServerInformation, which the specification has for the server's version number, that a client
# can tell one mako from another by it, as it can with dunst, swaync and fnott.
# In truth it is 0.0.0, and neither mako nor makoctl has an option that says more: to do without what a version lacks, a
# client has to ask for the capabilities, and a person has to ask the package.
#
# Seen:
#   ('mako', 'emersion', '0.0.0', '1.2')
#   mako: unrecognized option '--version'
#   Unknown command: --version
set -euo pipefail

if [[ ${1-} != --inside ]]; then  # once more, where what it mounts and starts goes with it
    root=$(mktemp -d)
    trap 'rm -rf --one-file-system "$root"' EXIT
    unshare --mount --pid --fork --kill-child "$0" --inside "$root"
    exit
fi
root=$2

trap 'echo "not tried: mako-notifier=1.11.0-1 cannot be had (gone from the mirror?)" >&2; exit 2' ERR
debootstrap --variant=minbase sid "$root" >/dev/null
mount -t proc proc "$root/proc"
cp --dereference /etc/resolv.conf "$root/etc/"
for path in /etc/apt/apt.conf.d /usr/local/share/ca-certificates; do
    [[ ! -e $path ]] || cp --recursive --parents "$path" "$root"
done
chroot "$root" apt-get -qq update
chroot "$root" env DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends \
    mako-notifier=1.11.0-1 sway dbus-daemon libglib2.0-bin >/dev/null
trap - ERR

cat >"$root/look" <<'EOF'
mako &
gdbus wait --session --timeout 30 org.freedesktop.Notifications
gdbus call --session --dest org.freedesktop.Notifications --object-path /org/freedesktop/Notifications \
    --method org.freedesktop.Notifications.GetServerInformation
{ mako --version 2>&1 || true; } | head -n 1
{ makoctl --version 2>&1 || true; } | head -n 1
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
