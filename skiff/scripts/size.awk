# SPDX-License-Identifier: BSD-3-Clause
# Sums `nm -S -l` of an image by micro-library: the source file of a symbol tells its library,
# which link-time optimisation doesn't blur.
NF >= 4 && $2 ~ /^[0-9a-f]+$/ && length($2) == 16 {
	where = NF >= 5 ? $5 : ""
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
	bytes[lib, column] += strtonum_hex($2)
	libs[lib] = 1
}
function strtonum_hex(s,    i, v) {
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
}
