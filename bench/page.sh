#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# docs/figures.md from results.json: bench/page.sh >docs/figures.md after `make bench`.
set -eu
cd "$(dirname "$0")/.."
. bench/lib.sh
[ -s "$OUT/results.json" ] || fail "$OUT/results.json is missing: run make bench"
for name in core boot size skiff posix linux devices ecu density tee worst; do
	[ -s "$OUT/$name.figures" ] || fail "the figures of $name are missing: run make bench"
done

# of NAME: prints the figure's value in results.json
of() {
	sed -n 's/.*"name": "'"$1"'", "value": \([^,]*\),.*/\1/p' "$OUT/results.json"
}

# table PREFIX...: prints Bulkhead's figures whose names begin with a PREFIX, in the order of results.json and without
# distributions. Figures that miss their limit are added to limits.list.
table() {
	echo '| figure | value | unit | at most | | others | what it is |'
	echo '|---|---|---|---|---|---|---|'
	awk -v prefixes="$*" '
		function group(n,    s) { # thousands
			if (n !~ /^[0-9]+$/) return n
			for (s = ""; length(n) > 3; n = substr(n, 1, length(n) - 3)) s = "," substr(n, length(n) - 2) s
			return n s
		}
		FILENAME ~ /figures.txt$/ {
			if (/^#/) next
			split($0, f, "|"); limit[f[1]] = f[2]; what[f[1]] = f[3]
			if (f[1] ~ /%$/) general[++generals] = f[1]
			next
		}
		FILENAME ~ /peers.txt$/ {
			if (!/^#/) others[$1] = others[$1] (others[$1] == "" ? "" : ", ") $2 " " group($3)
			next
		}
		/"name"/ {
			split($0, q, "\""); name = q[4]; unit = q[9 + 1]
			value = $0; sub(/.*"value": /, "", value); sub(/,.*/, "", value)
			n = split(prefixes, prefix, " ")
			for (i = 1; i <= n && index(name, prefix[i]) != 1; i++)
				;
			if (i > n || name ~ /_(total|el2)_(min|median|max)$/) next
			key = name
			for (i = 1; !(key in what) && i <= generals; i++)
				if (index(name, substr(general[i], 1, length(general[i]) - 1)) == 1) key = general[i]
			most = (key in limit) ? limit[key] : "-"
			verdict = most == "-" ? "" : (value + 0 <= most + 0 ? "met" : "**not met**")
			printf "| %s | %s | %s | %s | %s | %s | %s |\n", name, group(value), unit,
				(most == "-" ? "" : group(most)), verdict, others[name], what[key]
		}' bench/figures.txt bench/peers.txt "$OUT/results.json"
	echo
}

# Prints minimum, median and maximum of the marked operations.
distributions() {
	echo '| operation | in all: least | median | most | in EL2: least | median | most |'
	echo '|---|---|---|---|---|---|---|'
	sed -n 's/.*"name": "\([^"]*\)_\(total\|el2\)_\(min\|median\|max\)", "value": \([^,]*\),.*/\1 \2_\3 \4/p' \
		"$OUT/results.json" | awk '
		!($1 in seen) { seen[$1] = 1; order[++n] = $1 }
		{ value[$1, $2] = $3 }
		END {
			split("total_min total_median total_max el2_min el2_median el2_max", column, " ")
			for (i = 1; i <= n; i++) {
				printf "| %s |", order[i]
				for (c = 1; c <= 6; c++) printf " %s |", value[order[i], column[c]]
				print ""
			}
		}'
	echo
}

# Prints the longest paths, from the figures worst.CAUSE.OUTCOME, ..._median and ..._times.
worst() {
	echo '| why the core runs | what comes of it | paths | median | longest |'
	echo '|---|---|---|---|---|'
	sed -n 's/.*"name": "worst\.\([^.]*\)\.\([^"]*\)", "value": \([^,]*\),.*/\1 \2 \3/p' "$OUT/results.json" | awk '
		function words(s) {
			gsub(/_/, " ", s)
			gsub(/wfi/, "WFI", s); gsub(/wfe/, "WFE", s); gsub(/hvc/, "HVC", s); gsub(/smc/, "SMC", s)
			gsub(/a vm/, "a VM", s); gsub(/vcpu/, "vCPU", s); gsub(/serror/, "SError", s)
			return s
		}
		$2 ~ /_times$/ { times = $3; next }
		$2 ~ /_median$/ { median = $3; next }
		{ printf "| %s | %s | %d | %d | %d |\n", words($1), words($2), times, median, $3 }'
	echo
}

# Prints the figures that miss their limit, with the reason (bench/missed.txt).
missed() {
	awk -F'|' '
		FILENAME ~ /missed.txt$/ { if (!/^#/) why[$1] = $2; next }
		FILENAME ~ /figures.txt$/ { if (!/^#/ && $2 != "-") limit[$1] = $2; next }
		/"name"/ {
			split($0, q, "\""); name = q[4]
			value = $0; sub(/.*"value": /, "", value); sub(/,.*/, "", value)
			key = name
			for (l in limit) if (l ~ /%$/ && !(name in limit) && index(name, substr(l, 1, length(l) - 1)) == 1) key = l
			if (!(key in limit) || value + 0 <= limit[key] + 0) next
			printf "- `%s`: %s, at most %s. %s\n", name, value, limit[key], (name in why ? why[name] : "Why isn\047t known.")
			n++
		}
		END { if (!n) print "None." }' bench/missed.txt bench/figures.txt "$OUT/results.json"
	echo
}

cat <<'TEXT'
# Figures

All figures of `make bench`, generated: `bench/page.sh >docs/figures.md`. Don't edit this page. [performance.md](performance.md) says how they
are measured, which matter most, and what they don't say. `bench/figures.txt` has the meaning and the limit of each,
`bench/peers.txt` the figures of others.

## Operations of a guest

The figures from `hvc_null` to `wfi_wake_replace` are measured as those of the other hypervisors were. Calls and accesses run in batches of 256; the
quickest of 16 batches, less the empty loop, gives the figure. Of 16 interrupts the quickest one counts, in the counter's steps of 16
instructions. The other figures of the first table are medians of 256 operations that the guest marks for the plugin of `bench/plugin`. The second table has all
marked operations, counted in single instructions: a call or an access is the guest's one instruction and what the core does for it; an interrupt begins with the exception that
the core takes, and ends at the first instruction of the guest's vector.

TEXT
table core. extension.
distributions
cat <<'TEXT'
The maximum of `forward_mmio` is the first access, for which the core searches the route; that of `extension.restart` is a restart that reports the
fault on the console, as the first three in a row do.

## Unikernels

TEXT
table skiff. posix.
cat <<'TEXT'
## A stock Linux

One core, the board's UART in the guest. The guest's device tree names what the guest has, QEMU's names the whole board, so a
boot isn't quite the same work on both sides; QEMU's start of the kernel costs nothing, ours includes the core's own boot.
Walks of two stages of page tables execute no instructions and don't show at all.

TEXT
table linux.
cat <<'TEXT'
## Devices

Block: requests of Debian's kernel on one core, by AIO with O_DIRECT. The floor is the cost of a request of the same kernel alone on the machine with QEMU's null disk; the other
figures are what a request costs above the floor.
Wires: two Skiff guests on one core (`services/wire-test`), of which one sends back what the other sends. A figure is the cost of one message there
and back, or of one frame of a stream, without the instructions of the guests themselves. No figure contains time in which a core idles. The figures of others
for wires (UDP between two Linux guests) were measured in another way, and can't be compared with ours.

TEXT
table blk. net. vsock. console. device.
cat <<'TEXT'
## The mediator, and a guest's calls to the TEE

TEXT
if [ -n "${SECURE_WORLD:-}" ]; then
	echo 'Below is the secure world of `SECURE_WORLD`.'
else
	cat <<'TEXT'
The secure world is this project's small OP-TEE-compatible one (`secure/`), not OP-TEE: a call that does nothing costs it far
less than OP-TEE's 57,000 instructions, so what the mediator *adds* can be compared with others, percentages can't. (Xen's mediator
added about 7,500 instructions to a call and 17,000 to a pair of registrations, with OP-TEE itself.)
TEXT
fi
echo
table mediator. tee.
cat <<'TEXT'
## Jitter of a control task

The ecu runs for one second (beside Linux: four), at the highest priority. The guests below it share its core. Forwarded calls are slow to
emulate, so their guest has a budget of 100 us in 739 us, which meets every phase of the ecu's period. The maximum seen
isn't a bound: `jitter_verified` is the bound that `bulkhead verify` proves for the same description.

TEXT
table ecu.
cat <<'TEXT'
## Density

Instances of one small service (`bench/service`), all on one core in 1 GiB. A request is 64 steps of a generator. A guest of lower
priority (`bench/probe/witness.c`) runs whenever no service does, and sees what they take of the core.

- `cost`: each service sleeps until a deadline of its own (20 us between two deadlines), serves and sleeps again. For every N, a request
  consists of the same parts: the switch from the guest that ran, the timer's interrupt, the request, the way into sleep, the switch
  back. Only the queue of timers, a heap, grows with N.
- `burst`, `first_served`, `last_served`: all services sleep until the same deadline, so one switch from the witness and one back to it
  serve all N.
- `served_after` shows fairness in time: how long after its own deadline a service has served.
- `fairness` shows fairness in throughput: all N services want the whole core, and get it in turns of 5 ms. Each of 10 has ten turns, each of 100
  has four, so one turn more or less is a quarter there.

TEXT
table density.
cat <<'TEXT'
## Longest paths by cause

The longest paths of the core that were seen in the boot tests (`tests/cases`), in instructions of EL2. Interrupts are masked on the whole path. The table is a
first step to worst-case execution times, no more: it lacks every path that no test took. Paths that waited for another core (a spin lock) are left
out, since under emulation such a wait lasts as long as the emulator's turn. `build/bench/worst.paths` names the functions of each longest path.

TEXT
worst
cat <<'TEXT'
## Limits that are missed

TEXT
missed
