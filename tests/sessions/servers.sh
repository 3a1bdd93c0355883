#!/usr/bin/env bash
# Tries the program on notification servers, one after the other, each alone on a bus of its own; how: see debian.sh.
# After PICTURES may come the names of some of them; without any all that servers.py knows are tried.
source "$(dirname "$0")/debian.sh"
desktop=servers
usage="[PICTURES [SERVER...]]"
packages=(
    dunst mako-notifier sway-notification-center fnott xfce4-notifyd xfconf mate-notification-daemon notification-daemon
    lxqt-notificationd qt6-svg-plugins gnome-shell mutter cinnamon muffin plasma-workspace plasma-desktop breeze
    gir1.2-{gdm-1.0,nm-1.0,polkit-1.0,gweather-4.0,geoclue-2.0,ibus-1.0,upowerglib-1.0,rsvg-2.0,adw-1}
    xvfb openbox xdotool x11-xserver-utils sway grim imagemagick
    libglib2.0-bin dconf-gsettings-backend gsettings-desktop-schemas librsvg2-common adwaita-icon-theme
)
steps=servers.py

run_steps() {
    as_worker python -u -B "/tmp/program/tests/sessions/$steps" /tmp/pictures "$@"
}

main "$@"
