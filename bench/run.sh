#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# usage: run.sh [NAME...]: the benchmarks named (all without a name). Prints `name value unit` a figure, and writes
# results.json of these figures and of the last ones of the benchmarks that didn't run.
set -eu
cd "$(dirname "$0")/.."
BUILD=${BUILD:-build}
export BUILD
. bench/lib.sh
all='core boot size skiff posix linux devices ecu density tee worst'
failed=''
reference_host || echo "bench: not Debian 12's gcc 12 and QEMU 7.2: other figures, or none, are to be expected" >&2
[ $# -gt 0 ] || {
	# shellcheck disable=SC2086 # words
	set -- $all
}
for name in "$@"; do
	case " $all " in
	*" $name "*) ;;
	*) fail "no benchmark $name: there are $all" ;;
	esac
done
: >"$OUT/times"
for name in "$@"; do
	began=$(date +%s)
	rm -f "$OUT/$name.figures"
	if sh "bench/$name.sh" >"$OUT/$name.new"; then
		mv "$OUT/$name.new" "$OUT/$name.figures"
		cat "$OUT/$name.figures"
	else
		failed="$failed $name"
	fi
	echo "$name: $(($(date +%s) - began)) s" >>"$OUT/times"
done
set --
for name in $all; do
	[ ! -f "$OUT/$name.figures" ] || set -- "$@" "$OUT/$name.figures"
done
sh bench/results.sh "$@" >"$OUT/results.json"
sh bench/plot.sh
[ -z "$failed" ] || fail "failed:$failed"
