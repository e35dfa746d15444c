/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A virtio entropy device, without interrupts: the device always has a buffer, and a request takes what has come meanwhile.
 */
#include <errno.h>
#include <skiff/extension.h>
#include <skiff/plat.h>
#include <skiff/virtio_rng_driver.h>
#include "entropy_pool.h"
#include "trng.h"

BULKHEAD_NEEDS(BULKHEAD_NEED_DEVICE, 0);

#define SECTION	 0     /* guards pool and queue */
#define FIRST_US 20000 /* longest wait for the first bytes */

_Static_assert(sizeof(((struct entropy_pool *)0)->words) >= VIRTIO_RNG_BYTES,
	       "the pool is smaller");

/* c0f1a3a4-3d0b-4f0e-9c61-0f6f8a5f1e03 */
const uint32_t source_uuid[4] = {0xa4a3f1c0, 0x0e4f0b3d, 0x6f0f619c, 0x031e5f8a};

static struct virtio_rng rng;
static struct entropy_pool pool;

/* Take what has come, if the pool is empty. */
static void receive(void)
{
	uint32_t bytes;

	if (pool.left >= TRNG_WORDS)
		return;
	bytes = virtio_rng_poll(&rng);
	if (bytes == 0)
		return;
	entropy_pool_fill(&pool, rng.buffer, bytes);
	virtio_rng_ask(&rng);
}

const char source_name[] = "entropy from a virtio entropy device\n";

int source_init(void)
{
	struct plat_device device;
	unsigned int index = 0;

	do {
		if (plat_device("virtio,mmio", index++, &device))
			return -ENODEV;
	} while (virtio_rng_begin(&rng, device.registers, machine.bus));

	uint64_t start = extension_time(), wait = extension_counter_hz() * FIRST_US / 1000000;

	while (pool.left == 0 && extension_time() - start < wait)
		receive();
	return 0;
}

bool source_words(uint64_t *words, unsigned int count)
{
	bool done;

	if (extension_enter(SECTION) != BULKHEAD_OK)
		return false;
	receive();
	done = entropy_pool_take(&pool, words, count);
	extension_leave(SECTION);
	return done;
}
