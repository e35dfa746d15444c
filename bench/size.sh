#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# Sizes: of the core, of its memory for one VM, of the mediator and of the smallest unikernel.
set -eu
. bench/lib.sh
. bench/images.sh

# of_map MAP WHAT: prints the sum of bytes in the map's lines that begin with WHAT.
of_map() {
	awk -v what="$2" '{ line = $0; sub(/^[^ ]+ +[^ ]+ +[0-9]+ [KM]iB +/, "", line) }
		index(line, what) == 1 { sum += $3 * ($4 == "MiB" ? 1048576 : 1024) } END { print sum + 0 }' "$1"
}

echo "core.text_bytes $("${CROSS_COMPILE:-aarch64-linux-gnu-}size" -A "$BUILD/core/core.elf" |
	awk '$1 == ".text" { print $2 }') bytes"
echo "core.lines $(find core -name '*.[chS]' -exec cloc --quiet --csv {} + |
	awk -F, '$2 == "SUM" { print $5 }') lines"
image_figures
compile systems/minimal.dts "$OUT/minimal.elf"
awk '/^core in all:/ { print "core.ram_one_vm", $4 * 1024, "bytes" }' "$OUT/minimal.elf.map"
compile systems/tee-minimal.dts "$OUT/tee-minimal.elf"
echo "mediator.image_bytes $(bytes "$BUILD/services/optee-mediator.elf" text+data) bytes"
echo "mediator.ram_bytes $(($(of_map "$OUT/tee-minimal.elf.map" 'VM mediator: memory') +
	$(of_map "$OUT/tee-minimal.elf.map" 'image: mediator'))) bytes"
skiff apps/hello bulkhead "$OUT/hello-plain"
echo "skiff.hello_image_bytes $(bytes "$OUT/hello-plain/hello.elf" text+data) bytes"
echo "skiff.hello_ram_bytes $(bytes "$OUT/hello-plain/hello.elf" data+bss) bytes"
skiff apps/hello virt "$OUT/hello-virt-plain"
echo "skiff.hello_image_bytes_virt $(stat -c %s "$OUT/hello-virt-plain/hello.bin") bytes"
echo "skiff.hello_ram_bytes_virt $(bytes "$OUT/hello-virt-plain/hello.elf" data+bss) bytes"
