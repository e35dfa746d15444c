#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# usage: short-forms.sh BUILD
# /devices and /networks: the long form stands for itself, and what the description says against a flow matrix is found in the
# image. The last line is `N passed, N failed`.
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

# finds NAME TEXT CHANGE [CASE]: the verifier says the text of tests/cases/device/CASE with a change of what was made
finds() {
	{
		cat "tests/cases/device/${4:-net}/system.dts"
		printf '/ { %s };\n' "$3"
	} >"$folder/changed.dts"
	"$tool" compile --build "$build" "$folder/changed.dts" -o "$folder/changed.elf" >"$folder/log" 2>&1
	[ $? -eq 1 ] && grep -q "V09[67] .*$2" "$folder/log"
	check "$1" $? "$folder/log"
}

same tests/cases/device/net/system.dts
same tests/cases/device/disk/system.dts
same tests/cases/device/uplink/system.dts
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
	'vms { part-a { args = "2048+32769 part-a"; }; };' disk
finds "a driver with the parts of another order" "VM disk-a003e00: its parts aren't as described" \
	'vms { disk-a003e00 { args = "34816+30720 2048+32768"; }; };' disk
finds "another bound of a port's request" "VM net-guest-a: its client's route has another bound" \
	'vms { guest-a { routes { net-guest-a { budget-us = <999>; }; }; }; };'
finds "another bound of a request" "VM scratch: its client's route isn't as described" \
	'vms { b { routes { scratch { budget-us = <999>; }; }; }; };' disk
sed "s,\"../../../compiler,\"$PWD/compiler,; \$a / { vms { pci-left { configuration = <8 0>; }; }; };" tests/mutation/faults/short.dts >"$folder/bars.dts"
"$tool" compile --build "$build" "$folder/bars.dts" -o "$folder/bars.elf" >"$folder/log" 2>&1
grep -q "V094 .*VM pci-left: the BARs that it is told" "$folder/log"
check "a configuration space without a BAR" $? "$folder/log"

summary
