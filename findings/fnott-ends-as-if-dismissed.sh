#!/usr/bin/env bash
# fnott that is ended says that the person closed what it still showed.
#
# Version: fnott 1.8.0+ds-1 of Debian sid, under sway. Run as root, on Linux, with debootstrap.
# One would guess that a notification server that is ended (logout, restart of its service) says nothing, as
# others do, or gives reason 4, "undefined".
# In truth it sends NotificationClosed with reason 2, "dismissed by the user", for each that is open, and
# leaves the bus after that: from the signal alone a client cannot tell a click from a logout.
#
# Seen:
#   NotificationClosed (uint32 1, uint32 2)
#   the name is free
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
server=$!
gdbus wait --session --timeout 30 org.freedesktop.Notifications
gdbus monitor --session --dest org.freedesktop.Notifications >/heard &
until grep -q "owned by" /heard; do sleep 0.1; done
notify-send --expire-time=0 "Tea is ready"
sleep 1
kill "$server"
wait "$server" || true
for _ in {1..100}; do
    grep -q "does not have an owner" /heard && break
    sleep 0.1
done
sed -n 's/^.*Notifications\.Notifi/Notifi/p; s/^The name .* does not have an owner/the name is free/p' /heard
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
