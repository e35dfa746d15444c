/* SPDX-License-Identifier: BSD-3-Clause */
#pragma once
#include "../can/wire.h"

#define POLL_US 100u

/* Send a message as soon as the controller takes one more. */
static inline void send(uint32_t id, uint32_t data)
{
	while (!(can_read(M_CAN_TXFQS) & 63))
		tick_wait(now() + ticks(POLL_US));
	can_send(id, 8, data, 0);
	can_forget_events();
}
