# A Debian that lives in a folder, and the program, installed, tried there on a desktop without a screen.
#
# For gnome.sh and the like, which source this, set `desktop`, `packages` and `steps`, and end with `main "$@"`:
#
#     tests/sessions/DESKTOP.sh [--make] [--suite trixie|sid] ROOT [PICTURES]       as root, on Linux
#
# --make first puts into ROOT what is missing there (debootstrap; 1.5 GB, a few minutes): of Debian 13, unless --suite
# says sid. PICTURES, in the folder for temporary files, gets screenshots and logs. What is started and mounted lives in
# namespaces of its own and goes with them. ROOT keeps the program in /venv.
set -euo pipefail

checkout=$(realpath "$(dirname "$0")/../..")
base_packages=(dbus ca-certificates python3-venv systemd desktop-file-utils libnotify-bin fonts-dejavu-core)
suite=trixie
uid=1000  # the shell warns a root
usage=[PICTURES]

bootstrap() {
    [[ -e $root/etc/debian_version ]] || debootstrap --variant=minbase "$suite" "$root"
    grep -rqw "$suite" "$root"/etc/apt/sources.list* || { echo "$root is no Debian $suite" >&2; exit 1; }
    # What this machine needs to reach the outside, the folder needs too.
    cp --dereference /etc/resolv.conf "$root/etc/"
    for path in /etc/pip.conf /etc/apt/apt.conf.d /usr/local/share/ca-certificates; do
        [[ ! -e $path ]] || cp --recursive --parents "$path" "$root"
    done
}

# Runs a command in ROOT, where the folder for temporary files of this machine may not be.
in_root() {
    env --unset=TMPDIR chroot "$root" "$@"
}

install_packages() {
    local apt=(
        env DEBIAN_FRONTEND=noninteractive apt-get
        -o DPkg::Lock::Timeout=600 -o Dpkg::Options::=--force-unsafe-io  # A power cut would cost nothing.
        -o Dpkg::Options::=--force-confold  # A package's own file, where this machine's apt.conf.d has it, asks nobody.
    )
    in_root "${apt[@]}" update
    in_root "${apt[@]}" install -y --no-install-recommends "${base_packages[@]}" "${packages[@]}"
    in_root update-ca-certificates
    in_root id $uid >/dev/null 2>&1 || in_root useradd --uid $uid worker
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
    install -d -m 1777 "$root/tmp/.X11-unix"  # only root's X servers make it
}

install_program() {
    mkdir "$root/tmp/program"
    tar -C "$checkout" -c pyproject.toml README.md LICENSE reminder config tests/{sessions,support} |
        tar -C "$root/tmp/program" -x
    chmod -R a+rX "$root/tmp/program"
    [[ -e $root/venv ]] || in_root python3 -m venv /venv
    in_root /venv/bin/pip install --quiet --disable-pip-version-check /tmp/program
}

# Runs a command in ROOT as its user.
as_worker() {
    chroot --userspec=$uid:$uid "$root" env -i -C / \
        HOME=/tmp/home XDG_RUNTIME_DIR=/run/user/$uid XDG_SESSION_TYPE=wayland XDG_CURRENT_DESKTOP="$desktop" \
        LANG=C.UTF-8 PATH=/venv/bin:/usr/bin:/bin "$@"
}

# The steps, in ROOT, where PICTURES is /tmp/pictures; told what came after it. A script may have its own, as of `try`.
run_steps() {
    as_worker dbus-run-session -- python -u -B "/tmp/program/tests/sessions/$steps" /tmp/pictures
}

# What is done in ROOT once everything is there, told what came after ROOT.
try() {
    local result=0 pictures
    pictures=$(realpath -m "${1:-${TMPDIR:-/tmp}/reminder-on-${steps%.py}}")
    shift || true
    mkdir -p "$pictures"
    install_program
    chroot "$root" dbus-daemon --system --nofork --nopidfile 2>"$pictures/system-bus.log" &
    run_steps "$@" 2>"$pictures/session.log" || result=$?
    cp --recursive "$root/tmp/pictures/." "$pictures/"
    ((result == 0)) || echo "failed; see $pictures"
    return $result
}

main() {
    # Everything is done by the same script, called once more where nobody else sees what it mounts and starts.
    [[ ${1-} == --inside ]] || exec unshare --mount --pid --fork --kill-child "$0" --inside "$@"
    shift
    local make=no
    while [[ ${1-} == --* ]]; do
        case $1 in
            --make) make=yes ;;
            --suite) suite=${2-}; shift ;;
            *) break ;;
        esac
        shift
    done
    if [[ ! ${1-} || $1 == -* || ! $suite =~ ^(trixie|sid)$ ]]; then
        echo "usage: $0 [--make] [--suite trixie|sid] ROOT $usage" >&2
        exit 2
    fi
    root=$(realpath -m "$1")
    shift
    mkdir -p "$root"
    [[ $make == no ]] || bootstrap
    mount_what_goes_by_itself
    [[ $make == no ]] || install_packages
    try "$@"
}
