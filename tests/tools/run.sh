#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# usage: run.sh BUILD
# The host tool as its user meets it: a new system, run, traced, reported, explained, and refused when it is
# damaged. The last line is `N passed, N failed`.
set -u
build=$1
tool=$build/bulkhead
folder=$build/tests/tools
passed=0 failed=0

check() { # check NAME COMMAND...
	name=$1
	shift
	if "$@" >"$folder/log" 2>&1; then
		passed=$((passed + 1))
		echo "ok   $name"
	else
		failed=$((failed + 1))
		echo "FAIL $name"
		tail -n 5 "$folder/log"
	fi
}
refuses() { # refuses STATUS COMMAND...: fails with exactly this status
	expected=$1
	shift
	"$@"
	[ $? -eq "$expected" ]
}
says() { # says REGEX COMMAND...
	regex=$1
	shift
	"$@" | grep -qE -- "$regex"
}
is_json() { # is_json COMMAND...
	"$@" | /usr/bin/python3 -c 'import json, sys; json.load(sys.stdin)'
}

rm -rf "$folder"
mkdir -p "$folder"
mine=$folder/mine/mine.dts image=$folder/mine.elf

check "init makes a system" "$tool" init "$folder/mine"
check "init doesn't overwrite one" refuses 1 "$tool" init "$folder/mine"
check "init refuses a strange name" refuses 1 "$tool" init "$folder/a b"
check "it compiles, and is verified" "$tool" compile "$mine" -o "$image"
check "it verifies" says "^mine: 1 VMs.* 0 violations" "$tool" verify "$image"
check "verify --json is JSON" is_json "$tool" verify --json "$image"
check "it runs, and ends" says "Hello from Skiff" "$tool" run "$mine" -o "$image" --timeout 60
check "its trace is JSON" "$tool" run "$image" --trace "$folder/trace.json" --timeout 60
check "the trace shows the VM" says "hello running" cat "$folder/trace.json"
check "the trace is an object" is_json cat "$folder/trace.json"
check "trace tells where the rings are" says "^pmemsave 0x[0-9a-f]+ 0x[0-9a-f]+ FILE" "$tool" trace "$image"
check "an endless machine ends at its timeout" refuses 124 "$tool" run "$image" --timeout 2 -- -S
check "report as HTML" says "Every property is proved" "$tool" report "$mine"
check "report needs no network" refuses 1 says "(src|href)=\"?https?:" "$tool" report "$image"
check "report as text" says "^core: " "$tool" report --text "$image"
check "report as JSON" is_json "$tool" report --json "$image"
check "explain lists" says "V023" "$tool" explain
check "explain explains" says "^  cure" "$tool" explain v023 72
check "explain refuses an unknown code" refuses 1 "$tool" explain V999
check "version" says "^bulkhead [0-9]" "$tool" --version

# Damage: the EL2 table's root in the core's header, the manifest's magic, the file's end.
cp "$image" "$folder/bad.elf"
size=$(stat -c %s "$image")
magic=$(LC_ALL=C grep -obUaP 'BLHHEADM' "$folder/bad.elf" | head -n 1 | cut -d: -f1)
printf 'X' | dd of="$folder/bad.elf" bs=1 seek="$((magic + 40))" conv=notrunc 2>"$folder/log"
check "verify refuses a damaged manifest" refuses 1 "$tool" verify "$folder/bad.elf"
check "run refuses it too" refuses 1 "$tool" run "$folder/bad.elf" --timeout 5
head -c "$((size / 2))" "$image" >"$folder/half.elf"
check "verify refuses half an image" refuses 1 "$tool" verify "$folder/half.elf"
: >"$folder/empty.elf"
check "verify refuses an empty file" refuses 1 "$tool" verify "$folder/empty.elf"
check "verify refuses a missing file" refuses 1 "$tool" verify "$folder/none.elf"

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
