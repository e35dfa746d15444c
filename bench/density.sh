#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# N small services (bench/service) on one core: their boot, their memory, the cost of a request.
set -eu
. bench/lib.sh
ticks_ns=16

skiff bench/service bulkhead "$OUT/service"
cp "$OUT/service/service.elf" "$OUT/service.elf"
: >"$OUT/density.table"
for n in 1 10 100 1000 4000; do
	image=$OUT/density-$n.elf
	compile bench/density.dts "$image" -D "INSTANCES=$n" -D 'ARGS="first=300 period=100"'
	boot "$image" "$OUT/density.log"
	bytes=$(awk '/what$/ || /reserved$/ || /core in all/ || /core: (text|rodata|data)/ || /image: service.elf/ { next }
		{ sum += $3 * ($4 == "MiB" ? 1024 : 1) } END { print sum * 1024 }' "$image.map")
	core=$(awk '/^core in all:/ { print $4 * 1024 }' "$image.map")
	tr -d '\r' <"$OUT/density.log" | awk -v n="$n" -v ns=$ticks_ns -v bytes="$bytes" -v core="$core" '
		/ served / {
			sub(/.* served /, "")
			if ($2 > boot) boot = $2
			if ($4 > last) last = $4
			if (!first || $4 < first) first = $4
			count++
		}
		END { print n, boot * ns, last * ns / n, bytes, core, last * ns, first * ns; exit count != n }' >>"$OUT/density.table" ||
		fail "not all of $n instances served: $OUT/density.log"
	rm -f "$image"
done
awk '
	{
		print "density.boot_" $1, $2, "instructions"
		printf "density.cost_%d %.0f instructions\n", $1, $3
		print "density.last_served_" $1, $6, "instructions"
		print "density.first_served_" $1, $7, "instructions"
		cost[$1] = $3; bytes[$1] = $4; core[$1] = $5
	}
	END {
		printf "density.ram_per_instance %.0f bytes\n", (bytes[4000] - bytes[1]) / 3999
		printf "density.ram_own_per_instance %.0f bytes\n", (bytes[4000] - core[4000] - bytes[1] + core[1]) / 3999
		printf "density.ram_core_per_instance %.0f bytes\n", (core[4000] - core[1]) / 3999
		printf "density.cost_ratio_4000 %.2f ratio\n", cost[4000] / cost[1]
		printf "density.cost_ratio_4000_to_10 %.2f ratio\n", cost[4000] / cost[10]
	}' "$OUT/density.table"
