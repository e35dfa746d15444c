/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <string.h>
#include <skiff/e1000e.h>
#include <skiff/plat.h>

#define BUFFERS CONFIG_E1000E_BUFFERS
/* Reads of a register before the driver gives up on a controller. */
#define POLLS 1000000u

_Static_assert(BUFFERS * sizeof(struct e1000e_receive) % E1000E_RING_FACTOR == 0 &&
		   E1000E_SENDS * sizeof(struct e1000e_transmit) % E1000E_RING_FACTOR == 0,
	       "a ring's size is what the device takes");
_Static_assert(E1000E_HEAD + E1000E_FRAME <= E1000E_SEND_BUFFER, "a frame fits");
_Static_assert(sizeof(struct e1000e_receive) == 16 && sizeof(struct e1000e_transmit) == 16,
	       "a descriptor is what the device takes");

static uint32_t get(const struct e1000e *e, uint32_t offset)
{
	return e->registers[offset / 4];
}

static void set(const struct e1000e *e, uint32_t offset, uint32_t value)
{
	e->registers[offset / 4] = value;
}

static uint64_t frame_at(const struct e1000e *e, const char *buffer)
{
	return (uintptr_t)buffer + E1000E_HEAD + e->bus;
}

/* The next index in the transmit ring. */
static unsigned int after(unsigned int index)
{
	return (index + 1) % E1000E_SENDS;
}

/* --- Frames ------------------------------------------------------------------------------------ */

char *e1000e_received(struct e1000e *e, uint32_t *length)
{
	const volatile struct e1000e_receive *d = &e->receive[e->next];

	if (!(d->status & E1000E_DONE))
		return NULL;
	plat_device_barrier();
	*length = d->length;
	*length = d->status & E1000E_RX_WHOLE && !d->errors && *length <= E1000E_FRAME
		      ? *length + E1000E_HEAD
		      : 0;
	return e->received[e->next];
}

static void offer(struct e1000e *e, unsigned int index)
{
	e->receive[index] = (struct e1000e_receive){.address = frame_at(e, e->received[index])};
}

void e1000e_return(struct e1000e *e)
{
	offer(e, e->next);
	e->next = (e->next + 1) % BUFFERS;
	e->returned = true;
}

static bool is_free(const struct e1000e *e, unsigned int index)
{
	const volatile struct e1000e_transmit *d = &e->transmit[index];

	return !d->command || d->status & E1000E_DONE;
}

/* One descriptor stays free: otherwise a full ring would look empty. */
char *e1000e_buffer(struct e1000e *e)
{
	return is_free(e, e->tail) && is_free(e, after(e->tail)) ? e->sent[e->tail] : NULL;
}

void e1000e_send(struct e1000e *e, uint32_t length)
{
	if (length <= E1000E_HEAD || length > E1000E_HEAD + E1000E_FRAME)
		return;
	e->transmit[e->tail] = (struct e1000e_transmit){.address = frame_at(e, e->sent[e->tail]),
							.length = (uint16_t)(length - E1000E_HEAD),
							.command = E1000E_TX_COMMAND};
	e->tail = after(e->tail);
	e->filled = true;
}

void e1000e_kick(struct e1000e *e)
{
	plat_device_barrier();
	/* The device takes buffers up to the tail, excluding the tail. */
	if (e->returned)
		set(e, E1000E_RX_RING + E1000E_RING_TAIL, (e->next + BUFFERS - 1) % BUFFERS);
	if (e->filled)
		set(e, E1000E_TX_RING + E1000E_RING_TAIL, e->tail);
	e->returned = e->filled = false;
}

/* --- Interrupts -------------------------------------------------------------------------------- */

void e1000e_interrupt(struct e1000e *e)
{
	set(e, E1000E_IMC, ~0u);
	(void)get(e, E1000E_ICR);
}

bool e1000e_listen(struct e1000e *e, bool full)
{
	const volatile struct e1000e_receive *d = &e->receive[e->next];

	set(e, E1000E_IMS,
	    E1000E_INTERRUPT_RECEIVED | E1000E_INTERRUPT_FEW | E1000E_INTERRUPT_NONE |
		(full ? E1000E_INTERRUPT_SENT : 0));
	return !(d->status & E1000E_DONE) && !(full && e1000e_buffer(e));
}

/* --- Set-up ------------------------------------------------------------------------------------ */

/* Wait until the bits of `mask` read as zeros. */
static bool clears(const struct e1000e *e, uint32_t offset, uint32_t mask)
{
	for (unsigned int i = 0; i < POLLS; i++)
		if (!(get(e, offset) & mask))
			return true;
	return false;
}

static void begin_ring(struct e1000e *e, uint32_t ring, const void *at, uint32_t bytes)
{
	uint64_t address = (uintptr_t)at + e->bus;

	set(e, ring + E1000E_RING_LOW, (uint32_t)address);
	set(e, ring + E1000E_RING_HIGH, (uint32_t)(address >> 32));
	set(e, ring + E1000E_RING_BYTES, bytes);
	set(e, ring + E1000E_RING_HEAD, 0);
	set(e, ring + E1000E_RING_TAIL, 0);
}

int e1000e_reset(struct e1000e *e, uintptr_t registers)
{
	e->registers = (volatile uint32_t *)registers;
	set(e, E1000E_IMC, ~0u);
	/* A reset in the middle of an access could leave the bus waiting (4.6.1: ask, wait, reset). */
	set(e, E1000E_CTRL, E1000E_CTRL_MASTER_OFF);
	clears(e, E1000E_STATUS, E1000E_STATUS_MASTER);
	set(e, E1000E_CTRL, E1000E_CTRL_RESET);
	if (!clears(e, E1000E_CTRL, E1000E_CTRL_RESET))
		return -ENODEV;
	set(e, E1000E_IMC, ~0u);
	return 0;
}

void e1000e_begin(struct e1000e *e, uint64_t bus)
{
	e->bus = bus;
	set(e, E1000E_CTRL, get(e, E1000E_CTRL) | E1000E_CTRL_LINK_UP);
	/* The device may have written to all of this until now. */
	memset(e->transmit, 0, sizeof(e->transmit));
	for (unsigned int i = 0; i < BUFFERS; i++)
		offer(e, i);
	e->next = e->tail = 0;
	begin_ring(e, E1000E_RX_RING, e->receive, sizeof(e->receive));
	begin_ring(e, E1000E_TX_RING, e->transmit, sizeof(e->transmit));
	e->returned = true;
	set(e, E1000E_TCTL, E1000E_TCTL_EN | E1000E_TCTL_PAD | E1000E_TCTL_COLLISION);
	set(e, E1000E_RCTL, E1000E_RCTL_EN | E1000E_RCTL_ALL | E1000E_RCTL_STRIP);
	e1000e_kick(e);
}
