#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# The longest path of the core for each cause of an exception, over the boot tests (tests/cases, or those of
# WORST_CASES): bench/plugin counts in every QEMU that they start. worst.table: CAUSE|OUTCOME TIMES MINIMUM MEDIAN LONGEST
# WAITED, worst.paths: the functions of the longest.
set -eu
. bench/lib.sh
dir=$OUT/worst
rm -rf "$dir"
mkdir -p "$dir/bin"
plugin "$dir/%.counts" >/dev/null # the symbols
cat >"$dir/bin/qemu-system-aarch64" <<WRAPPER
#!/bin/sh
PATH=\${PATH#*:}
exec qemu-system-aarch64 "\$@" -plugin "$PWD/$BUILD/bench/count.so,symbols=$PWD/$OUT/core.symbols,out=$PWD/$dir/\$\$.counts"
WRAPPER
case $BUILD in /*) sed -i "s|$PWD/$BUILD|$BUILD|g" "$dir/bin/qemu-system-aarch64" ;; esac
chmod +x "$dir/bin/qemu-system-aarch64"
# With the plugin, a test may run out of time. What was counted until then counts all the same.
# shellcheck disable=SC2086 # names are words
PATH=$(realpath "$dir/bin"):$PATH BUILD=$BUILD tests/kit/cases.sh ${WORST_CASES:-} >"$dir/tests.log" 2>&1 || :
grep -E '^FAIL' "$dir/tests.log" >&2 || :
set -- "$dir"/*.counts
[ -s "$1" ] || fail "nothing counted: $dir/tests.log"
awk '
	$1 == "path" {
		n = split($2, part, "|"); key = part[1] "|" part[2]
		if (part[3] == 1) { waited[key] += $4; next }
		times[key] += $4; count[key, $3] += $4
		if (!((key, $3) in known)) { known[key, $3] = 1; lengths[key] = lengths[key] " " $3 }
	}
	END {
		for (key in times) {
			n = split(lengths[key], l, " ")
			m = 0
			for (i = 1; i <= n; i++) sorted[i] = l[i] + 0
			for (gap = int(n / 2); gap > 0; gap = int(gap / 2))
				for (i = gap + 1; i <= n; i++) {
					v = sorted[i]
					for (j = i; j > gap && sorted[j - gap] > v; j -= gap) sorted[j] = sorted[j - gap]
					sorted[j] = v
				}
			half = (times[key] + 1) / 2
			for (i = 1; i <= n && half > 0; i++) { median = sorted[i]; half -= count[key, sorted[i]] }
			print key, times[key], sorted[1], median, sorted[n], waited[key] + 0
		}
	}' "$dir"/*.counts | sort >"$OUT/worst.table"
awk '$1 == "longest" && $2 !~ /1$/ && $3 > most[$2] { most[$2] = $3; line[$2] = $0 }
	END { for (key in line) print line[key] }' "$dir"/*.counts | sort >"$OUT/worst.paths"
awk '{
	name = tolower($1); gsub(/[^a-z0-9|]+/, "_", name); sub(/_?\|/, ".", name); sub(/_$/, "", name)
	print "worst." name "_times", $2, "paths"
	print "worst." name "_median", $4, "instructions"
	print "worst." name, $5, "instructions"
}' "$OUT/worst.table"
