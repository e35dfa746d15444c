# shellcheck shell=sh
# SPDX-License-Identifier: BSD-3-Clause
# What the benchmarks share. Sourced; the working directory is the top folder.
BUILD=${BUILD:-build}
OUT=$BUILD/bench
mkdir -p "$OUT"

# fail WHAT: a benchmark that can't be done ends the run.
fail() {
	echo "bench: $*" >&2
	exit 1
}

# boot IMAGE LOG [UNTIL]: one core, one instruction a nanosecond of virtual time, to the machine's end, or until a
# line of the console matches UNTIL.
boot() {
	set -- "$1" "$2" "${3:-}" "$OUT/qemu.pid"
	: >"$2"
	rm -f "$4"
	timeout -k 1 240 qemu-system-aarch64 -machine virt,virtualization=on,gic-version=3 -cpu cortex-a57 -m 1G -smp 1 \
		-nic none -display none -monitor none -serial stdio -no-reboot -kernel "$1" -icount shift=0,sleep=off \
		-pidfile "$4" </dev/null >"$2" 2>&1 &
	while kill -0 $! 2>/dev/null; do
		if [ -n "$3" ] && grep -qE "$3" "$2" && [ -s "$4" ]; then
			kill -KILL "$(cat "$4")" 2>/dev/null
			break
		fi
		sleep 0.2
	done
	wait $! || [ -n "$3" ] || fail "$1: QEMU ended with status $?"
	[ -z "$3" ] || grep -qE "$3" "$2" || fail "$1: its console never showed $3"
}

# compile DESCRIPTION IMAGE OPTIONS...: the memory map is written to IMAGE.map.
compile() {
	description=$1
	image=$2
	shift 2
	"$BUILD/bulkhead" compile "$@" "$description" -o "$image" --map >"$image.map" ||
		fail "$description doesn't compile"
}

# skiff APPLICATION PLATFORM OUTPUT [SET]: build a Skiff application; prints nothing.
skiff() {
	make --no-print-directory -s -C skiff APP="$PWD/$1" PLAT="$2" O="$PWD/$3" SET="${4:-}" >"$OUT/skiff.log" 2>&1 || {
		cat "$OUT/skiff.log" >&2
		fail "$1 for $2 doesn't build"
	}
}

# bytes ELF COLUMN: of size(1): text, data or bss, or sums of them like 'text+data'.
bytes() {
	"${CROSS_COMPILE:-aarch64-linux-gnu-}size" "$1" | awk -v what="$2" '
		NR == 2 { value["text"] = $1; value["data"] = $2; value["bss"] = $3
			n = split(what, part, "+"); for (i = 1; i <= n; i++) sum += value[part[i]]; print sum }'
}
