#!/usr/bin/env bash
# GNOME Shell takes a notification away when its sender leaves the bus, but only where it names an installed
# application.
#
# Version: gnome-shell 51.0-3 and libnotify-bin 0.8.9-1 of Debian sid, without a screen. Run as root, on Linux,
# with debootstrap.
# One would guess that a notification stays in the message tray until it is answered, whoever posted it, and that
# the hint desktop-entry, by which it gets the name and the icon of an application, changes nothing in that.
# In truth a command that posts in the name of an application and ends, as notify-send does, loses it at once;
# without the hint, or with one for which there is no desktop file, it stays. Who wants both, the icon and a
# notification that outlasts its command, has to keep the connection.
#
# Seen:
#   no application: stays
#   an application that is not installed: stays
#   an installed application: is gone
#   an installed application, its sender waits: stays
set -euo pipefail

if [[ ${1-} != --inside ]]; then  # once more, where what it mounts and starts goes with it
    root=$(mktemp -d)
    trap 'rm -rf --one-file-system "$root"' EXIT
    unshare --mount --pid --fork --kill-child "$0" --inside "$root"
    exit
fi
root=$2

trap 'echo "not tried: gnome-shell=51.0-3 cannot be had (gone from the mirror?)" >&2; exit 2' ERR
debootstrap --variant=minbase sid "$root" >/dev/null
mount -t proc proc "$root/proc"
mount --bind /dev "$root/dev"
mount -t tmpfs -o mode=1777 tmpfs "$root/dev/shm"
cp --dereference /etc/resolv.conf "$root/etc/"
for path in /etc/apt/apt.conf.d /usr/local/share/ca-certificates; do
    [[ ! -e $path ]] || cp --recursive --parents "$path" "$root"
done
chroot "$root" apt-get -qq update
chroot "$root" env DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends \
    gnome-shell=51.0-3 libnotify-bin=0.8.9-1 dbus-daemon libglib2.0-bin dconf-gsettings-backend adwaita-icon-theme \
    gir1.2-{gdm-1.0,nm-1.0,polkit-1.0,gweather-4.0,geoclue-2.0,ibus-1.0,upowerglib-1.0,rsvg-2.0,adw-1} \
    >/dev/null
trap - ERR

cat >"$root/look" <<'EOF'
install -d /run/dbus ~/.local/share/applications
dbus-daemon --system --fork --nopidfile
printf '%s\n' '[Desktop Entry]' Type=Application Name=Kitchen Exec=true >~/.local/share/applications/kitchen.desktop
gnome-shell --headless --virtual-monitor 1280x800 --no-x11 --unsafe-mode &
shell=$!
gdbus wait --session --timeout 120 org.freedesktop.Notifications
ask() { gdbus call --session -d org.gnome.Shell -o /org/gnome/Shell -m org.gnome.Shell.Eval "$1"; }
until [[ $(ask '!Main.layoutManager._startingUp') == *true*true* ]]; do sleep 0.5; done
post() {
    local what=$1
    shift
    notify-send "$@" --expire-time=0 "$what" &
    sleep 3
    if [[ $(ask "$(<titles)") == *"\"$what\""* ]]; then echo "$what: stays"; else echo "$what: is gone"; fi >>/seen
}
echo 'Main.messageTray.getSources().flatMap(source => source.notifications.map(note => note.title))' >titles
post "no application"
post "an application that is not installed" --hint=string:desktop-entry:garage
post "an installed application" --hint=string:desktop-entry:kitchen
post "an installed application, its sender waits" --hint=string:desktop-entry:kitchen --wait
kill -KILL "$shell"
EOF
install -d -m 700 "$root/run/user"
unshare --net timeout 300 chroot "$root" env -i -C /root HOME=/root LANG=C.UTF-8 PATH=/usr/sbin:/usr/bin \
    XDG_RUNTIME_DIR=/run/user dbus-run-session -- bash -euo pipefail /look >"$root/said" 2>&1 ||
    tail -n 5 "$root/said" >&2

stated=$(sed -n 's/^#   //p' "$0")
cat "$root/seen"
[[ $(<"$root/seen") == "$stated" ]] || { echo "another behaviour than stated" >&2; exit 1; }
