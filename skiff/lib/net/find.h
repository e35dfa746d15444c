/* SPDX-License-Identifier: BSD-3-Clause */
/* Inside of library `net`: how a segment's connection is found. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct tcp_pcb;

/** Remember a connection that had a segment, to find it at once for the next one. */
void find_remember(struct tcp_pcb *pcb);

/** Call before a frame is given to lwIP: if its connection is remembered, lwIP's list has only this connection until
 * find_restore(), which must follow in any case.
 *
 * @param frame  from its Ethernet header on, of `size` bytes */
void find_show(const uint8_t *frame, size_t size);

/** Call after lwIP has had the frame: restores its list, without the connection if that has ended. */
void find_restore(void);
