#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# Stock programs as unikernels: their check scripts print what they print on Linux. Runs from the top
# folder; the images are built.
#   applications.sh IMAGES   folder with lua-virt, sqlite-virt, lua-bulkhead
images=$1
expected=skiff/test/applications
. tests/kit/check.sh

compare() { # compare NAME FILE: $output is the file's text
	[ "$output" = "$(cat "$expected/$2")" ]
	check "$1 prints what $expected/$2 says" $?
	printf '%s\n' "$output" | diff - "$expected/$2" | head -n 10
}

virt() { # virt IMAGE ARGUMENTS
	output=$(timeout 100 qemu-system-aarch64 -nodefaults -serial mon:stdio -display none -m 64 -machine virt \
		-cpu cortex-a57 -kernel "$images/$1" -append "$2" </dev/null 2>&1 | tr -d '\r')
}

virt lua-virt/lua.bin '/rom/check.lua one'
compare 'lua on virt' lua
virt sqlite-virt/sqlite.bin '-batch /data.db ".read /rom/check.sql"'
compare 'sqlite on virt' sqlite

mkdir -p "$images/applications"
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

for image in lua-virt/lua sqlite-virt/sqlite lua-bulkhead/lua; do
	counted skiff/test/no-svc.sh "$images/$image.elf"
done
summary
