#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# usage: run-probe.sh FLASH IMAGE INITRAMFS
# Boots the probe test on the plain FLASH; its last line counts.
set -u
. tests/kit/check.sh
size=$(stat -c %s "$3")
output=$(timeout 150 qemu-system-aarch64 -machine virt,secure=on,virtualization=on,gic-version=3 \
	-cpu cortex-a53 -smp 2 -m 1G -nic none -display none -monitor none -serial stdio -serial null \
	-no-reboot -bios "$1" -kernel "$2" -device loader,file="$2",addr=0x60000000,force-raw=on \
	-device loader,file="$3",addr=0x68000000,force-raw=on \
	-append "console=ttyAMA0 quiet cryptomgr.notests rdinit=/probe-init initrd=0x68000000,$size" </dev/null 2>&1 | tr -d '\r')
echo "$output" | grep -a PROBE
count 'the probe' "$(echo "$output" | grep -aE '^[0-9]+ passed, [0-9]+ failed$')"
[ "$failed" -eq 0 ] || echo "$output" | tail -20
summary
