#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# Redis as a unikernel and Debian's own clients (package redis-tools): redis.sh IMAGE PORT QEMU [ARGUMENTS...]
# Runs from the top folder. PORT is one of the host's that is free.
image=$1 port=$2
shift 2
. tests/kit/check.sh
for tool in redis-cli redis-benchmark; do
	command -v $tool >/dev/null || { echo "$tool is missing: install redis-tools"; exit 1; }
done

said=$(sed -n "s/^| image of redis' server .*) | \([0-9,]*\) bytes.*/\1/p" docs/posix.md | tr -d ,)
equal 'the size of the image is what docs/posix.md says' "$(stat -c %s "$image")" "$said"

"$@" -kernel "$image" -append /rom/redis.conf -global virtio-mmio.force-legacy=false \
	-netdev "user,id=net,hostfwd=tcp:127.0.0.1:$port-:6379" -device virtio-net-device,netdev=net \
	</dev/null >"$image.log" 2>&1 &
machine=$!
trap 'kill $machine 2>/dev/null' EXIT

ask() { # ask WORD...
	timeout 10 redis-cli -p "$port" "$@" 2>&1
}

for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
	[ "$(ask ping)" = PONG ] && break
	sleep 1
done
equal 'redis-cli: ping' "$(ask ping)" PONG
equal 'redis-cli: set' "$(ask set counter 41)" OK
equal 'redis-cli: incr' "$(ask incr counter)" 42
equal 'redis-cli: a script' "$(ask eval "return redis.call('get', 'counter') * 2" 0)" 84
equal 'redis-cli: what is too large for one segment' "$(ask eval "return #string.rep('x', 100000)" 0)" 100000
for test in SET GET; do
	matches "redis-benchmark: $test by 10 clients" "^$test: [0-9.]+ requests per second" \
		"$(timeout 60 redis-benchmark -p "$port" -c 10 -n 1000 -t $test -q | tr '\r' '\n')"
done
summary
