#!/usr/bin/env bash
# Tries the program on KWin, as Plasma has it, with dunst; how: see debian.sh.
source "$(dirname "$0")/debian.sh"
desktop=KDE
packages=(kwin-wayland libkf6service-bin dunst)
steps=kwin.py
main "$@"
