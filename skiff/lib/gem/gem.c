/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <skiff/gem.h>
#include <skiff/plat.h>

#define BUFFERS CONFIG_GEM_BUFFERS
/* Looks at a register before a controller that doesn't stop is stopped in the middle of a frame. */
#define POLLS 1000000u

_Static_assert(GEM_HEAD + GEM_FRAME <= GEM_SEND_BUFFER && GEM_FRAME <= GEM_BYTES, "a frame fits");
_Static_assert(GEM_HEAD % 4 == 0 && GEM_BUFFER % 4 == 0, "an address to receive at is of words");
_Static_assert(sizeof(struct gem_descriptor) == 8, "a descriptor is what the device takes");

static uint32_t get(const struct gem *g, uint32_t offset)
{
	return g->registers[offset / 4];
}

static void set(const struct gem *g, uint32_t offset, uint32_t value)
{
	g->registers[offset / 4] = value;
}

static uint32_t address(const struct gem *g, const void *at)
{
	return (uint32_t)((uintptr_t)at + g->bus);
}

/* In the ring of what is sent. */
static unsigned int after(unsigned int index)
{
	return (index + 1) % GEM_SENDS;
}

/* --- Frames ------------------------------------------------------------------------------------ */

static bool has_come(const struct gem *g)
{
	const volatile struct gem_descriptor *d = &g->receive[g->next];

	return d->address & GEM_RECEIVE_DONE;
}

char *gem_received(struct gem *g, uint32_t *length)
{
	const volatile struct gem_descriptor *d = &g->receive[g->next];
	uint32_t status;

	if (!has_come(g))
		return NULL;
	plat_device_barrier();
	status = d->status;
	*length = status & GEM_RECEIVE_LENGTH;
	*length = (status & GEM_RECEIVE_WHOLE) == GEM_RECEIVE_WHOLE && *length <= GEM_FRAME
		      ? *length + GEM_HEAD
		      : 0;
	return g->received[g->next];
}

/* The address makes it the device's: it comes last. */
static void offer(struct gem *g, unsigned int index)
{
	volatile struct gem_descriptor *d = &g->receive[index];

	d->status = 0;
	plat_device_barrier();
	d->address = address(g, g->received[index] + GEM_HEAD) |
		     (index == BUFFERS - 1 ? GEM_RECEIVE_WRAP : 0);
}

void gem_return(struct gem *g)
{
	offer(g, g->next);
	g->next = (g->next + 1) % BUFFERS;
	g->returned = true;
}

static bool is_free(const struct gem *g, unsigned int index)
{
	const volatile struct gem_descriptor *d = &g->transmit[index];

	return d->status & GEM_TRANSMIT_DONE;
}

/* One stays software's: the device stops there. */
char *gem_buffer(struct gem *g)
{
	return is_free(g, g->tail) && is_free(g, after(g->tail)) ? g->sent[g->tail] : NULL;
}

/* The rest of a descriptor to transmit. */
static uint32_t wrap(unsigned int index)
{
	return index == GEM_SENDS - 1 ? GEM_TRANSMIT_WRAP : 0;
}

void gem_send(struct gem *g, uint32_t length)
{
	volatile struct gem_descriptor *d = &g->transmit[g->tail];

	if (length <= GEM_HEAD || length > GEM_HEAD + GEM_FRAME)
		return;
	d->address = address(g, g->sent[g->tail] + GEM_HEAD);
	/* It is the device's from here on, which may still look for the next frame after those before. */
	plat_device_barrier();
	d->status = (length - GEM_HEAD) | GEM_TRANSMIT_LAST | wrap(g->tail);
	g->tail = after(g->tail);
	g->filled = true;
}

void gem_kick(struct gem *g)
{
	if (!g->returned && !g->filled)
		return;
	plat_device_barrier();
	/* A device that found no buffer looks again (QEMU's does only then). */
	set(g, GEM_CONTROL,
	    GEM_CONTROL_RECEIVE | GEM_CONTROL_TRANSMIT | GEM_CONTROL_MDIO |
		(g->filled ? GEM_CONTROL_START : 0));
	g->returned = g->filled = false;
}

/* --- Interrupts -------------------------------------------------------------------------------- */

void gem_interrupt(struct gem *g)
{
	set(g, GEM_IDR, ~0u);
	set(g, GEM_ISR, get(g, GEM_ISR));
}

bool gem_listen(struct gem *g, bool full)
{
	set(g, GEM_IER,
	    GEM_INTERRUPT_RECEIVED | GEM_INTERRUPT_NONE | GEM_INTERRUPT_OVERRUN |
		(full ? GEM_INTERRUPT_SENT : 0));
	return !has_come(g) && !(full && gem_buffer(g));
}

/* --- Set-up ------------------------------------------------------------------------------------ */

static void stop(struct gem *g)
{
	set(g, GEM_IDR, ~0u);
	set(g, GEM_CONTROL, (get(g, GEM_CONTROL) & ~GEM_CONTROL_RECEIVE) | GEM_CONTROL_HALT);
	for (unsigned int i = 0; i < POLLS && get(g, GEM_TRANSMIT_STATUS) & GEM_TRANSMIT_GOES; i++)
		;
	set(g, GEM_CONTROL, GEM_CONTROL_CLEAR_STATS);
	set(g, GEM_TRANSMIT_STATUS, ~0u);
	set(g, GEM_RECEIVE_STATUS, ~0u);
	gem_interrupt(g);
}

/* The second queue would find nothing where there is no ring. */
static void begin_second(struct gem *g)
{
	g->none[0] = (struct gem_descriptor){GEM_RECEIVE_DONE | GEM_RECEIVE_WRAP, 0};
	g->none[1] = (struct gem_descriptor){0, GEM_TRANSMIT_DONE | GEM_TRANSMIT_WRAP};
	if (!(get(g, GEM_DESIGN6) & GEM_DESIGN6_QUEUE1))
		return;
	set(g, GEM_IDR1, ~0u);
	set(g, GEM_RECEIVE_RING1, address(g, &g->none[0]));
	set(g, GEM_TRANSMIT_RING1, address(g, &g->none[1]));
}

int gem_begin(struct gem *g, uintptr_t registers, uint64_t bus)
{
	g->registers = (volatile uint32_t *)registers;
	g->bus = bus;
	if (((uintptr_t)(g + 1) + bus) >> 32)
		return -ERANGE;
	if (GEM_REVISION_ID(get(g, GEM_REVISION)) != GEM_REVISION_GEM)
		return -ENODEV;
	stop(g);
	/* The device may have written to all of this until now. */
	for (unsigned int i = 0; i < GEM_SENDS; i++)
		g->transmit[i] = (struct gem_descriptor){0, GEM_TRANSMIT_DONE | wrap(i)};
	for (unsigned int i = 0; i < BUFFERS; i++)
		offer(g, i);
	g->next = g->tail = 0;
	set(g, GEM_CONFIG,
	    GEM_CONFIG_DUPLEX | GEM_CONFIG_ALL | GEM_CONFIG_LONG | GEM_CONFIG_GIGABIT |
		GEM_CONFIG_STRIP | GEM_CONFIG_MDC |
		GEM_CONFIG_WIDTH(GEM_DESIGN1_WIDTH(get(g, GEM_DESIGN1))));
	set(g, GEM_DMA, GEM_DMA_BURST | GEM_DMA_MEMORY | GEM_DMA_BUFFER(GEM_BYTES / GEM_DMA_UNIT));
	set(g, GEM_RECEIVE_RING, address(g, g->receive));
	set(g, GEM_TRANSMIT_RING, address(g, g->transmit));
	begin_second(g);
	g->returned = true;
	g->filled = false;
	gem_kick(g);
	return 0;
}
