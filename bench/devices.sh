#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# What a stock Linux pays for a block request over the same Linux alone with QEMU's null disk, whose requests cost nothing: in
# an extension's memory, and on the null disk by a driver VM. The guest counts by its own counter; nobody is idle.
# Then messages between guests, registers, and what the death of a part costs. Some of it is measured again on a processor whose branch
# history is cleared at each entry: `_history` (docs/errata.md).
set -eu
. bench/lib.sh
NULL='-global virtio-mmio.force-legacy=false -drive driver=null-co,read-zeroes=on,size=16777216,if=none,id=d -device virtio-blk-device,drive=d'

blocks() { # the figures of block requests
	# shellcheck disable=SC2046,SC2086 # words
	timeout -k 1 200 qemu-system-aarch64 $(echo "$MACHINE" | sed 's/virtualization=on,//; s/-m 1G/-m 256/') $ICOUNT $NULL \
		-kernel "$BUILD/guests/linux/Image" -initrd "$BUILD/guests/initramfs.cpio" \
		-append 'console=ttyAMA0 quiet randomize_kstack_offset=off bulkhead.role=disk-bench' </dev/null >"$OUT/devices-floor.log" 2>&1 ||
		fail "bare Linux didn't end: $OUT/devices-floor.log"
	compile bench/devices.dts "$OUT/devices-ram.elf"
	boot "$OUT/devices-ram.elf" "$OUT/devices-ram.log"
	compile bench/devices.dts "$OUT/devices-disk.elf" -D 'FROM="/virtio_mmio@a003e00"'
	# shellcheck disable=SC2086 # words
	boot "$OUT/devices-disk.elf" "$OUT/devices-disk.log" 1 $NULL

	for name in read_qd1 read_qd8 read_qd32 write_qd1 write_qd8 write_qd32; do
		floor=$(figure floor $name)
		echo "blk.floor_$name $floor instructions"
		for case in ram disk; do
			echo "blk.${case}_$name $(($(figure $case $name) - floor)) instructions"
		done
	done
}
figure() { # figure CASE NAME: prints the number in the guest's line
	tr -d '\r' <"$OUT/devices-$1.log" | sed -n "s/.*MEASURE blk.$2 \([0-9]*\) ns\$/\1/p" | grep . || fail "no $2: $OUT/devices-$1.log"
}

# Two Skiff guests on one core, one of which sends back what the other sends (services/wire-test). The figure is the
# instructions outside of the guests. It is the difference of two runs of different lengths, so that begin and end don't count.
wire() { # wire KIND MESSAGES BYTES DEPTH: prints the instructions outside of the guests, and inside
	# shellcheck disable=SC2046 # words
	compile tests/torture/wire.dts "$OUT/devices-wire.elf" -D "$1=1" -D "LOAD=\"load $2 $3 $4 4\"" \
		$([ "$4" -le 32 ] || echo -D DEEP=1)
	counted "$OUT/devices-wire.elf" devices-wire 1 ",levels=on$(awk '/image: wire-test.*.elf/ { print ",apart=" $1 "-" $2 }' \
		"$OUT/devices-wire.elf.map" | tr -d '\n')"
	says "$OUT/devices-wire.log" 'wire-test passed'
	awk '$1 == "levels" { all = $2 + $3 } $1 == "apart" { print all - $2, $2 }' "$OUT/devices-wire.counts"
}
wires() { # wires FIGURE KIND BYTES DEPTH PARTS: the instructions of each message, which is cut into PARTS
	wire "$2" 1000 "$3" "$4" >"$OUT/devices-wire.short"
	wire "$2" 3000 "$3" "$4" | awk -v name="$1" -v parts="$5" '
		NR == FNR { outside = $1; inside = $2; next }
		{ print name, int(($1 - outside) / 2000 / parts), "instructions"
			print name "_guests", int(($2 - inside) / 2000 / parts), "instructions" }' "$OUT/devices-wire.short" -
}
# The cost of a register access for the guest; and of a notification for a packet that the device drops, up to the driver's
# interrupt.
registers() { # registers SUFFIX
	compile tests/torture/wire.dts "$OUT/devices-mark.elf" -D VSOCK=1 -D 'LOAD="mark"'
	counted "$OUT/devices-mark.elf" devices-mark
	says "$OUT/devices-mark.log" 'wire-test passed'
	awk -v suffix="$1" '$1 == "op" && $6 > most[$2] { most[$2] = $6; total[$2] = $3 }
		END {
			print "device.register_read" suffix, total[0], "instructions"
			print "device.register_write" suffix, total[1], "instructions"
			print "device.notify_to_interrupt" suffix, total[2], "instructions"
		}' "$OUT/devices-mark.counts"
}

blocks
plain=$MACHINE
for suffix in '' _history; do
	[ -z "$suffix" ] || MACHINE=$(echo "$plain" | sed 's/cortex-a53/cortex-a57/')
	wires net.rt_64$suffix NET 64 1 1
	wires vsock.rt_64$suffix VSOCK 64 1 1
	wires net.stream_1$suffix NET 1472 1 2
	wires net.stream_32$suffix NET 1472 32 2
	registers "$suffix"
done
MACHINE=$plain
wires console.rt_64 CONSOLE 64 1 1
wires net.stream_128 NET 1472 128 2
# The same if both ports are joined to 15 more, whose VMs are off.
wires net.rt_64_many MANY 64 1 1
wires net.stream_32_many MANY 1472 32 2

# Back ends and drivers that die KILLS times each, at random instructions (tests/torture). With one request in flight: how much
# longer than the quickest request the slowest one takes, including the report of the death on the console. And the number of
# lost requests, with one in flight and with many.
KILLS=100
mkdir -p "$OUT/kill"
killed() { # killed NAME VICTIM extension|vm WANTED [QEMU-OPTION...]: runs NAME.elf to its end; writes NAME.counts and NAME.lost
	run=$OUT/kill/$1 dies=$2 how=$3 wanted=$4
	shift 4
	rm -f "$OUT/kill/socket" "$run.counts"
	# shellcheck disable=SC2086 # words. With sleep=off, QEMU 7.2 stands still at the first step.
	timeout -k 1 900 qemu-system-aarch64 $MACHINE -icount shift=0 -S -gdb "unix:$OUT/kill/socket,server=on,wait=off" \
		-plugin "$(plugin "$run.counts" ,levels=on)" -kernel "$run.elf" "$@" </dev/null >"$run.log" 2>&1 &
	running=$!
	timeout 900 "$BUILD/tests/torture/killer" "$OUT/kill/socket" "$BUILD/services/$dies.elf" "$how" random $KILLS 1 \
		>"$run.kills" 2>&1 && wait $running || fail "$dies died, and the system didn't end: $run.log"
	tr -d '\r' <"$run.log" | awk -v wanted="$wanted" '
		/block-test: depth/ { sub(/.*: /, ""); print wanted - $1 + $3 + $5; found = 1 }
		/wire-test: .* came back/ { sub(/.*: /, ""); print wanted - $1 + $8; found = 1 }
		END { exit !found }' >"$run.lost" || fail "no result: $run.log"
}
kill_disk() { # kill_disk VICTIM KIND DRIVER DEPTH REQUESTS
	name=$1-$4
	compile tests/torture/system.dts "$OUT/kill/$name.elf" -D "DISK=\"services/$3.elf\"" -D "ARGS=\"$4 $5 r\""
	killed "$name" "$1" "$2" $(($5 + 512)) -global virtio-mmio.force-legacy=false \
		-drive "file=$BUILD/tests/disk.img,if=none,format=raw,id=disk,snapshot=on,discard=unmap" \
		-device virtio-blk-device,drive=disk
}
kill_wire() { # kill_wire KIND DEPTH MESSAGES
	victim=virtio-$(echo "$1" | tr '[:upper:]' '[:lower:]')
	compile tests/torture/wire.dts "$OUT/kill/$victim-$2.elf" -D "$1=1" -D "LOAD=\"load $3 500 $2 4\""
	killed "$victim-$2" "$victim" extension "$3"
}
rm -f "$OUT"/kill/*.lost
kill_disk virtio-blk-lane extension disk 1 4000
kill_disk disk vm disk 1 4000
kill_disk virtio-blk-lane extension disk-shuffle 32 4000
kill_disk disk-shuffle vm disk-shuffle 32 4000
for kind in NET CONSOLE VSOCK; do
	kill_wire $kind 1 3000
	kill_wire $kind 16 6000
done
cat "$OUT"/kill/*.lost | awk '{ lost += $1 } END { print "device.requests_lost", lost + 0, "requests" }'
for run in "$OUT"/kill/*-1.counts; do
	awk -v name="$(basename "$run" -1.counts)" '
		$1 == "op" && $2 == 3 { low = low && low < $3 ? low : $3; high = high > $3 ? high : $3 }
		END { print "device.restart_outage_" name, high - low, "instructions" }' "$run"
done | awk '{ print; most = most > $2 ? most : $2 } END { print "device.restart_outage", most, "instructions" }'
