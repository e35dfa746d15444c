/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A virtio entropy device (virtio 1.2: 4.2 virtio over MMIO, 5.4 entropy device), without
 * interrupts: one buffer is always with the device, and a request finds what has come meanwhile.
 */
#include <errno.h>
#include <skiff/extension.h>
#include <virtio/mmio.h>
#include <virtio/queue.h>
#include "entropy_pool.h"
#include "trng.h"

BULKHEAD_NEEDS(BULKHEAD_NEED_DEVICE, 0);

#define SECTION	 0     /* guards pool and queue */
#define FIRST_US 20000 /* longest wait for the first bytes */
#define QUEUE	 2     /* entries; one is used */

#define VERSION_1_WORD VIRTIO_FEATURE(VIRTIO_F_VERSION_1 - 32) /* of the features */

/* c0f1a3a4-3d0b-4f0e-9c61-0f6f8a5f1e03 */
const uint32_t source_uuid[4] = {0xa4a3f1c0, 0x0e4f0b3d, 0x6f0f619c, 0x031e5f8a};

/* The areas of a queue of this size, event words included. */
static struct {
	struct virtq_desc desc[QUEUE];
	struct {
		uint16_t flags, index, ring[QUEUE], event;
	} available;
	struct {
		uint16_t flags, index;
		struct virtq_used_element ring[QUEUE];
		uint16_t event;
	} used __attribute__((aligned(4)));
	uint64_t buffer[ENTROPY_POOL_WORDS];
} queue __attribute__((aligned(64)));

static struct entropy_pool pool;
static uintptr_t device;
static uint16_t sent, seen; /* buffers given to the device, and come back */

static uint32_t get(unsigned int reg)
{
	return *(volatile uint32_t *)(device + reg);
}

static void set(unsigned int reg, uint32_t value)
{
	*(volatile uint32_t *)(device + reg) = value;
}

static void set_address(unsigned int reg, const void *object)
{
	uint64_t pa = extension_pa(object);

	set(reg, (uint32_t)pa);
	set(reg + 4, (uint32_t)(pa >> 32));
}

/* Give the buffer to the device. */
static void send(void)
{
	queue.desc[0].address = extension_pa(queue.buffer);
	queue.desc[0].length = sizeof(queue.buffer);
	queue.desc[0].flags = VIRTQ_DESC_F_WRITE;
	queue.available.ring[sent % QUEUE] = 0;
	__atomic_store_n(&queue.available.index, ++sent, __ATOMIC_RELEASE);
	__asm__ volatile("dsb sy" : : : "memory");
	set(VIRTIO_MMIO_QUEUE_NOTIFY, 0);
}

/* Take what has come, if the pool needs it. */
static void receive(void)
{
	if (pool.left >= TRNG_WORDS || __atomic_load_n(&queue.used.index, __ATOMIC_ACQUIRE) == seen)
		return;
	entropy_pool_fill(&pool, queue.buffer, queue.used.ring[seen % QUEUE].length);
	seen++;
	send();
}

static bool begin(uintptr_t address)
{
	device = address;
	if (get(VIRTIO_MMIO_MAGIC_VALUE) != VIRTIO_MMIO_MAGIC ||
	    get(VIRTIO_MMIO_VERSION) != VIRTIO_MMIO_VERSION_2 ||
	    get(VIRTIO_MMIO_DEVICE_ID) != VIRTIO_ID_ENTROPY)
		return false;
	set(VIRTIO_MMIO_STATUS, 0);
	set(VIRTIO_MMIO_STATUS, VIRTIO_STATUS_ACKNOWLEDGE | VIRTIO_STATUS_DRIVER);
	set(VIRTIO_MMIO_DRIVER_FEATURES_SEL, 0);
	set(VIRTIO_MMIO_DRIVER_FEATURES, 0);
	set(VIRTIO_MMIO_DRIVER_FEATURES_SEL, 1);
	set(VIRTIO_MMIO_DRIVER_FEATURES, (uint32_t)VERSION_1_WORD);
	set(VIRTIO_MMIO_STATUS,
	    VIRTIO_STATUS_ACKNOWLEDGE | VIRTIO_STATUS_DRIVER | VIRTIO_STATUS_FEATURES_OK);
	set(VIRTIO_MMIO_QUEUE_SEL, 0);
	if (!(get(VIRTIO_MMIO_STATUS) & VIRTIO_STATUS_FEATURES_OK) ||
	    get(VIRTIO_MMIO_QUEUE_NUM_MAX) < QUEUE)
		return false;
	set(VIRTIO_MMIO_QUEUE_NUM, QUEUE);
	set_address(VIRTIO_MMIO_QUEUE_DESC_LOW, queue.desc);
	set_address(VIRTIO_MMIO_QUEUE_DRIVER_LOW, &queue.available);
	set_address(VIRTIO_MMIO_QUEUE_DEVICE_LOW, &queue.used);
	set(VIRTIO_MMIO_QUEUE_READY, 1);
	set(VIRTIO_MMIO_STATUS, VIRTIO_STATUS_ACKNOWLEDGE | VIRTIO_STATUS_DRIVER |
				    VIRTIO_STATUS_FEATURES_OK | VIRTIO_STATUS_DRIVER_OK);
	return true;
}

const char source_name[] = "entropy from a virtio entropy device\n";

int source_init(void)
{
	const struct bulkhead_bootinfo *b = bootinfo();
	const struct bulkhead_device *d = (const void *)((const char *)b + b->devices);
	unsigned int i = 0;

	while (i < b->device_count && !begin((uintptr_t)d[i].ipa))
		i++;
	if (i == b->device_count)
		return -ENODEV;
	send();

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
