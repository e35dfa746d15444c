#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# virtio.sh FOLDER QEMU [ARGUMENTS...]: runs FOLDER/virtio.bin, the test of the drivers of virtio devices, with QEMU's
# devices. FOLDER gets the disks, too.
dir=$1
shift
# A disk of 4 MiB whose sector n begins with n, in 8 hexadecimal digits.
awk 'BEGIN { for (n = 0; n < 8192; n++) printf "%08x%503s\n", n, "" }' >"$dir/disk.img"
cp "$dir/disk.img" "$dir/read-only.img"
timeout 60 "$@" -kernel "$dir/virtio.bin" -global virtio-mmio.force-legacy=false \
	-drive file="$dir/disk.img",if=none,format=raw,id=disk,discard=unmap \
	-device virtio-blk-device,drive=disk,serial=skiff-disk \
	-drive file="$dir/read-only.img",if=none,format=raw,id=ro,readonly=on \
	-device virtio-blk-device,drive=ro \
	-device virtio-rng-device </dev/null 2>&1 | tr -d '\r' | grep -v '^$'
