#!/usr/bin/env bash
# Logs in, out and in again on real desktops, with systemd and logind, and looks what becomes of the program:
#
#     tests/sessions/login.sh [--make] [--suite trixie|sid] ROOT [DESKTOP...]         as root, on Linux
#
# DESKTOP is xfce, mate, cinnamon, budgie, plasma or gnome; without one it is all of them, one after the other, 2 to 4
# minutes each. --make and ROOT: see debian.sh, but the suite is sid unless another is named (6 GB). ROOT stays as it
# was. The logs go to reminder-at-login in the folder for temporary files.
source "$(dirname "$0")/debian.sh"
source "$(dirname "$0")/machine.sh"
suite=sid
usage='[DESKTOP...]'
desktop=login
packages=(
    dbus-user-session libpam-systemd systemd-sysv polkitd procps
    xvfb xauth x11-common xdotool wlrctl adwaita-icon-theme dconf-gsettings-backend libglib2.0-bin
    xfce4-session xfwm4 xfce4-settings xfce4-notifyd xfce4-screensaver
    mate-session-manager marco mate-settings-daemon mate-notification-daemon mate-screensaver
    cinnamon cinnamon-session muffin
    budgie-core budgie-desktop labwc python3-dbus
    plasma-workspace plasma-desktop kwin-wayland
    gnome-session gnome-shell gnome-settings-daemon
    gir1.2-{gdm-1.0,nm-1.0,polkit-1.0,gweather-4.0,geoclue-2.0,ibus-1.0,upowerglib-1.0,rsvg-2.0,adw-1}
)

try() {
    local result=0 logs=${TMPDIR:-/tmp}/reminder-at-login
    lay_over
    install_program
    # Where the machine leaves it alone as it begins.
    cp --recursive "$root/tmp/program/tests/sessions" "$root/opt/sessions"
    mkdir "$root/opt/logs"
    boot /venv/bin/python -u -B /opt/sessions/login.py /opt/logs "$@" || result=$?
    rm -rf "$logs"
    cp --recursive "$root/opt/logs" "$logs"
    chroot "$root" journalctl --quiet --no-pager >"$logs/journal.log"
    ((result == 0)) || echo "failed; see $logs"
    return $result
}

main "$@"
