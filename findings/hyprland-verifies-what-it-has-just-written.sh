#!/usr/bin/env bash
# Hyprland's check of a person's configuration writes a new one, finds that right, and passes over hyprland.conf.
#
# Version: hyprland 0.57.0+ds-1 of Debian sid. Run as root, on Linux, with debootstrap.
# One would guess that `Hyprland --verify-config` changes nothing and reads what is there: hyprland.conf, which was the
# file up to 0.56, or else says that it is read no more.
# In truth, where that is all there is, it writes an example as hyprland.lua beside it, checks the example, and ends
# with 0, though hyprland.conf holds what is wrong in any version; from then on the example is the configuration. Told
# of hyprland.conf by --config it takes it for Lua.
#
# Seen:
#   before: hyprland.conf
#   config ok
#   it ends with 0
#   after: hyprland.conf hyprland.lua
#   hyprland.conf:1: syntax error near '-'
#   it ends with 1
set -euo pipefail

if [[ ${1-} != --inside ]]; then  # once more, where what it mounts and starts goes with it
    root=$(mktemp -d)
    trap 'rm -rf --one-file-system "$root"' EXIT
    unshare --mount --pid --fork --kill-child "$0" --inside "$root"
    exit
fi
root=$2

trap 'echo "not tried: hyprland=0.57.0+ds-1 cannot be had (gone from the mirror?)" >&2; exit 2' ERR
debootstrap --variant=minbase sid "$root" >/dev/null
mount -t proc proc "$root/proc"
cp --dereference /etc/resolv.conf "$root/etc/"
for path in /etc/apt/apt.conf.d /usr/local/share/ca-certificates; do
    [[ ! -e $path ]] || cp --recursive --parents "$path" "$root"
done
chroot "$root" apt-get -qq update
chroot "$root" env DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends \
    hyprland=0.57.0+ds-1 >/dev/null
trap - ERR

cat >"$root/look" <<'EOF'
cd ~/.config/hypr
check() {
    local said
    said=$(Hyprland --verify-config "$@" 2>&1) && result=0 || result=$?
    grep -o "config ok\|hyprland.conf:.*" <<<"$said"
    echo "it ends with $result"
}
printf '%s\n' "exec-once = waybar" "no line of a configuration" >hyprland.conf
echo "before:" *
check
echo "after:" *
check --config ~/.config/hypr/hyprland.conf
EOF
chmod 755 "$root"
install -d -m 700 -o 1000 -g 1000 "$root"/home/person/{,run,.config/{,hypr}}
unshare --net timeout 60 chroot --userspec=1000:1000 "$root" env -i LANG=C.UTF-8 PATH=/usr/bin HOME=/home/person \
    XDG_RUNTIME_DIR=/home/person/run bash -euo pipefail /look >"$root/seen"

stated=$(sed -n 's/^#   //p' "$0")
cat "$root/seen"
[[ $(<"$root/seen") == "$stated" ]] || { echo "another behaviour than stated" >&2; exit 1; }
