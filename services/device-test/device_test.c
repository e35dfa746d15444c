/* SPDX-License-Identifier: BSD-3-Clause */
/* See device_test.h. */
#include "device_test.h"
#include <skiff/extension.h>

static volatile struct device_test_registers *registers;
static volatile struct device_test_channel *channel;
static unsigned int doorbell;

/* Left by a restart. */
static EXTENSION_KEPT struct {
	uint32_t crashed, waiting;
} kept;

static const void *at(uint32_t offset)
{
	return (const char *)bootinfo() + offset;
}

static void barrier(void)
{
	__asm__ volatile("dsb sy" ::: "memory");
}

static void look(void)
{
	registers->work = __atomic_load_n(&channel->done, __ATOMIC_ACQUIRE);
}

int extension_on_init(void)
{
	const struct bulkhead_registers *page = at(bootinfo()->registers);
	const struct bulkhead_channel *lane = at(bootinfo()->channels);

	if (bootinfo()->registers_count != 1 || bootinfo()->channel_count != 1)
		return -1;
	registers = (volatile struct device_test_registers *)(uintptr_t)page->ipa;
	channel = (volatile struct device_test_channel *)(uintptr_t)lane->ipa;
	doorbell = lane->index;
	registers->magic = DEVICE_TEST_MAGIC;
	registers->inits++;
	look();
	barrier();
	return 0;
}

int extension_on_last_init(void)
{
	registers->last = 1;
	barrier();
	return 0;
}

static void ask(void)
{
	__atomic_fetch_add(&channel->asked, 1, __ATOMIC_RELEASE);
	extension_doorbell(doorbell);
}

/* The client executes its store again after each wait, so the state of the wait is kept. */
static struct extension_reply wait(void)
{
	if (!kept.waiting) {
		kept.waiting = registers->work + 1;
		ask();
	}
	if ((int32_t)(registers->work - kept.waiting) < 0) {
		registers->waits++;
		return extension_wait();
	}
	kept.waiting = 0;
	return extension_resume(0);
}

static void crash(void)
{
	__asm__ volatile("udf #0");
}

struct extension_reply extension_on_mmio(uint64_t header, uint64_t ipa, uint64_t access,
					 uint64_t value)
{
	struct extension_reply reply = extension_resume(0);

	(void)header;
	if (!(access & BULKHEAD_MMIO_WRITE) || (ipa & 0xfff))
		return reply;
	if (value == DEVICE_TEST_CRASH || (value == DEVICE_TEST_CRASH_ONCE && !kept.crashed++))
		crash();
	if (value == DEVICE_TEST_RING)
		ask();
	else if (value == DEVICE_TEST_WAIT)
		reply = wait();
	else
		registers->pings++;
	barrier();
	return reply;
}

enum bulkhead_action extension_on_notify(uint64_t header)
{
	static uint32_t again;

	(void)header;
	registers->notified++;
	look();
	barrier();
	return again++ & 1 ? BULKHEAD_RETRY : BULKHEAD_RESUME;
}

enum bulkhead_action extension_on_client_gone(uint64_t header)
{
	(void)header;
	registers->gone++;
	barrier();
	return BULKHEAD_RESUME;
}
