#!/usr/bin/env bash
# Tries the program on KWin, as Plasma has it, with dunst: tests/sessions/kwin.sh [--make] ROOT [PICTURES]; see debian.sh.
desktop=KDE
packages=(kwin-wayland dunst)
steps=kwin.py
source "$(dirname "$0")/debian.sh"
