#!/usr/bin/env bash
# Workrave shows no exercises in a rest break where it keeps its settings in dconf, and three where it has an ini.
#
# Version: workrave 1.11.5-1 of Debian sid. Run as root, on Linux, with debootstrap.
# One would guess that a setting that nobody changed is the same in each of the stores that it can have.
# In truth each store has a default of its own: the schema of GSettings gives the three exercises to the daily limit
# instead of the rest break, and the program, where there is a workrave.ini, writes them to the rest break. Who reads
# what dconf has of it may not take the defaults from the ini or from the source.
#
# Seen:
#   dconf, rest break: 0
#   dconf, daily limit: 3
#   workrave.ini, rest break: 3
#   workrave.ini, daily limit: 0
set -euo pipefail

if [[ ${1-} != --inside ]]; then  # once more, where what it mounts and starts goes with it
    root=$(mktemp -d)
    trap 'rm -rf --one-file-system "$root"' EXIT
    unshare --mount --pid --fork --kill-child "$0" --inside "$root"
    exit
fi
root=$2

trap 'echo "not tried: workrave=1.11.5-1 cannot be had (gone from the mirror?)" >&2; exit 2' ERR
debootstrap --variant=minbase sid "$root" >/dev/null
mount -t proc proc "$root/proc"
cp --dereference /etc/resolv.conf "$root/etc/"
for path in /etc/apt/apt.conf.d /usr/local/share/ca-certificates; do
    [[ ! -e $path ]] || cp --recursive --parents "$path" "$root"
done
chroot "$root" apt-get -qq update
chroot "$root" env DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends \
    workrave=1.11.5-1 dbus-daemon libglib2.0-bin xvfb xauth >/dev/null
trap - ERR

cat >"$root/look" <<'IN'
echo "dconf, rest break: $(gsettings get org.workrave.gui.breaks.rest-break exercises)"
echo "dconf, daily limit: $(gsettings get org.workrave.gui.breaks.daily-limit exercises)"
mkdir -p /root/.config/workrave
ini=/root/.config/workrave/workrave.ini
printf '[timers]\nmicro_pause.limit=180\n' >$ini
workrave >/dev/null 2>&1 &
start=$SECONDS
until grep -q daily_limit.exercises $ini || ((SECONDS - start > 60)); do sleep 0.5; done
kill %1
echo "workrave.ini, rest break: $(sed -n 's/^breaks.rest_break.exercises=//p' $ini)"
echo "workrave.ini, daily limit: $(sed -n 's/^breaks.daily_limit.exercises=//p' $ini)"
IN
unshare --net timeout 180 chroot "$root" env -i -C / HOME=/root LANG=C.UTF-8 PATH=/usr/sbin:/usr/bin NO_AT_BRIDGE=1 \
    xvfb-run dbus-run-session -- bash -euo pipefail -c '. /look >/seen 2>/errors' >/dev/null 2>&1 ||
    tail -n 5 "$root/errors" >&2

stated=$(sed -n 's/^#   //p' "$0")
cat "$root/seen"
[[ $(<"$root/seen") == "$stated" ]] || { echo "another behaviour than stated" >&2; exit 1; }
