/* SPDX-License-Identifier: BSD-3-Clause */
/* Waiting for files, and files to wait for: Linux's calls with their arguments and results. */
#pragma once
#include <stddef.h>
#include <stdint.h>
#include <skiff/posix/abi.h>
#include <skiff/posix/alarm.h>

/** A file and the events to watch (struct pollfd). */
struct posix_poll {
	int32_t fd;	 /* a negative descriptor is ignored */
	uint16_t events; /* POSIX_POLL* */
	uint16_t ready;	 /* events that came, and POSIX_POLLERR, POSIX_POLLHUP, POSIX_POLLNVAL */
};

#define POSIX_EVENT_SEMAPHORE 1u    /* a read takes 1 */
#define POSIX_PIPE_ATOMIC     4096u /* up to this size, a write is atomic (PIPE_BUF) */

#define POSIX_TIMER_CANCEL_ON_SET 2u /* flag of timerfd_settime, beside POSIX_TIMER_ABSTIME */

/** A set of select: 1024 descriptors, a bit each. */
struct posix_set {
	uint64_t bits[16];
};
#define POSIX_SET_SIZE 1024

/** An event of epoll (struct epoll_event of arm64). */
struct posix_epoll_event {
	uint32_t events; /* POSIX_POLL* and POSIX_EPOLL_* */
	uint32_t pad;
	uint64_t data; /* the caller's data */
};
_Static_assert(sizeof(struct posix_epoll_event) == 16, "struct epoll_event of arm64");

#define POSIX_EPOLL_ADD	    1
#define POSIX_EPOLL_DEL	    2
#define POSIX_EPOLL_MOD	    3
#define POSIX_EPOLL_ONESHOT (1u << 30) /* reported once, until it is modified */
#define POSIX_EPOLL_EDGE    (1u << 31) /* reported once for each change */

/** Linux's ppoll. */
int64_t sys_ppoll(struct posix_poll *files, size_t count, const struct posix_timespec *span,
		  const uint64_t *mask, size_t mask_size);
/** Linux's eventfd2. */
int64_t sys_eventfd2(unsigned int value, unsigned int flags);
/** Linux's pipe2. */
int64_t sys_pipe2(int *ends, unsigned int flags);
/** Linux's pselect6; `mask` is the address of the mask and its size. */
int64_t sys_pselect6(int count, struct posix_set *to_read, struct posix_set *to_write,
		     struct posix_set *exceptional, const struct posix_timespec *span,
		     const uintptr_t *mask);
/** Linux's epoll_create1. */
int64_t sys_epoll_create1(unsigned int flags);
/** Linux's epoll_ctl. */
int64_t sys_epoll_ctl(int epoll, int operation, int fd, const struct posix_epoll_event *event);
/** Linux's epoll_pwait. */
int64_t sys_epoll_pwait(int epoll, struct posix_epoll_event *events, int most, int milliseconds,
			const uint64_t *mask, size_t mask_size);
/** Linux's timerfd_create. */
int64_t sys_timerfd_create(int clock, unsigned int flags);
/** Linux's timerfd_settime. */
int64_t sys_timerfd_settime(int fd, unsigned int flags, const struct posix_timer *set,
			    struct posix_timer *get);
/** Linux's timerfd_gettime. */
int64_t sys_timerfd_gettime(int fd, struct posix_timer *get);
