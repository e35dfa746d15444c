/* SPDX-License-Identifier: BSD-3-Clause */
/* The core's paths whose length depends on the description (docs/internals/concurrency.md, "Loops"). */
#pragma once
#include <bulkhead/timing.h>
#include "system.h"

#define NS_PER_US 1000u
/* Instructions as time, rounded up. */
#define INSTRUCTIONS_NS(n) \
	(((n)*NS_PER_US + TIMING_INSTRUCTIONS_PER_US - 1) / TIMING_INSTRUCTIONS_PER_US)

/*
 * The core's longest path on CPU `cpu` with interrupts masked, in ns: TIMING_MASKED_INSTRUCTIONS, plus the longest path that
 * the description multiplies: a VM's end or start (its SMMU streams and extensions, and the VMs that are told), a broadcast to
 * its subscribers, an extension that begins anew on all cores; plus TIMING_SHARED_INSTRUCTIONS for each other CPU of the VMs
 * that have vCPUs here.
 */
uint64_t core_masked_ns(const struct system *system, uint32_t cpu);
/* The time, in ns, that broadcast interrupt `intid` takes for all subscribers; 0: it is no broadcast. */
uint64_t core_broadcast_ns(const struct system *system, uint32_t intid);
/* The time, in ns, to tell all listening VMs of an end or start. */
uint64_t core_tell_ns(const struct system *system);
