#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# usage: commands.sh BUILD
# What the host tool's commands say and do at the edges that newcomers meet. The last line is `N passed, N failed`.
set -u
build=$1
tool=$build/bulkhead
folder=$build/compiler/test/commands
passed=0 failed=0
rm -rf "$folder"
mkdir -p "$folder/a" "$folder/b" "$folder/boards/mine"

# says NAME STATUS TEXT COMMAND...: ends with the status, and a line of its output has the text (grep -E)
says() {
	name=$1 expected=$2 text=$3
	shift 3
	"$@" >"$folder/log" 2>&1 </dev/null
	status=$?
	if [ $status -eq "$expected" ] && { [ -z "$text" ] || grep -qE -- "$text" "$folder/log"; }; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		echo "FAILED: $name (status $status)"
		cat "$folder/log"
	fi
}

says "help of a command that doesn't exist" 2 "there is no command .nope'" "$tool" help nope
says "help of one that exists" 0 "^usage: bulkhead run" "$tool" help run
says "a description to verify" 1 'minimal.dts: a description, an image is expected' "$tool" verify systems/minimal.dts
says "a description's trace" 1 'minimal.dts: a description, an image is expected' "$tool" trace systems/minimal.dts

# Two descriptions of one name, and one with other definitions, have images of their own.
cp systems/minimal.dts "$folder/a/same.dts"
sed 's/0x10000/0x20000/' systems/minimal.dts >"$folder/b/same.dts"
image_of() {
	"$tool" run --print "$@" | sed -nE 's/.*-kernel ([^ ]*).*/\1/p'
}
first=$(image_of "$folder/a/same.dts")
cp "$first" "$folder/before.elf"
second=$(image_of "$folder/b/same.dts")
third=$(image_of -D WHATEVER=1 "$folder/a/same.dts")
says "the first's image stays as it was" 0 "" cmp "$first" "$folder/before.elf"
says "three names" 0 '^3$' sh -c "printf '%s\n' '$first' '$second' '$third' | sort -u | grep -c ."

# The port for gdb is a free one, and nobody else's host reaches it.
says "a gdb on this host only" 0 '-gdb tcp:127\.0\.0\.1:[0-9]+' "$tool" run --gdb --print "$folder/a/same.dts"
says "another port where 1234 is taken" 0 '-gdb tcp:127\.0\.0\.1:([02-9]|1[013-9]|12[0-24-9]|123[0-35-9])' \
	/usr/bin/python3 -c "import socket, subprocess, sys
taken = socket.socket()
taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
try:
    taken.bind(('127.0.0.1', 1234))
    taken.listen()
except OSError:
    pass # it is taken already
sys.exit(subprocess.call(sys.argv[1:]))" "$tool" run --gdb --print "$folder/a/same.dts"

# A guest's console that nobody answers.
sed '/^		hello {/,$d' systems/minimal.dts >"$folder/silent.dts"
cat >>"$folder/silent.dts" <<'EOF'
		guest {
			memory = <0x4000000>;
			linux { kernel = "guests/linux/Image"; bootargs = BOOTARGS; };
			ROUTE
		};
		pl011 { kind = "extension"; image = "services/pl011.elf"; devices = "/pl011@9000000"; };
	};
};
EOF
silent() { # BOOTARGS ROUTE
	"$tool" compile -D "BOOTARGS=\"$1\"" -D "ROUTE=routes { r { range = <$2>; class = \"mmio\"; extension = \"pl011\"; budget-us = <1000>; }; };" \
		"$folder/silent.dts"
}
without='0x0c000000 0x0c000fff' with='0x09000000 0x09000fff'
says "a console without an answer" 0 "guest: linux/bootargs: note: nothing answers at the console" silent console=ttyAMA0 "$without"
says "no console named" 0 "note: nothing answers at the console" silent quiet "$without"
silent console=ttyAMA0 "$with" >"$folder/log" 2>&1
says "nothing is said of it" 1 '^0$' grep -c note: "$folder/log"
silent console=hvc0 "$without" >"$folder/log" 2>&1
says "nor of another console" 1 '^0$' grep -c note: "$folder/log"

# A board's own /memreserve/ doesn't count where it names another file as the machine's tree.
sed 's,/dts-v1/;,&\n/memreserve/ 0x50000000 0x1000;,' boards/qemu-virt-gicv3/board.dts >"$folder/boards/mine/board.dts"
sed 's/qemu-virt-gicv3/mine/' systems/minimal.dts >"$folder/reserve.dts"
says "a board's /memreserve/" 1 'board.dts: /bulkhead: reserved: /memreserve/ counts in the machine.s tree only' \
	"$tool" compile --boards "$folder/boards" "$folder/reserve.dts"

# The report on a narrow screen: each value has its column's name beside it, bars have the page's colours.
"$tool" report systems/minimal.dts -o "$folder/report.html"
says "no value without its column's name" 0 '^0$' sh -c "sed 's/<table class=.matrix.*<.table>//; /class=.matrix/,/<.table>/d' '$folder/report.html' |
	grep -o '<td[^>]*>' | grep -vc data-label | grep ."
says "no bar of the browser's" 1 '^0$' grep -c '<meter' "$folder/report.html"

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
