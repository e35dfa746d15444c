#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# usage: outputs.sh BUILD
# Output files of the host tool appear whole or not at all, and never replace something else: full disks, folders,
# devices, inputs, signals. The last line is `N passed, N failed`.
set -u
build=$1
tool=$build/bulkhead
folder=$build/compiler/test/outputs
. tests/kit/check.sh
chmod -R u+w "$folder" 2>/dev/null
rm -rf "$folder"
mkdir -p "$folder/there" "$folder/dir"
there=$folder/there image=$folder/image.elf system=$folder/system.dts
cp systems/minimal.dts "$system"
cp "$build/core/core.elf" "$folder/core.elf"

# refuses NAME TEXT COMMAND...: fails with one line that says TEXT, leaves nothing in $there
refuses() {
	name=$1 text=$2
	shift 2
	"$@" >"$folder/log" 2>&1
	status=$?
	if [ $status -eq 1 ] && [ "$(wc -l <"$folder/log")" -eq 1 ] && grep -q -- "$text" "$folder/log" &&
		[ -z "$(ls "$there")" ]; then
		pass "$name"
	else
		fail "$name (status $status)" "$folder/log"
	fi
	rm -rf "${there:?}"/*
}
compile() {
	"$tool" compile "$system" "$@"
}
limited() { # with files of at most 8 KiB
	(ulimit -f 16 && "$@")
}

holds "a system" compile -o "$image"
"${CROSS_COMPILE:-aarch64-linux-gnu-}objcopy" -O binary "$build/core/core.elf" "$folder/core.bin"
hash=$(sha256sum <"$folder/core.bin" | cut -d ' ' -f 1)
holds "the core's hash" "$tool" verify --quiet --core "$hash" "$image"
refuses "another core's hash" "V009" "$tool" verify --quiet --core "$(echo "$hash" | tr 0-9a-f 1-9a-f0)" "$image"
refuses "an absent folder" "none/x.elf: No such file" compile -o "$folder/none/x.elf"
refuses "a folder" "dir: Is a directory" compile -o "$folder/dir"
refuses "a device" "/dev/null: is no regular file" compile -o /dev/null
holds "the device is still there" test -c /dev/null
refuses "the description" "system.dts: is an input" compile -o "$system"
holds "the description is as it was" cmp systems/minimal.dts "$system"
ln -s system.dts "$folder/link"
refuses "a link to it" "link: is an input" compile -o "$folder/link"
refuses "the core" "core.elf: is an input" compile --core "$folder/core.elf" -o "$folder/core.elf"
holds "the core is as it was" cmp "$build/core/core.elf" "$folder/core.elf"
refuses "a file too large" "x.elf: File too large" limited compile -o "$there/x.elf"
refuses "a report too large" "x.html: File too large" limited "$tool" report "$image" -o "$there/x.html"
refuses "a report over the image" "image.elf: is an input" "$tool" report "$image" -o "$image"
holds "the image is as it was" "$tool" verify --quiet "$image"
if [ "$(id -u)" -ne 0 ]; then
	chmod u-w "$folder/dir"
	refuses "a folder without rights" "dir/x.elf: Permission denied" compile -o "$folder/dir/x.elf"
elif mount -t tmpfs -o size=64k none "$there" 2>/dev/null; then
	refuses "a full disk" "x.elf: No space left" compile -o "$there/x.elf"
	umount "$there"
fi
if [ -c /dev/full ]; then
	to_full() { { "$@" >/dev/full; } 2>&1; }
	refuses "a full output, verify" "output: No space left" to_full "$tool" verify "$image"
	refuses "a full output, report" "output: No space left" to_full "$tool" report "$image"
fi
# Both files of a new system appear, or neither.
refuses "a new system too large" "new/new.dts: File too large" sh -c "ulimit -f 1; '$tool' init '$there/new'"
holds "a new system" "$tool" init "$folder/new"
rm "$folder/new/Makefile"
holds "somebody's description stays" sh -c "echo mine >'$folder/new/new.dts'; ! '$tool' init '$folder/new' &&
	[ \"\$(cat '$folder/new/new.dts')\" = mine ] && [ ! -e '$folder/new/Makefile' ]"
holds "a pipe is written into" sh -c "'$tool' report --text '$image' -o /dev/stdout | grep -q '^core: '"

# An image that the verifier refuses isn't kept: a bus master without stream isolation.
sed 's,image = ,devices = "/virtio_mmio@a000000"; &,' "$system" >"$folder/dma.dts"
dma() {
	"$tool" compile "$folder/dma.dts" "$@"
}
dma -o "$there/x.elf" >"$folder/log" 2>&1
if [ $? -eq 1 ] && grep -q "^$there/x.elf: V053" "$folder/log" && [ -z "$(ls "$there")" ]; then
	pass "an image that isn't proved"
else
	fail "an image that isn't proved" "$folder/log"
fi
holds "it is written with --no-verify" dma --no-verify -o "$there/x.elf"
rm -f "$there"/*

# Signals: whenever they come, nothing half-written, nothing in /tmp.
temporary() {
	find /tmp -maxdepth 1 -user "$(id -u)" \( -name 'bulkhead-image-*' -o -name 'bulkhead-ring-*' \) | sort
}
before=$(temporary)
bad=
for signal in HUP INT TERM; do
	for delay in 004 008 012 016 020 025 030 040 050 070 100; do
		timeout -s $signal 0.$delay "$tool" compile systems/linux-pair.dts -o "$there/x.elf" >"$folder/log" 2>&1
		timeout -s $signal 0.$delay "$tool" report systems/linux-pair.dts -o "$there/x.html" >"$folder/log" 2>&1
		for left in "$there"/*; do
			case $left in
			*/x.elf) "$tool" verify --quiet "$left" || bad="$bad $left" ;;
			*/x.html) grep -q '</html>' "$left" || bad="$bad $left" ;;
			*/\*) ;;
			*) bad="$bad $left" ;;
			esac
		done
		rm -f "$there"/*
	done
done
[ "$(temporary)" = "$before" ] || bad="$bad and in /tmp: $(temporary)"
[ -z "$bad" ]
check "signals leave nothing:$bad" $?

summary
