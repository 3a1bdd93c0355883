#!/usr/bin/env bash
# Tries the program on a real GNOME Shell; how: see debian.sh.
source "$(dirname "$0")/debian.sh"
desktop=GNOME
packages=(
    # The bus would start this one in the shell's stead. It must not be in the way.
    dunst
    gnome-shell mutter libglib2.0-bin dconf-gsettings-backend adwaita-icon-theme
    gir1.2-{gdm-1.0,nm-1.0,polkit-1.0,gweather-4.0,geoclue-2.0,ibus-1.0,upowerglib-1.0,rsvg-2.0,adw-1}
)
steps=gnome.py
main "$@"
