#!/usr/bin/env bash
# Finds the program in GNOME's menu, opens it from there, and kills it with a tip on the screen; how: see debian.sh.
source "$(dirname "$0")/debian.sh"
desktop=GNOME
packages=(
    gnome-shell gnome-settings-daemon mutter libglib2.0-bin dconf-gsettings-backend adwaita-icon-theme librsvg2-common
    gir1.2-{gdm-1.0,nm-1.0,polkit-1.0,gweather-4.0,geoclue-2.0,ibus-1.0,upowerglib-1.0,rsvg-2.0,adw-1}
)
steps=gnome_menu.py
main "$@"
