#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# usage: results.sh FIGURES...: results.json of files with lines `name value unit`.
set -eu
cat "$@" | awk '
	NF != 3 || $2 !~ /^-?[0-9]+(\.[0-9]+)?$/ { print "bench: not a figure: " $0 >"/dev/stderr"; bad = 1; next }
	{ lines[++n] = sprintf("{\"name\": \"%s\", \"value\": %s, \"unit\": \"%s\"}", $1, $2, $3) }
	END {
		print "["
		for (i = 1; i <= n; i++) print lines[i] (i < n ? "," : "")
		print "]"
		exit bad
	}'
