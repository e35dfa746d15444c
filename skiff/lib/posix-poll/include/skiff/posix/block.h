/* SPDX-License-Identifier: BSD-3-Clause */
/* What kinds of files need whose calls block. */
#pragma once
#include <skiff/posix/thread.h>

/** Block until a queue is woken. @return 0, or -EINTR: a signal came, whose handler has run */
int poll_block(struct wait_queue *queue, uint64_t deadline);

/** Wake all of a queue. None runs before poll_give_way: what is told may be gone after that. */
void poll_wake(struct wait_queue *queue);
/** Let a more urgent thread run that was woken. */
void poll_give_way(void);
