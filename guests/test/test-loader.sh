#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# usage: test-loader.sh LOADER_BIN LOADER_INFO_PROGRAM
# Runs the loader stub on QEMU at EL1, on memory full of 0xA5, and looks at the memory. There is no core here:
# the last hypercall is refused, and the stub powers the machine off, which is what we wait for.
set -eu

[ $# = 2 ] || { echo "usage: test-loader.sh LOADER_BIN LOADER_INFO" >&2; exit 2; }
stub=$1 info=$2
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
. tests/kit/check.sh


# run MAGIC_FLIP: writes 16 KiB of memory from 0x48000000 to the file `low`, and 4 KiB from 0x48100000 to `high`.
run() {
	"$info" 0x40400000 "$1" >"$scratch/block"
	rm -f "$scratch/low" "$scratch/high"
	( sleep 2; echo "pmemsave 0x48000000 16384 \"$scratch/low\""; echo "pmemsave 0x48100000 4096 \"$scratch/high\""
	  echo "info status"; echo quit ) |
		timeout 30 qemu-system-aarch64 -machine virt -cpu cortex-a57 -m 256 -display none -nic none \
			-serial null -monitor stdio -no-shutdown \
			-device "loader,file=$scratch/stale,addr=0x48000000,force-raw=on" \
			-device "loader,file=$scratch/stale,addr=0x48100000,force-raw=on" \
			-device "loader,file=$stub,addr=0x40200000,force-raw=on" \
			-device "loader,file=$scratch/block,addr=0x40400000,force-raw=on,cpu-num=0" \
			>"$scratch/monitor" 2>&1 || true
}

# hex FILE OFFSET COUNT: sha of these bytes
part() {
	dd if="$1" bs=1 skip="$2" count="$3" 2>/dev/null | sha256sum | cut -d' ' -f1
}

head -c 16384 /dev/zero | tr '\0' '\245' >"$scratch/stale"
head -c 4096 /dev/zero >"$scratch/zeros"
run 0
equal "powers off when the core refuses" "$(grep -c 'paused (shutdown)' "$scratch/monitor")" 1
equal "copies a segment" "$(part "$scratch/low" 0 8256)" "$(part "$scratch/block" 8192 8256)"
equal "clears behind it" "$(part "$scratch/low" 8256 192)" "$(part "$scratch/zeros" 0 192)"
equal "touches nothing behind" "$(part "$scratch/low" 8448 7936)" "$(part "$scratch/stale" 0 7936)"
equal "clears a segment without a source" "$(part "$scratch/high" 0 64)" "$(part "$scratch/zeros" 0 64)"
equal "leaves a gap" "$(part "$scratch/high" 64 64)" "$(part "$scratch/stale" 0 64)"
equal "copies the last segment" "$(part "$scratch/high" 128 64)" "$(part "$scratch/block" 8192 64)"
run 1
equal "powers off on a damaged table" "$(grep -c 'paused (shutdown)' "$scratch/monitor")" 1
equal "and copies nothing" "$(part "$scratch/low" 0 16384)" "$(part "$scratch/stale" 0 16384)"
summary
