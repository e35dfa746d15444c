#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# From the machine's first instruction to a guest's first, and on to its main.
set -eu
. bench/lib.sh
hz=62500000

skiff bench/service bulkhead "$OUT/service"
cp "$OUT/service/service.elf" "$OUT/service.elf"
compile bench/density.dts "$OUT/one.elf" -D INSTANCES=1 -D 'ARGS="first=10 period=1"'
boot "$OUT/one.elf" "$OUT/one.log"
tr -d '\r' <"$OUT/one.log" | awk -v ns=$((1000000000 / hz)) '
	/ served / { sub(/.* served /, ""); print "core.boot_one_vm", $1 * ns, "instructions"; found = 1 }
	END { exit !found }' || fail "the guest didn't report: $OUT/one.log"

hello() { # hello PLATFORM: start to main, of the line that hello prints
	tr -d '\r' <"$OUT/hello-$1.log" | awk -v name="skiff.hello_boot_$1" '
		/hello_start_to_main/ { sub(/.*start_to_main /, ""); print name, $1 * 1e9 / $4, "instructions"; found = 1 }
		END { exit !found }' || fail "hello didn't report: $OUT/hello-$1.log"
}
skiff apps/hello bulkhead "$OUT/hello-bulkhead" BOOT_STAMP=y
cp "$OUT/hello-bulkhead/hello.elf" "$OUT/hello.elf"
sed 's|apps/hello.elf|bench/hello.elf|' systems/minimal.dts >"$OUT/hello.dts"
compile "$OUT/hello.dts" "$OUT/hello-system.elf"
boot "$OUT/hello-system.elf" "$OUT/hello-bulkhead.log"
hello bulkhead
skiff apps/hello virt "$OUT/hello-virt" BOOT_STAMP=y
boot "$OUT/hello-virt/hello.bin" "$OUT/hello-virt.log"
hello virt
