#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# Boards: each maker's blob is the one that the board's README names, the demos hold, and the cases of the area `boards`.
set -u
BUILD=${BUILD:-build}
. tests/kit/check.sh

for readme in boards/*/README.md; do
	board=${readme#boards/}
	board=${board%/README.md}
	hash=$(tr '\n' ' ' <"$readme" | sed -nE 's/.*SHA-256 ([0-9a-f]{64}).*/\1/p')
	# A maker's blob is copied from Debian's kernel package, a tree of QEMU's is dumped and has no hash.
	grep -q "^MAKER_TREE_$board := " compiler/build.mk || continue
	[ "$(sha256sum <"$BUILD/boards/$board.dtb" | cut -d' ' -f1)" = "${hash:-none}" ]
	check "$board: the maker's blob has the SHA-256 of its README" $?
done

# Both at once: each keeps one core of the host busy.
for demo in boards/*/demo; do
	board=${demo#boards/}
	board=${board%/demo}
	mkdir -p "$BUILD/demo"
	(
		BOARD=$board tools/demo.sh --quiet >"$BUILD/demo/$board.table" 2>&1
		echo $? >"$BUILD/demo/$board.status"
	) &
done
wait
for demo in boards/*/demo; do
	board=${demo#boards/}
	board=${board%/demo}
	[ "$(cat "$BUILD/demo/$board.status")" = 0 ]
	check "$board: all of the demo held" $? "$BUILD/demo/$board.table"
done
# Those of core/boards and core/boards-linux are among `make test`.
counted tests/kit/cases.sh 'boards/*'
summary
