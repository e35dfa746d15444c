# shellcheck shell=sh
# SPDX-License-Identifier: BSD-3-Clause
# What the benchmarks share. Sourced; the working directory is the top folder.
BUILD=${BUILD:-build}
OUT=$BUILD/bench
mkdir -p "$OUT"
MACHINE='-machine virt,virtualization=on,gic-version=3 -cpu cortex-a53 -m 1G -nic none -display none -monitor none -serial stdio -no-reboot'
ICOUNT='-icount shift=0,sleep=off'

# fail WHAT: ends the run, since a benchmark can't be done.
fail() {
	echo "bench: $*" >&2
	exit 1
}

# reference_host: tests whether compiler and emulator are those of Debian 12, for which all figures and limits hold. Another
# compiler makes other instructions, and later QEMUs lack this version of the plugin interface.
reference_host() {
	[ "$("${CROSS_COMPILE:-aarch64-linux-gnu-}gcc" -dumpversion)" = 12 ] &&
		qemu-system-aarch64 --version | grep -q 'version 7\.2'
}

# judged_here: tests the same for a test of limits, which counts no checks on other hosts.
judged_here() {
	reference_host && return
	echo "# the limits are of Debian 12's gcc 12 and QEMU 7.2: nothing is held here"
	echo '0 passed, 0 failed'
	return 1
}

# boot IMAGE LOG [CORES [QEMU-OPTION...]]: runs a machine to its end, with one instruction a nanosecond of virtual time.
boot() {
	image=$1
	log=$2
	cores=${3:-1}
	[ $# -lt 3 ] || shift
	shift 2
	# shellcheck disable=SC2086 # words
	timeout -k 1 400 qemu-system-aarch64 $MACHINE $ICOUNT -smp "$cores" -kernel "$image" "$@" </dev/null >"$log" 2>&1 ||
		fail "$image: QEMU ended with status $?: $log"
}

# plugin COUNTS [,ARGUMENT...]: prints the option of QEMU with which bench/plugin writes COUNTS.
plugin() {
	[ -s "$OUT/core.symbols" ] && [ "$OUT/core.symbols" -nt "$BUILD/core/core.elf" ] || {
		# The address of the core on the benchmarks' boards. The file is replaced as a whole, since another benchmark
		# may be reading it.
		"${CROSS_COMPILE:-aarch64-linux-gnu-}objcopy" --adjust-vma=0x60000000 "$BUILD/core/core.elf" "$OUT/core.$$"
		"${CROSS_COMPILE:-aarch64-linux-gnu-}nm" -n "$OUT/core.$$" >"$OUT/core.symbols.$$"
		mv "$OUT/core.symbols.$$" "$OUT/core.symbols"
		rm "$OUT/core.$$"
	}
	echo "$BUILD/bench/count.so,symbols=$OUT/core.symbols,out=$1${2:-}"
}

# counted IMAGE NAME [CORES [,ARGUMENT...]]: boots an image, counts into NAME.counts, and writes the console to NAME.log.
counted() {
	rm -f "$OUT/$2.counts"
	boot "$1" "$OUT/$2.log" "${3:-1}" -plugin "$(plugin "$OUT/$2.counts" "${4:-,levels=on}")"
	[ -s "$OUT/$2.counts" ] || fail "$1: nothing counted: $OUT/$2.log"
}

# says LOG WHAT: fails unless the console shows WHAT.
says() {
	grep -q -- "$2" "$1" || fail "$1 doesn't say: $2"
}

# address ELF SYMBOL
address() {
	"${CROSS_COMPILE:-aarch64-linux-gnu-}nm" "$1" | awk -v name="$2" '$3 == name { print "0x" $1; found = 1 }
		END { exit !found }' || fail "$1 has no $2"
}

# compile DESCRIPTION IMAGE OPTIONS...: makes a system image, and writes its memory map to IMAGE.map.
compile() {
	description=$1
	image=$2
	shift 2
	"$BUILD/bulkhead" compile "$@" "$description" -o "$image" --map >"$image.map" ||
		fail "$description doesn't compile"
}

# skiff APPLICATION PLATFORM OUTPUT [SET]: builds a Skiff application and prints nothing.
skiff() {
	make --no-print-directory -s -C skiff APP="$PWD/$1" PLAT="$2" O="$PWD/$3" SET="${4:-}" >"$OUT/skiff.log" 2>&1 || {
		cat "$OUT/skiff.log" >&2
		fail "$1 for $2 doesn't build"
	}
}

# bytes ELF COLUMN: prints a column of size(1) (text, data or bss) or a sum like 'text+data'.
bytes() {
	"${CROSS_COMPILE:-aarch64-linux-gnu-}size" "$1" | awk -v what="$2" '
		NR == 2 { value["text"] = $1; value["data"] = $2; value["bss"] = $3
			n = split(what, part, "+"); for (i = 1; i <= n; i++) sum += value[part[i]]; print sum }'
}

# operations COUNTS: prints what the plugin counted for the marked operations: `NAME TOTAL|EL2 MINIMUM MEDIAN MAXIMUM TIMES`.
operations() {
	awk '
		function put(name, kind, column, lines,    n, i, j, t, v, c, seen, half, median, total) {
			n = 0; total = 0
			for (i = 1; i <= lines; i++) {
				v = field[name, i, column]; c = field[name, i, 5]; total += c
				for (j = n; j > 0 && value[j] > v; j--) { value[j + 1] = value[j]; times[j + 1] = times[j] }
				value[j + 1] = v; times[j + 1] = c; n++
			}
			half = (total + 1) / 2
			for (i = 1; i <= n && half > 0; i++) { median = value[i]; half -= times[i] }
			print names[name], kind, value[1], median, value[n], total
		}
		FILENAME ~ /marks.h$/ { if ($1 == "#define" && $2 ~ /^MARK_[a-z]/) names[$3] = substr($2, 6); next }
		$1 == "op" { for (i = 2; i <= 5; i++) field[$2, count[$2] + 1, i] = $(i + 1); count[$2]++ }
		END { for (i = 0; i < 64; i++) if (i in count) { put(i, "total", 2, count[i]); put(i, "el2", 3, count[i]) } }
		' bench/probe/marks.h "$1"
}
