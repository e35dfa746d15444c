/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <stddef.h>
#include <skiff/virtio_extension.h>

#define WINDOWS 4u
#define ALIVE	0x65766c61u /* what follows was left by this client's device */

static EXTENSION_KEPT struct {
	uint32_t alive;
	struct virtio_kept device;
	struct virtio_kept_queue queue[VIRTIO_EXTENSION_QUEUES];
} kept;

/* Of a route without `registers`: the client's reads are requests, too. */
static uint32_t own_page[1024] __attribute__((aligned(4096)));

static struct virtio_device *device;
static unsigned int interrupt; /* the client's interrupt, as an index for extension_inject() */
static struct virtqueue_device queue[VIRTIO_EXTENSION_QUEUES];
static struct virtqueue_region region[WINDOWS];
static struct virtqueue_memory memory = {region, 0};

static const void *at(uint32_t offset)
{
	return (const char *)bootinfo() + offset;
}

static void raise(struct virtio_device *d)
{
	(void)d;
	/* The client must see the page and the rings before the interrupt. */
	__asm__ volatile("dsb st" : : : "memory");
	extension_inject(interrupt, BULKHEAD_INJECT_PULSE);
}

/* Parts of the client's memory that can be both read and written. */
static void find_windows(void)
{
	const unsigned int both = BULKHEAD_RIGHT_READ | BULKHEAD_RIGHT_WRITE;
	const struct bulkhead_window *w = at(bootinfo()->windows);

	memory.count = 0;
	for (unsigned int i = 0; i < bootinfo()->window_count; i++, w++)
		if ((w->rights & both) == both && memory.count < WINDOWS)
			region[memory.count++] = (struct virtqueue_region){
			    w->client_ipa, w->size, (char *)(uintptr_t)w->ipa};
}

const struct virtqueue_region *virtio_extension_window(void)
{
	return region;
}

int extension_on_last_init(void)
{
	virtio_device_break(device);
	__asm__ volatile("dsb st" : : : "memory");
	return 0;
}

int virtio_extension_begin(struct virtio_device *d, struct virtqueue_flight *flight,
			   const void *config)
{
	const struct bulkhead_registers *registers = at(bootinfo()->registers);
	const struct bulkhead_client *client = at(bootinfo()->clients);

	find_windows();
	if (bootinfo()->client_count == 0 || client->inject_count == 0 || memory.count == 0)
		return -ENODEV;
	if (d->model->queues > VIRTIO_EXTENSION_QUEUES)
		return -EINVAL;
	d->page =
	    bootinfo()->registers_count ? (volatile uint32_t *)(uintptr_t)registers->ipa : own_page;
	d->memory = &memory;
	d->queue = queue;
	d->kept = &kept.device;
	d->kept_queue = kept.queue;
	d->flight = flight;
	d->raise = raise;
	device = d;
	interrupt = client->inject;
	virtio_device_begin(d, config, kept.alive == ALIVE);
	kept.alive = ALIVE;
	return 0;
}

static struct extension_reply reply(enum virtio_result result)
{
	/* The client must see the changed page when it goes on. */
	__asm__ volatile("dsb st" : : : "memory");
	switch (result) {
	case VIRTIO_AGAIN:
		return extension_retry();
	case VIRTIO_WAIT:
		return extension_wait();
	default:
		return extension_resume(0);
	}
}

/* The core gives the client as many bytes as it asked for. */
static uint64_t read_page(unsigned int offset, unsigned int size)
{
	const volatile uint32_t *word = &device->page[offset / 4];
	uint64_t value = word[0] >> offset % 4 * 8;

	return size == 8 && offset % 8 == 0 ? value | (uint64_t)word[1] << 32 : value;
}

struct extension_reply extension_on_mmio(uint64_t header, uint64_t ipa, uint64_t access,
					 uint64_t value)
{
	(void)header;
	if (!(access & BULKHEAD_MMIO_WRITE))
		return extension_resume(read_page(ipa & 0xfff, BULKHEAD_MMIO_SIZE(access)));
	return reply(virtio_device_write(device, ipa & 0xfff, BULKHEAD_MMIO_SIZE(access), value));
}

enum bulkhead_action extension_on_notify(uint64_t header)
{
	uint32_t queues = device->model->bell;
	enum virtio_result result = virtio_device_look(device, queues ? queues : ~0u);

	(void)header;
	__asm__ volatile("dsb st" : : : "memory");
	return result == VIRTIO_AGAIN ? BULKHEAD_RETRY : BULKHEAD_RESUME;
}

/* Reset the device like a driver does: this ends when nothing is in flight. */
enum bulkhead_action extension_on_client_gone(uint64_t header)
{
	(void)header;
	if (virtio_device_write(device, VIRTIO_MMIO_STATUS, 4, 0) == VIRTIO_WAIT)
		return BULKHEAD_WAIT;
	return BULKHEAD_RESUME;
}
