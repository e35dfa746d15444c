#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# A damaged device tree ends in a report, never in silence: structural damage is refused by one line;
# a flipped bit ends in that line, in another report, or does no harm.
#   tree.sh FOLDER QEMU [ARGUMENT...]     FOLDER: of the application `fault`, built for virt
# SEEDS: how many flipped bits (default 24).
folder=$1
shift
# shellcheck source=tests/kit/check.sh
. "$(dirname "$0")/../../tests/kit/check.sh"
sound=$folder/sound.dtb
damaged=$folder/damaged.dtb
command="$*"
"$@" -machine "virt,gic-version=3,dumpdtb=$sound" -kernel "$folder/fault.bin" -append fault=assert 2>/dev/null
aarch64-linux-gnu-gcc -nostdlib -static -Wl,-Ttext=0x40000000,--build-id=none \
	-o "$folder/tree.elf" "$(dirname "$0")/tree.S" || exit 1

poke() { # poke OFFSET BYTE...: octal digits
	offset=$1
	shift
	for byte in "$@"; do
		# shellcheck disable=SC2059 # an escape is meant
		printf "\\$byte" | dd of="$damaged" bs=1 seek="$offset" conv=notrunc 2>/dev/null
		offset=$((offset + 1))
	done
}

# The size in a dumped tree is that of QEMU's buffer; the used part ends where the strings end.
word() { # word OFFSET
	od -An -tu4 --endian=big -j "$1" -N 4 "$sound" | tr -d ' '
}
structure=$(word 8)
strings=$(word 12)

boots() { # boots NAME REPORT
	# shellcheck disable=SC2086 # arguments are words
	output=$(timeout 20 $command -machine virt,gic-version=3 -kernel "$folder/tree.elf" \
		-device "loader,file=$folder/fault.bin,addr=0x40200000,force-raw=on" \
		-device "loader,file=$damaged,addr=0x44000000,force-raw=on" </dev/null 2>&1 | tr -d '\r')
	matches "$1" "$2" "$output"
}

whole() {
	cp "$sound" "$damaged"
}

refused='^skiff: unusable device tree'
whole
boots 'undamaged' '^skiff: panic: assertion failed'
whole; poke 0 0 0 0 0
boots 'no magic number' "$refused"
whole; poke 4 377 377 377 374
boots 'size beyond 2 MiB' "$refused"
whole; poke 4 0 0 0 50
boots 'size of the header alone' "$refused"
whole; poke 8 377 377 377 374
boots 'structure outside' "$refused"
whole; poke 12 377 377 377 374
boots 'strings outside' "$refused"
whole; poke 36 377 377 377 374
boots 'structure too long' "$refused"
for part in 2 3 4; do
	head -c $((structure + (strings - structure) / part)) "$sound" >"$damaged"
	boots "cut at 1/$part of its structure" "$refused"
done
head -c 64 "$sound" >"$damaged"
boots 'header only' "$refused"
# Nested nodes without an end: 0x00000001 and an empty name, repeated to the end of the blob.
whole; poke 36 0 1 0 0
awk 'BEGIN { for (i = 0; i < 4096; i++) printf "%c%c%c%c%c%c%c%c", 0, 0, 0, 1, 0, 0, 0, 0 }' >"$folder/nested"
dd if="$folder/nested" of="$damaged" bs=1 seek="$structure" conv=notrunc 2>/dev/null
boots 'nodes without an end' "$refused"

# Flips a random bit of the used part.
seed=1
while [ $seed -le "${SEEDS:-24}" ]; do
	whole
	at=$(awk -v seed=$seed -v from="$structure" -v to="$((strings + 300))" \
		'BEGIN { srand(seed); print from + int(rand() * (to - from)) }')
	byte=$(od -An -tu1 -j "$at" -N 1 "$sound" | tr -d ' ')
	poke "$at" "$(printf %o $((byte ^ (1 << seed % 8))))"
	boots "bit $((seed % 8)) of byte $at flipped" '^skiff: |^no fault'
	seed=$((seed + 1))
done
summary
