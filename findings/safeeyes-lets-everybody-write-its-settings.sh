#!/usr/bin/env bash
# Safe Eyes lets everybody on the machine write its settings.
#
# Version: safeeyes 2.1.9-1.2 of Debian sid. Run as root, on Linux, with debootstrap.
# One would guess that a file in a person's ~/.config can be written by nobody else, so that what stands in it is that
# person's own choice.
# In truth it is made with every permission there is, whatever the umask says. What is read of it may be anybody's
# words, and a command among them must not be run.
#
# Seen:
#   safeeyes.json: 777
set -euo pipefail

if [[ ${1-} != --inside ]]; then  # once more, where what it mounts and starts goes with it
    root=$(mktemp -d)
    trap 'rm -rf --one-file-system "$root"' EXIT
    unshare --mount --pid --fork --kill-child "$0" --inside "$root"
    exit
fi
root=$2

trap 'echo "not tried: safeeyes=2.1.9-1.2 cannot be had (gone from the mirror?)" >&2; exit 2' ERR
debootstrap --variant=minbase sid "$root" >/dev/null
mount -t proc proc "$root/proc"
cp --dereference /etc/resolv.conf "$root/etc/"
for path in /etc/apt/apt.conf.d /usr/local/share/ca-certificates; do
    [[ ! -e $path ]] || cp --recursive --parents "$path" "$root"
done
chroot "$root" apt-get -qq update
chroot "$root" env DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends \
    safeeyes=2.1.9-1.2 dbus-daemon xvfb xauth >/dev/null
trap - ERR

cat >"$root/look" <<'IN'
umask 077
safeeyes >/dev/null 2>&1 &
file=/root/.config/safeeyes/safeeyes.json
start=$SECONDS
until [[ -s $file ]] || ((SECONDS - start > 60)); do sleep 0.5; done
sleep 1
echo "safeeyes.json: $(stat --format=%a $file)"
kill %1 || true  # it may have ended by itself, as there is no bus of the system
IN
unshare --net timeout 180 chroot "$root" env -i -C / HOME=/root LANG=C.UTF-8 PATH=/usr/sbin:/usr/bin NO_AT_BRIDGE=1 \
    xvfb-run dbus-run-session -- bash -euo pipefail -c '. /look >/seen 2>/errors' >/dev/null 2>&1 ||
    tail -n 5 "$root/errors" >&2

stated=$(sed -n 's/^#   //p' "$0")
cat "$root/seen"
[[ $(<"$root/seen") == "$stated" ]] || { echo "another behaviour than stated" >&2; exit 1; }
