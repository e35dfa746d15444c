# SPDX-License-Identifier: BSD-3-Clause
# Sums an image by micro-library. Input: `readelf --debug-dump=info`, then `nm -S -l` of it. A source
# file tells the library, which link-time optimisation doesn't blur: nm knows that of functions, the
# debug information that of variables (LTO's unit refers to the one that the variable came from).
/^ *<0>.*DW_TAG_compile_unit/ { unit = ++units; start[unit] = hex($1, 2); wants_name = 1 }
/^ *<[1-9a-f][0-9a-f]*><.*DW_TAG/ { variable = /DW_TAG_variable/; origin = ""; wants_name = 0 }
wants_name && /DW_AT_name/ { name[unit] = $NF; wants_name = 0 }
variable && /DW_AT_abstract_origin|DW_AT_specification/ { origin = $NF }
variable && /DW_OP_addr: [0-9a-f]+\)/ {
	match($0, /DW_OP_addr: [0-9a-f]+/)
	unit_of[from_hex(substr($0, RSTART + 12, RLENGTH - 12))] = origin == "" ? unit : "<" origin
}

NF >= 4 && $2 ~ /^[0-9a-f]+$/ && length($2) == 16 && $3 ~ /^[a-zA-Z]$/ {
	where = NF >= 5 ? $5 : file_of(from_hex($1))
	if (match(where, /lib\/[^\/]+\//))
		lib = substr(where, RSTART + 4, RLENGTH - 5)
	else if (match(where, /(plat|arch)\/[^\/]+\//))
		lib = substr(where, RSTART, RLENGTH - 1)
	else if (where ~ /picolibc/)
		lib = "picolibc.a"
	else
		lib = where == "" ? "(other)" : "application"
	kind = tolower($3)
	column = kind == "t" || kind == "w" ? 1 : kind == "r" || kind == "v" ? 2 : kind == "d" ? 3 : 4
	size = from_hex($2)
	bytes[lib, column] += size
	total[column] += size
	libs[lib] = 1
}

# @return the source file of the variable at an address
function file_of(address,    u, offset, i) {
	u = unit_of[address]
	if (u == "")
		return ""
	if (substr(u, 1, 1) != "<")
		return name[u]
	offset = from_hex(substr(u, 5, length(u) - 5)) # <<0x…>
	for (i = units; i > 1 && start[i] > offset; i--)
		;
	return name[i]
}
# The number in the second pair of <…>.
function hex(word, which,    part) {
	split(word, part, /[<>]+/)
	return from_hex(part[which + 1])
}
function from_hex(s,    i, v) {
	v = 0
	for (i = 1; i <= length(s); i++)
		v = v * 16 + index("0123456789abcdef", substr(s, i, 1)) - 1
	return v
}
END {
	printf "%-20s %8s %8s %8s %8s\n", "library", "text", "rodata", "data", "bss"
	for (lib in libs)
		printf "%-20s %8d %8d %8d %8d\n", lib, bytes[lib, 1], bytes[lib, 2], bytes[lib, 3], \
			bytes[lib, 4] | "sort"
	close("sort")
	printf "%-20s %8d %8d %8d %8d\n", "(all named)", total[1], total[2], total[3], total[4]
}
