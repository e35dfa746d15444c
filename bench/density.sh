#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# N small services (bench/service) on one core: their boot, their memory, the cost of a request, fairness. A guest of lower
# priority (bench/probe/witness.c) measures what a request takes of the core.
set -eu
. bench/lib.sh
ticks_ns=16
gap=20 # microseconds between the deadlines of two services

skiff bench/service bulkhead "$OUT/service"
cp "$OUT/service/service.elf" "$OUT/service.elf"
: >"$OUT/density.table"
for n in 1 10 100 1000 4000; do
	case $n in
	1) rounds=1000 busy='' ;;
	10) rounds=100 busy='busy=700 until=1200' ;;
	100) rounds=10 busy='busy=700 until=2700' ;;
	*) rounds=3 busy='' ;;
	esac
	image=$OUT/density-$n.elf
	# The second burst is at 400 ms, and the spread begins at 500 ms. The witness leaves out the first and the last round of
	# the spread.
	from=$((500 + (n * gap + 999) / 1000))
	to=$((500 + n * gap * (rounds - 1) / 1000))
	compile bench/density.dts "$image" -D "INSTANCES=$n" \
		-D "ARGS=\"burst=300 period=100 spread=500 gap=$gap of=$n rounds=$rounds $busy end=3000\"" \
		-D "WITNESS=\"395 490 $from $to\""
	boot "$image" "$OUT/density.log"
	bytes=$(awk '/what$/ || /reserved$/ || /core in all/ || /core: (text|rodata|data)/ || /image: (service.elf|witness)/ ||
		/VM witness/ { next } { sum += $3 * ($4 == "MiB" ? 1024 : 1) } END { print sum * 1024 }' "$image.map")
	core=$(awk '/^core in all:/ { print $4 * 1024 }' "$image.map")
	tr -d '\r' <"$OUT/density.log" | awk -v n="$n" -v ns=$ticks_ns -v bytes="$bytes" -v core="$core" -v rounds=$rounds '
		function more(value, most) { return value > most ? value : most }
		function less(value, least) { return least == "" || value < least ? value : least }
		/ served / {
			sub(/.* served /, "")
			boot = more($2, boot); last = more($3, last); first = less($3, first)
			slow = more($4, slow); quick = less($4, quick)
			most = more($5, most); least = less($5, least)
			count++
		}
		/witness 0 / { sub(/.*witness 0 /, ""); burst = $2 / n }
		/witness 1 / { sub(/.*witness 1 /, ""); requests = $1; cost = $2 / $1; low = $3; middle = $4; high = $5 }
		END {
			print n, boot * ns, cost * ns, bytes, core, first * ns, last * ns, burst * ns, low * ns, middle * ns,
				high * ns, quick * ns, slow * ns, most ? least / most : "-", requests
			exit count != n || requests < n * (rounds - 2) * 0.8
		}' >>"$OUT/density.table" || fail "not all of $n instances served: $OUT/density.log"
	rm -f "$image"
done
awk '
	{
		print "density.boot_" $1, $2, "instructions"
		printf "density.cost_%d %.0f instructions\n", $1, $3
		print "density.cost_median_" $1, $10, "instructions"
		print "density.cost_max_" $1, $11, "instructions"
		print "density.served_after_min_" $1, $12, "instructions"
		print "density.served_after_max_" $1, $13, "instructions"
		printf "density.burst_cost_%d %.0f instructions\n", $1, $8
		print "density.first_served_" $1, $6, "instructions"
		print "density.last_served_" $1, $7, "instructions"
		if ($14 != "-") printf "density.fairness_%d %.4f ratio\n", $1, $14
		cost[$1] = $3; bytes[$1] = $4; core[$1] = $5; burst[$1] = $8
	}
	END {
		printf "density.ram_per_instance %.0f bytes\n", (bytes[4000] - bytes[1]) / 3999
		printf "density.ram_own_per_instance %.0f bytes\n", (bytes[4000] - core[4000] - bytes[1] + core[1]) / 3999
		printf "density.ram_core_per_instance %.0f bytes\n", (core[4000] - core[1]) / 3999
		printf "density.cost_ratio_4000 %.3f ratio\n", cost[4000] / cost[1]
		printf "density.burst_ratio_4000 %.3f ratio\n", burst[4000] / burst[1]
	}' "$OUT/density.table"
