#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# usage: short-forms.sh BUILD
# /devices, /networks, /can, /displays, /sound and /sensors: expanding a long form changes nothing, and the verifier finds changes that
# contradict a flow matrix, a matrix of identifiers or an order of planes. The last line is `N passed, N failed`.
set -u
build=$1
tool=$build/bulkhead
folder=$build/compiler/test/short-forms
. tests/kit/check.sh
mkdir -p "$folder"

# same SYSTEM: its long form's long form is the long form
same() {
	"$tool" compile --expand "$1" >"$folder/long.dts" 2>"$folder/log" &&
		"$tool" compile --expand "$folder/long.dts" >"$folder/longer.dts" 2>>"$folder/log" &&
		diff "$folder/long.dts" "$folder/longer.dts" >>"$folder/log" &&
		"$tool" compile --build "$build" "$folder/long.dts" -o "$folder/long.elf" >>"$folder/log" 2>&1
	check "the long form of $1 stands for itself" $? "$folder/log"
}

# finds NAME TEXT CHANGE [CASE]: the verifier says the text of the long form of CASE (in tests/cases) with a change
finds() {
	{
		cat "tests/cases/${4:-device/net}/system.dts"
		printf '/ { %s };\n' "$3"
	} >"$folder/changed.dts"
	"$tool" compile --build "$build" "$folder/changed.dts" -o "$folder/changed.elf" >"$folder/log" 2>&1
	[ $? -eq 1 ] && grep -q "V09[46-9] .*$2" "$folder/log"
	check "$1" $? "$folder/log"
}

# flips CODE CASE VM...: one bit is changed in each word of the VMs' configurations, and the verifier finds each change
flips() {
	code=$1 case=tests/cases/$2/system.dts bits=0 missed=''
	shift 2
	"$tool" compile --expand "$case" >"$folder/long.dts" || missed=" expand"
	for vm in "$@"; do
		# Lines `VM WORD <CELLS>`, the word changed.
		awk -v vm="$vm" '
			function number(text,   n, i) {
				if (text !~ /^0x/) return text + 0
				for (i = 3; i <= length(text); i++) n = n * 16 + index("0123456789abcdef", substr(text, i, 1)) - 1
				return n
			}
			$1 == vm && $2 == "{" { inside = 1 }
			inside && $1 == "configuration" {
				gsub(/.*<|>.*/, ""); count = split($0, cell, " ")
				for (w = 1; w <= count; w++) {
					printf "%s %d <", vm, w
					for (i = 1; i <= count; i++) {
						value = number(cell[i])
						bit = 2 ^ (w * 5 % 32)
						if (i == w) value += int(value / bit) % 2 ? -bit : bit
						printf "%.0f ", value
					}
					print ">"
				}
				exit
			}' "$folder/long.dts"
	done >"$folder/flips"
	while read -r vm word cells; do
		bits=$((bits + 1))
		{ cat "$case"; echo "/ { vms { $vm { configuration = $cells; }; }; };"; } >"$folder/changed.dts"
		"$tool" compile --build "$build" "$folder/changed.dts" -o "$folder/changed.elf" >"$folder/log" 2>&1
		[ $? -eq 1 ] && grep -q "$code" "$folder/log" || missed="$missed $vm:$word"
	done <"$folder/flips"
	[ $bits -gt 10 ] && [ -z "$missed" ]
	check "$bits changed bits of what $* are told${missed:+, not found:$missed}" $?
}

same tests/cases/device/net/system.dts
same tests/cases/device/disk/system.dts
same tests/cases/device/uplink/system.dts
same tests/cases/device/can/system.dts
same tests/cases/boards/can/system.dts
same tests/cases/device/channel/system.dts
same tests/cases/display/planes/system.dts
same tests/cases/display/input/system.dts
same tests/cases/sound/chime/system.dts
same tests/cases/device/sensors/system.dts
finds "a lane where none is allowed" "VM net-guest-a: its lane isn't what the flow matrix makes, towards guest-c" \
	'channels { net-0-2 { size = <0x21000>; }; };'
finds "a port that sends to all" "VM net-guest-a: its rights aren't those of the flow matrix, towards guest-c" \
	'vms { net-guest-a { configuration = <0x9e78a99e 0x1d21b 0x4005dc 0 0 0 2 0x16be7c4a 0x3f695 0x818e0cf6 0x3aeb9>; }; };'
finds "another's address" "VM net-guest-b: its address is also that of guest-a" \
	'vms { net-guest-b { configuration = <0x9e78a99e 0x1d21b 0x4005dc 0 0 0 1 0x9e78a99e 0x3d21b>; }; };'
finds "a port without its limit" "VM net-guest-b: another limit than described: frames-per-second" \
	'networks { net { guest-b { frames-per-second = <7>; }; }; };
	vms { net-guest-b { configuration = <0x16be7c4a 0x1f695 0x4005dc 0 0 0 1 0x9e78a99e 0x3d21b>; }; };'
finds "a port that has a channel more" "VM net-guest-c: it has other channels than its lanes" \
	'channels { way-out { between = "net-guest-c", "guest-b"; size = <0x1000>; }; };'
finds "a part that reaches into its neighbour" "VM part-a: its part isn't as described" \
	'vms { part-a { args = "2048+32769 part-a"; }; };' device/disk
finds "a driver with the parts of another order" "VM disk-a003e00: its parts aren't as described" \
	'vms { disk-a003e00 { args = "34816+30720 2048+32768"; }; };' device/disk
finds "another bound of a port's request" "VM net-guest-a: its client's route has another bound" \
	'vms { guest-a { routes { net-guest-a { budget-us = <999>; }; }; }; };'
finds "another bound of a request" "VM scratch: its client's route isn't as described" \
	'vms { b { routes { scratch { budget-us = <999>; }; }; }; };' device/disk
finds "a port that may send what it should only get" "VM body-ivi: it may send to others than described: 100" \
	'vms { body-ivi { configuration = <100 2 2 0 0x100 0x10f 0x3 0x300 0x3ff 2>; }; };' device/can
finds "a port that has a channel more than its bus" "VM body-ivi: it has other peers than described" \
	'channels { way-out { between = "body-ivi", "cluster"; size = <0x1000>; }; };' device/can
finds "a port without its limit on a bus" "VM body-ecu: another limit than described" \
	'can { body { ecu { frames-per-second = <7>; }; }; };
	vms { body-ecu { configuration = <0 2 3 0 0x100 0x10f 0x3 0x200 0x200 0x10000 0x98fef100 0x98fef1ff 0x10001>; }; };' device/can
finds "a driver that lets in what the matrix stops" "VM left-uplink: it may send to others than described: 280" \
	'vms { left-uplink { configuration = <0 2 4 0 0x100 0x1ff 0x10000 0x200 0x2ff 1 0x98fef100 0x98fef1ff 0x10001 0x300 0x3ff 0x20000>; }; };' boards/can
finds "a port that waits for a guest as for a real bus" "VM left-near: it takes another port than described for a real bus" \
	'vms { left-near { configuration = <0 1 3 0 0x100 0x1ff 1 0x200 0x27f 0x10000 0x98fef100 0x98fef1ff 0x10001>; }; };' boards/can
finds "a driver of another controller" "VM left-uplink: it drives another controller than described, or otherwise" \
	'vms { left-uplink { devices = "/axi/can@ff060000", "/axi/gpio@ff0a0000"; }; };' boards/can
finds "another bit rate" "VM left-uplink: it drives another controller than described, or otherwise" \
	'vms { left-uplink { args = "rate=250000 clock=100000000"; }; };' boards/can
finds "a driver that sees a guest" "VM left-uplink: it has other peers than described" \
	'channels { way-in { between = "left-uplink", "far"; size = <0x1000>; }; };' boards/can
finds "a plane above the warning lamps" "display dash: its screen's VM was told another place or layer: ivi" \
	'vms { dash-screen { configuration = <640 360 3 1 0 0 400 360 1 300 20 320 300 7 350 40 96 48 2>; }; };' display/planes
finds "a plane that is told another place" "display dash: the VM that draws it was told another place: cluster" \
	'vms { dash-cluster { configuration = <640 360 0 0 400 300>; }; };' display/planes
finds "a plane that reaches another's memory" "display dash: it reaches more than its client and its plane: ivi" \
	'channels { way-in { between = "dash-ivi", "dash-cluster"; size = <0x1000>; }; };' display/planes
finds "touches on lamps" "display dash: the VM of its input devices was told another place, layer or use: lamps" \
	'vms { dash-input { configuration = <640 360 3 0 0 300 360 1 0 300 20 320 300 0 3 350 40 96 48 2 1>; }; };' display/input
finds "a plane's keys for all" "display dash: its input's VM was told another size, or what it takes: ivi" \
	'vms { dash-ivi-input { configuration = <1 320 300>; }; };' display/input
finds "an input device that sees another's memory" "display dash: its input's VM reaches more than its client and its channel: ivi" \
	'channels { way-in { between = "dash-input", "dash-ivi-input"; size = <0x1000>; }; };' display/input
finds "an input device more" "display dash: it has other input devices than described" \
	'vms { dash-input { devices = "/virtio_mmio@a000e00", "/virtio_mmio@a000c00", "/virtio_mmio@a000a00"; }; };' display/input
finds "a guest that is louder than described" "sound cabin: its mixer was told other volumes: ivi" \
	'vms { cabin-mixer { configuration = <3 2 1 256 64 256 32 128 128>; }; };' sound/chime
finds "a chime that ducks nobody" "sound cabin: another stream ducks than described" \
	'vms { cabin-mixer { configuration = <3 0xffffffff 1 256 64 200 32 128 128>; }; };' sound/chime
finds "another bound of a CAN controller's request" "VM body-ivi: its client's route has another bound than described" \
	'vms { ivi { routes { body-ivi { budget-us = <999>; }; }; }; };' device/can
finds "another bound of a GPU's request" "display dash: its client's route has another bound than described: ivi" \
	'vms { ivi { routes { dash-ivi { budget-us = <999>; }; }; }; };' display/input
finds "another bound of an input device's request" "display dash: the route to its input's VM has another bound than described: ivi" \
	'vms { ivi { routes { dash-ivi-input { budget-us = <999>; }; }; }; };' display/input
finds "another bound of a sound device's request" "sound cabin: its client's route has another bound than described: ivi" \
	'vms { ivi { routes { cabin-ivi { budget-us = <999>; }; }; }; };' sound/chime
finds "a stream that reaches another's memory" "sound cabin: it reaches more than its client and its stream: ivi" \
	'channels { way-in { between = "cabin-ivi", "cabin-cluster"; size = <0x1000>; }; };' sound/chime
finds "a sensor of another name and class" "sensors other: its client is told of another sensor than engine" \
	'vms { sensors-other { configuration = <1 200000 1 0x6e656763 0x6e69 0 0 0>; }; };' device/sensors
finds "a sensor more than described" "sensors other: its client is told of more sensors, or sees older values" \
	'vms { sensors-other { configuration = <2 200000 0 0x69676e65 0x656e 0 0 0 1 0x62 0 0 0 0>; }; };' device/sensors
finds "sensors of another VM" "sensors other: what shows them reaches another than its client and ecu" \
	'channels { sensors-other-page { between = "client", "sensors-other"; }; };' device/sensors
finds "sensors that the client may write" "sensors other: what shows them reaches another than its client and ecu" \
	'channels { way-in { between = "other", "sensors-other"; size = <0x1000>; }; };' device/sensors
finds "another bound of a mailbox's request" "sensors other: its client's route has another bound than described" \
	'vms { other { routes { sensors-other { budget-us = <999>; }; }; }; };' device/sensors
flips V098 device/can body-ecu body-cluster body-ivi
flips V098 boards/can left-uplink right-uplink left-wild
flips V099 display/planes dash-screen dash-cluster dash-ivi ecu
flips V099 display/input dash-input dash-ivi-input
flips V099 sound/chime cabin-mixer cabin-cluster cabin-ivi ecu
flips V094 device/sensors sensors-client sensors-other
configures() { # configures TITLE VM CELLS: the extension of configuration space VM is told them
	sed "s,\"../../../compiler,\"$PWD/compiler,; \$a / { vms { $2 { configuration = <$3>; }; }; };" tests/mutation/faults/short.dts >"$folder/bars.dts"
	"$tool" compile --build "$build" "$folder/bars.dts" -o "$folder/bars.elf" >"$folder/log" 2>&1
	grep -q "V094 .*VM $2: the BARs that it is told" "$folder/log"
	check "$1" $? "$folder/log"
}
configures "a configuration space without a BAR" pci-left "8 0"
configures "another root port than described" pci-right "0x100 0x60000001 0x10 0 0x3e100000 0x100000"
configures "a root port that is kept quiet" pci-right "0x100 1 0 0x3e100000 0x100000"

summary
