# A machine of namespaces: systemd as its first process, with logind, in a Debian that lives in a folder.
#
# For a script that has sourced debian.sh: `lay_over`, then `boot COMMAND...`. What happens in it happens in a layer over
# ROOT that lives in memory, so ROOT stays as it was; nobody else sees what is mounted, and what runs ends with the
# command. It shares the kernel: what would change that for others is read-only. There is no network, no seat with
# terminals, no graphics card; screens are of the kind that nobody sees.

# From here on `root` is the layer.
lay_over() {
    local below=$root layer=$root/mnt node
    mount -t tmpfs -o mode=755 tmpfs "$layer"
    root=$layer/root
    mkdir "$layer"/{upper,work,root}
    mount -t overlay -o "lowerdir=$below,upperdir=$layer/upper,workdir=$layer/work" overlay "$root"
    mount -t tmpfs -o mode=755 tmpfs "$root/dev"
    for node in null zero full random urandom tty; do
        touch "$root/dev/$node"
        mount --bind "/dev/$node" "$root/dev/$node"
    done
    ln -s pts/ptmx "$root/dev/ptmx"
    mount -t proc proc "$root/proc"
    mount -t tmpfs -o mode=755 tmpfs "$root/run"
    mount -t tmpfs -o mode=1777 tmpfs "$root/tmp"
}

# Ends with the exit code of the command, which the machine runs as root and whose output comes out here.
boot() {
    local said=$root/run/said
    tr -d - </proc/sys/kernel/random/uuid >"$root/etc/machine-id"
    : >"$said"
    cat >"$root/etc/systemd/system/steps.service" <<UNIT
[Unit]
Wants=dbus.socket systemd-logind.service systemd-user-sessions.service
After=dbus.socket systemd-logind.service systemd-user-sessions.service
SuccessAction=exit-force
FailureAction=exit-force
[Service]
ExecStart=$*
StandardOutput=append:/run/said
StandardError=inherit
UNIT
    # A group that is all its own, as nothing may have one beside it.
    cgroup=$(mktemp -d "$(findmnt -n -o TARGET -t cgroup2 | head -n 1)/reminder-XXXXXX")
    chmod 755 "$cgroup"  # logind gives the lower ones away
    trap end_the_machine EXIT
    (
        echo 0 >"$cgroup/cgroup.procs"
        exec unshare --mount --pid --uts --ipc --net --cgroup --kill-child \
            bash -euc "$(declare -f become_the_machine); become_the_machine '$root'"
    ) &
    machine=$!
    tail --quiet --follow --pid=$machine "$said"
    wait $machine
}

end_the_machine() {
    kill -KILL $machine 2>/dev/null || true
    wait $machine 2>/dev/null || true
    find "$cgroup" -depth -type d -exec rmdir {} +
}

# The first process of the namespaces.
become_the_machine() {
    cd "$1"
    mount -t proc proc proc
    mount --bind proc/sys proc/sys
    mount -o remount,bind,ro proc/sys
    mount -t sysfs -o ro sysfs sys
    mount -t cgroup2 cgroup2 sys/fs/cgroup
    pivot_root . mnt
    umount --lazy /mnt
    exec env -i container=lxc PATH=/usr/sbin:/usr/bin /usr/lib/systemd/systemd --unit=steps.service
}
