/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Bounds of the core's own time, in instructions of EL2. The verifier computes response times from them, and
 * `make bench BENCH=worst` compares them with the longest paths that it measures. Each bound is at most three
 * times the measured value: a bound that is inflated until it holds says nothing.
 *
 * The core's work for a vCPU (its wake-up with the switch to it and back, its VM's start, end and restart,
 * the initialisation of its extensions, its interrupts) is charged to that vCPU's budget and done at that
 * vCPU's priority. These bounds cover the rest, for which other vCPUs may have to wait:
 */
#pragma once

/* The longest path with interrupts masked. A vCPU that is woken meanwhile waits for it, and a vCPU may
 * exceed its budget by it. */
#define TIMING_MASKED_INSTRUCTIONS 4000
/*
 * In addition, for each other core that runs vCPUs of the same VMs: the time for which that core holds the lock of a
 * VM's interrupts, and the work that it leaves for the VM's vCPUs on this core.
 */
#define TIMING_SHARED_INSTRUCTIONS 5600
/*
 * In addition, costs that grow with the description: the first for each VM that hears of an end or a start, each
 * subscriber of a broadcast, each extension of the vCPU that ends, and each core on which an extension is interrupted;
 * the second for each SMMU stream that is turned off or on.
 */
#define TIMING_TOLD_INSTRUCTIONS   140
#define TIMING_STREAM_INSTRUCTIONS 150
/* For each stream of the machine, whenever the SMMU reports events. */
#define TIMING_STREAM_EVENTS_INSTRUCTIONS 40
/* An interrupt, timer or kick for a vCPU that becomes ready while a more urgent one goes on running. */
#define TIMING_EVENT_INSTRUCTIONS 700
/* The shortest time from one start of a VM to the next. Each start stops and starts the VM's vCPUs on other cores. */
#define TIMING_RESTART_INTERVAL_US 1000
/*
 * A core whose log isn't empty and that never idles sends at most TIMING_LOG_BYTES to the UART per interval; at 115,200
 * baud the UART takes 12 in that time. Each time costs at most TIMING_LOG_INSTRUCTIONS.
 */
#define TIMING_LOG_INTERVAL_US	1000
#define TIMING_LOG_BYTES	16
#define TIMING_LOG_INSTRUCTIONS 2000
/* Speed of a core of the emulated machine on which the bounds are measured. A board with slower cores needs another number. */
#define TIMING_INSTRUCTIONS_PER_US 1000
