#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# docs/performance.md from results.json: bench/performance.sh >docs/performance.md after `make bench`.
set -eu
cd "$(dirname "$0")/.."
. bench/lib.sh
[ -s "$OUT/results.json" ] || fail "$OUT/results.json is missing: run make bench"

# table PREFIX: our figures whose names begin so, in the order of results.json.
table() {
	echo '| figure | value | unit | at most | | others | what it is |'
	echo '|---|---|---|---|---|---|---|'
	awk -v prefix="$1" '
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
			if (index(name, prefix) != 1) next
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

cat <<'TEXT'
# Performance

Written by `bench/performance.sh` from `build/bench/results.json`; don't edit it.

    make bench                  # everything; a line a figure: name value unit
    make bench BENCH=core       # one of core, boot, size, skiff, linux, ecu, density, tee
    bench/performance.sh >docs/performance.md

Plots (SVG and PNG) and consoles' logs lie beside `results.json`. `bench/NAME.sh` is how each is measured,
`bench/figures.txt` what it means and what it may be at most, `bench/peers.txt` the others' figures.

## What is counted, and what that doesn't say

- QEMU 7.2, `-machine virt,virtualization=on,gic-version=3 -cpu cortex-a57 -smp 1 -icount shift=0,sleep=off` (Cortex-A53 and
  `secure=on` for the TEE): an instruction of any exception level takes one nanosecond of virtual time, and so
  the guest's counter counts instructions, in steps of 16. The bare-metal guests' figures repeat; Linux's differ a little
  from run to run (0.003 % seen). The host's load doesn't matter.
- **Instructions aren't cycles.** Caches, TLB misses, table walks, barriers, the price of an exception entry and of a
  system register access don't show. Nothing here was run on hardware.
- **The others' figures** were measured the same way with the same guest program (Bao 738e3dc, Xen 4.17, KVM of Linux 6.1 with
  its user space, Unikraft 0.17 in its default configuration; our Skiff operations are of an image built for speed,
  `apps/bench/defconfig`). They are data of that measurement and aren't measured anew by `make bench`. `wfi_wake` isn't the same
  everywhere: Bao lets WFI run in the guest, Xen traps it (1,085 instead of 4,503 when it doesn't).
- **Operations**: the minimum of 16 batches of 256, empty loop subtracted; interrupts: the minimum of 16. Medians and worst cases are
  not measured, except the ecu's.
- **Forwarded calls** go to an extension that does nothing (`bench/probe/noop.S`); its 3 instructions are counted. By execution
  trace the core's own part is 231 instructions for an SMC (146 in, 85 out) and 279 for a read (175 in, 104 out).

## Operations of a guest

TEXT
table core.
cat <<'TEXT'
## Unikernels

TEXT
table skiff.
cat <<'TEXT'
## A stock Linux

One core, the board's UART in the guest. The guest's device tree names what the guest has, QEMU's names the whole board, so a
boot isn't quite the same work on both sides; QEMU's start of the kernel costs nothing, ours includes the core's own boot.
Walks of two stages of page tables execute no instructions and don't show at all.

TEXT
table linux.
cat <<'TEXT'
## The mediator, and a guest's calls to the TEE

The secure world is this project's small OP-TEE-compatible one (`secure/`), not OP-TEE: a call that does nothing costs it far
less than OP-TEE's 57,000 instructions, so what the mediator *adds* can be compared with others, percentages can't. (Xen's mediator
added about 7,500 instructions to a call and 17,000 to a pair of registrations, with OP-TEE itself.)

TEXT
table mediator.
table tee.
cat <<'TEXT'
## Jitter of a control task

The ecu runs two seconds. The hostile guest (`guests/hostile`) shares its core at a lower priority: 10,000 malformed calls, 2,000
messages, 4,000 wild addresses, every register of the interrupt controller, then an endless loop. It doesn't restart, and there
are no Linux guests and no interrupt storm from devices in this measurement. The maximum seen isn't a bound.

TEXT
table ecu.
cat <<'TEXT'
## Density

Instances of one small service (`bench/service`), all on one core in 1 GiB. They sleep until the same deadline and each serves one
request, 64 steps of a generator. One alone is never switched to or from: `cost_1` holds no switch between vCPUs and no way into
sleep, the others do, and therefore `cost_ratio_4000` misses its limit while from 10 to 4,000 the cost stays flat.

What doesn't stay flat is `first_served`: none of N that wake together is served before about 120 instructions for each of them
have passed. How much of that a more urgent vCPU on the same core would have to wait for isn't measured.

TEXT
table density.
cat <<'TEXT'
## Not measured yet

Instructions by exception level (a plugin of QEMU), medians and worst cases by exit cause; `core.vcpu_switch`, `core.doorbell`,
`core.irq_to_guest`; `extension.restart`, `mediator.restart`; fairness among instances; the ecu beside busy Linux guests, interrupt storms and restarts.
TEXT
