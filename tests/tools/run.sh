#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# usage: run.sh BUILD
# The host tool as its user meets it: a new system, run, traced, reported, explained, and refused when it is
# damaged. The last line is `N passed, N failed`.
set -u
build=$1
tool=$build/bulkhead
folder=$build/tests/tools
. tests/kit/check.sh

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

holds "init makes a system" "$tool" init "$folder/mine"
holds "init doesn't overwrite one" refuses 1 "$tool" init "$folder/mine"
holds "init refuses a strange name" refuses 1 "$tool" init "$folder/a b"
holds "it compiles, and is verified" "$tool" compile "$mine" -o "$image"
holds "it verifies" says "^mine: 1 VMs.* 0 violations" "$tool" verify "$image"
holds "verify --json is JSON" is_json "$tool" verify --json "$image"
holds "it runs, and ends" says "Hello from Skiff" "$tool" run "$mine" -o "$image" --timeout 60
holds "its trace is JSON" "$tool" run "$image" --trace "$folder/trace.json" --timeout 60
holds "the trace shows the VM" says "hello running" cat "$folder/trace.json"
holds "the trace is an object" is_json cat "$folder/trace.json"
holds "trace tells where the rings are" says "^pmemsave 0x[0-9a-f]+ 0x[0-9a-f]+ FILE" "$tool" trace "$image"
sed 's/^\(\t*\)trace-entries = .*/&\n\1trace-events = "vm";/' "$mine" >"${mine%.dts}-vm.dts"
holds "a trace of VMs' states alone" "$tool" run "${mine%.dts}-vm.dts" --trace "$folder/trace-vm.json" --timeout 60
holds "has them" says "hello running" cat "$folder/trace-vm.json"
holds "and not who ran when" sh -c "! grep -q '\"ph\":\"X\"' '$folder/trace-vm.json'"
holds "its counters are JSON" "$tool" run "$image" --json "$folder/end.json" --timeout 60
counts() { # counts EXPRESSION: of the run's summary, `d`
	/usr/bin/python3 -c 'import json, sys; d = json.load(open(sys.argv[1])); sys.exit(not eval(sys.argv[2]))' "$folder/end.json" "$1"
}
holds "the summary has VMs that ended" counts "d['outcome'] == 'ended' and d['vms'][0]['state'] == 'off'"
holds "the exits by cause" counts "d['counters']['vcpus'][0]['exits']['hvc'] > 0"
holds "and shares that make a core" counts "abs(sum(v['share'] for v in d['counters']['vcpus'] if v['core'] == 0) + d['counters']['cores'][0]['idle'] - 1) < 1e-5"
TMPDIR=$(mktemp -d)
export TMPDIR
holds "top: nothing runs" refuses 1 "$tool" top --once
"$tool" run "$image" --timeout 30 -- -S >"$folder/log" 2>&1 &
machine=$!
for _ in 1 2 3 4 5 6 7 8 9 10; do
	[ -n "$(find "$TMPDIR" -name qmp)" ] && break
	sleep 0.5
done
holds "top finds the machine that runs" says "^hello +off +0 +0 +0.0" "$tool" top --once
holds "top has a table each interval" says "^core 0" "$tool" top --count 2 --interval 0.1
kill "$machine"
wait "$machine"
"$tool" run "$image" --timeout 30 2>"$folder/log" | head -n 1 >"$folder/log.head"
holds "a run that is ended leaves nothing behind" refuses 1 says . ls -A "$TMPDIR"
rmdir "$TMPDIR"
unset TMPDIR
holds "an endless machine ends at its timeout" refuses 124 "$tool" run "$image" --timeout 2 -- -S
holds "report as HTML" says "Every property is proved" "$tool" report "$mine"
holds "report needs no network" refuses 1 says "(src|href)=\"?https?:" "$tool" report "$image"
holds "report as text" says "^core: " "$tool" report --text "$image"
holds "report as JSON" is_json "$tool" report --json "$image"
holds "explain lists" says "V023" "$tool" explain
holds "explain explains" says "^  cure" "$tool" explain v023 72
holds "explain refuses an unknown code" refuses 1 "$tool" explain V999
holds "version" says "^bulkhead [0-9]" "$tool" --version

# Damage: the EL2 table's root in the core's header, the manifest's magic, the file's end.
cp "$image" "$folder/bad.elf"
size=$(stat -c %s "$image")
magic=$(LC_ALL=C grep -obUaP 'BLHHEADM' "$folder/bad.elf" | head -n 1 | cut -d: -f1)
printf 'X' | dd of="$folder/bad.elf" bs=1 seek="$((magic + 40))" conv=notrunc 2>"$folder/log"
holds "verify refuses a damaged manifest" refuses 1 "$tool" verify "$folder/bad.elf"
holds "run refuses it too" refuses 1 "$tool" run "$folder/bad.elf" --timeout 5
head -c "$((size / 2))" "$image" >"$folder/half.elf"
holds "verify refuses half an image" refuses 1 "$tool" verify "$folder/half.elf"
: >"$folder/empty.elf"
holds "verify refuses an empty file" refuses 1 "$tool" verify "$folder/empty.elf"
holds "verify refuses a missing file" refuses 1 "$tool" verify "$folder/none.elf"

summary
