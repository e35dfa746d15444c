/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A driver that breaks the rules of its queues, for each kind of device: each violation is planted in each queue, and each leaves
 * a device that needs a reset, memory of nobody changed, and a device that works again after the reset.
 */
#pragma once
#include <skiff/test.h>
#include "rig.h"

/* What is planted in queue `q`, whose one available buffer is at descriptor 0. */
enum hostile {
	HOSTILE_OUTSIDE,	/* its address is below the window */
	HOSTILE_ACROSS,		/* it ends behind the window */
	HOSTILE_WRAPS,		/* its address and length wrap */
	HOSTILE_LOOP,		/* its link leads to itself */
	HOSTILE_NOWHERE,	/* its link leads out of the table */
	HOSTILE_TABLE_OUTSIDE,	/* its table of descriptors is outside */
	HOSTILE_TABLE_IN_TABLE, /* its table has a table */
	HOSTILE_TABLE_ODD,	/* its table is no whole number of descriptors */
	HOSTILE_HEAD,		/* the ring names no descriptor */
	HOSTILE_JUMP,		/* the ring's index is further than the queue is long */
	HOSTILE_BACK,		/* … or behind where it was */
	HOSTILE_KINDS
};

static inline void hostile_plant(unsigned int queue, enum hostile what)
{
	struct virtqueue_driver *q = &rig_driver[queue];
	struct virtq_desc *d = &q->desc[0];

	d->address = rig_address(rig_guest.data);
	d->length = 64;
	d->flags = 0;
	q->avail->ring[0] = 0;
	q->avail->index = 1;
	switch (what) {
	case HOSTILE_OUTSIDE:
		d->address = RIG_GUEST - 64;
		break;
	case HOSTILE_ACROSS:
		d->address = RIG_GUEST + sizeof(rig_guest) - 63;
		break;
	case HOSTILE_WRAPS:
		d->address = UINT64_MAX - 32;
		break;
	case HOSTILE_LOOP:
		d->flags = VIRTQ_DESC_F_NEXT;
		d->next = 0;
		break;
	case HOSTILE_NOWHERE:
		d->flags = VIRTQ_DESC_F_NEXT;
		d->next = RIG_SIZE;
		break;
	case HOSTILE_TABLE_OUTSIDE:
		*d = (struct virtq_desc){RIG_GUEST + sizeof(rig_guest), 16, VIRTQ_DESC_F_INDIRECT,
					 0};
		break;
	case HOSTILE_TABLE_IN_TABLE:
		*d =
		    (struct virtq_desc){rig_address(rig_guest.table), 16, VIRTQ_DESC_F_INDIRECT, 0};
		rig_guest.table[0] = *d;
		break;
	case HOSTILE_TABLE_ODD:
		*d =
		    (struct virtq_desc){rig_address(rig_guest.table), 17, VIRTQ_DESC_F_INDIRECT, 0};
		break;
	case HOSTILE_HEAD:
		q->avail->ring[0] = RIG_SIZE;
		break;
	case HOSTILE_JUMP:
		q->avail->index = RIG_SIZE + 1;
		break;
	default:
		q->avail->index = 0xffff;
		break;
	}
}

/* Notify, and have the device look at all queues, as often as it asks for it. */
static inline void hostile_look(struct virtio_device *d, unsigned int queue)
{
	rig_set(d, VIRTIO_MMIO_QUEUE_NOTIFY, queue);
	for (unsigned int i = 0; i < 100 && virtio_device_look(d, ~0u) == VIRTIO_AGAIN; i++)
		continue;
}

/*
 * Plant all of it in the queues of the set, in a device that `fresh` has started. `wake`, unless NULL, makes the device want a
 * buffer of its queues: what it wants none of it doesn't look at.
 */
static inline void hostile_queues(struct virtio_device *d, uint32_t queues, void (*fresh)(void),
				  void (*wake)(void))
{
	static char before[RIG_DATA];

	for (unsigned int queue = 0; queue < d->model->queues; queue++) {
		for (enum hostile what = 0; queues >> queue & 1 && what < HOSTILE_KINDS; what++) {
			fresh();
			memset(rig_guest.data, 0x5a, RIG_DATA);
			memcpy(before, rig_guest.data, RIG_DATA);
			hostile_plant(queue, what);
			if (wake)
				wake();
			hostile_look(d, queue);
			CHECK(rig_broken());
			CHECK(rig_driver[queue].used->index == 0);
			CHECK(memcmp(before, rig_guest.data, RIG_DATA) == 0);
			/* Nothing more is taken, whatever is notified, before a reset. */
			for (unsigned int i = 0; i < 1000; i++)
				rig_set(d, VIRTIO_MMIO_QUEUE_NOTIFY, i);
			CHECK(rig_broken() && rig_driver[queue].used->index == 0);
		}
	}
}

/* Registers that a driver may not touch any more: a live queue is neither moved nor resized, features stay. */
static inline void hostile_registers(struct virtio_device *d)
{
	uint64_t features = d->kept->features;

	for (unsigned int queue = 0; queue < d->model->queues; queue++) {
		struct virtio_kept_queue was = d->kept_queue[queue];

		rig_set(d, VIRTIO_MMIO_QUEUE_SEL, queue);
		rig_set(d, VIRTIO_MMIO_QUEUE_NUM, RIG_SIZE * 2);
		rig_set(d, VIRTIO_MMIO_QUEUE_NUM, 1);
		rig_set(d, VIRTIO_MMIO_QUEUE_DESC_LOW, 0);
		rig_set(d, VIRTIO_MMIO_QUEUE_DRIVER_HIGH, ~0u);
		rig_set(d, VIRTIO_MMIO_QUEUE_DEVICE_LOW, 4);
		rig_set(d, VIRTIO_MMIO_QUEUE_READY, 1);
		CHECK(memcmp(&was.layout, &d->kept_queue[queue].layout, sizeof(was.layout)) == 0);
	}
	for (unsigned int half = 0; half < 3; half++) {
		rig_set(d, VIRTIO_MMIO_DRIVER_FEATURES_SEL, half);
		rig_set(d, VIRTIO_MMIO_DRIVER_FEATURES, 0);
		rig_set(d, VIRTIO_MMIO_DRIVER_FEATURES, ~0u);
	}
	rig_set(d, VIRTIO_MMIO_STATUS, 3); /* no bit goes but by a reset */
	CHECK(d->kept->features == features && !rig_broken());
	CHECK((rig_get(VIRTIO_MMIO_STATUS) & 15) == 15);
}
