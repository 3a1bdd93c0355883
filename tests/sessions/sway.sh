#!/usr/bin/env bash
# Tries the program on sway with dunst; how: see debian.sh.
source "$(dirname "$0")/debian.sh"
desktop=sway
packages=(sway dunst grim wlrctl wtype)
steps=sway.py
main "$@"
