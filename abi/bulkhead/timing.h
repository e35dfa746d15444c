/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the core promises about its own time, in instructions of EL2: the verifier's response times are
 * made of these, and `make bench BENCH=worst` holds them against the longest paths that it measures.
 * Each is at most three times what was measured, since a bound that is inflated until it holds says nothing.
 *
 * All that the core does for a vCPU (its wake-up with the switch to it and back, its VM's start, end and
 * restart, the initialisation of its extensions, its interrupts) counts against that vCPU's budget and waits
 * for that vCPU's priority. What is left for others to wait for is:
 */
#pragma once

/* The longest path with interrupts masked, which whoever is woken meanwhile waits for, and by which a
 * vCPU may exceed its budget. */
#define TIMING_MASKED_INSTRUCTIONS 4000
/*
 * In addition, for each other core that vCPUs of the same VMs run on: so long it holds the lock of a VM's interrupts,
 * and so much it leaves to be done for its vCPUs here.
 */
#define TIMING_SHARED_INSTRUCTIONS 5000
/*
 * What the description multiplies comes in addition, on the path on which it happens: each VM that hears of an end or a
 * start, subscriber of a broadcast, extension of the vCPU that ends, core on which an extension is interrupted; each SMMU
 * stream that is turned off or on.
 */
#define TIMING_TOLD_INSTRUCTIONS   140
#define TIMING_STREAM_INSTRUCTIONS 150
/* Each stream of the machine, whenever the SMMU reports events. */
#define TIMING_STREAM_EVENTS_INSTRUCTIONS 40
/* An interrupt, timer or kick for a vCPU that isn't let run: it becomes ready, and the one that runs goes on. */
#define TIMING_EVENT_INSTRUCTIONS 700
/* The shortest time from one start of a VM to the next: as often as that, its vCPUs on other cores are stopped and started. */
#define TIMING_RESTART_INTERVAL_US 1000
/*
 * A core that has something in its log, and no time without a vCPU to run, brings so many bytes to the UART as often as this: at
 * 115,200 baud the UART takes 12 in that time. Each time takes so many instructions at most, where it formats a line.
 */
#define TIMING_LOG_INTERVAL_US	1000
#define TIMING_LOG_BYTES	16
#define TIMING_LOG_INSTRUCTIONS 3000
/* Speed of a core: of the emulated machine that is measured. A board whose cores are slower needs another number. */
#define TIMING_INSTRUCTIONS_PER_US 1000
