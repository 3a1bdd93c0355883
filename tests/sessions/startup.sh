#!/usr/bin/env bash
# Has what starts no autostart entries start the program by a line in its own file; how: see debian.sh.
source "$(dirname "$0")/debian.sh"
desktop=startup
suite=sid  # Debian 13 has no Hyprland that reads Lua
packages=(sway labwc wayfire i3-wm bspwm herbstluftwm fluxbox hyprland xvfb x11-utils)
steps=startup.py
main "$@"
