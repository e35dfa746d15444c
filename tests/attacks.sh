#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# Search for the mix of actions beside which a task of 1 ms is released latest (tests/cases/time/generated): from the seed
# and the weights that were worst so far, one weight or the seed is changed at a time, by hill climbing.
#   tests/attacks.sh [TRIES [SEED [CORES]]]     default: 50 tries, whose choices come from seed 1, on 1 core (2, 4)
# Each try is a line: instructions of the task's core, and the attack's bootargs. It fails if a release was later than
# `verify` says, if that is more than three times what was found, or a try has no result.
set -u
cd "$(dirname "$0")/.." || exit 1
BUILD=${BUILD:-build}
. bench/lib.sh
. tests/kit/check.sh
. bench/late/late.sh
judged_here || exit 0
tries=${1:-50}
seed=${2:-1}
cores=${3:-1}
out=$BUILD/tests/cases/time/generated/search-$cores
mkdir -p "$out"
: >"$out/tries"

# The bootargs after one change, drawn from SEED and the number of the try.
change() { # change TRY BOOTARGS
	echo "$2" | awk -v seed="$seed" -v try="$1" '{
		srand(seed * 100000 + try)
		i = 1 + int(rand() * NF)
		$i = i == 1 ? 1 + int(rand() * 1000000) : int(exp(rand() * log(100))) - 1
		for (k = 2; k <= NF; k++) sum += $k
		if (!sum) $2 = 1
		print
	}'
}

best="$seed 10 10 10 10 10 10 10 5 1 5 10 5"
worst=0
missing=0
try=0
next=$best
while [ "$try" -lt "$tries" ]; do
	late=$(released_late "$cores" "$next" "$out/system")
	echo "${late:-none} $next" | tee -a "$out/tries"
	if [ -z "$late" ]; then
		missing=$((missing + 1))
		cp "$out/system.log" "$out/log.$try"
	elif [ "$late" -ge "$worst" ]; then
		worst=$late
		best=$next
	fi
	try=$((try + 1))
	next=$(change "$try" "$best")
done
[ "$missing" -eq 0 ]
check "each attack has a result ($out/log.*)" $?
bound=$(late_bound "$out/system")
[ "$worst" -gt 0 ] && [ "$worst" -le "${bound:-0}" ] && [ "$bound" -le $((3 * worst)) ]
check "the latest release on $cores cores: $worst instructions, verified ${bound:-?}, beside $best" $?
summary
