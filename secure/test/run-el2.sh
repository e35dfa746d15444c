#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# usage: run-el2.sh FLASH PAYLOAD
# Boots the EL2 tests on FLASH for each GIC and several cores; the last line counts.
set -u
flash=$1 payload=$2
. tests/kit/check.sh
for machine in "3 cortex-a53 2" "2 cortex-a53 2" "3 max 2" "2 cortex-a72 3"; do
	# shellcheck disable=SC2086 # words
	set -- $machine
	output=$(timeout 60 qemu-system-aarch64 -machine virt,secure=on,virtualization=on,gic-version="$1" \
		-cpu "$2" -smp "$3" -m 1G -nic none -display none -monitor none -serial stdio -serial null \
		-bios "$flash" -device loader,file="$payload" -no-reboot </dev/null 2>&1)
	echo "$output" | grep -a FAIL
	count "GICv$1 $2" "$(echo "$output" | tr -d '\r' | grep -a '^TEST summary')"
done
summary
