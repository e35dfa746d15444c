#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# Debian's own programs as images: skiff-pack makes them, QEMU's virt and Bulkhead run them. Runs from the top folder.
#   packed.sh IMAGES [all]     folder with packed-virt; `all`: sqlite3, Python and redis' server, too (more to fetch)
images=$1 all=${2:-}
build=${BUILD:-build}
out=$images/packed
. tests/kit/check.sh
mkdir -p "$out"

set -- busybox-static lua5.4 libreadline8 libtinfo6 libc6
[ -z "$all" ] || set -- --with-deps busybox-static lua5.4 sqlite3 redis-server python3.11-minimal libpython3.11-stdlib
deps=
[ "$1" != --with-deps ] || { deps=$1; shift; }
# shellcheck disable=SC2086 # one word or none
tools/apt-fetch.sh $deps bookworm arm64 "$out/root${all:+-$all}" "$@" || exit 1
root=$out/root${all:+-$all}

pack() { # pack NAME OPTION...
	name=$1
	shift
	"$build/skiff-pack" -o "$out/$name.elf" "$@"
}

machine() { # machine MEMORY ARGUMENT...: QEMU's virt with an image
	memory=$1
	shift
	timeout 60 qemu-system-aarch64 -nodefaults -serial mon:stdio -display none -m "$memory" -machine virt -cpu cortex-a57 "$@" \
		</dev/null 2>&1 | tr -d '\r'
}

prints() { # prints NAME MEMORY TEXT: the image of that name, on virt; calls that aren't served may be named
	equal "$1 on virt" "$(machine "$2" -kernel "$out/$1.elf" | grep -v '^skiff: call')" "$3"
}

holds 'skiff-pack --help' "$build/skiff-pack" --help
refused=$(pack refused --root "$root" /bin/none 2>&1)
equal 'a program that is missing' "$refused" "skiff-pack: /bin/none: there is no such file in $root"
refused=$(pack refused --file "/host=$build/skiff-pack" /host 2>&1)
matches 'a program of another processor, or none of the root' '^skiff-pack: /host' "$refused"
printf 'text' >"$out/text"
refused=$(pack refused --root "$out" /text 2>&1)
equal 'what is no program' "$refused" "skiff-pack: /text isn't an ELF file"
[ ! -e "$out/refused.elf" ]
check 'nothing is written then' $?

"${CROSS_COMPILE:-aarch64-linux-gnu-}gcc" -std=gnu11 -Wall -Wextra -Werror -O2 -static -o "$out/check" skiff/test/packed/check.c
check 'the check program builds' $?
pack check --root "$out" --env COLOUR=blue /check packed
output=$(machine 16 -kernel "$out/check.elf" -append appended -global virtio-mmio.force-legacy=false \
	-netdev user,id=net -device virtio-net-device,netdev=net)
printf '%s\n' "$output" | grep '^FAIL'
count 'the check program' "$(printf '%s\n' "$output" | grep -E '^[0-9]+ passed')"
equal 'a call that is not served is named once' "$(printf '%s\n' "$output" | grep -c 'call 190 semget is not served')" 1

pack busybox --root "$root" /bin/busybox sh -c 'echo $((6 * 7)); cd /bin && echo b* && test ! -e /none'
prints busybox 16 '42
busybox'
# shellcheck disable=SC2016 # Lua's
pack lua --root "$root" /usr/bin/lua5.4 -e 'print(_VERSION, 2^0.5); f = io.open("/tmp/x", "w"); f:write("y"); f:close(); print(io.open("/tmp/x"):read())' \
	2>/dev/null
lua='Lua 5.4	1.4142135623731
y'
prints lua 16 "$lua"

cat >"$out/lua.dts" <<DTS
/dts-v1/;
/ { compatible = "bulkhead,system"; board = "qemu-virt-gicv3"; cpus = <1>;
	vms { lua { image = "$(realpath "$out")/lua.elf"; memory = <0x2000000>; devices = "/pl011@9000000"; }; };
};
DTS
output=$("$build/bulkhead" run --timeout 100 -o "$out/system.elf" "$out/lua.dts" </dev/null 2>&1 | tr -d '\r' |
	grep -v '^skiff: call\|^bulkhead:')
equal 'lua on bulkhead' "$output" "$lua"

[ -n "$all" ] || { summary; exit; }

pack sqlite3 --root "$root" /usr/bin/sqlite3 /tmp/db 'create table t(a); insert into t values (1), (2); select sum(a) from t;'
prints sqlite3 32 3
pack python --root "$root" --file /usr/lib/python3.11 --env PYTHONHOME=/usr /usr/bin/python3.11 -c \
	'import json, threading; t = threading.Thread(target=lambda: print(json.dumps({"a": 0.5}))); t.start(); t.join()'
prints python 128 '{"a": 0.5}'

pack redis --root "$root" /usr/bin/redis-server --save '' --protected-mode no --bind 0.0.0.0 \
	--ignore-warnings ARM64-COW-BUG
port=${REDIS_PORT:-16379}
qemu-system-aarch64 -nodefaults -serial mon:stdio -display none -m 32 -machine virt -cpu cortex-a57 -kernel "$out/redis.elf" \
	-global virtio-mmio.force-legacy=false -netdev "user,id=net,hostfwd=tcp:127.0.0.1:$port-:6379" \
	-device virtio-net-device,netdev=net </dev/null >"$out/redis.log" 2>&1 &
server=$!
trap 'kill $server 2>/dev/null' EXIT
ask() { # ask WORD...
	timeout 10 redis-cli -p "$port" "$@" 2>&1
}
for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
	[ "$(ask ping)" = PONG ] && break
	sleep 1
done
equal 'redis-server: set' "$(ask set counter 41)" OK
equal 'redis-server: incr' "$(ask incr counter)" 42
equal 'redis-server: a script' "$(ask eval "return redis.call('get', 'counter') * 2" 0)" 84
matches 'redis-benchmark: GET by 10 clients' '^GET: [0-9.]+ requests per second' \
	"$(timeout 60 redis-benchmark -p "$port" -c 10 -n 1000 -t GET -q | tr '\r' '\n')"
summary
