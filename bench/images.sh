# shellcheck shell=sh
# SPDX-License-Identifier: BSD-3-Clause
# Sizes of the images of back ends and drivers. Sourced behind bench/lib.sh.
BACK_ENDS='virtio-blk virtio-blk-lane virtio-net virtio-console virtio-rng virtio-vsock'
DRIVERS='disk disk-sdhci uplink uplink-e1000e uplink-gem can'

# image_sources ELF: prints the source files from which the image has code, by its line table. A file whose code the linker
# dropped isn't among them.
image_sources() {
	"${CROSS_COMPILE:-aarch64-linux-gnu-}readelf" --debug-dump=decodedline "$1" 2>/dev/null |
		sed -n 's|^\([^ ]*/[^ ]*\.[chS]\):$|\1|p' | sort -u | while read -r file; do
		for path in "$file" "skiff/$file" "services/$file"; do
			[ ! -f "$path" ] || { echo "$path" && break; }
		done
	done
}

# image_figures: prints figures of the largest image of each kind: text with constants, writable memory with a stack of a page,
# and the sources' lines of code (cloc).
image_figures() {
	for kind in back_end driver; do
		[ $kind = driver ] && names=$DRIVERS || names=$BACK_ENDS
		for name in $names; do
			image_sources "$BUILD/services/$name.elf" >"$OUT/$name.sources"
			[ -s "$OUT/$name.sources" ] || fail "no sources of $name"
			"${CROSS_COMPILE:-aarch64-linux-gnu-}size" "$BUILD/services/$name.elf" | awk 'NR == 2 { printf "%s %s ", $1, $2 + $3 + 4096 }'
			cloc --quiet --csv --list-file="$OUT/$name.sources" | awk -F, '$2 == "SUM" { print $5 }'
		done | awk -v kind=$kind '
			{ text = text > $1 ? text : $1; memory = memory > $2 ? memory : $2; lines = lines > $3 ? lines : $3 }
			END {
				print "device." kind "_text", text, "bytes"
				print "device." kind "_memory", memory, "bytes"
				print "device." kind "_lines", lines, "lines"
			}'
	done
}
