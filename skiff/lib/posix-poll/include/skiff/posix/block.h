/* SPDX-License-Identifier: BSD-3-Clause */
/* Functions for kinds of files whose calls block. */
#pragma once
#include <skiff/posix/thread.h>

/** Block until a queue is woken. @return 0, or -EINTR: a signal came, whose handler has run */
int poll_block(struct wait_queue *queue, uint64_t deadline);

/** Wake all threads of a queue. None runs before poll_give_way(), after which the queue may not exist any more. */
void poll_wake(struct wait_queue *queue);
/** Let a more urgent thread run that was woken. */
void poll_give_way(void);
