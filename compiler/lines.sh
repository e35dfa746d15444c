#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# Counts the lines of code of an image: all files that its dependency files name, without comments and empty lines.
# usage: lines.sh DIRECTORY-OF-OBJECTS DIRECTORY-OF-THE-BUILD
find "$1" -type f -name '*.d' -exec cat {} + | tr -s ' \\' '\n' | grep -E '\.[chS]$' | sort -u |
	while read -r file; do
		# Skiff's libraries are named from Skiff's folder.
		for path in "$file" "skiff/$file"; do
			test -f "$path" && realpath --relative-to=. "$path" && break
		done
	done | sort -u | grep -Ev "^(\.\.|$2/)" | xargs -r cloc --quiet --csv | awk -F, '/SUM/ { print $5 }'
