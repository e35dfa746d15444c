#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# The car's computer on the model of a board, live, then what happened as a table. Options: --help.
set -u
# shellcheck disable=SC2016 # backticks are words of the text
usage='usage: tools/demo-board.sh [--quiet] | --check BOARD
Runs systems/board-BOARD.dts on QEMU: two Debian Linux guests drive devices of the board and talk by a network, one of them
turns hostile, and a control unit keeps its 1 ms period. Ends with status 0 only if all of it held.
  --quiet        only the summary
  --check BOARD  only say whether this board has a demo (status 1, with a list, if not)
Environment: BUILD (default build), BOARD, DEMO_TIMEOUT (seconds, default 300).
boards/BOARD/demo says the rest; its lines are `word rest`, or comments (#):
  start TEXT      how it starts here, and why so
  left-out TEXT   what of `make demo` without a board is not there, and why
  qemu-suite NAME QEMU of `make qemu-NAME`
  qemu ARGUMENTS  more of it'"'s; @CARD@ is a file of 16 MiB, @FILES@ a folder with the file payload"
# check BOARD
check() {
	[ ! -f "boards/${1:-/}/demo" ] || return 0
	{
		echo "demo: board $1 has no demo; these have one:"
		for file in boards/*/demo; do
			file=${file%/demo}
			echo "  ${file#boards/}"
		done
		echo "and without BOARD= it runs on QEMU's virt"
	} >&2
	exit 1
}
quiet=
while [ $# -gt 0 ]; do
	case $1 in
	--help) echo "$usage"; exit 0 ;;
	--quiet) quiet=1 ;;
	--check) check "${2:-}"; exit 0 ;;
	*) echo "demo: unknown option $1" >&2; echo "$usage" >&2; exit 2 ;;
	esac
	shift
done
BUILD=${BUILD:-build}
check "${BOARD:-}"
out=$BUILD/demo/$BOARD
mkdir -p "$out"
log=$out/console.log text=$out/console.txt
. tools/demo-table.sh
word() { sed -n "s/^$1 //p" "boards/$BOARD/demo"; }

suite=$(word qemu-suite)
path=$PATH
if [ -n "$suite" ]; then
	make --no-print-directory -s BUILD="$BUILD" "qemu-$suite" || exit 1
	path=$(cd "$BUILD" && pwd)/qemu-$suite/bin:$PATH
fi
card=$out/card.img files=$out/files
rm -f "$card" && truncate -s 16M "$card" && mkdir -p "$files" && seq 1 400000 | head -c 2000000 >"$files/payload" || exit 1
arguments=$(word qemu | sed "s,@CARD@,$card,g; s,@FILES@,$files,g")

echo "${bold}Bulkhead: a car's computer on QEMU's $BOARD${plain}"
echo "cluster and ivi are stock Debian Linux, ecu is a unikernel. It takes about a minute; console in $log"
word start | sed 's/^/start: /'
started=$(date +%s)
# shellcheck disable=SC2086 # words
PATH=$path "$BUILD/bulkhead" run "systems/board-$BOARD.dts" -o "$out/system.elf" --timeout "${DEMO_TIMEOUT:-300}" \
	-- -icount shift=1,sleep=off $arguments >"$log" 2>&1 </dev/null &
machine=$!
trap 'kill $machine 2>/dev/null; wait; exit 130' INT TERM
if [ -z "$quiet" ]; then
	tail -n +1 -f --pid=$machine "$log" 2>/dev/null | grep --line-buffered -aE \
		'GUEST .*(up|board|network|done|taken)|NET |DISK |HOSTILE|ecu.health|ecu.end|bulkhead: [a-z-]*: |bulkhead: all' |
		grep --line-buffered -avE 'access to .* refused|HOSTILE .* refused 0x|HOSTILE: mediator' &
fi
wait $machine
status=$?
wait
seconds=$(($(date +%s) - started))
tr -d '\r' <"$log" | sed 's/\x1b\[[0-9;]*m//g' >"$text"

echo
echo "${bold}What happened${plain}"
# tours GUEST WHAT REGEX: it held as often as the guest tried its devices
tours() {
	row "$1" "$2" "$(count "^$1 \| $3") of $(count "^$1 \| GUEST $1 board:")" \
		"$([ "$(count "^$1 \| $3")" -gt 0 ] && is "$(count "^$1 \| $3")" "$(count "^$1 \| GUEST $1 board:")")"
}
for guest in cluster ivi; do
	tries=$(grep -aoE "bulkhead.name=$guest .*bulkhead.args.board=[a-z,]*" "$out/system.elf" | head -n 1)
	case ${tries##*=} in *disk*)
		row $guest "verified load on its card" "$(value "$guest \| DISK .* depth [0-9]+: ([0-9]+ requests, .*) blocks")" \
			"$(grep -aqE "^$guest \| DISK .* 0 lost, 0 errors, 0 wrong blocks" "$text"; echo $?)" ;;
	esac
	case ${tries##*=} in *net*)
		tours $guest "a file by its Ethernet controller, twice the same" "GUEST $guest network: 2000000 bytes twice" ;;
	esac
	row $guest "its work ends well" "$(value "GUEST $guest (done: status [0-9]+|is taken over)")" \
		"$(least "$(count "GUEST $guest (done: status 0|is taken over)")" 1)"
done
row network "what is allowed answers: cabin" "$(count 'NET .* answers: 3/ [1-3]') of 2" "$(is "$(count 'NET .* answers: 3/ [1-3]')" 2)"
row ivi "attacks from its kernel: refused" "$(value 'HOSTILE refused ([0-9]+)') refused, $(value 'HOSTILE refused [0-9]+ breaches ([0-9]+)') breaches" \
	"$(grep -aqE 'HOSTILE refused [1-9][0-9]* breaches 0' "$text"; echo $?)"
row ivi "taken over: malformed calls, messages, addresses" "$(value 'secure calls: ([0-9]+) made') calls, $(value 'addresses: ([0-9]+) touched') addresses" \
	"$(grep -aq 'HOSTILE: done' "$text" && ! grep -aq 'BROKEN' "$text"; echo $?)"
row ecu "1 ms control task, all the time" "$(value 'ecu.task name=1ms runs=([0-9]+)') runs, $(value 'name=1ms runs=[0-9]+ misses=([0-9]+)') missed" \
	"$(grep -aqE 'ecu.task name=1ms runs=[1-9][0-9]* misses=0 lost=0' "$text"; echo $?)"
jitter=$(value 'ecu.task name=1ms .* jitter_max_ns=([0-9]+)')
row ecu "worst jitter of its start" "$((${jitter:-0} / 1000)) us (with QEMU's turns)" "$(is "$(count 'ecu.end ok')" 1)"
row system "ends by itself" "$seconds s" "$status"
others=$(count 'bulkhead: (cluster|ecu|console|cabin-[a-z]*): (vcpu|restarts|watchdog)|call .* refused$')
row system "nobody but ivi notices" "$others events elsewhere" "$(is "$others" 0)"
word left-out | sed 's/^/  left out: /'
verdict
