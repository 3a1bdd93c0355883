#!/usr/bin/env bash
# Finds the program in the menu of Xfce and opens it from there, in a fresh account; how: see debian.sh.
source "$(dirname "$0")/debian.sh"
desktop=XFCE
packages=(
    xfce4-appfinder xfce4-notifyd xfwm4 xvfb xdotool imagemagick libglib2.0-bin librsvg2-common adwaita-icon-theme
    python3-pip
)
steps=menu.py
main "$@"
