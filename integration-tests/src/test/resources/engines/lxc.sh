# LXC with the containers app and stopped.
. "$(dirname "$0")/common.sh"

take_away() {
    lxc-stop --lxcpath "$folder" --name app --kill
    rm -rf "/run/lxc/lock$folder"
    rmdir --ignore-fail-on-non-empty --parents "/run/lxc/lock${folder%/*}"
}

mkdir bin
wrapper bin/lxc-info "$(command -v lxc-info)" --lxcpath "$folder"
wrapper settings env "PATH=$folder/bin:\$PATH"
wrapper lxc-attach-of-nobody "$nobody" lxc-attach
host_root host
mkdir app stopped
cat >app/config <<END
lxc.rootfs.path = dir:$folder/host
lxc.mount.entry = /usr usr none ro,bind 0 0
lxc.mount.auto = proc:mixed
lxc.net.0.type = empty
lxc.uts.name = app
lxc.init.cmd = /usr/bin/sleep 100000
END
cp app/config stopped/config
lxc-start --lxcpath "$folder" --name app --daemon >>log 2>&1
ready
