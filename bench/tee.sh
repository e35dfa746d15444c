#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# What the mediator adds to a Linux guest's calls to the TEE: the same client in a guest, and without a hypervisor.
# The reference secure world, or a real one: SECURE_WORLD (virtualization), SECURE_WORLD_PLAIN (the same without it) and
# TRUSTED_APPS (folder with applications, guests/tee/application among them); docs/optee-mediator.md.
set -eu
. bench/lib.sh
below=${SECURE_WORLD:-$BUILD/secure/flash.bin}
plain=${SECURE_WORLD_PLAIN:-$BUILD/secure/flash-plain.bin}
initramfs=guests/initramfs.cpio
limit=180
if [ -n "${SECURE_WORLD:-}" ]; then
	[ -n "${SECURE_WORLD_PLAIN:-}" ] && [ -n "${TRUSTED_APPS:-}" ] ||
		fail "SECURE_WORLD is set: SECURE_WORLD_PLAIN and TRUSTED_APPS are expected with it"
	initramfs=guests/initramfs-applications.cpio
	guests/add-applications.sh "$TRUSTED_APPS" "$BUILD/$initramfs" || fail "no applications"
	limit=900
fi
for file in "$below" "$plain"; do
	[ -f "$file" ] || fail "$file is missing: run make"
done

measures() { # measures LOG: prints `name instructions` from the client's lines
	tr -d '\r' <"$1" | sed -n 's/.*MEASURE \([a-z0-9_]*\) \([0-9]*\) [a-z]*$/\1 \2/p'
}

system() { # system CASE COMPILE-OPTIONS...
	case=$1
	shift
	compile bench/tee.dts "$OUT/tee-$case.elf" -D "INITRD=\"$initramfs\"" "$@"
	SECURE_WORLD=$below timeout -k 1 $((limit + 20)) "$BUILD/bulkhead" run "$OUT/tee-$case.elf" --timeout $limit -- \
		-icount shift=0,sleep=off -rtc base=2026-01-01,clock=vm </dev/null >"$OUT/tee-$case.log" 2>&1 || fail "the guest didn't end: $OUT/tee-$case.log"
	measures "$OUT/tee-$case.log" >"$OUT/tee-$case.figures"
	grep -q '^invoke_rpc ' "$OUT/tee-$case.figures" || fail "the guest didn't measure: $OUT/tee-$case.log"
}

timeout -k 1 $((limit + 20)) guests/run-bare.sh --icount --cpu cortex-a53 --timeout $limit --flash "$plain" \
	--initramfs "$BUILD/$initramfs" bulkhead.role=tee-tour bulkhead.args=--no-examples,--limits </dev/null >"$OUT/tee-bare.log" 2>&1 ||
	fail "bare Linux didn't end: $OUT/tee-bare.log"
measures "$OUT/tee-bare.log" >"$OUT/tee-bare.figures"
grep -q '^invoke_rpc ' "$OUT/tee-bare.figures" || fail "bare Linux didn't measure: $OUT/tee-bare.log"
# The shared area has room for a buffer of 16 MiB, in blocks of 2 MiB.
system window -D TEE_SHM=0x1200000
system dynamic -D DYNAMIC=1

of() { # of CASE NAME
	awk -v name="$2" '$1 == name { print $2 }' "$OUT/tee-$1.figures"
}
for operation in invoke_silent invoke_registered_4k invoke_temporary_4k invoke_rpc register_unregister_4k \
	register_unregister_508k open_close; do
	for case in bare window dynamic; do
		echo "tee.${operation}_$case $(of $case $operation) instructions"
	done
done
for case in bare window dynamic; do
	echo "tee.live_registrations_$case $(of $case live_registrations_4k) buffers"
	echo "tee.largest_buffer_$case $(of $case largest_buffer) bytes"
done
for case in window dynamic; do
	echo "tee.invoke_overhead_$case $(($(of $case invoke_silent) - $(of bare invoke_silent))) instructions"
	echo "tee.rpc_overhead_$case $((($(of $case invoke_rpc) - $(of $case invoke_silent)) -
		($(of bare invoke_rpc) - $(of bare invoke_silent)))) instructions"
done
echo "tee.register_overhead $(($(of dynamic register_unregister_4k) - $(of bare register_unregister_4k))) instructions"
echo "tee.rpc_overhead $((($(of dynamic invoke_rpc) - $(of dynamic invoke_silent)) -
	($(of bare invoke_rpc) - $(of bare invoke_silent)))) instructions"
