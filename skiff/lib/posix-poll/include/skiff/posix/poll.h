/* SPDX-License-Identifier: BSD-3-Clause */
/* Waiting for files, and files that are for waiting: arguments and results of Linux's calls. */
#pragma once
#include <stddef.h>
#include <stdint.h>
#include <skiff/posix/abi.h>

/** A file and what is wanted of it (struct pollfd). */
struct posix_poll {
	int32_t fd;	 /* a negative one is left out */
	uint16_t events; /* POSIX_POLL* */
	uint16_t ready;	 /* of these, and POSIX_POLLERR, POSIX_POLLHUP, POSIX_POLLNVAL */
};

#define POSIX_EVENT_SEMAPHORE 1u    /* a read takes 1 */
#define POSIX_PIPE_ATOMIC     4096u /* as much is written at once or not at all (PIPE_BUF) */

/** Linux's ppoll. */
int64_t sys_ppoll(struct posix_poll *files, size_t count, const struct posix_timespec *span,
		  const uint64_t *mask, size_t mask_size);
/** Linux's eventfd2. */
int64_t sys_eventfd2(unsigned int value, unsigned int flags);
/** Linux's pipe2. */
int64_t sys_pipe2(int *ends, unsigned int flags);
