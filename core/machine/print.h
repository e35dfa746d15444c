/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The core's log and the consoles of guests that have none of their own: messages in a ring of the core that writes them,
 * which any core brings to the board's UART a few bytes at a time. Who writes waits for nobody: what finds no room is lost,
 * and counted. Messages of a core stay in order, and go out by the time at which they were written.
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include "machine/cpu.h"

/*
 * Format with %s (string), %u (decimal) and %x (hexadecimal, 0x in front), PRINT_ARGUMENTS_MAX of them at most; numbers are
 * uint64_t. It starts with "bulkhead: ". Only later is it read: strings, and the format, are constants.
 */
#define print(...)					  print_arguments(PRINT_COUNT(__VA_ARGS__, 6, 5, 4, 3, 2, 1, 0), __VA_ARGS__)
#define PRINT_COUNT(format, a, b, c, d, e, f, count, ...) count
#define PRINT_ARGUMENTS_MAX				  6
void print_arguments(unsigned count, const char *format, ...);
/*
 * Half of the ring is for single lines of the core: does a long message have room in the other half? If not, it counts as one
 * that is lost.
 */
bool print_may(void);
/*
 * `count` bytes, `most` at most, which stand in `words`, of a guest's console: `name`, which is a constant, stands in front of each
 * line. The caller's time is used to bring as many to the UART, and some more. BULKHEAD_OK, E_INVALID, or E_BUSY: they had no
 * room, half of the ring being for the core's lines.
 */
int64_t print_console(const char *name, const uint64_t *words, uint64_t count, uint64_t most);
/*
 * Bring up to `bytes` to the UART, as long as it has room. False: it has had none, or there was nothing; cpu.log.due says
 * when this core must try again.
 */
bool print_drain(struct cpu *c, unsigned bytes);
/* The end of the machine or of this core: wait until all is out, unless the UART takes no more. */
void print_flush(void);
/* This core can't go on: the same, and it stops. */
_Noreturn void print_stop(void);
