#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# Single operations of a guest: as others were measured (bench/probe/probe.c, instructions of all levels), and each between
# marks with bench/plugin, in instructions of EL2 and in total.
set -eu
. bench/lib.sh

reported() { # reported LOG NAME: prints the figure that the guest has measured itself
	tr -d '\r' <"$1" | sed -n "s/.*probe\.\($2\) \([0-9]*\) instructions/core.\1 \2 instructions/p" |
		grep . || fail "$1: no figure $2"
}

compile bench/probe.dts "$OUT/probe-system.elf"
boot "$OUT/probe-system.elf" "$OUT/probe.log"
says "$OUT/probe.log" 'probe: done'
for name in hvc_null smc_null gicd_typer_read gicd_isenabler_read gicd_ipriority_write gicr_isenabler_write \
	sgi_no_target sgi_self vtimer wfi_wake id_register; do
	reported "$OUT/probe.log" $name
done

# Measures the same on a processor where the hypervisor must clear the branch history at every entry (core/machine/errata.c).
plain=$MACHINE
MACHINE=$(echo "$plain" | sed 's/-cpu cortex-a53/-cpu cortex-a72/')
boot "$OUT/probe-system.elf" "$OUT/probe-history.log"
MACHINE=$plain
says "$OUT/probe-history.log" 'probe: done'
for name in hvc_null id_register wfi_wake; do
	reported "$OUT/probe-history.log" $name | sed 's/ /_history /'
done

# A GICv2: what a timer's interrupt takes of EL2, and the maintenance interrupt of its end (core/machine/gic_v2.c), both medians.
compile bench/probe.dts "$OUT/probe-v2-system.elf" -D 'BOARD="qemu-virt-gicv2"'
MACHINE=$(echo "$plain" | sed 's/gic-version=3/gic-version=2/')
counted "$OUT/probe-v2-system.elf" probe-v2 1 ,levels=off
MACHINE=$plain
says "$OUT/probe-v2.log" 'probe: done'
awk '$1 == "path" && $2 ~ /^interrupt_of_(a_guest_timer|the_list_registers)\|back/ && $4 > most[$2] { most[$2] = $4; length_of[$2] = $3 }
	END { for (cause in most) { sum += length_of[cause]; n++ } if (n == 2) print "core.vtimer_gicv2", sum, "instructions" }' \
	"$OUT/probe-v2.counts"

compile bench/operations.dts "$OUT/operations-system.elf"
counted "$OUT/operations-system.elf" operations
says "$OUT/operations.log" 'served after each restart'
says "$OUT/operations.log" 'operations: done'
compile bench/pair.dts "$OUT/pair-system.elf"
counted "$OUT/pair-system.elf" pair
says "$OUT/pair.log" 'pair: done'
reported "$OUT/pair.log" wfi_wake_idle
reported "$OUT/pair.log" wfi_wake_replace
compile bench/vcpus.dts "$OUT/vcpus-system.elf"
counted "$OUT/vcpus-system.elf" vcpus 2
says "$OUT/vcpus.log" 'vcpus: done'
for system in operations pair vcpus; do
	operations "$OUT/$system.counts"
done >"$OUT/core.operations"
awk '
	BEGIN {
		single = " vcpu_switch doorbell doorbell_pending irq_to_guest sgi_to_vcpu "
		forward = " forward_smc forward_mmio "
	}
	$1 == "extension_restart" { if ($2 == "total") print "extension.restart", $5, "instructions" }
	index(single, " " $1 " ") && $2 == "total" { print "core." $1, $4, "instructions" }
	index(forward, " " $1 " ") { print "core." $1 ($2 == "el2" ? "" : "_total"), $4, "instructions" }
	{
		name = $1 == "extension_restart" ? "extension.restart" : "core." $1
		print name "_" $2 "_min", $3, "instructions"
		print name "_" $2 "_median", $4, "instructions"
		print name "_" $2 "_max", $5, "instructions"
	}' "$OUT/core.operations"
