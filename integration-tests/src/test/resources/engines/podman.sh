# Podman with the containers app, stopped and bare (without a shell); Buildah with app and bare; a socket for docker.
. "$(dirname "$0")/common.sh"

cat >containers.conf <<END
[containers]
default_ulimits = ["nofile=1024:1024", "nproc=4096:4096"]
netns = "none"
[engine]
runtime = "runc"
cgroup_manager = "cgroupfs"
events_logger = "file"
lock_type = "file"
tmp_dir = "$folder/tmp"
END
cat >storage.conf <<END
[storage]
driver = "vfs"
graphroot = "$folder/storage"
runroot = "$folder/run"
END
export CONTAINERS_CONF="$folder/containers.conf" CONTAINERS_STORAGE_CONF="$folder/storage.conf"
settings="env CONTAINERS_CONF=$CONTAINERS_CONF CONTAINERS_STORAGE_CONF=$CONTAINERS_STORAGE_CONF"
wrapper podman "$settings" podman
wrapper buildah "$settings" buildah
wrapper docker-of-nobody "$nobody" docker
wrapper podman-of-nobody "$nobody $settings" podman
wrapper buildah-of-nobody "$nobody $settings" buildah
wrapper settings "$settings" "DOCKER_HOST=unix://$folder/socket"

take_away() {
    podman rm --all --force --time 0
    buildah rm --all
    [ -z "${service:-}" ] || kill "$service"
    # For each command that came through the socket one stays for five minutes, and then makes a new folder.
    pgrep -f "^/usr/bin/conmon .* -b $folder/" | xargs -r kill -9
}

host_root host
bare_root empty
tar -C host -cf host.tar .
tar -C empty -cf empty.tar .
podman import --quiet host.tar host >>log
podman import --quiet empty.tar empty >>log
podman run --detach --name app --volume /usr:/usr:ro host sleep 100000 >>log
podman run --detach --name bare empty /sleep 100000 >>log
podman create --name stopped host sleep 100000 >>log
buildah from --name work host >>log
buildah from --name workbare empty >>log
podman system service --time 0 "unix://$folder/socket" >>log 2>&1 &
service=$!
until [ -S socket ] && podman --url "unix://$folder/socket" version >/dev/null 2>&1; do
    kill -0 $service
    sleep 0.05
done
chmod 600 socket
ready
