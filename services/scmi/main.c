/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * SCMI by SMC for one client (Arm DEN0056E, 5.1): the extension is the platform. The client writes a message to the
 * channel between them, makes the call and finds the answer there.
 */
#include <errno.h>
#include <arm/smccc.h>
#include <skiff/extension.h>
#include "scmi.h"

#define ALIVE 0x696d6373u /* the kept state was left by this client's platform */

static EXTENSION_KEPT uint32_t alive;
static EXTENSION_KEPT struct scmi_state state;
static struct scmi scmi = {.state = &state};

static struct {
	volatile struct scmi_shared *at;
	size_t size;
} shared;

/* Begin: mark the channel as free, for which the agent waits before its first message (5.1.2). */
static void begin(void)
{
	scmi_reset(&scmi);
	shared.at->status = SCMI_FREE;
	__asm__ volatile("dsb st" : : : "memory");
}

int extension_on_init(void)
{
	const struct bulkhead_bootinfo *b = bootinfo();
	const struct bulkhead_channel *channel = (const void *)((uintptr_t)b + b->channels);
	const struct bulkhead_client *client = (const void *)((uintptr_t)b + b->clients);

	if (b->client_count != 1 || b->channel_count != 1 || channel->peer != client->vm ||
	    scmi_begin(&scmi, (const void *)((uintptr_t)b + b->configuration),
		       b->configuration_size))
		return -EINVAL;
	shared.at = (volatile void *)(uintptr_t)channel->ipa;
	shared.size = channel->size;
	scmi.agent = client->name;
	if (alive != ALIVE)
		begin();
	scmi_settle(&scmi);
	alive = ALIVE;
	return 0;
}

enum bulkhead_action extension_on_smc(uint64_t header, struct extension_call *call)
{
	bool answered = scmi_answer(&scmi, shared.at, shared.size);

	(void)header;
	/* The client must see the whole answer. */
	__asm__ volatile("dsb st" : : : "memory");
	call->x[0] = answered ? 0 : (uint64_t)SMCCC_NOT_SUPPORTED;
	return BULKHEAD_RESUME;
}

/* Linux calls by PSCI's conduit. */
enum bulkhead_action extension_on_hvc(uint64_t header, struct extension_call *call)
{
	return extension_on_smc(header, call);
}

enum bulkhead_action extension_on_client_gone(uint64_t header)
{
	(void)header;
	begin();
	return BULKHEAD_RESUME;
}
