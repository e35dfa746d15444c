#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# Figures of the Linux guest without a hypervisor, which the others are compared with: one line each,
# `name value unit`. One instruction is one nanosecond of virtual time (-icount shift=0), one CPU, Cortex-A53.
set -eu

top=$(cd "$(dirname "$0")/../.." && pwd)
build=${BUILD:-$top/build}

# run PREFIX ARGUMENTS...: prints the guest's MEASURE lines, with the unit `instructions` in place of ns.
run() {
	prefix=$1
	shift
	"$top/guests/run-bare.sh" --icount --cpu cortex-a53 --timeout 300 "$@" </dev/null 2>&1 | tr -d '\r' |
		sed -n 's/^.*MEASURE counter \([0-9]*\) ns$/'"$prefix"'boot_to_init \1 instructions/p
			s/^MEASURE \([a-z0-9_]*\) \([0-9]*\) ns$/'"$prefix"'\1 \2 instructions/p
			s/^MEASURE \([a-z0-9_]*\) \([0-9]*\) \([a-z]*\)$/'"$prefix"'\1 \2 \3/p'
}

run linux_bare_ bulkhead.role=bench
if [ -f "$build/secure/flash-plain.bin" ]; then
	run tee_bare_ --flash "$build/secure/flash-plain.bin" bulkhead.role=tee-tour \
		bulkhead.args=--no-examples,--limits
fi
