#!/usr/bin/env bash
# Finds the program in the menu of Xfce and opens it from there, in a fresh account; how: see debian.sh.
source "$(dirname "$0")/debian.sh"
desktop=XFCE
packages=(
    xfce4-appfinder xfce4-notifyd xfwm4 xvfb xdotool imagemagick libglib2.0-bin librsvg2-common adwaita-icon-theme
    python3-pip
)
steps=menu.py

try() {
    local result=0 pictures
    pictures=$(realpath -m "${1:-${TMPDIR:-/tmp}/reminder-in-the-menu}")
    mkdir -p "$pictures"
    install_program
    chmod -R a+rX "$root/tmp/program"
    as_worker dbus-run-session -- python -u -B "/tmp/program/tests/sessions/$steps" /tmp/pictures \
        2>"$pictures/session.log" || result=$?
    cp --recursive "$root/tmp/pictures/." "$pictures/"
    ((result == 0)) || echo "failed; see $pictures"
    return $result
}

main "$@"
