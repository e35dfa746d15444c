#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# What a stock Linux pays for a block request over the same Linux alone with QEMU's null disk, whose requests cost nothing: in
# an extension's memory, and on the null disk by a driver VM. The guest counts by its own counter; nobody is idle.
set -eu
. bench/lib.sh
MACHINE=$(echo "$MACHINE" | sed 's/cortex-a53/cortex-a57/')
NULL='-global virtio-mmio.force-legacy=false -drive driver=null-co,read-zeroes=on,size=16777216,if=none,id=d -device virtio-blk-device,drive=d'

# shellcheck disable=SC2046,SC2086 # words
timeout -k 1 200 qemu-system-aarch64 $(echo "$MACHINE" | sed 's/virtualization=on,//; s/-m 1G/-m 256/') $ICOUNT $NULL \
	-kernel "$BUILD/guests/linux/Image" -initrd "$BUILD/guests/initramfs.cpio" \
	-append 'console=ttyAMA0 quiet randomize_kstack_offset=off bulkhead.role=disk-bench' </dev/null >"$OUT/devices-floor.log" 2>&1 ||
	fail "bare Linux didn't end: $OUT/devices-floor.log"
compile bench/devices.dts "$OUT/devices-ram.elf"
boot "$OUT/devices-ram.elf" "$OUT/devices-ram.log"
compile bench/devices.dts "$OUT/devices-disk.elf" -D 'FROM="/virtio_mmio@a003e00"'
# shellcheck disable=SC2086 # words
boot "$OUT/devices-disk.elf" "$OUT/devices-disk.log" 1 $NULL

figure() { # figure CASE NAME: the number in the guest's line
	tr -d '\r' <"$OUT/devices-$1.log" | sed -n "s/.*MEASURE blk.$2 \([0-9]*\) ns\$/\1/p" | grep . || fail "no $2: $OUT/devices-$1.log"
}
for name in read_qd1 read_qd8 read_qd32 write_qd1 write_qd8 write_qd32; do
	floor=$(figure floor $name)
	echo "blk.floor_$name $floor instructions"
	for case in ram disk; do
		echo "blk.${case}_$name $(($(figure $case $name) - floor)) instructions"
	done
done
