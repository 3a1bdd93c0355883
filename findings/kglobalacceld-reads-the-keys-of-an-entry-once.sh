#!/usr/bin/env bash
# kglobalacceld takes up an entry's X-KDE-Shortcuts while it runs, but not what changes in them.
#
# Version: kglobalacceld 6.7.4-1+b1 with libkf6service-bin 6.30.0-1 of Debian sid. Run as root, on Linux, with debootstrap.
# One would guess that NoDisplay keeps an entry with X-KDE-Shortcuts out of menus alone, and that a key that changes in it
# is taken up as the entry itself was.
# In truth NoDisplay makes one in the person's kglobalaccel/ of no effect, while one in applications/ is heeded with it
# as without. Either is taken up as soon as the cache of the entries is made anew, by kbuildsycoca6 or by kded, and so it
# goes, too. But a key that changes in an entry that is known is passed over: the old one stays until the entry was gone
# once. And a key that an action has already is listed for a second one as well, without a word of it.
#
# Seen, what it knows of the two entries (268435456 is Meta, 134217728 Alt, letters and digits as in ASCII):
#   in kglobalaccel/: tea=402653268
#   with NoDisplay, begun after it: nothing
#   in applications/: tea=402653268
#   out: nothing
#   with NoDisplay: tea=402653268
#   with another key: tea=402653268
#   out and in again: tea=402653269
#   and one that wants the same: coffee=402653269 tea=402653269
#   both out: nothing
set -euo pipefail

if [[ ${1-} != --inside ]]; then  # once more, where what it mounts and starts goes with it
    root=$(mktemp -d)
    trap 'rm -rf --one-file-system "$root"' EXIT
    unshare --mount --pid --fork --kill-child "$0" --inside "$root"
    exit
fi
root=$2

trap 'echo "not tried: kglobalacceld=6.7.4-1+b1 cannot be had (gone from the mirror?)" >&2; exit 2' ERR
debootstrap --variant=minbase sid "$root" >/dev/null
mount -t proc proc "$root/proc"
cp --dereference /etc/resolv.conf "$root/etc/"
for path in /etc/apt/apt.conf.d /usr/local/share/ca-certificates; do
    [[ ! -e $path ]] || cp --recursive --parents "$path" "$root"
done
chroot "$root" apt-get -qq update
chroot "$root" env DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends \
    kglobalacceld=6.7.4-1+b1 libkf6service-bin=6.30.0-1 dbus-daemon libglib2.0-bin xvfb xauth >/dev/null
trap - ERR

cat >"$root/look" <<'EOT'
data=$HOME/.local/share
mkdir -p "$data"/{applications,kglobalaccel}
begin() {
    $(echo /usr/lib/*/libexec/kglobalacceld) &
    daemon=$!
    gdbus wait --session --timeout 20 org.kde.kglobalaccel
}
write() {  # FOLDER NAME KEY NODISPLAY
    cat >"$data/$1/$2.desktop" <<ENTRY
[Desktop Entry]
Type=Application
Name=${2^}
Exec=$2
NoDisplay=$4
Actions=$2;

[Desktop Action $2]
Name=Make $2
Exec=$2 --make
X-KDE-Shortcuts=$3
ENTRY
}
# What comes or goes is seen here within half a second.
look() {
    kbuildsycoca6 >/dev/null 2>&1
    sleep 3
    local found='' name
    for name in coffee tea; do
        found+=$({ gdbus call --session --dest org.kde.kglobalaccel --object-path "/component/${name}_desktop" \
            --method org.kde.kglobalaccel.Component.allShortcutInfos 2>/dev/null || true; } |
            sed -nE "s/.*\('$name', [^[]*\[([0-9]+)\].*/ $name=\1/p")
    done
    echo "$1:${found:- nothing}"
}
again() {
    kill $daemon
    wait $daemon || true
    begin
}
begin
write kglobalaccel tea Meta+Alt+T false
look 'in kglobalaccel/'
write kglobalaccel tea Meta+Alt+T true
again
look 'with NoDisplay, begun after it'
rm "$data/kglobalaccel/tea.desktop"
again
write applications tea Meta+Alt+T false
look 'in applications/'
rm "$data/applications/tea.desktop"
look 'out'
write applications tea Meta+Alt+T true
look 'with NoDisplay'
write applications tea Meta+Alt+U true
look 'with another key'
rm "$data/applications/tea.desktop"
look 'out' >/dev/null
write applications tea Meta+Alt+U true
look 'out and in again'
write applications coffee Meta+Alt+U true
look 'and one that wants the same'
rm "$data"/applications/*
look 'both out'
kill $daemon
wait $daemon || true
EOT
unshare --net timeout 180 chroot "$root" env -i -C / HOME=/root LANG=C.UTF-8 PATH=/usr/sbin:/usr/bin XDG_RUNTIME_DIR=/tmp \
    xvfb-run dbus-run-session -- bash -euo pipefail -c '. /look >/seen 2>/errors' >/dev/null 2>&1 ||
    tail -n 5 "$root/errors" >&2

stated=$(sed -n 's/^#   //p' "$0")
cat "$root/seen"
[[ $(<"$root/seen") == "$stated" ]] || { echo "another behaviour than stated" >&2; exit 1; }
