#!/usr/bin/env bash
# dbus-daemon answers its methods on any object path but refuses UpdateActivationEnvironment there.
#
# Version: dbus-daemon 1.16.2-8 of Debian sid. Run as root, on Linux, with debootstrap.
# One would guess, as NameHasOwner, ListNames and the like answer on "/" as they do on /org/freedesktop/DBus,
# that the path does not matter for the bus itself.
# In truth UpdateActivationEnvironment answers on /org/freedesktop/DBus alone and says AccessDenied elsewhere,
# which reads like a question of rights.
#
# Seen:
#   NameHasOwner on /org/freedesktop/DBus: (true,)
#   UpdateActivationEnvironment on /org/freedesktop/DBus: ()
#   NameHasOwner on /: (true,)
#   UpdateActivationEnvironment on /: AccessDenied
#   NameHasOwner on /any/other: (true,)
#   UpdateActivationEnvironment on /any/other: AccessDenied
set -euo pipefail

if [[ ${1-} != --inside ]]; then  # once more, where what it mounts and starts goes with it
    root=$(mktemp -d)
    trap 'rm -rf --one-file-system "$root"' EXIT
    unshare --mount --pid --fork --kill-child "$0" --inside "$root"
    exit
fi
root=$2

trap 'echo "not tried: dbus-daemon=1.16.2-8 cannot be had (gone from the mirror?)" >&2; exit 2' ERR
debootstrap --variant=minbase sid "$root" >/dev/null
mount -t proc proc "$root/proc"
cp --dereference /etc/resolv.conf "$root/etc/"
for path in /etc/apt/apt.conf.d /usr/local/share/ca-certificates; do
    [[ ! -e $path ]] || cp --recursive --parents "$path" "$root"
done
chroot "$root" apt-get -qq update
chroot "$root" env DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends \
    dbus-daemon=1.16.2-8 libglib2.0-bin >/dev/null
trap - ERR

cat >"$root/look" <<'EOF'
call() {
    local answer
    answer=$(gdbus call --session --dest org.freedesktop.DBus --object-path "$1" \
        --method "org.freedesktop.DBus.$2" "$3" 2>&1) || true
    echo "$2 on $1: $answer" | sed 's/Error: GDBus.Error:org.freedesktop.DBus.Error.//; s/: Method.*//'
}
for path in /org/freedesktop/DBus / /any/other; do
    call $path NameHasOwner org.freedesktop.DBus
    call $path UpdateActivationEnvironment "{'TEA': 'ready'}"
done
EOF
unshare --net timeout 180 chroot "$root" env -i -C / HOME=/root LANG=C.UTF-8 PATH=/usr/sbin:/usr/bin \
    dbus-run-session -- bash -euo pipefail -c '. /look >/seen 2>/errors' >/dev/null 2>&1 ||
    tail -n 5 "$root/errors" >&2

stated=$(sed -n 's/^#   //p' "$0")
cat "$root/seen"
[[ $(<"$root/seen") == "$stated" ]] || { echo "another behaviour than stated" >&2; exit 1; }
