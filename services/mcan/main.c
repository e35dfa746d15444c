/* SPDX-License-Identifier: BSD-3-Clause */
/* A Bosch M_CAN for the client, at a port of a CAN bus between VMs. A write is a request; peers ring after they have written. */
#include <errno.h>
#include <skiff/extension.h>
#include "mcan.h"

#define BOTH  (BULKHEAD_RIGHT_READ | BULKHEAD_RIGHT_WRITE)
#define ALIVE 0x6e61636du /* the kept state is valid: an earlier life of this controller left it */

static EXTENSION_KEPT struct {
	uint32_t alive;
	struct mcan_kept mcan;
} kept;
static struct mcan mcan;
static uint32_t interrupt;
static uint64_t client_ipa;
/* Only one of several vCPUs is inside; the others try again. */
static uint32_t busy;

static const void *at(uint32_t offset)
{
	return (const char *)bootinfo() + offset;
}

static void ring(unsigned int bell)
{
	/* The result doesn't matter: after BUSY, the peer gets or got an earlier ring. */
	extension_doorbell(bell);
}

static void raise(void)
{
	/* The client must see the changed pages before the interrupt. */
	__asm__ volatile("dsb st" : : : "memory");
	extension_inject(interrupt, BULKHEAD_INJECT_PULSE);
}

static uint64_t now(void)
{
	return extension_time();
}

int extension_on_init(void)
{
	const struct bulkhead_bootinfo *b = bootinfo();
	const struct bulkhead_registers *registers = at(b->registers);
	const struct bulkhead_client *client = at(b->clients);
	const struct bulkhead_channel *channel = at(b->channels), *ram;
	int error = 0;

	mcan = (struct mcan){.port = at(b->configuration),
			     .kept = &kept.mcan,
			     .ring = ring,
			     .raise = raise,
			     .now = now,
			     .hz = extension_counter_hz()};
	if (b->registers_count != 1 || registers->size != MCAN_PAGE || b->client_count != 1 ||
	    client->inject_count == 0 || !can_configuration(mcan.port, b->configuration_size) ||
	    b->channel_count != 2 * mcan.port->peer_count + 1)
		return -EINVAL;
	ram = &channel[2 * (size_t)mcan.port->peer_count];
	if (ram->peer != client->vm || ram->rights != BOTH || ram->size < M_CAN_RAM)
		return -EINVAL;
	mcan.ram = (volatile uint32_t *)(uintptr_t)ram->ipa;
	mcan.page = (volatile uint32_t *)(uintptr_t)registers->ipa;
	client_ipa = registers->client_ipa;
	interrupt = client->inject;
	for (uint32_t i = 0; i < mcan.port->peer_count && !error; i++)
		error = can_join(&mcan.peer[i], &channel[2 * (size_t)i]);
	if (error)
		return error;
	mcan_begin(&mcan, kept.alive != ALIVE);
	kept.alive = ALIVE;
	return 0;
}

static bool enter(void)
{
	return !__atomic_exchange_n(&busy, 1, __ATOMIC_ACQUIRE);
}

static void leave(void)
{
	__atomic_store_n(&busy, 0, __ATOMIC_RELEASE);
	/* The client must see the changed pages when it goes on. */
	__asm__ volatile("dsb st" : : : "memory");
}

struct extension_reply extension_on_mmio(uint64_t header, uint64_t ipa, uint64_t access,
					 uint64_t value)
{
	(void)header;
	if (!(access & BULKHEAD_MMIO_WRITE))
		return extension_resume(0);
	if (!enter())
		return extension_retry();
	mcan_write(&mcan, (uint32_t)(ipa - client_ipa), BULKHEAD_MMIO_SIZE(access),
		   (uint32_t)value);
	leave();
	return extension_resume(0);
}

enum bulkhead_action extension_on_notify(uint64_t header)
{
	bool more;

	(void)header;
	if (!enter())
		return BULKHEAD_RETRY;
	more = mcan_look(&mcan);
	leave();
	return more ? BULKHEAD_RETRY : BULKHEAD_RESUME;
}

enum bulkhead_action extension_on_client_gone(uint64_t header)
{
	(void)header;
	mcan_begin(&mcan, true);
	leave();
	return BULKHEAD_RESUME;
}
