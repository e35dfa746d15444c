#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# Skiff's POSIX libraries: calls in instructions, images in bytes, the least memory that a program's check needs.
set -eu
. bench/lib.sh
skiff bench/posix virt "$OUT/posix"
boot "$OUT/posix/posix.bin" "$OUT/posix.log"
tr -d '\r' <"$OUT/posix.log" | grep '^posix\.' || fail "the unikernel reported nothing: $OUT/posix.log"

skiff bench/posix bulkhead "$OUT/posix-bulkhead"
compile bench/posix.dts "$OUT/posix.image"
boot "$OUT/posix.image" "$OUT/posix-bulkhead.log"
tr -d '\r' <"$OUT/posix-bulkhead.log" | sed -n 's/.*\(posix\.boot_bulkhead .*\)/\1/p' | grep . ||
	fail "the VM reported nothing: $OUT/posix-bulkhead.log"

for program in lua sqlite redis nginx; do
	skiff "apps/$program" virt "$BUILD/skiff/$program-virt"
	echo "posix.image_$program $(stat -c %s "$BUILD/skiff/$program-virt/$program.bin") bytes"
done

# least PROGRAM ARGUMENTS: prints the smallest RAM of a machine on which the program's check prints the right lines.
least() {
	for mib in 3 4 5 6 8 12 16 32; do
		timeout -k 1 100 qemu-system-aarch64 -nodefaults -serial mon:stdio -display none -no-reboot -m "$mib" \
			-machine virt -cpu cortex-a57 -kernel "$BUILD/skiff/$1-virt/$1.bin" -append "$2" </dev/null 2>&1 |
			tr -d '\r' | cmp -s - "skiff/test/applications/$1" || continue
		echo "posix.memory_$1 $((mib << 20)) bytes"
		return 0
	done
	fail "$1 needs more than 32 MiB"
}
least lua '/rom/check.lua one'
least sqlite '-batch /data.db ".read /rom/check.sql"'

sh bench/udp.sh
sh bench/web.sh
sh bench/insert.sh
. bench/served.sh
request_on_wire request_nginx_612 "$BUILD/skiff/nginx-virt/nginx.bin"
request request_redis_get "$BUILD/skiff/redis-virt/redis.bin" tcp:6379 redis /rom/redis.conf
serves_in memory_nginx "$BUILD/skiff/nginx-virt/nginx.bin" tcp:80 nginx ''
serves_in memory_redis "$BUILD/skiff/redis-virt/redis.bin" tcp:6379 redis /rom/redis.conf
