#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# SQLite on Skiff: what an insert takes of the machine, whose disk is a file of the host. The log is written from its
# beginning again after 1,000 pages, so what is counted are inserts 1,025 to 5,120.
set -eu
. bench/lib.sh
skiff bench/insert virt "$OUT/insert"

# spent COUNT: prints the instructions of a machine that inserts COUNT rows into a new database.
spent() {
	rm -f "$OUT/insert.disk" "$OUT/insert.counts"
	truncate -s 64M "$OUT/insert.disk"
	timeout -k 1 400 qemu-system-aarch64 -nodefaults -serial mon:stdio -display none -no-reboot -m 64 -machine virt \
		-cpu cortex-a57 -kernel "$OUT/insert/insert.bin" -append "/disk/data.db $1" -global virtio-mmio.force-legacy=false \
		-drive "if=none,id=disk,format=raw,file=$OUT/insert.disk" -device virtio-blk-device,drive=disk -icount shift=0 \
		-plugin "$(plugin "$OUT/insert.counts" ,levels=on)" </dev/null >"$OUT/insert.log" 2>&1 ||
		fail "inserting ended with status $?: $OUT/insert.log"
	says "$OUT/insert.log" "^inserted $1"
	awk '$1 == "levels" { print $2 + $3 + $4 }' "$OUT/insert.counts" | grep . || fail "nothing counted: $OUT/insert.log"
}

few=$(spent 1024)
many=$(spent 5120)
rm -f "$OUT/insert.disk"
echo "posix.request_sqlite_insert $(((many - few) / 4096)) instructions"
