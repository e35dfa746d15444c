#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# Each rule of tools/layers.sh: core/ keeps it, and a copy of core/ that breaks it is found.
set -u
cd "$(dirname "$0")/../.." || exit 1
copy=$(mktemp -d) || exit 1
trap 'rm -rf "$copy"' EXIT
. tests/kit/check.sh

# broken NAME FINDING COMMAND...: after COMMAND in a copy, FINDING is among what is found.
broken() {
	name=$1
	finding=$2
	shift 2
	rm -rf "$copy/core"
	cp -r core "$copy/core"
	(cd "$copy/core" && "$@")
	! tools/layers.sh "$copy/core" 2>"$copy/findings" && grep -q -- "$finding" "$copy/findings"
	check "$name" $?
}

append() { # append FILE TEXT
	printf '%b\n' "$2" >>"$1"
}

table() {
	append sched/sched.h 'struct sched_operations {\n\tvoid (*wake)(struct vcpu *v);\n};'
	append vm/vm.c 'const struct sched_operations operations = {\n    .wake = vm_watchdog,\n};'
}

circle() {
	sed -i 's,^#include "vcpu/vcpu.h",#include "sched/sched.h",' sched/timer.h
}

tools/layers.sh
check 'core/ keeps its layers' $?
broken 'a function that its header does not declare' "sched/timer.c: place() isn't static" sed -i 's/^static void place(/void place(/' sched/timer.c
broken 'a function that another header declares' 'sched/ready.h: sched_wake() is of another module: sched/sched' append sched/ready.h 'void sched_wake(struct cpu *c, struct vcpu *v);'
broken 'a header of a higher layer' 'is of a higher layer: vm' append sched/sched.c '#include "vm/vm.h"'
broken 'a call up without a header' 'vm_watchdog is of a higher layer: vm' append sched/sched.c 'static void up(struct vcpu *v)\n{\n\tvm_watchdog(v);\n}'
broken 'a call up of assembly' 'run_next is of a higher layer: trap' append vcpu/fp.S '\tb\trun_next'
broken 'a circle in a layer' 'circle of modules' circle
broken 'a callback as an argument' 'no member of a structure' append sched/sched.h 'void sched_each(struct cpu *c, void (*call)(struct vcpu *));'
broken 'a hook that others set' 'neither a type nor a const table' append sched/sched.c 'void (*sched_hook)(struct vcpu *v);'
broken 'a table of a lower layer filled in above' 'would call up' table
summary
