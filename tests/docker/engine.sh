#!/bin/sh
# Run a command beside a Docker engine that has an image of PostgreSQL:  tests/docker/engine.sh COMMAND…
#
# Where an engine answers already, the command is simply run with it (image: OPSMANTIK_POSTGRES_IMAGE, else postgres:17).
# Elsewhere, on a Debian machine and as root, this brings up an engine of its own under a temporary directory, with an
# image made by debootstrap, and takes everything down again. The host's firewall and routing are left alone: the engine
# may not touch them (--iptables=false), which is enough for a port on loopback. Packages it needs stay installed.
set -eu

if docker version >/dev/null 2>&1; then
    exec "$@"
fi
if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
    echo "expected a Docker engine, or Debian and root to start one; came neither; start Docker and try again" >&2
    exit 2
fi

here=$(cd "$(dirname "$0")" && pwd)
suite=$(. /etc/os-release && echo "$VERSION_CODENAME")
base=$(mktemp -d /tmp/opsmantik-docker-XXXXXX)
image=opsmantik/postgres:local

take_down() {
    if [ -s "$base/dockerd.pid" ]; then
        engine=$(cat "$base/dockerd.pid")
        kill "$engine" 2>/dev/null || true
        tail --pid="$engine" -f /dev/null
    fi
    awk -v base="$base/" 'index($2, base) == 1 { print $2 }' /proc/mounts | sort -r | xargs -r umount -l
    [ -e "$base/had-docker0" ] || ip link delete docker0 2>/dev/null || true
    rm -rf "$base"
}
trap take_down EXIT
trap 'exit 130' INT TERM
[ ! -e /sys/class/net/docker0 ] || touch "$base/had-docker0"

say() { echo "engine.sh: $*" >&2; }

if ! command -v dockerd >/dev/null || ! command -v debootstrap >/dev/null; then
    say "installing docker.io, debootstrap"
    apt-get update -qq
    apt-get install -y -qq --no-install-recommends docker.io debootstrap iptables iproute2 >/dev/null
fi

say "making a root file system with PostgreSQL ($suite)"
package=$(apt-cache depends postgresql | sed -n 's/.*Depends: \(postgresql-[0-9]*\)$/\1/p')
debootstrap --variant=minbase --include="$package" "$suite" "$base/root" http://deb.debian.org/debian >"$base/log" 2>&1 ||
    { tail -5 "$base/log" >&2; exit 2; }
install -m 0755 "$here/entrypoint.sh" "$base/root/entrypoint.sh"

say "starting an engine"
export DOCKER_HOST="unix://$base/docker.sock"
dockerd --data-root "$base/data" --exec-root "$base/exec" --pidfile "$base/dockerd.pid" --host "$DOCKER_HOST" \
    --iptables=false --ip6tables=false --ip-forward=false >"$base/dockerd.log" 2>&1 &
timeout 60 sh -c "until docker version >/dev/null 2>&1; do kill -0 $! || exit 1; done" ||
    { tail -5 "$base/dockerd.log" >&2; exit 2; }

say "importing $image"
tar -C "$base/root" -c . | docker import -c 'ENTRYPOINT ["/entrypoint.sh"]' -c 'EXPOSE 5432' \
    -c "ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin" - "$image" >/dev/null
rm -rf "$base/root"

export OPSMANTIK_POSTGRES_IMAGE="$image"
"$@"
