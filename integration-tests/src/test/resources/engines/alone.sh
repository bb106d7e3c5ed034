# A root directory of BusyBox alone.
. "$(dirname "$0")/common.sh"

take_away() {
    :
}

mkdir -p alone/bin alone/dev/shm alone/lib alone/opt alone/proc alone/root alone/tmp alone/var/tmp
mknod -m 666 alone/dev/null c 1 3
mknod -m 666 alone/dev/urandom c 1 9
mknod -m 666 alone/dev/random c 1 8
mount -t proc proc alone/proc
cp "$(command -v busybox)" alone/bin/
for name in $(busybox --list); do
    [ $name = busybox ] || ln -s busybox alone/bin/$name
done
ready
