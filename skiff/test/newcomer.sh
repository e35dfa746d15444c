#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# What docs/skiff.md tells a newcomer works: makes its example, word for word, in a folder outside
# the tree, builds and boots it.
skiff=$(dirname "$0")/..
folder=$(mktemp -d) || exit 1
trap 'rm -rf "$folder"' EXIT
mkdir "$folder/first"

# Each file of the example is a fenced block behind a line that begins with its name in backquotes.
awk -v to="$folder/first" '
	/^`[A-Za-z.]*`, / { split($0, word, "`"); file = to "/" word[2]; next }
	/^```/ { if (inside) { inside = 0; file = "" } else if (file != "") inside = 1; next }
	inside { print > file }
	/^## Concepts/ { exit }
' "$skiff/../docs/skiff.md"

status=0
for plat in virt linux; do
	output=$(timeout 100 make -s -C "$skiff" APP="$folder/first" PLAT=$plat O="$folder/$plat" run \
		ARGS="one two" 2>&1 </dev/null)
	if ! printf '%s\n' "$output" | grep -q '^2 arguments, the first is one'; then
		echo "newcomer on $plat:"
		printf '%s\n' "$output"
		status=1
	fi
done
[ $status -eq 0 ] && echo '1 passed, 0 failed' || echo '0 passed, 1 failed'
exit $status
