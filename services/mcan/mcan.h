/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A Bosch M_CAN for one client: the registers are a page that the client reads without a request, the message RAM is a page
 * that both read and write. Its frames go to the ports that the matrix allows (bulkhead/can.h). The client is hostile, and so
 * are the peers.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <bulkhead/can.h>
#include <can/m_can.h>
#include <skiff/can_port.h>

#define MCAN_RX		 32u	 /* elements of RX FIFO 0 */
#define MCAN_TX		 16u	 /* buffers, and elements of the event FIFO */
#define MCAN_PAGE	 0x1000u /* registers, or the message RAM */
#define MCAN_OFFSET	 4u	 /* bytes between registers */
#define MCAN_PATIENCE_MS 100u	 /* that a frame waits for a real bus that takes none */

/** A FIFO: mcan_begin() makes any value valid. */
struct mcan_fifo {
	uint32_t get, fill;
};

/** The state that outlives a restart of the extension, besides the pages. */
struct mcan_kept {
	struct mcan_fifo rx, tx, event;
	uint32_t tec;		      /* transmit error counter */
	uint32_t ready;		      /* it is configured, and INIT is clear */
	uint32_t lost[CAN_PEERS_MAX]; /* lost frames of each peer's half, as seen last */
	struct can_credit credit;
	uint32_t full;	     /* `taken` of a real bus whose channel is full … */
	uint64_t full_since; /* … at which time it was that first; 0: the channel isn't full */
};

/** The controller. */
struct mcan {
	volatile uint32_t *page; /* registers */
	volatile uint32_t *ram;	 /* message RAM: the client may change each word at any time */
	struct mcan_kept *kept;
	const struct can_port *port;
	struct can_peer peer[CAN_PEERS_MAX];
	void (*ring)(unsigned int bell);
	void (*raise)(void); /* raises an edge of interrupt line 0 */
	uint64_t (*now)(void);
	uint64_t hz;
	bool line; /* interrupt line 0, as raised last */
};

/** Begin with the kept state, or anew.
 *
 * @param anew  the client begins: registers as after a hardware reset */
void mcan_begin(struct mcan *m, bool anew);

/** The client wrote to a register.
 *
 * @param offset  of the page
 * @param size    bytes: other than 4 has no effect */
void mcan_write(struct mcan *m, uint32_t offset, uint32_t size, uint32_t value);

/** After a peer's bell: take what came, send what waits. @return true: there is more, for which no peer will ring */
bool mcan_look(struct mcan *m);

/* --- Between registers (mcan.c) and bus (bus.c) ------------------------------------------------- */

static inline uint32_t mcan_get(const struct mcan *m, uint32_t offset)
{
	return m->page[offset / MCAN_OFFSET];
}
static inline void mcan_set(struct mcan *m, uint32_t offset, uint32_t value)
{
	m->page[offset / MCAN_OFFSET] = value;
}
static inline volatile uint32_t *mcan_element(const struct mcan *m, uint32_t offset)
{
	return &m->ram[offset / MCAN_OFFSET];
}
static inline void mcan_count(struct mcan *m, size_t counter, uint32_t frames)
{
	m->page[(CAN_COUNTERS + counter) / MCAN_OFFSET] += frames;
}
#define MCAN_COUNT(m, counter) mcan_count(m, offsetof(struct can_counters, counter), 1)

/** Set bits of IR; the line follows with mcan_line(). */
void mcan_interrupt(struct mcan *m, uint32_t bits);
void mcan_line(struct mcan *m);
/** Show the status of a FIFO. */
void mcan_show_rx(struct mcan *m);
void mcan_show_tx(struct mcan *m);
void mcan_show_event(struct mcan *m);
/** Set the error counter and the state that follows from it. `code`: the last error's, 0: none. */
void mcan_error(struct mcan *m, uint32_t tec, uint32_t code);

/** Say whether this port hears the bus. */
void bus_join(struct mcan *m, bool on);
/** Send what waits. */
void bus_send(struct mcan *m);
/** Take what came, as much as the channels hold. @return there is more */
bool bus_receive(struct mcan *m);
