# A desktop without a screen in a Debian 13 that lives in a folder, and the program, installed, tried on it.
#
# For gnome.sh and the like, which set `desktop`, `packages` and `steps` and then source this with their arguments:
#
#     tests/sessions/DESKTOP.sh [--make] ROOT [PICTURES]           as root, on Linux
#
# --make first puts into ROOT what is missing there (debootstrap; 1.5 GB, a few minutes). PICTURES, in the folder for
# temporary files, gets screenshots and logs. What is started and mounted lives in namespaces of its own and goes with
# them. ROOT keeps the program in /venv.
set -euo pipefail

checkout=$(realpath "$(dirname "$0")/../..")
packages+=(dbus ca-certificates python3-venv systemd desktop-file-utils libnotify-bin fonts-dejavu-core)
uid=1000  # the shell warns a root

bootstrap() {
    [[ -e $root/etc/debian_version ]] || debootstrap --variant=minbase trixie "$root"
    # What this machine needs to reach the outside, the folder needs too.
    cp --dereference /etc/resolv.conf "$root/etc/"
    for path in /etc/pip.conf /etc/apt/apt.conf.d /usr/local/share/ca-certificates; do
        [[ ! -e $path ]] || cp --recursive --parents "$path" "$root"
    done
}

install_desktop() {
    chroot "$root" apt-get update
    DEBIAN_FRONTEND=noninteractive chroot "$root" apt-get install -y --no-install-recommends "${packages[@]}"
    chroot "$root" update-ca-certificates
    chroot "$root" python3 -m venv /venv
    chroot "$root" id $uid >/dev/null 2>&1 || chroot "$root" useradd --uid $uid worker
}

mount_what_goes_by_itself() {
    mount -t proc proc "$root/proc"
    mount --bind /dev "$root/dev"
    mount -t tmpfs -o mode=1777 tmpfs "$root/dev/shm"
    mount -t tmpfs -o mode=1777 tmpfs "$root/tmp"
    # Without /run/systemd/seats GNOME Shell does not insist on logind.
    mount -t tmpfs tmpfs "$root/run"
    mkdir "$root/run/dbus"
    for folder in run/user/$uid tmp/home tmp/pictures; do
        install -d -m 700 -o $uid -g $uid "$root/$folder"
    done
}

try() {
    mkdir "$root/tmp/program"
    tar -C "$checkout" -c pyproject.toml README.md LICENSE reminder config tests/sessions | tar -C "$root/tmp/program" -x
    chroot "$root" /venv/bin/pip install --quiet --disable-pip-version-check /tmp/program
    chroot "$root" dbus-daemon --system --nofork --nopidfile 2>"$pictures/system-bus.log" &

    local environment=(
        HOME=/tmp/home XDG_RUNTIME_DIR=/run/user/$uid XDG_SESSION_TYPE=wayland XDG_CURRENT_DESKTOP=$desktop
        LANG=C.UTF-8 PATH=/venv/bin:/usr/bin:/bin
    )
    local result=0
    chroot --userspec=$uid:$uid "$root" env -i -C / "${environment[@]}" \
        dbus-run-session -- python -u -B "/tmp/program/tests/sessions/$steps" /tmp/pictures \
        2>"$pictures/session.log" || result=$?
    cp --recursive "$root/tmp/pictures/." "$pictures/"
    ((result == 0)) || echo "failed; see $pictures"
    return $result
}

if [[ ${1-} == --inside ]]; then
    root=$2 make=$3 pictures=$4
    [[ $make == no ]] || bootstrap
    mount_what_goes_by_itself
    [[ $make == no ]] || install_desktop
    try
else
    make=no
    [[ ${1-} != --make ]] || { make=yes; shift; }
    root=$(realpath -m "${1:?usage: $0 [--make] ROOT [PICTURES]}")
    pictures=$(realpath -m "${2:-${TMPDIR:-/tmp}/reminder-on-$desktop}")
    mkdir -p "$root" "$pictures"
    exec unshare --mount --pid --fork --kill-child "$0" --inside "$root" $make "$pictures"
fi
