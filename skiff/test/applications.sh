#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# Stock programs as unikernels: their check scripts print what they print on Linux. Runs from the top
# folder; the images are built.
#   applications.sh IMAGES   folder with lua-virt, sqlite-virt, insert-virt, lua-bulkhead
images=$1
expected=skiff/test/applications
. tests/kit/check.sh

compare() { # compare NAME FILE: $output is the file's text
	[ "$output" = "$(cat "$expected/$2")" ]
	check "$1 prints what $expected/$2 says" $?
	printf '%s\n' "$output" | diff - "$expected/$2" | head -n 10
}

virt() { # virt IMAGE ARGUMENTS [QEMU-OPTION...]
	image=$1 arguments=$2
	shift 2
	output=$(timeout 100 qemu-system-aarch64 -nodefaults -serial mon:stdio -display none -m 64 -machine virt \
		-cpu cortex-a57 -kernel "$images/$image" -append "$arguments" "$@" </dev/null 2>&1 | tr -d '\r')
}

virt lua-virt/lua.bin '/rom/check.lua one'
compare 'lua on virt' lua
virt sqlite-virt/sqlite.bin '-batch /data.db ".read /rom/check.sql"'
compare 'sqlite on virt' sqlite

# insert: a machine adds three rows to the database on the disk, and reads them back
insert() {
	virt insert-virt/insert.bin '/disk/data.db 3' -global virtio-mmio.force-legacy=false \
		-drive "if=none,id=disk,format=raw,file=$images/applications/disk" -device virtio-blk-device,drive=disk
}
mkdir -p "$images/applications"
rm -f "$images/applications/disk"
truncate -s 4M "$images/applications/disk"
insert
matches 'SQLite makes its database on a disk' '^inserted 3 of 3$' "$output"
insert
matches 'another machine finds it there' '^inserted 3 of 6$' "$output"
printf 'x' | dd of="$images/applications/disk" conv=notrunc 2>/dev/null
printf 'x' | dd of="$images/applications/disk" bs=8192 seek=1 conv=notrunc 2>/dev/null
insert
matches 'a disk of another kind is not mounted' '^disk: not mounted as /disk: error 22$' "$output"

cat >"$images/applications/lua.dts" <<DTS
/dts-v1/;
/ { compatible = "bulkhead,system"; board = "qemu-virt-gicv3"; cpus = <1>;
	vms { lua { image = "$(realpath "$images")/lua-bulkhead/lua.elf"; memory = <0x400000>; stack-size = <0x20000>;
		args = "/rom/check.lua one"; }; };
};
DTS
output=$("${BUILD:-build}/bulkhead" run --timeout 100 -o "$images/applications/lua.elf" \
	"$images/applications/lua.dts" </dev/null 2>&1 | tr -d '\r' | sed -n 's/^lua: //p')
compare 'lua on bulkhead' lua

for image in lua-virt/lua sqlite-virt/sqlite insert-virt/insert lua-bulkhead/lua; do
	counted skiff/test/no-svc.sh "$images/$image.elf"
done
summary
