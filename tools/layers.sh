#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# layers.sh [FOLDER]: the modules of core/ (or FOLDER) and their arrows. A module is X.c or X.S with X.h. One line a
# finding, status 1 if there is any:
#  - a function of X.c that isn't static is declared in X.h, and X.h declares no function of another module: one without
#    X.c or X.S has types, constants and inline functions only;
#  - a file includes, and names functions of, modules of its own layer or of lower ones (FOLDER/layers has the order);
#  - the arrows between modules make no circle, those of assembly and of tables of functions included;
#  - calls through pointers: a header has a pointer to a function only as a member of a structure, and only its own layer or
#    a lower one fills such a structure in, so that the call is an arrow down like the include of the header; a source has
#    one only as a type, or in a const table of its own, whose entries count as named there.
set -u
folder=${1:-core}
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
cd "$folder" || exit 1
set -- */*.[chS]

# Without comments and strings; the lines stay where they are.
for f in "$@"; do
	mkdir -p "$work/${f%/*}"
	awk '{
		line = $0
		out = ""
		while (line != "") {
			if (inside) {
				end = index(line, "*/")
				if (!end)
					break
				line = substr(line, end + 2)
				inside = 0
			} else {
				start = index(line, "/*")
				if (!start) {
					out = out line
					break
				}
				out = out substr(line, 1, start - 1)
				line = substr(line, start + 2)
				inside = 1
			}
		}
		if (out !~ /^#include/)
			gsub(/"([^"\\]|\\.)*"/, "\"\"", out)
		print out
	}' "$f" >"$work/$f"
done
cd "$work" || exit 1

# Public functions, `NAME MODULE KIND`: what stands at the margin before a line `{`, or what assembly makes global.
# shellcheck disable=SC2046 # words
awk '
	FNR == 1 { text = ""; module = FILENAME; sub(/\.[cS]$/, "", module) }
	FILENAME ~ /\.S$/ {
		if (sub(/^[ \t]*\.global[ \t]*/, "")) {
			n = split($0, names, /[ \t,]+/)
			for (i = 1; i <= n; i++)
				if (names[i] != "")
					print names[i], module, "S"
		}
		next
	}
	/^\{$/ {
		gsub(/__attribute__ *\(\([^)]*(\([^)]*\))?[^)]*\)\)/, "", text)
		if (text !~ /(^| )static /  && match(text, /[A-Za-z_0-9]+ *\(/)) {
			name = substr(text, RSTART, RLENGTH)
			sub(/ *\($/, "", name)
			print name, module, "c"
		}
		text = ""
		next
	}
	/^[A-Za-z_]/ || (text != "" && /^[ \t]/) { text = text " " $0; if (/[;}]$/) text = ""; next }
	{ text = "" }
' $(printf '%s\n' "$@" | grep '\.[cS]$') >symbols
while read -r name module kind; do
	# what assembly makes global may be data, which is declared so
	[ "$kind" = S ] && grep -qhE "^extern .*[^A-Za-z0-9_]$name;" ./*/*.h && continue
	echo "$name $module" >>functions
	grep -qE "(^|[^A-Za-z0-9_])$name\(" "$module.h" 2>/dev/null || [ "$kind" = S ] ||
		echo "$module.c: $name() isn't static and isn't declared in $module.h"
done <symbols >findings

# What the headers declare at the margin, `NAME MODULE`.
# shellcheck disable=SC2046 # words
awk '
	FNR == 1 { text = ""; module = FILENAME; sub(/\.h$/, "", module) }
	/^[{}#]/ { text = ""; next }
	/^[A-Za-z_]/ || (text != "" && /^[ \t]/) {
		text = text " " $0
		if (text !~ /[;{]$/)
			next
		if (text ~ /;$/ && text !~ /^ (static|typedef|_Static_assert|struct [a-z_]+ \{|extern [^(]*;)/ && match(text, /[A-Za-z_0-9]+\(/)) {
			name = substr(text, RSTART, RLENGTH - 1)
			if (name == "__attribute__")
				name = ""
			if (name != "")
				print name, module
		}
		text = ""
	}
' $(printf '%s\n' "$@" | grep '\.h$') >declared
sort -u functions >known
while read -r name module; do
	grep -qxF "$name $module" known || echo "$module.h: $name() is of another module: $(sed -n "s/^$name //p" known)"
done <declared >>findings

awk -v order="$(grep -v '^#' "$OLDPWD/layers" 2>/dev/null | tr '\n' ' ')" '
	function layer(path) { sub(/\/.*/, "", path); return path }
	function arrow(from, to, why) {
		if (from == to)
			return
		if (!(layer(to) in level))
			print from ": " why ": no layer of FOLDER/layers"
		else if (level[layer(to)] > level[layer(from)])
			print from ": " why " is of a higher layer: " layer(to)
		if (!((from, to) in drawn)) {
			drawn[from, to] = 1
			print from, to >"arrows"
		}
	}
	BEGIN { n = split(order, names, " "); for (i = 1; i <= n; i++) level[names[i]] = i }
	FILENAME == "functions" { if (!($1 in home)) home[$1] = $2; next }
	FNR == 1 {
		module = FILENAME
		sub(/\.[chS]$/, "", module)
		if (!(layer(FILENAME) in level))
			print FILENAME ": no layer of FOLDER/layers"
		structure = ""
	}
	/^#include "[a-z]+\// {
		to = $2
		gsub(/"|\.h/, "", to)
		arrow(module, to, "#include " $2)
	}
	/^#/ { next }
	{
		line = $0
		while (match(line, /[A-Za-z_][A-Za-z_0-9]*/)) {
			word = substr(line, RSTART, RLENGTH)
			line = substr(line, RSTART + RLENGTH)
			if (word in home && !(FILENAME ~ /\.h$/) && !(module SUBSEP word in own))
				arrow(module, home[word], word)
		}
	}
	/^struct [a-z_]+ \{$/ { structure = $2 }
	/^(typedef )?[a-z].*\(\*[^)]*\)\(/ || /\(\*[^)]*\)\(/ {
		if (FILENAME ~ /\.h$/) {
			if (structure == "")
				print FILENAME ":" FNR ": a pointer to a function that is no member of a structure"
			else
				tables[structure] = FILENAME
		} else if ($0 !~ /^typedef / && $0 !~ /^static .*\(\*const /) {
			print FILENAME ":" FNR ": a pointer to a function that is neither a type nor a const table of this file"
		}
	}
	/^\}/ { structure = "" }
	/^(static )?(const )?struct [a-z_]+ [a-z_0-9]+ = \{$/ {
		for (i = 1; $i != "struct"; i++)
			;
		filled[FILENAME ":" FNR] = $(i + 1)
	}
	END {
		for (place in filled) {
			if (!(filled[place] in tables))
				continue
			split(place, part, ":")
			if (level[layer(part[1])] > level[layer(tables[filled[place]])])
				print place ": fills in struct " filled[place] " of a lower layer: whoever calls through it would call up"
		}
	}
' functions "$@" >>findings
: >>arrows
tsort arrows >/dev/null 2>loop || {
	echo "circle of modules:"
	sed -n 's/^tsort: \([a-z].*\/.*\)/	\1/p' loop
} >>findings
[ -s findings ] || exit 0
sort -u findings | sed "s,FOLDER,$folder,;s,^,$folder/,;s,^$folder/\(circle\|	\),\1," >&2
exit 1
