/* SPDX-License-Identifier: BSD-3-Clause */
/* Inside of library `net`: how a segment's connection is found. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct tcp_pcb;

/** A segment has come for a connection of lwIP: the next one will be found at once. */
void find_remember(struct tcp_pcb *pcb);

/** Before a frame is given to lwIP: if it is of a connection that is remembered, lwIP's list has that one alone until
 * find_restore(), which is called in any case.
 *
 * @param frame  from its Ethernet header on, of `size` bytes */
void find_show(const uint8_t *frame, size_t size);

/** After lwIP has had the frame: its list is whole again, without the connection if that is over. */
void find_restore(void);
