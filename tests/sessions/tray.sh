#!/usr/bin/env bash
# Tries the icon on panels, one after the other, each on a bus of its own; how: see debian.sh.
# After PICTURES may come the names of some of them; without any all that panel_desks.py knows are tried.
source "$(dirname "$0")/debian.sh"
desktop=panels
usage="[PICTURES [PANEL...]]"
packages=(
    waybar xfce4-panel xfconf lxqt-panel lxqt-themes mate-panel cinnamon muffin xapp-sn-watcher
    plasma-workspace plasma-desktop kactivitymanagerd kded6
    gnome-shell mutter gnome-shell-extension-appindicator
    gir1.2-{gdm-1.0,nm-1.0,polkit-1.0,gweather-4.0,geoclue-2.0,ibus-1.0,upowerglib-1.0,rsvg-2.0,adw-1}
    dunst xvfb openbox xdotool x11-xserver-utils sway grim imagemagick
    libglib2.0-bin dconf-gsettings-backend gsettings-desktop-schemas librsvg2-common adwaita-icon-theme breeze-icon-theme
)
steps=tray.py

run_steps() {
    local result=0 names panels panel folder
    names=$(as_worker env PYTHONPATH=/tmp/program/tests/sessions python -B -c 'import panel_desks; print(*panel_desks.DESKS)') ||
        return
    read -ra panels <<<"${*:-$names}"
    for panel in "${panels[@]}"; do
        echo "--- $panel"
        for folder in home run; do install -d -m 700 -o $uid -g $uid "$root/tmp/$panel/$folder"; done
        as_worker HOME="/tmp/$panel/home" XDG_RUNTIME_DIR="/tmp/$panel/run" timeout --kill-after=5 300 dbus-run-session -- \
            python -u -B "/tmp/program/tests/sessions/$steps" "/tmp/pictures/$panel" "$panel" \
            2>"$pictures/$panel.log" || result=$?
    done
    return $result
}

main "$@"
