#!/usr/bin/env bash
# Has compositors that start no autostart entries start the program by a line in their own files; how: see debian.sh.
source "$(dirname "$0")/debian.sh"
desktop=startup
packages=(sway labwc wayfire)
steps=startup.py
main "$@"
