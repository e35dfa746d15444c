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
	const struct bulkhead_client *client = at(b->clients);
	const struct bulkhead_channel *channel = at(b->channels), *page, *shared;

	if (b->client_count != 1 || client->inject_count == 0 || b->channel_count != 2 ||
	    scpi_begin(&scpi, at(b->configuration), b->configuration_size, extension_counter_hz()))
		return -EINVAL;
	shared = channel[0].peer == client->vm ? &channel[0] : &channel[1];
	page = shared == &channel[0] ? &channel[1] : &channel[0];
	if (shared->peer != client->vm || shared->rights != BOTH || shared->size < 2 * HALF ||
	    page->rights != BULKHEAD_RIGHT_READ || page->size < sizeof(*scpi.page))
		return -EINVAL;
	scpi.page = (const volatile void *)(uintptr_t)page->ipa;
	scpi.now = now;
	out = (volatile void *)(uintptr_t)shared->ipa;
	in = (const volatile void *)(uintptr_t)(shared->ipa + shared->size / 2);
	interrupt = client->inject;
	mhu_settle(&mhu);
	return 0;
}

/* Answer the message if the last answer was taken, and interrupt the client, which has one to take in both cases. */
static void serve(void)
{
	if (mhu_due(&mhu)) {
		scpi_answer(&scpi, in, out);
		mhu.answered = SCPI_SLOT;
		mhu.sent = 0;
	}
	/* The client must see the whole answer. */
	__asm__ volatile("dsb st" : : : "memory");
	extension_inject(interrupt, BULKHEAD_INJECT_PULSE);
}

struct extension_reply extension_on_mmio(uint64_t header, uint64_t ipa, uint64_t access,
					 uint64_t value)
{
	uint32_t offset = ipa % MHU_PAGE, bytes = BULKHEAD_MMIO_SIZE(access), result = 0;

	(void)header;
	if (__atomic_exchange_n(&busy, 1, __ATOMIC_ACQUIRE))
		return extension_retry();
	if (!(access & BULKHEAD_MMIO_WRITE))
		result = mhu_read(&mhu, offset, bytes);
	else if (mhu_write(&mhu, offset, bytes, (uint32_t)value))
		serve();
	__atomic_store_n(&busy, 0, __ATOMIC_RELEASE);
	return extension_resume(result);
}

enum bulkhead_action extension_on_client_gone(uint64_t header)
{
	(void)header;
	mhu = (struct mhu){0};
	__atomic_store_n(&busy, 0, __ATOMIC_RELEASE);
	return BULKHEAD_RESUME;
}
