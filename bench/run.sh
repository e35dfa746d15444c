#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# usage: run.sh [NAME...]: the benchmarks named (all without a name). Prints `name value unit` a figure, and writes
# results.json of these figures and of the last ones of the benchmarks that didn't run.
set -eu
cd "$(dirname "$0")/.."
BUILD=${BUILD:-build}
export BUILD
. bench/lib.sh
all='core boot size skiff linux ecu density tee'
failed=''
[ $# -gt 0 ] || {
	# shellcheck disable=SC2086 # words
	set -- $all
}
for name in "$@"; do
	case " $all " in
	*" $name "*) ;;
	*) fail "no benchmark $name: there are $all" ;;
	esac
	rm -f "$OUT/$name.figures"
	if sh "bench/$name.sh" >"$OUT/$name.new"; then
		mv "$OUT/$name.new" "$OUT/$name.figures"
		cat "$OUT/$name.figures"
	else
		failed="$failed $name"
	fi
done
for name in $all; do
	[ ! -f "$OUT/$name.figures" ] || cat "$OUT/$name.figures"
done | awk '
	BEGIN { print "[" }
	{ printf "%s{\"name\": \"%s\", \"value\": %s, \"unit\": \"%s\"}", (NR > 1 ? ",\n" : ""), $1, $2, $3 }
	END { print "\n]" }' >"$OUT/results.json"
sh bench/plot.sh
[ -z "$failed" ] || fail "failed:$failed"
