#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# usage: commands.sh BUILD
# What the host tool's commands say and do in the corner cases that newcomers meet. The last line is `N passed, N failed`.
set -u
build=$1
tool=$build/bulkhead
folder=$build/compiler/test/commands
. tests/kit/check.sh
rm -rf "$folder"
mkdir -p "$folder/a" "$folder/b" "$folder/boards/mine"

# says NAME STATUS TEXT COMMAND...: the command ends with the status, and a line of its output has the text (grep -E)
says() {
	name=$1 expected=$2 text=$3
	shift 3
	"$@" >"$folder/raw" 2>&1 </dev/null
	status=$?
	tr -d '\r' <"$folder/raw" >"$folder/log.new"
	mv "$folder/log.new" "$folder/log"
	[ $status -eq "$expected" ] && { [ -z "$text" ] || grep -qE -- "$text" "$folder/log"; }
	check "$name (status $status)" $? "$folder/log"
}

says "help of a command that doesn't exist" 2 "there is no command .nope'" "$tool" help nope
says "help of one that exists" 0 "^usage: bulkhead run" "$tool" help run
says "a description to verify" 1 'minimal.dts: a description, an image is expected' "$tool" verify systems/minimal.dts
says "a description's trace" 1 'minimal.dts: a description, an image is expected' "$tool" trace systems/minimal.dts

# Two descriptions of the same name have different images, and so has one with other definitions.
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

# The port for gdb is free, and other hosts don't reach it.
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

# A checkout whose path make can't handle is refused with a message; the tool itself takes any path.
mkdir -p "$folder/with space"
says "a checkout with a space in its path" 2 'with space", has a space' make -C "$folder/with space" -f "$PWD/Makefile" help
cp systems/minimal.dts "$folder/with space/a b.dts"
says "a description with one" 0 '' "$tool" compile "$folder/with space/a b.dts" -o "$folder/with space/a b.elf"

# /memreserve/ of a board's file doesn't count if the file names another tree for the machine.
sed 's,/dts-v1/;,&\n/memreserve/ 0x50000000 0x1000;,' boards/qemu-virt-gicv3/board.dts >"$folder/boards/mine/board.dts"
sed 's/qemu-virt-gicv3/mine/' systems/minimal.dts >"$folder/reserve.dts"
says "a board's /memreserve/" 1 'board.dts: /bulkhead: reserved: /memreserve/ counts in the machine.s tree only' \
	"$tool" compile --boards "$folder/boards" "$folder/reserve.dts"

# The report on a narrow screen: each value has its column's name beside it, bars have the page's colours.
"$tool" report systems/minimal.dts -o "$folder/report.html"
says "no value without its column's name" 0 '^0$' sh -c "sed 's/<table class=.matrix.*<.table>//; /class=.matrix/,/<.table>/d' '$folder/report.html' |
	grep -o '<td[^>]*>' | grep -vc data-label | grep ."
says "no bar of the browser's" 1 '^0$' grep -c '<meter' "$folder/report.html"

# How a run ends, tried with a machine that only writes its console.
"$tool" compile systems/minimal.dts -o "$folder/minimal.elf"
mkdir -p "$folder/bin"
cat >"$folder/bin/qemu-system-aarch64" <<EOF
#!/bin/sh
printf '%b' "\$CONSOLE"
[ -z "\${SLEEP:-}" ] || exec sleep \$SLEEP
exit \${QEMU_STATUS:-0}
EOF
chmod +x "$folder/bin/qemu-system-aarch64"
machine() { # CONSOLE OPTIONS...
	console=$1
	shift
	CONSOLE=$console PATH=$folder/bin:$PATH "$tool" run "$folder/minimal.elf" --json "$folder/outcome.json" "$@"
}
fault='bulkhead: hello: vcpu 0: data abort at pc 0x1234, pstate 0x5\r\n' off='bulkhead: hello: is off\r\n' again='bulkhead: hello: restarts\r\n'
says "all VMs have ended" 0 'is off' machine "$off"
says "so the summary says" 0 '"outcome":"ended","status":0' cat "$folder/outcome.json"
says "a VM that crashed" 3 '' machine "$fault$off"
says "its reason" 0 '"name":"hello","state":"crashed","status":0,"faults":1,"restarts":0,"last_fault":"vcpu 0: data abort at pc 0x1234' cat "$folder/outcome.json"
says "a VM that its policy restarted" 0 '' machine "$fault$again$off"
says "the summary has it" 0 '"state":"off","status":0,"faults":1,"restarts":1' cat "$folder/outcome.json"
says "a VM that panicked" 3 '' machine "bulkhead: hello: panicked, status 1\r\n$off"
says "a program's own status" 4 '' machine "bulkhead: hello: ended with status 42\r\n$off"
says "the summary has it" 0 '"outcome":"failed","status":4.*' cat "$folder/outcome.json"
says "and its number" 0 '"state":"off","status":42,"faults":0' cat "$folder/outcome.json"
says "a watchdog" 3 '' machine "bulkhead: hello: watchdog: no kick in time\r\n$off"
says "the core's panic" 3 '' machine "bulkhead: PANIC: exception in the core\r\n$off"
says "what a guest writes" 0 '' machine "hello | $fault$off"
says "a refusal is no fault" 0 '' machine "bulkhead: hello: vcpu 0: access to 0x1 refused (pc 0x2): external abort\n$off"
says "QEMU's own failure" 7 '' env QEMU_STATUS=7 PATH="$folder/bin:$PATH" CONSOLE= "$tool" run "$folder/minimal.elf"
SLEEP=30
export SLEEP
says "a timeout" 124 '' machine "" --timeout 1
says "the summary of a timeout" 0 '"outcome":"timeout","status":124,"vms":\[$' cat "$folder/outcome.json"
says "a signal" 143 '' sh -c "PATH='$folder/bin:$PATH' CONSOLE= '$tool' run '$folder/minimal.elf' --json '$folder/outcome.json' &
	sleep 0.5; kill \$!; wait \$!"
says "the summary of a signal" 0 '"outcome":"interrupted","status":143' cat "$folder/outcome.json"
unset SLEEP

# Without a terminal: no colours, and no half line that is erased again.
says "a prompt's half line" 0 '^one . whole line$' machine '\033[36mone |\033[0m who\r\033[Ktwo | x\r\n\033[36mone |\033[0m whole line\r\n'
says "nothing is left of colours" 1 '^0$' sh -c "grep -c '$(printf '\033')\|who\r' '$folder/log'"
says "other control sequences stay" 0 "$(printf '\033')\\[06;01H" machine '\033[06;01Hmenu\r\n'

summary
