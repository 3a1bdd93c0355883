#!/usr/bin/env bash
# Other break reminders, as Debian has them, run and set by their own means, and what `reminder import` makes of it; how:
# see debian.sh. GNOME Break Timer, Stretchly, BreakTimer, Sane Break, Pomatez and Entracte are not in Debian.
source "$(dirname "$0")/debian.sh"
desktop=XFCE
suite=sid  # Debian 13 has no Safe Eyes
packages=(
    workrave rsibreak safeeyes dconf-cli dconf-gsettings-backend libglib2.0-bin gsettings-desktop-schemas
    libkf6config-bin xvfb xdotool
)
steps=peers.py

try() {
    local result=0 logs
    logs=$(realpath -m "${1:-${TMPDIR:-/tmp}/reminder-and-its-peers}")
    mkdir -p "$logs"
    install_program
    chroot "$root" dbus-daemon --system --nofork --nopidfile 2>"$logs/system-bus.log" &  # Safe Eyes insists on it
    as_worker XDG_SESSION_TYPE=x11 dbus-run-session -- python -u -B "/tmp/program/tests/sessions/$steps" /tmp/pictures \
        2>"$logs/session.log" || result=$?
    cp --recursive "$root/tmp/pictures/." "$logs/"
    ((result == 0)) || echo "failed; see $logs"
    return $result
}

main "$@"
