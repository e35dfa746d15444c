/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The core's log, and the consoles of guests that have no other. Messages lie in a ring of the core that writes them;
 * any core sends them to the board's UART, a few bytes at a time. A writer never waits: a message that finds no room
 * is lost and counted. Messages of a core stay in order; those of different cores are ordered by the time at which
 * they were written.
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include "machine/cpu.h"

/*
 * Print a line with at most PRINT_ARGUMENTS_MAX of %s (string), %u (decimal) and %x (hexadecimal, 0x in front);
 * numbers are uint64_t. It starts with "bulkhead: ". The line is formatted later, so the format and its strings must
 * be constants.
 */
#define print(...)					  print_arguments(PRINT_COUNT(__VA_ARGS__, 6, 5, 4, 3, 2, 1, 0), __VA_ARGS__)
#define PRINT_COUNT(format, a, b, c, d, e, f, count, ...) count
#define PRINT_ARGUMENTS_MAX				  6
void print_arguments(unsigned count, const char *format, ...);
/*
 * May a report of several lines be printed now? Only while less than half of the ring is used: the other half is
 * reserved for single lines. If not, one lost message is counted.
 */
bool print_may(void);
/*
 * Write `count` bytes, at most `most`, from `words` to a guest's console. Each line begins with `name`, a constant.
 * The call sends as many bytes of the log to the UART, and some more, on the caller's time. @return BULKHEAD_OK,
 * E_INVALID, or E_BUSY: no room, since half of the ring is for the core's lines
 */
int64_t print_console(const char *name, const uint64_t *words, uint64_t count, uint64_t most);
/*
 * Send up to `bytes` bytes to the UART, as long as it has room. False: it had no room, or there was no message;
 * cpu.log.due says when this core must try again.
 */
bool print_drain(struct cpu *c, unsigned bytes);
/* At the end of the machine or of this core: wait until the whole log is sent, unless the UART takes no more. */
void print_flush(void);
/* This core can't go on: print_flush(), then stop the core. */
_Noreturn void print_stop(void);
