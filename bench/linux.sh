#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# A stock Linux in a guest and without a hypervisor: power-on to init, and a loop of 500 million instructions.
set -eu
. bench/lib.sh
timeout -k 1 200 guests/run-bare.sh --icount --cpu cortex-a57 --memory 256 --timeout 180 bulkhead.role=bench </dev/null >"$OUT/linux-bare.log" 2>&1 ||
	fail "bare Linux didn't end: $OUT/linux-bare.log"
compile bench/linux.dts "$OUT/linux.elf"
boot "$OUT/linux.elf" "$OUT/linux-guest.log"

figure() { # figure CASE NAME: prints the number in the client's line
	tr -d '\r' <"$OUT/linux-$1.log" | sed -n "s/.*MEASURE $2 \([0-9]*\) ns\$/\1/p" | grep . || fail "no $2: $OUT/linux-$1.log"
}
boot_bare=$(figure bare counter)
boot_guest=$(figure guest counter)
spin_bare=$(figure bare spin)
spin_guest=$(figure guest spin)
echo "linux.boot_bare $boot_bare instructions"
echo "linux.boot_guest $boot_guest instructions"
echo "linux.spin_bare $spin_bare instructions"
echo "linux.spin_guest $spin_guest instructions"
awk -v a="$boot_bare" -v b="$boot_guest" -v c="$spin_bare" -v d="$spin_guest" 'BEGIN {
	printf "linux.boot_overhead_percent %.3f percent\n", (b - a) * 100 / a
	printf "linux.cpu_overhead_percent %.3f percent\n", (d - c) * 100 / c
}'
