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
main "$@"
