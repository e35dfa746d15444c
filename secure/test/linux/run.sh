#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# usage: run.sh FLASH IMAGE INITRAMFS
# Boots a stock Debian kernel at EL2 on FLASH, without a hypervisor, and runs the client programs of guests/.
set -u
flash=$1 image=$2 initramfs=$3
size=$(stat -c %s "$initramfs")
. tests/kit/check.sh

# boot NAME GIC CPU CORES WORDS...: one machine; succeeds when the guest's last status is 0.
boot() {
	name=$1 gic=$2 cpu=$3 cores=$4
	shift 4
	output=$(timeout 120 qemu-system-aarch64 -machine virt,secure=on,virtualization=on,gic-version="$gic" \
		-cpu "$cpu" -smp "$cores" -m 1G -nic none -display none -monitor none -serial stdio \
		-serial null -no-reboot -bios "$flash" -kernel "$image" \
		-device loader,file="$image",addr=0x60000000,force-raw=on \
		-device loader,file="$initramfs",addr=0x68000000,force-raw=on \
		-append "console=ttyAMA0 quiet cryptomgr.notests initrd=0x68000000,$size $*" </dev/null 2>&1 | tr -d '\r')
	matches "$name (GICv$gic, $cpu, $cores cores)" 'done: status 0' "$output"
	echo "$output" | grep -E '^(TOUR|STRESS) passed' | tail -1
}

boot tour 3 cortex-a53 2 bulkhead.role=tee-tour
boot tour 2 cortex-a72 4 bulkhead.role=tee-tour
boot stress 3 cortex-a53 4 bulkhead.role=tee-stress
summary
