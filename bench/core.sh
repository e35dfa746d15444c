#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# Single operations of a guest (bench/probe), in instructions of all exception levels.
set -eu
. bench/lib.sh
compile bench/probe.dts "$OUT/probe-system.elf"
boot "$OUT/probe-system.elf" "$OUT/probe.log"
grep -q 'probe: done' "$OUT/probe.log" || fail "the probe didn't end: $OUT/probe.log"
for name in hvc_null smc_null forward_smc forward_mmio gicd_typer_read gicd_isenabler_read gicd_ipriority_write \
	gicr_isenabler_write sgi_no_target sgi_self vtimer wfi_wake id_register; do
	tr -d '\r' <"$OUT/probe.log" | sed -n "s/.*probe\.\($name\) \([0-9]*\) instructions/core.\1 \2 instructions/p" |
		grep . || fail "the probe didn't report $name"
done
