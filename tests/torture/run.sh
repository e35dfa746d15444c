#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# A verified load on a disk (services/block-test), whose back end or driver dies again and again: at random instructions with 32
# requests in flight, on a disk that is slow and out of order; and at each instruction of one request of each kind (killer.c).
# No request may be lost, none may fail, no byte may be wrong. The same of two VMs that talk by a network, a console's port or
# sockets (services/wire-test), whose back ends die: each byte comes once and in its order. And of a screen with three planes, whose back
# ends, driver and clients die: whenever the ECU looks, each pixel of its warning lamps is right in the frame that is scanned out.
# And of what is touched and typed: nothing is down when all was let go of.
#   tests/torture/run.sh short|long [WORD]     long takes hours; WORD: only runs whose title has it
set -u
cd "$(dirname "$0")/../.." || exit 1
BUILD=${BUILD:-build}
. tests/kit/check.sh
length=${1:-short}
only=${2:-}
out=$BUILD/tests/torture
back_end=$BUILD/services/virtio-blk-lane.elf
driver=$BUILD/services/disk.elf
shuffled=$BUILD/services/disk-shuffle.elf
mkdir -p "$out"

# Each starts its machine with further arguments: those of `bulkhead run', `--', those of QEMU.
disk() { # $load: of block-test; $disk: the driver's image
	"$BUILD/bulkhead" run tests/torture/system.dts -D "ARGS=\"$load\"" -D "DISK=\"services/$(basename "$disk")\"" "$@" \
		-global virtio-mmio.force-legacy=false \
		-drive "file=$BUILD/tests/disk.img,if=none,format=raw,id=disk,snapshot=on,discard=unmap" \
		-device virtio-blk-device,drive=disk
}
wire() { # $load: of wire-test; $kind: what is between both
	"$BUILD/bulkhead" run tests/torture/wire.dts -D "$kind=1" -D "LOAD=\"load $load 4\"" "$@"
}
uplink() { # $load: requests
	"$BUILD/bulkhead" run tests/torture/wire.dts -D UPLINK=1 -D "LOAD=\"ask $load\"" "$@" \
		-global virtio-mmio.force-legacy=false -netdev user,id=net \
		-device virtio-net-device,netdev=net,bus=virtio-mmio-bus.23
}

screen() { # $load: frames of the ECU
	"$BUILD/bulkhead" run tests/cases/display/planes/system.dts \
		-D "ENDLESS=\"telltale.plane=dash-telltale telltale.frame=dash-frame telltale.frames=$load\"" "$@" \
		-global virtio-mmio.force-legacy=false -device virtio-gpu-device,bus=virtio-mmio-bus.15
}

# Fingers and keys go down and up all the time. Once the killer has ended, all are released and the guests end: events that were
# lost with a driver are repeated.
fingers() {
	"$BUILD/bulkhead" run tests/cases/display/touch/system.dts -D QUIET=1 "$@" -qmp "unix:$out/qmp,server=on,wait=off" \
		-global virtio-mmio.force-legacy=false -device virtio-gpu-device,bus=virtio-mmio-bus.15 \
		-device virtio-tablet-device,bus=virtio-mmio-bus.7 -device virtio-keyboard-device,bus=virtio-mmio-bus.6 &
	machine=$!
	while [ -d "/proc/$machine" ]; do
		set -- at:100:100:640:360 down key:a:1 at:500:200:640:360 up key:b:1 at:600:300:640:360 down key:a:0 up key:b:0
		[ ! -e "$out/calm" ] || set -- up key:a:0 key:b:0 key:esc:1 key:esc:0 at:0:0:640:360 down up wait:300
		tests/kit/press.py "$out/qmp" "$@" 2>>"$out/press.log"
		sleep 0.1
	done
	wait $machine
}

torture() { # torture TITLE MACHINE VICTIM ARGUMENTS...: those of killer from its third on
	title=$1 machine=$2 victim=$3
	shift 3
	case $title in *"$only"*) ;; *) return ;; esac
	log=$out/$(echo "$title" | tr -c 'A-Za-z0-9\n' '-')
	rm -f "$out/socket" "$out/qmp" "$out/calm"
	# With sleep=off, QEMU 7.2 stands still at the first step.
	$machine -o "$out/system.elf" --timeout "$seconds" -- -icount shift=0 -S \
		-gdb "unix:$out/socket,server=on,wait=off" >"$log.log" 2>&1 </dev/null &
	running=$!
	timeout "$seconds" "$out/killer" "$out/socket" "$victim" "$@" >"$log.kills" 2>&1
	killed=$?
	: >"$out/calm"
	wait $running
	tr -d '\r' <"$log.log" | grep -qE '(block|wire)-test passed$|telltale: [1-9][0-9]* frames good, 0 frozen, 0 blank, 0 wrong|cluster: input-test: ends, 0 down'
	seen=$?
	! grep -q 'input-test: ends, [1-9]' "$log.log" || seen=1
	[ $killed -eq 0 ] || cat "$log.kills"
	check "$title: $(sed -n 's/^killer: //p' "$log.kills" | paste -sd ';' -), all bytes right" \
		$((killed || seen)) "$log.log"
}
disk_torture() { # TITLE LOAD DRIVER VICTIM ARGUMENTS...
	title=$1 load=$2 disk=$3
	shift 3
	torture "$title" disk "$@"
}
wire_torture() { # TITLE KIND LOAD ARGUMENTS...
	title=$1 kind=$2 load=$3
	shift 3
	torture "$title" wire "$BUILD/services/virtio-$(echo "$kind" | tr '[:upper:]' '[:lower:]').elf" extension "$@"
}

if [ "$length" = short ]; then
	seconds=300
	disk_torture 'back end at 5 random instructions' '32 100 rwrwfrwzrwd' "$shuffled" "$back_end" extension random 5 1
	disk_torture 'driver at 5 random instructions' '32 300 rwrwfrwzrwd' "$shuffled" "$shuffled" vm random 5 1
	disk_torture 'back end at every 131st instruction of a write' '1 150 w' "$driver" "$back_end" extension each 0 131 1000 3
	disk_torture 'back end at its first INIT' '1 20 w' "$driver" "$back_end" extension each 0 97 3 0
	disk_torture 'driver at every 193rd instruction of a write' '1 150 w' "$driver" "$driver" vm each 0 193 1000
	for kind in NET CONSOLE VSOCK; do
		wire_torture "back ends of $kind at 5 random instructions" "$kind" '60 500 16' random 5 1
	done
	# The uplink is only in the long list: its answers and so its passages come at the host's pace, and the load may end
	# before the kills.
	load=120
	torture 'back ends of a screen at 5 random instructions' screen "$BUILD/services/virtio-gpu.elf" extension random 5 1
	torture 'driver of a screen at 5 random instructions' screen "$BUILD/services/screen.elf" vm random 5 1
	torture 'clients of a screen at 5 random instructions' screen "$BUILD/services/gpu-test.elf" vm random 5 1
	torture 'back ends of input at 5 random instructions' fingers "$BUILD/services/virtio-input.elf" extension random 5 1
	torture 'driver of input at 5 random instructions' fingers "$BUILD/services/input.elf" vm random 5 1
	summary
	exit
fi
seconds=7200
disk_torture 'back end at 1000 random instructions' '32 20000 rwrwfrwzrwd' "$shuffled" "$back_end" extension random 1000 1
disk_torture 'driver at 1000 random instructions' '32 60000 rwrwfrwzrwd' "$shuffled" "$shuffled" vm random 1000 1
for kind in read write flush discard zeroes; do
	load="1 30000 $(echo $kind | cut -c 1)"
	disk_torture "back end at each instruction of a $kind, its notification" "$load" "$driver" "$back_end" extension each 0 1 100000 3
	disk_torture "back end at each instruction of a $kind, its completion" "$load" "$driver" "$back_end" extension each 0 1 100000 8
	disk_torture "driver at each instruction of a $kind" "$load" "$driver" "$driver" vm each 0 1 100000
done
disk_torture 'back end at each instruction of an INIT' '1 30000 w' "$driver" "$back_end" extension each 0 1 100000 0
for kind in NET CONSOLE VSOCK; do
	wire_torture "back ends of $kind at 1000 random instructions" "$kind" '30000 500 16' random 1000 1
	wire_torture "back ends of $kind at each instruction of a request's notification" "$kind" '30000 64 1' each 0 1 100000 3
	wire_torture "back ends of $kind at each instruction of a delivery" "$kind" '30000 64 1' each 0 1 100000 8
	wire_torture "back ends of $kind at each instruction of an INIT" "$kind" '30000 64 1' each 0 1 100000 0
done
load=20000
torture 'uplink at 1000 random instructions' uplink "$BUILD/services/uplink.elf" vm random 1000 1
load=20000
torture 'back ends of a screen at 1000 random instructions' screen "$BUILD/services/virtio-gpu.elf" extension random 1000 1
torture 'driver of a screen at 1000 random instructions' screen "$BUILD/services/screen.elf" vm random 1000 1
load=5000
torture 'clients of a screen at 1000 random instructions' screen "$BUILD/services/gpu-test.elf" vm random 1000 1
torture 'back ends of input at 1000 random instructions' fingers "$BUILD/services/virtio-input.elf" extension random 1000 1
torture 'driver of input at 1000 random instructions' fingers "$BUILD/services/input.elf" vm random 1000 1
# 6,058 instructions: one in 61.
disk_torture 'driver at instructions of its start' '1 30000 w' "$driver" "$driver" vm each 0 61 100000 boot
summary
