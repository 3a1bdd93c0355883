#!/usr/bin/env bash
# Runs the whole suite with the newest Pythons of Debian, desktop tests included, and prints a table of how it went:
#
#     tests/sessions/pythons.sh [--make] ROOT [VERSION...]       as root, on Linux
#
# VERSION is 3.14 or 3.15, both if none is named; ten minutes each. --make and ROOT: see debian.sh; the suite is sid,
# which alone has these. ROOT keeps what a version needs in /python-VERSION. What fails beside all the rest is tried once
# more, one after another, and the table counts what failed again. What pytest says goes to reminder-on-pythons in the
# folder for temporary files.
source "$(dirname "$0")/debian.sh"
suite=sid
usage='[VERSION...]'
versions=(3.14 3.15)
source <(sed -n '/^packages=($/,/^)$/p' "$checkout/.ci/run")  # what the desktop tests need
packages+=(python3.1{4,5}-venv)

# How many tests of a kind the last line of a log tells of.
count() {
    tail -n 1 "$2" | grep -oP "\d+(?= $1)" || echo 0
}

# Runs the tests in ROOT. What is started in the background ignores signals that they send.
run_tests() {
    chroot "$root" env --default-signal -C /tmp/program -i \
        HOME=/root LANG=C.UTF-8 PATH=/usr/sbin:/usr/bin NO_SKIPS=1 "/python-$version/bin/pytest" "$@"
}

try() {
    local result=0 logs=${TMPDIR:-/tmp}/reminder-on-pythons version log again row='%-8s %7s %7s %7s %7s %7s %8s\n'
    (($# == 0)) || versions=("$@")
    mkdir -p "$logs"
    mount --bind /dev/pts "$root/dev/pts"
    mkdir "$root/tmp/program"
    "$checkout/.ci/axe"
    { git -C "$checkout" ls-files -z && printf '.axe/axe.min.js\0'; } |
        tar -C "$checkout" --null -T - -c | tar -C "$root/tmp/program" -x
    printf "$row" python passed failed errors again skipped seconds
    for version in "${versions[@]}"; do
        log=$logs/$version.log again=$logs/$version-again.log
        : >"$again"
        [[ -e $root/python-$version ]] || in_root "python$version" -m venv "/python-$version"
        in_root "/python-$version/bin/pip" install --quiet --disable-pip-version-check '/tmp/program[test]'
        SECONDS=0
        run_tests -n 2 >"$log" 2>&1 || run_tests --last-failed --last-failed-no-failures none -n 0 >"$again" 2>&1 ||
            result=1
        printf "$row" "$version" "$(count passed "$log")" "$(count failed "$log")" "$(count error "$log")" \
            $(($(count failed "$again") + $(count error "$again"))) "$(count skipped "$log")" $SECONDS
    done
    ((result == 0)) || echo "failed; see $logs"
    return $result
}

main "$@"
