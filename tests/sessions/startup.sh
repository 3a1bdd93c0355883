#!/usr/bin/env bash
# Has compositors that start no autostart entries start the program by a line in their own files:
# tests/sessions/startup.sh [--make] ROOT [PICTURES]; see debian.sh.
desktop=startup
packages=(sway labwc wayfire)
steps=startup.py
source "$(dirname "$0")/debian.sh"
