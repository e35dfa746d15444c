/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <skiff/virtio_driver.h>

/* Reads of Status before the driver gives up on a reset. */
#define RESET_POLLS  1000000u
#define CONFIG_TRIES 16u

static uint32_t get(const struct virtio_driver *d, unsigned int offset)
{
	return *(volatile uint32_t *)(d->registers + offset);
}

static void set(const struct virtio_driver *d, unsigned int offset, uint32_t value)
{
	*(volatile uint32_t *)(d->registers + offset) = value;
}

static void set_address(const struct virtio_driver *d, unsigned int low, const void *object,
			uint64_t bus)
{
	uint64_t address = (uintptr_t)object + bus;

	set(d, low, (uint32_t)address);
	set(d, low + 4, (uint32_t)(address >> 32));
}

static void status_add(const struct virtio_driver *d, uint32_t bits)
{
	set(d, VIRTIO_MMIO_STATUS, get(d, VIRTIO_MMIO_STATUS) | bits);
}

/* Writing 0 begins a reset; reading 0 means that it has ended (2.4.2, 4.2.2.1). */
static int reset(const struct virtio_driver *d)
{
	set(d, VIRTIO_MMIO_STATUS, 0);
	for (unsigned int i = 0; i < RESET_POLLS; i++)
		if (get(d, VIRTIO_MMIO_STATUS) == 0)
			return 0;
	return -ETIMEDOUT;
}

/* The two words of the features (4.2.2). */
static uint64_t offered(const struct virtio_driver *d)
{
	uint64_t features;

	set(d, VIRTIO_MMIO_DEVICE_FEATURES_SEL, 1);
	features = (uint64_t)get(d, VIRTIO_MMIO_DEVICE_FEATURES) << 32;
	set(d, VIRTIO_MMIO_DEVICE_FEATURES_SEL, 0);
	return features | get(d, VIRTIO_MMIO_DEVICE_FEATURES);
}

static void accept(const struct virtio_driver *d)
{
	set(d, VIRTIO_MMIO_DRIVER_FEATURES_SEL, 0);
	set(d, VIRTIO_MMIO_DRIVER_FEATURES, (uint32_t)d->features);
	set(d, VIRTIO_MMIO_DRIVER_FEATURES_SEL, 1);
	set(d, VIRTIO_MMIO_DRIVER_FEATURES, (uint32_t)(d->features >> 32));
}

int virtio_driver_begin(struct virtio_driver *d, uintptr_t registers, uint32_t id, uint64_t wanted)
{
	const uint64_t version_1 = VIRTIO_FEATURE(VIRTIO_F_VERSION_1);
	int error;

	d->registers = registers;
	if (get(d, VIRTIO_MMIO_MAGIC_VALUE) != VIRTIO_MMIO_MAGIC ||
	    get(d, VIRTIO_MMIO_DEVICE_ID) != id)
		return -ENODEV;
	if (get(d, VIRTIO_MMIO_VERSION) != VIRTIO_MMIO_VERSION_2)
		return -ENOTSUP;
	error = reset(d);
	if (error)
		return error;
	status_add(d, VIRTIO_STATUS_ACKNOWLEDGE);
	status_add(d, VIRTIO_STATUS_DRIVER);
	d->features = offered(d) & (wanted | version_1 | VIRTIO_FEATURE(VIRTIO_F_ACCESS_PLATFORM));
	accept(d);
	status_add(d, VIRTIO_STATUS_FEATURES_OK);
	if (!(d->features & version_1) ||
	    !(get(d, VIRTIO_MMIO_STATUS) & VIRTIO_STATUS_FEATURES_OK)) {
		virtio_driver_fail(d);
		return -ENOTSUP;
	}
	return 0;
}

unsigned int virtio_driver_queue_max(struct virtio_driver *d, unsigned int index)
{
	set(d, VIRTIO_MMIO_QUEUE_SEL, index);
	return get(d, VIRTIO_MMIO_QUEUE_NUM_MAX);
}

int virtio_driver_queue(struct virtio_driver *d, unsigned int index,
			const struct virtqueue_driver *q)
{
	if (q->size > virtio_driver_queue_max(d, index))
		return -EINVAL;
	set(d, VIRTIO_MMIO_QUEUE_NUM, q->size);
	set_address(d, VIRTIO_MMIO_QUEUE_DESC_LOW, q->desc, q->bus);
	set_address(d, VIRTIO_MMIO_QUEUE_DRIVER_LOW, q->avail, q->bus);
	set_address(d, VIRTIO_MMIO_QUEUE_DEVICE_LOW, q->used, q->bus);
	set(d, VIRTIO_MMIO_QUEUE_READY, 1);
	return 0;
}

void virtio_driver_ready(struct virtio_driver *d)
{
	status_add(d, VIRTIO_STATUS_DRIVER_OK);
}

void virtio_driver_fail(struct virtio_driver *d)
{
	status_add(d, VIRTIO_STATUS_FAILED);
}

int virtio_driver_broken(struct virtio_driver *d)
{
	return (get(d, VIRTIO_MMIO_STATUS) & VIRTIO_STATUS_NEEDS_RESET) != 0;
}

void virtio_driver_notify(struct virtio_driver *d, unsigned int index)
{
	/* The device must see earlier writes to memory before the store to its register. */
#ifdef __aarch64__
	__asm__ volatile("dsb st" : : : "memory");
#else
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
#endif
	set(d, VIRTIO_MMIO_QUEUE_NOTIFY, index);
}

uint32_t virtio_driver_interrupt(struct virtio_driver *d)
{
	uint32_t status = get(d, VIRTIO_MMIO_INTERRUPT_STATUS);

	if (status)
		set(d, VIRTIO_MMIO_INTERRUPT_ACK, status);
	return status;
}

/* Read with the field's width (4.2.2.2). */
static void get_field(const struct virtio_driver *d, unsigned int offset, void *to,
		      unsigned int width)
{
	uintptr_t at = d->registers + VIRTIO_MMIO_CONFIG + offset;

	switch (width) {
	case 1:
		*(uint8_t *)to = *(volatile uint8_t *)at;
		break;
	case 2:
		*(uint16_t *)to = *(volatile uint16_t *)at;
		break;
	default:
		*(uint32_t *)to = *(volatile uint32_t *)at;
		break;
	}
}

int virtio_driver_config(struct virtio_driver *d, unsigned int offset, void *to, unsigned int width,
			 unsigned int count)
{
	for (unsigned int try = 0; try < CONFIG_TRIES; try++) {
		uint32_t generation = get(d, VIRTIO_MMIO_CONFIG_GENERATION);

		for (unsigned int i = 0; i < count; i++)
			get_field(d, offset + i * width, (char *)to + i * width, width);
		if (get(d, VIRTIO_MMIO_CONFIG_GENERATION) == generation)
			return 0;
	}
	return -EAGAIN;
}
