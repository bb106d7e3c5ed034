# LXD with the instances app, bare (without a shell) and stopped.
. "$(dirname "$0")/common.sh"

export LXD_DIR="$folder/lxd" LXD_CONF="$folder/client"
wrapper lxc env "LXD_DIR=$LXD_DIR" "LXD_CONF=$LXD_CONF" lxc
wrapper settings env "LXD_DIR=$LXD_DIR" "LXD_CONF=$LXD_CONF"
wrapper lxc-of-nobody "$nobody" env "LXD_DIR=$LXD_DIR" "LXD_CONF=$folder/open" lxc
wrapper lxc-without-engine env "LXD_DIR=$folder" "LXD_CONF=$LXD_CONF" lxc

take_away() {
    lxc delete --force app bare stopped
    [ -z "${engine:-}" ] || kill "$engine" && wait "$engine"
}

# An image is a tar file with a description.
image() {
    mkdir -p "$1.image"
    mv "$1" "$1.image/rootfs"
    printf 'architecture: %s\ncreation_date: 1\nproperties: {description: tests}\n' "$(uname -m)" \
        >"$1.image/metadata.yaml"
    tar -C "$1.image" -cf "$1.tar" .
    lxc image import "$1.tar" --alias "$1" >>log
}

mkdir lxd client
unshare -n lxd >>log 2>&1 &
engine=$!
until lxc query /1.0 >/dev/null 2>&1; do
    kill -0 $engine
    sleep 0.05
done
cp -r client open
chmod -R a+rX open
host_root host
bare_root empty
mkdir -p empty/dev empty/proc empty/sys empty/etc
image host
image empty
lxc storage create default dir >>log
lxc init host app --storage default --config security.privileged=true \
    --config raw.lxc='lxc.init.cmd=/usr/bin/sleep 100000' >>log 2>&1
lxc config device add app usr disk source=/usr path=/usr readonly=true >>log
lxc init host stopped --storage default >>log 2>&1
lxc init empty bare --storage default --config security.privileged=true \
    --config raw.lxc='lxc.init.cmd=/sleep 100000' >>log 2>&1
lxc start app bare >>log
ready
