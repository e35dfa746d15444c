/* SPDX-License-Identifier: BSD-3-Clause */
/* The core's own paths, where the description decides how long they are (docs/internals/concurrency.md, "Loops"). */
#pragma once
#include <bulkhead/timing.h>
#include "system.h"

#define NS_PER_US 1000u
/* Instructions as time, rounded up. */
#define INSTRUCTIONS_NS(n) \
	(((n)*NS_PER_US + TIMING_INSTRUCTIONS_PER_US - 1) / TIMING_INSTRUCTIONS_PER_US)

/*
 * The core's longest path on CPU `cpu` with interrupts masked, in ns: TIMING_MASKED_INSTRUCTIONS, and the longest of what
 * the description multiplies: a VM's end or start (its SMMU streams and extensions, and the VMs that are told), a
 * broadcast to its subscribers, an extension that begins anew on all cores. And TIMING_SHARED_INSTRUCTIONS for each other CPU of
 * the VMs that have vCPUs here.
 */
uint64_t core_masked_ns(const struct system *system, uint32_t cpu);
/* What a broadcast interrupt of `intid` takes for its subscribers, in ns. 0: it isn't one. */
uint64_t core_broadcast_ns(const struct system *system, uint32_t intid);
/* What an end or a start takes for all VMs that are told of it, in ns. */
uint64_t core_tell_ns(const struct system *system);
