#!/usr/bin/env bash
# Tries the program on sway with dunst: tests/sessions/sway.sh [--make] ROOT [PICTURES]; see debian.sh.
desktop=sway
packages=(sway dunst grim wlrctl wtype)
steps=sway.py
source "$(dirname "$0")/debian.sh"
