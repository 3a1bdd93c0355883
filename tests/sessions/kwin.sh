#!/usr/bin/env bash
# Tries the program on KWin, as Plasma has it, with dunst; how: see debian.sh.
source "$(dirname "$0")/debian.sh"
desktop=KDE
packages=(kwin-wayland dunst)
steps=kwin.py
main "$@"
