/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Fuzz target of the device's side of virtio. The input decides what a hostile driver does: it writes registers and its own
 * memory, rings included. The device dies in between, and the other end of a lane is hostile as well. Sanitizers detect an
 * access beyond the device's memory. Whatever happened, the device must work again after a reset.
 */
#include <skiff/assert.h>
#include <rig.h>
#include "device.h"
#include "input.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct target *const targets[] = {&blk_memory, &blk_lane, &rng,   &net, &vsock,
					       &console,    &gpu,      &input, &snd};

#define TARGETS (sizeof(targets) / sizeof(targets[0]))

void target_rig(struct virtio_device *d, const struct virtio_model *model)
{
	rig_device(d, model);
}

char *target_data(void)
{
	return rig_guest.data;
}

const struct virtqueue_region *target_region(void)
{
	return &rig_region;
}

int64_t target_ask(struct virtio_device *d, unsigned int queue, unsigned int in, unsigned int out)
{
	struct virtqueue_part part[2] = {rig_part(rig_guest.data, in),
					 rig_part(rig_guest.data + 4096, out)};
	int64_t written;

	return rig_do(d, queue, in ? part : part + 1, in != 0, out != 0, &written) ? written : -1;
}

/* Write a field of queue `q`: values that are nearly right find more than those that are wild. */
static void spoil(struct input *in, unsigned int q)
{
	struct virtqueue_driver *d = &rig_driver[q];
	struct virtq_desc *desc = &d->desc[byte(in) % RIG_SIZE];
	unsigned int value = word(in);

	switch (byte(in) % 8) {
	case 0:
		desc->address = RIG_GUEST + value % sizeof(rig_guest);
		break;
	case 1:
		desc->address += (uint64_t)value << byte(in) % 64;
		break;
	case 2:
		desc->length = value;
		break;
	case 3:
		desc->flags = (uint16_t)(value % 8);
		break;
	case 4:
		desc->next = (uint16_t)(value % (RIG_SIZE + 1));
		break;
	case 5:
		d->avail->index = (uint16_t)(d->avail->index + value % (RIG_SIZE + 2));
		break;
	case 6:
		d->avail->ring[value % RIG_SIZE] = (uint16_t)(byte(in) % (RIG_SIZE + 1));
		break;
	default:
		((char *)&rig_guest)[value | (byte(in) << 16 & 0x10000)] = (char)byte(in);
		break;
	}
}

/* Add a buffer as a driver does, whose parts lie in the data. */
static void offer(struct input *in, struct virtio_device *d, unsigned int q)
{
	struct virtqueue_part part[4];
	unsigned int readable = byte(in) % 3, writable = byte(in) % 3;

	for (unsigned int i = 0; i < readable + writable; i++)
		part[i] = rig_part(rig_guest.data + byte(in) * 16, 1 + word(in) % 2048);
	virtqueue_driver_add(&rig_driver[q], part, readable, writable, d);
}

/* Make a nearly valid block request: type and sector, data, a status byte. The data may lie at the end of the memory or beyond
 * it. */
static void request(struct input *in, struct virtio_device *d, unsigned int q)
{
	struct virtqueue_part part[3] = {rig_part(rig_guest.data, 16),
					 rig_part(rig_guest.data, 512 + byte(in) % 4 * 512),
					 rig_part(rig_guest.data + 32, 1)};
	unsigned int type = byte(in) % 4;

	part[1].address = RIG_GUEST + sizeof(rig_guest) - byte(in) % 5 * 512;
	memset(rig_guest.data, 0, 16);
	rig_guest.data[0] = (char)type;
	rig_guest.data[8] = (char)(byte(in) % 80);
	virtqueue_driver_add(&rig_driver[q], part, type == 0 ? 1 : 2, type == 0 ? 2 : 1, d);
	rig_set(d, VIRTIO_MMIO_QUEUE_NOTIFY, q);
}

static void step(struct input *in, const struct target *t, struct virtio_device **d)
{
	unsigned int what = byte(in), q = byte(in) % (*d)->model->queues;

	switch (what % 8) {
	case 0:
	case 1:
		spoil(in, q);
		break;
	case 2:
		(what & 8 ? request : offer)(in, *d, q);
		break;
	case 3:
		rig_set(*d, VIRTIO_MMIO_QUEUE_NOTIFY, q);
		break;
	case 4:
		virtio_device_write(*d, word(in) % 0x140, 1u << byte(in) % 4,
				    word(in) << byte(in) % 16);
		break;
	case 5:
		if (t->other)
			t->other(*d, byte(in), word(in));
		break;
	case 6:
		for (unsigned int i = byte(in), n = byte(in) % 32; n > 0; n--)
			rig_guest.data[i++ % 256 * 16 + byte(in) % 16] = (char)byte(in);
		break;
	default: /* the device dies; what it kept may be corrupted */
		if (what & 8)
			((char *)&rig_kept)[byte(in) % sizeof(rig_kept)] = (char)byte(in);
		if (what & 16)
			((char *)rig_kept_queue)[word(in) % sizeof(rig_kept_queue)] =
			    (char)byte(in);
		if (what & 32)
			((char *)rig_flight)[word(in) % sizeof(rig_flight)] = (char)byte(in);
		*d = t->begin(true);
		break;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in = {data, size};
	const struct target *t = targets[byte(&in) % TARGETS];
	struct virtio_device *d;

	memset(&rig_guest, 0, offsetof(__typeof__(rig_guest), data) + 8192);
	d = t->begin(false);
	rig_start(d);
	while (in.size > 0)
		step(&in, t, &d);
	d = t->begin(false);
	rig_start(d);
	assert(t->works(d) && !rig_broken());
	return 0;
}
