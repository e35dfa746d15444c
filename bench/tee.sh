#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# What the mediator adds to a Linux guest's calls to the TEE: the same client in a guest, and without a hypervisor.
set -eu
. bench/lib.sh
for file in flash-plain.bin flash.bin; do
	[ -f "$BUILD/secure/$file" ] || fail "$BUILD/secure/$file is missing: run make"
done

measures() { # measures LOG: `name instructions` of the client's lines
	tr -d '\r' <"$1" | sed -n 's/.*MEASURE \([a-z0-9_]*\) \([0-9]*\) ns$/\1 \2/p'
}

system() { # system CASE COMPILE-OPTIONS...
	case=$1
	shift
	compile bench/tee.dts "$OUT/tee-$case.elf" "$@"
	timeout -k 1 200 "$BUILD/bulkhead" run "$OUT/tee-$case.elf" --timeout 180 -- -icount shift=0,sleep=off \
		</dev/null >"$OUT/tee-$case.log" 2>&1 || fail "the guest didn't end: $OUT/tee-$case.log"
	measures "$OUT/tee-$case.log" >"$OUT/tee-$case.figures"
	grep -q '^invoke_rpc ' "$OUT/tee-$case.figures" || fail "the guest didn't measure: $OUT/tee-$case.log"
}

timeout -k 1 200 guests/run-bare.sh --icount --cpu cortex-a53 --timeout 180 --flash "$BUILD/secure/flash-plain.bin" \
	bulkhead.role=tee-tour bulkhead.args=--no-examples,--limits </dev/null >"$OUT/tee-bare.log" 2>&1 ||
	fail "bare Linux didn't end: $OUT/tee-bare.log"
measures "$OUT/tee-bare.log" >"$OUT/tee-bare.figures"
grep -q '^invoke_rpc ' "$OUT/tee-bare.figures" || fail "bare Linux didn't measure: $OUT/tee-bare.log"
system window
system dynamic -D DYNAMIC=1

of() { # of CASE NAME
	awk -v name="$2" '$1 == name { print $2 }' "$OUT/tee-$1.figures"
}
for operation in invoke_silent invoke_registered_4k invoke_temporary_4k invoke_rpc register_unregister_4k open_close; do
	for case in bare window dynamic; do
		echo "tee.${operation}_$case $(of $case $operation) instructions"
	done
done
echo "tee.invoke_overhead_window $(($(of window invoke_silent) - $(of bare invoke_silent))) instructions"
echo "tee.invoke_overhead_dynamic $(($(of dynamic invoke_silent) - $(of bare invoke_silent))) instructions"
echo "tee.rpc_overhead $(($(of dynamic invoke_rpc) - $(of bare invoke_rpc))) instructions"
echo "tee.register_overhead $(($(of dynamic register_unregister_4k) - $(of bare register_unregister_4k))) instructions"
