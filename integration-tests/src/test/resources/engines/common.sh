# What the engines' scripts begin with. Each makes an engine with containers for the tests, all of it in the folder $1,
# says "ready", and takes everything away again when its standard input ends: with the tests, however these end.
set -eu
folder=$1
here=$(dirname "$0")
cd "$folder"
chmod 755 .
exec 3<&0 </dev/null # some tools read a configuration from what is no terminal

finish() {
    status=$?
    set +e
    take_away >>"$folder/log" 2>&1
    cd /
    for mount in $(awk -v at="$folder/" 'index($2, at) == 1 { print $2 }' /proc/mounts | sort -r); do
        umount -l "$mount"
    done
    # What conmon starts at an end that it sees makes the folder anew: gone is gone when nothing that could is left.
    for try in 1 2 3 4 5 6 7 8 9 10; do
        rm -rf --one-file-system "$folder"
        stragglers || [ -e "$folder" ] || break
        sleep 0.2
    done
    exit $status
}
trap finish EXIT
trap 'exit 1' HUP INT TERM

# Kills what has the folder in its command line or environment, but for this script; fails if there was nothing.
stragglers() {
    found=1
    for process in /proc/[0-9]*; do
        id=${process#/proc/}
        [ "$id" != $$ ] || continue
        if tr '\0' '\n' 2>/dev/null <"$process/environ" | grep -q "=$folder/" ||
            tr '\0' '\n' 2>/dev/null <"$process/cmdline" | grep -q "^[^=]*$folder/"; then
            kill -9 "$id" 2>/dev/null && found=0
        fi
    done
    return $found
}

# No process is started behind the word: the first test might take it for one that it left.
ready() {
    echo "ready $*"
    while read -r ignored <&3; do :; done
}

# A root directory for the machine's /usr to be bound to: with own accounts, and the configuration of Debian's Java.
host_root() {
    mkdir -p "$1"/etc "$1"/proc "$1"/sys "$1"/dev "$1"/tmp "$1"/var/tmp "$1"/usr "$1"/root "$1"/run "$1"/home/alice
    chmod 1777 "$1"/tmp "$1"/var/tmp
    chown 1000:1000 "$1"/home/alice
    for name in bin sbin lib lib64; do
        [ ! -e /$name ] || ln -s usr/$name "$1/$name"
    done
    printf 'root:x:0:0:root:/root:/bin/sh\nalice:x:1000:1000::/home/alice:/bin/sh\n' >"$1/etc/passwd"
    printf 'root:x:0:\nalice:x:1000:\n' >"$1/etc/group"
    # And bob, with a password for su.
    echo 'bob:x:1001:1001::/tmp:/bin/sh' >>"$1/etc/passwd"
    echo 'bob:x:1001:' >>"$1/etc/group"
    echo "bob:$(openssl passwd -6 bob-secret):19000:0:99999:7:::" >"$1/etc/shadow"
    mkdir "$1/etc/pam.d"
    printf '%s\n' 'auth required pam_unix.so nodelay' 'account required pam_permit.so' \
        'session required pam_permit.so' >"$1/etc/pam.d/su"
    for name in /etc/java*; do
        [ ! -e "$name" ] || cp -a "$name" "$1/etc/"
    done
}

# A root directory with nothing but one program, which is not a shell.
bare_root() {
    mkdir -p "$1"/tmp
    cp "$(command -v busybox)" "$1"/sleep
}

# A command of this folder: wrapper NAME COMMAND...
wrapper() {
    name=$1
    shift
    printf '#!/bin/sh\nexec %s "$@"\n' "$*" >"$name"
    chmod 755 "$name"
}

mkdir home
chmod 777 home
nobody="env HOME=$folder/home setpriv --reuid 65534 --regid 65534 --clear-groups"
