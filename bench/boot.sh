#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# From the machine's first instruction to a guest's first; from a guest's start to its main; restart of the mediator.
set -eu
. bench/lib.sh
hz=62500000

skiff bench/service bulkhead "$OUT/service"
cp "$OUT/service/service.elf" "$OUT/service.elf"
core_boot() { # core_boot FIGURE INSTANCES: the instructions until the last instance starts
	compile bench/boot.dts "$OUT/boot-$2.elf" -D "INSTANCES=$2"
	boot "$OUT/boot-$2.elf" "$OUT/boot-$2.log"
	tr -d '\r' <"$OUT/boot-$2.log" | awk -v ns=$((1000000000 / hz)) -v name="$1" -v n="$2" '
		/ served / { sub(/.* served /, ""); found++; if ($1 > last) last = $1 }
		END { print name, last * ns, "instructions"; exit found != n }' ||
		fail "not all guests reported: $OUT/boot-$2.log"
}
core_boot core.boot_one_vm 1
core_boot core.boot_three_vms 3

hello() { # hello PLATFORM: the instructions from start to main, which hello prints
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

span() { # span FIGURE COUNTS: the instructions of all levels from the image's first instruction to the application's code
	awk -v name="$1" '$1 == "span" { print name, $2, "instructions"; print name "_el2", $3, "instructions"; found = 1 }
		END { exit !found }' "$2" || fail "$2: the guest didn't reach its main"
}
# Link-time optimisation is off, since it inlines main.
skiff apps/ecu bulkhead "$OUT/ecu-plain" LTO=n
cp "$OUT/ecu-plain/ecu.elf" "$OUT/ecu.elf"
compile bench/ecu.dts "$OUT/ecu-boot.elf" -D 'ECU="bench/ecu.elf"'
counted "$OUT/ecu-boot.elf" ecu-boot 1 \
	",levels=on,from=$(address "$OUT/ecu.elf" _start),to=$(address "$OUT/ecu.elf" main)"
span ecu.boot "$OUT/ecu-boot.counts"

# crash NAME MEDIATOR [,ARGUMENT... COMPILE-OPTION...]: runs the guest that crashes its mediator.
crash() {
	compile bench/restart.dts "$OUT/$1-system.elf" -D "TEE_MEDIATOR_IMAGE=\"$2\"" ${4:+"$4" "$5"}
	rm -f "$OUT/$1.counts"
	timeout -k 1 200 "$BUILD/bulkhead" run "$OUT/$1-system.elf" --timeout 180 -- -icount shift=0,sleep=off -plugin \
		"$(plugin "$OUT/$1.counts" ",levels=on${3:-}")" </dev/null >"$OUT/$1.log" 2>&1 ||
		fail "the guest didn't end: $OUT/$1.log"
	says "$OUT/$1.log" 'the mediator served after each restart'
}
crash restart services/optee-mediator-planted.elf
operations "$OUT/restart.counts" >"$OUT/restart.operations"
awk '$1 == "mediator_restart" {
	if ($2 == "total") print "mediator.restart", $5, "instructions"
	print "mediator.restart_" $2 "_min", $3, "instructions"
	print "mediator.restart_" $2 "_median", $4, "instructions"
	print "mediator.restart_" $2 "_max", $5, "instructions"
}' "$OUT/restart.operations"
# The mediator's INIT request is the first of its code that runs.
skiff services/optee-mediator extension "$OUT/mediator-plain" 'PLANTED_BUG=y LTO=n'
cp "$OUT/mediator-plain/optee-mediator.elf" "$OUT/mediator.elf"
crash mediator-boot bench/mediator.elf \
	",from=$(address "$OUT/mediator.elf" extension_init),to=$(address "$OUT/mediator.elf" extension_on_init)" \
	-D MEDIATOR_MEMORY=0x20000
span mediator.boot "$OUT/mediator-boot.counts"
