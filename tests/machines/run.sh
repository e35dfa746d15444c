#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# The smallest system on every model of core, with both interrupt controllers; and on machines that aren't what its
# description says: one clear line on the console, and nothing runs.
set -u
BUILD=${BUILD:-build}
OUT=$BUILD/tests/machines
MODELS='cortex-a53 cortex-a57 cortex-a72 cortex-a76 max'
. tests/kit/check.sh

compile() { # compile BOARD CORES IMAGE
	"$BUILD/bulkhead" compile -D "BOARD=\"$1\"" -D "CORES=$2" tests/machines/system.dts -o "$3" >"$3.log" 2>&1 || {
		cat "$3.log"
		exit 1
	}
}

# machine NAME REGEX QEMU-ARGUMENTS...: the console must show REGEX; a machine that stopped is ended.
machine() {
	name=$1
	regex=$2
	shift 2
	: >"$OUT/models.log"
	timeout -s KILL 8 qemu-system-aarch64 -nic none -display none -monitor none -serial stdio -no-reboot "$@" \
		<"${keys:-/dev/null}" >"$OUT/models.log" 2>&1 &
	pid=$!
	while kill -0 $pid 2>/dev/null && ! grep -qE "$regex" "$OUT/models.log"; do
		sleep 0.05
	done
	sleep 0.05
	kill $pid 2>/dev/null
	wait $pid 2>/dev/null
	grep -qE "$regex" "$OUT/models.log"
	check "$name" $?
}

# stops NAME REGEX QEMU-ARGUMENTS...: does the same as `machine`; the console must show nothing else.
stops() {
	machine "$@"
	[ "$(grep -vc 'terminating on signal' "$OUT/models.log")" -eq 1 ] || check "$1: one line" 1
}

# Prints the offset in the image's file of the byte at an address.
offset() { # offset IMAGE ADDRESS
	"${CROSS_COMPILE:-aarch64-linux-gnu-}readelf" -lW "$1" | awk -v want="$2" '
		function hex(s,   i, v) { v = 0; s = tolower(substr(s, 3))
			for (i = 1; i <= length(s); i++) v = v * 16 + index("0123456789abcdef", substr(s, i, 1)) - 1
			return v }
		$1 == "LOAD" { at = hex(want) - hex($4); if (at >= 0 && at < hex($5)) { print hex($2) + at; exit } }'
}

flip() { # flip IMAGE OFFSET BIT COPY
	cp "$1" "$4"
	byte=$(od -An -tu1 -j "$2" -N1 "$1" | tr -d ' ')
	# shellcheck disable=SC2059 # an octal escape is meant
	printf "\\$(printf %03o $((byte ^ (1 << $3))))" | dd of="$4" bs=1 seek="$2" conv=notrunc status=none
}

mkdir -p "$OUT"
v3=$OUT/models-v3.elf
v2=$OUT/models-v2.elf
two=$OUT/models-two.elf
compile qemu-virt-gicv3 1 "$v3"
compile qemu-virt-gicv2 1 "$v2"
compile qemu-virt-gicv3 2 "$two"
load=$("${CROSS_COMPILE:-aarch64-linux-gnu-}readelf" -hW "$v3" | sed -n 's/.*Entry point address: *//p')
header=$(offset "$v3" "$load")
manifest=0x$(od -An -tx8 -j $((header + 88)) -N8 "$v3" | tr -d ' ')
at=$(offset "$v3" "$manifest")
size=$(od -An -tu8 -j $((at + 16)) -N8 "$v3" | tr -d ' ')
dd if="$v3" of="$OUT/models.raw" bs=1 skip="$header" count=131072 status=none

for cpu in $MODELS; do
	virt="-machine virt,virtualization=on,gic-version"
	# shellcheck disable=SC2086 # words are meant
	for gic in 2 3; do
		image=$OUT/models-v$gic.elf
		other=$OUT/models-v$((5 - gic)).elf
		machine "$cpu, GICv$gic: boots" 'all VMs have ended' $virt=$gic -cpu "$cpu" -m 1G -kernel "$image"
		stops "$cpu, GICv$gic where the other one is described" 'GICv[23], this machine' $virt=$gic -cpu "$cpu" \
			-m 1G -kernel "$other"
	done
	# shellcheck disable=SC2086
	{
		stops "$cpu: fewer cores" 'core 1 .*start' $virt=3 -cpu "$cpu" -m 1G -kernel "$two"
		stops "$cpu: less memory" "memory that the board" $virt=3 -cpu "$cpu" -m 700M -kernel "$v3"
		stops "$cpu: EL1" 'wrong exception level' -machine virt,gic-version=3 -cpu "$cpu" -m 1G -kernel "$v3"
		stops "$cpu: EL3" 'wrong exception level' -machine virt,secure=on,virtualization=on,gic-version=3 \
			-cpu "$cpu" -m 1G -kernel "$v3"
		stops "$cpu: another address" 'wrong address' $virt=3 -cpu "$cpu" -m 1G \
			-device loader,file="$OUT/models.raw",addr=0x50000000,cpu-num=0,force-raw=on
	}
done

# The same as an arm64 boot image: QEMU and U-Boot's booti put it where the core is linked.
boot_image=$OUT/models.img
"$BUILD/bulkhead" image -o "$boot_image" "$v3"
check 'a boot image is made' $?
machine 'the boot image under -kernel' 'all VMs have ended' -machine virt,virtualization=on,gic-version=3 -cpu cortex-a57 -m 1G \
	-kernel "$boot_image"
fit=$OUT/models.itb
"$BUILD/bulkhead" image --fit -o "$fit" "$v3"
check 'a flattened image tree is made' $?

# Any key stops U-Boot's count-down. The command is sent until U-Boot executes it.
u_boot() { # u_boot COMMAND FILE
	keys=$OUT/models.keys
	rm -f "$keys"
	mkfifo "$keys"
	# shellcheck disable=SC2016 # the variable is U-Boot's
	(exec 3<>"$keys"; for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14; do
		sleep 0.5; printf '\r%s - ${fdtcontroladdr}\r' "$1" >&3
	done) &
	typist=$!
	machine "${2##*/} by U-Boot's $1" 'all VMs have ended' -machine virt,virtualization=on,gic-version=3 -cpu cortex-a57 -m 1G \
		-bios "$BUILD/tests/u-boot/usr/lib/u-boot/qemu_arm64/u-boot.bin" \
		-device loader,file="$2",addr=0x50000000,force-raw=on
	kill $typist 2>/dev/null
	keys=
}
u_boot 'booti 50000000' "$boot_image"
u_boot 'bootm 50000000#bulkhead' "$fit"

# Flips bits of the manifest: of its first words, of the pointers behind them, and some at random places.
damaged='damaged|no manifest|MPIDR|wasn.t there|isn.t there'
n=0
for position in 0 8 12 16 20 24 32 40 48 56 64 96 128 $((size / 3)) $((size / 2)) $((size - 1)); do
	flip "$v3" $((at + position)) $((n % 8)) "$OUT/models-damaged.elf"
	stops "manifest: bit $((n % 8)) of byte $position" "$damaged" -machine virt,virtualization=on,gic-version=3 \
		-cpu cortex-a57 -m 1G -kernel "$OUT/models-damaged.elf"
	n=$((n + 1))
done
for bit in 4 12 27 31 33; do # of the header's pointer to it
	flip "$v3" $((header + 88 + bit / 8)) $((bit % 8)) "$OUT/models-damaged.elf"
	stops "header: bit $bit of the manifest's address" "$damaged" -machine virt,virtualization=on,gic-version=3 \
		-cpu cortex-a57 -m 1G -kernel "$OUT/models-damaged.elf"
done
summary
