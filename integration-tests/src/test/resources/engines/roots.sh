# Root directories: host, with all that is needed; noproc, without /proc; busybox, without Java;
# bare, without a shell; void, empty. And a process with namespaces of its own, whose number is told.
. "$(dirname "$0")/common.sh"

take_away() {
    [ -z "${process:-}" ] || kill -9 "$process"
    rmdir /run/systemd/nspawn/propagate/host /run/systemd/nspawn/propagate /run/systemd/nspawn
}

for tool in chroot unshare systemd-nspawn; do
    command -v $tool >/dev/null && wrapper $tool-of-nobody "$nobody" $tool
done
# An account may not see others' processes where /proc is mounted with hidepid: here it may, and is refused only later.
printf '#!/bin/sh\nmount -t proc -o hidepid=0 proc /proc && exec "$@"\n' >with-proc
chmod 755 with-proc
wrapper nsenter-of-nobody unshare -m "$folder/with-proc" "$nobody" nsenter
host_root host
mknod -m 666 host/dev/null c 1 3
mknod -m 666 host/dev/urandom c 1 9
mknod -m 666 host/dev/random c 1 8
mount --bind /usr host/usr
mount -o remount,bind,ro host/usr
mount -t proc proc host/proc
host_root noproc
mknod -m 666 noproc/dev/null c 1 3
mount --bind /usr noproc/usr
mount -o remount,bind,ro noproc/usr
bare_root bare
mkdir -p bare/usr bare/proc void
mkdir -p busybox/bin busybox/tmp busybox/dev busybox/proc
mknod -m 666 busybox/dev/null c 1 3
cp "$(command -v busybox)" busybox/bin/
for name in sh rm dd readlink; do
    ln -s busybox busybox/bin/$name
done
unshare --mount --pid --uts --net --fork --kill-child --mount-proc sleep 100000 &
process=$!
until inner=$(cat "/proc/$process/task/$process/children") && [ -n "$inner" ]; do
    kill -0 $process
    sleep 0.02
done
ready $inner
