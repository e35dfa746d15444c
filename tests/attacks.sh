#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# Search for the mix of actions beside which a task of 1 ms is released latest (tests/cases/time/generated): from the seed
# and the weights that were worst so far, one weight or the seed is changed at a time, by hill climbing.
#   tests/attacks.sh [TRIES [SEED]]     default: 50 tries, whose choices come from seed 1
# Each try is a line: nanoseconds, and the attack's bootargs. It fails if a release was later than LATEST_NS or a try has no result.
set -u
cd "$(dirname "$0")/.." || exit 1
BUILD=${BUILD:-build}
. tests/kit/check.sh
tries=${1:-50}
seed=${2:-1}
latest=${LATEST_NS:-5000}
case=tests/cases/time/generated
out=$BUILD/$case/search
mkdir -p "$out"
: >"$out/tries"

attack() { # attack BOOTARGS: the latest release in nanoseconds
	"$BUILD/bulkhead" run $case/system.dts -o "$out/system.elf" -D "ATTACK=\"$1\"" -D "LATEST=\"$latest\"" --timeout 300 -- \
		-icount shift=0,sleep=off </dev/null >"$out/log" 2>&1
	tr -d '\r' <"$out/log" | sed -n 's/.*release\.worst \([0-9]*\) ns.*/\1/p'
}

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
	late=$(attack "$next")
	echo "${late:-none} $next" | tee -a "$out/tries"
	if [ -z "$late" ]; then
		missing=$((missing + 1))
		cp "$out/log" "$out/log.$try"
	elif [ "$late" -ge "$worst" ]; then
		worst=$late
		best=$next
	fi
	try=$((try + 1))
	next=$(change "$try" "$best")
done
[ "$missing" -eq 0 ]
check "each attack has a result ($out/log.*)" $?
[ "$worst" -gt 0 ] && [ "$worst" -le "$latest" ]
check "the latest release: $worst ns of $latest, beside $best" $?
summary
