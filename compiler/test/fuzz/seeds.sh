#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# usage: seeds.sh BUILD FOLDER
# Makes the seeds of the fuzz targets: the trees of the repository's systems and boards, a build folder with a small
# image for each image that they name, and two system images.
set -eu
build=$1
seeds=$2
rm -rf "$seeds"
mkdir -p "$seeds/systems" "$seeds/boards" "$seeds/images" "$seeds/build/boards" "$seeds/build/core" "$seeds/build/guests" \
	"$seeds/build/folder"

tree() { # FILE OUTPUT
	cpp -nostdinc -undef -D__DTS__ -x assembler-with-cpp -Iabi "$1" | sed "s,../../compiler/test/raw.txt,raw.bin,; s/memory = <0x[1-8]000>/memory = <0x10000>/" |
		dtc -q -I dts -O dtb -i "$(dirname "$1")" -o "$2" -
}
for file in systems/*.dts compiler/test/rich.dts tests/cases/tee/dynamic/system.dts tests/cases/extension/unhandled/system.dts \
	tests/cases/extension/waiting/system.dts tests/cases/core/channel/system.dts; do
	name=${file%/system.dts} # of a case: its folder
	tree "$file" "$seeds/systems/$(basename "$name" .dts).dtb"
done
for file in boards/*/board.dts; do
	tree "$file" "$seeds/boards/$(basename "$(dirname "$file")").dtb"
done
cp "$build"/boards/*.dtb "$seeds/build/boards"
cp "$build/compiler/test/core.elf" "$seeds/build/core/core.elf"
cp "$build/guests/loader.bin" "$seeds/build/guests/loader.bin"

# A Linux Image: 64 bytes of header (text_offset 0, image_size 64 KiB, magic), and a raw binary.
image() {
	head -c 16 /dev/zero
	printf '\0\0\1\0\0\0\0\0'
	head -c 32 /dev/zero
	printf 'ARM\144\0\0\0\0'
	head -c 4032 /dev/zero
}
for tree in "$seeds"/systems/*.dtb; do
	dtc -q -I dtb -O dts "$tree" | sed -nE 's/^\s*(image|kernel|initrd|table) = "([^"/]*\/?[^"]*)".*/\1 \2/p'
done | sort -u | while read -r kind name; do

	mkdir -p "$(dirname "$seeds/build/$name")"
	case $kind in
	kernel) image >"$seeds/build/$name" ;;
	initrd) head -c 5000 /dev/zero >"$seeds/build/$name" ;;
	table) "$build/bulkhead" disk -o "$seeds/build/$name" cluster-root=4K ivi-root=4K cluster-load=4K >/dev/null ;;
	image) cp "$build/compiler/test/skiff.elf" "$seeds/build/$name" ;;
	esac
done
head -c 100 /dev/zero >"$seeds/build/raw.bin"
cp "$build/compiler/test/many-stacks.elf" "$seeds/build/elf.elf"

for name in minimal rich tee-minimal; do
	dtc -q -I dtb -O dts -o "$seeds/images/$name.dts" "$seeds/systems/$name.dtb"
	"$build/bulkhead" compile --build "$seeds/build" --boards boards "$seeds/images/$name.dts" -o "$seeds/images/$name.elf"
done
