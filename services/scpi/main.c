/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Sensors for one client, whose values another VM writes (bulkhead/sensors.h), by SCPI over the mailbox of Arm's Juno: a stock Linux
 * shows them by its drivers arm_mhu, arm_scpi and scpi-hwmon.
 */
#include <errno.h>
#include <arm/mhu.h>
#include <skiff/extension.h>
#include "mhu.h"
#include "scpi.h"

#define BOTH (BULKHEAD_RIGHT_READ | BULKHEAD_RIGHT_WRITE)
#define HALF 0x200u /* bytes of a direction's memory, at least */

static EXTENSION_KEPT struct mhu mhu;
static struct scpi scpi;
static const volatile struct scpi_message *in;
static volatile struct scpi_message *out;
static volatile uint32_t *page; /* of registers */
static uint32_t interrupt;
/* Only one of several vCPUs is inside; the others try again. */
static uint32_t busy;

static const void *at(uint32_t offset)
{
	return (const char *)bootinfo() + offset;
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
	const struct bulkhead_channel *channel = at(b->channels), *values, *shared;

	if (b->registers_count != 1 || registers->size != MHU_PAGE || b->client_count != 1 ||
	    client->inject_count == 0 || b->channel_count != 2 ||
	    scpi_begin(&scpi, at(b->configuration), b->configuration_size, extension_counter_hz()))
		return -EINVAL;
	shared = channel[0].peer == client->vm ? &channel[0] : &channel[1];
	values = shared == &channel[0] ? &channel[1] : &channel[0];
	if (shared->peer != client->vm || shared->rights != BOTH || shared->size < 2 * HALF ||
	    values->rights != BULKHEAD_RIGHT_READ || values->size < sizeof(*scpi.page))
		return -EINVAL;
	scpi.page = (const volatile void *)(uintptr_t)values->ipa;
	scpi.now = now;
	out = (volatile void *)(uintptr_t)shared->ipa;
	in = (const volatile void *)(uintptr_t)(shared->ipa + shared->size / 2);
	interrupt = client->inject;
	page = (volatile uint32_t *)(uintptr_t)registers->ipa;
	mhu_settle(&mhu);
	mhu_fill(&mhu, page);
	return 0;
}

/* Answer the message if the last answer was taken. */
static void serve(void)
{
	if (!mhu_due(&mhu))
		return;
	scpi_answer(&scpi, in, out);
	mhu.answered = SCPI_SLOT;
	mhu.sent = 0;
}

struct extension_reply extension_on_mmio(uint64_t header, uint64_t ipa, uint64_t access,
					 uint64_t value)
{
	bool news;

	(void)header;
	if (!(access & BULKHEAD_MMIO_WRITE))
		return extension_resume(0);
	if (__atomic_exchange_n(&busy, 1, __ATOMIC_ACQUIRE))
		return extension_retry();
	news = mhu_write(&mhu, ipa % MHU_PAGE, BULKHEAD_MMIO_SIZE(access), (uint32_t)value);
	if (news)
		serve();
	mhu_show(&mhu, page);
	/* The client must see the whole answer, and the changed page. */
	__asm__ volatile("dsb st" : : : "memory");
	/* It has an answer to take, this one or the last. */
	if (news)
		extension_inject(interrupt, BULKHEAD_INJECT_PULSE);
	__atomic_store_n(&busy, 0, __ATOMIC_RELEASE);
	return extension_resume(0);
}

enum bulkhead_action extension_on_client_gone(uint64_t header)
{
	(void)header;
	mhu = (struct mhu){0};
	mhu_show(&mhu, page);
	__atomic_store_n(&busy, 0, __ATOMIC_RELEASE);
	return BULKHEAD_RESUME;
}
