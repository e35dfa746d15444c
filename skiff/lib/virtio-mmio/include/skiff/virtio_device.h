/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The device's side of virtio over MMIO (virtio 1.2, 2.1 and 4.2): the driver reads a page; its writes to registers come here
 * one by one.
 *
 * Several processors of the driver's machine may write at once. The set-up uses a lock, which nobody waits for: a notification
 * that finds the lock taken is left to its holder. The device dies and is started again at any instruction: what it has to
 * know then is in `kept`.
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include <skiff/virtqueue_device.h>
#include <virtio/mmio.h>

/** Approximate limit of bytes that a device copies before it lets others run. */
#define VIRTIO_DEVICE_BUDGET 65536

#define VIRTIO_QUEUES_MAX  31	       /* queues of a device */
#define VIRTIO_DEVICE_BUSY 0x80000000u /* bit of virtio_device.state: an activation is inside */

/** Result of a register write. */
enum virtio_result {
	VIRTIO_DONE,  /* the driver continues after the write */
	VIRTIO_AGAIN, /* there is more to do: the driver repeats the write, after its interrupts */
	VIRTIO_WAIT,  /* likewise, but only when the device has learnt that a request ended */
};

struct virtio_device;

/** Operations of a kind of device. NULL: nothing to do. */
struct virtio_model {
	uint32_t id;	     /* VIRTIO_ID_… */
	unsigned int queues; /* number of queues, at most VIRTIO_QUEUES_MAX */
	bool out_of_order;   /* buffers are completed in another order than they were taken in */
	unsigned int config; /* bytes of its configuration */
	uint32_t bell;	     /* queues to look at when a peer rings, as bits; 0: all */
	uint64_t features;   /* offered by all devices of this kind */

	/** The driver is ready, or (`resumed`) was, before the device died. */
	void (*start)(struct virtio_device *device, bool resumed);
	/** Look at queue `index`. @return true: not done yet */
	bool (*notify)(struct virtio_device *device, unsigned int index);
	/** The driver wants the device reset. @return false: not yet, something is in flight */
	bool (*stop)(struct virtio_device *device);
	/** The driver wrote `size` bytes to the configuration; the page isn't changed yet. */
	void (*configure)(struct virtio_device *device, unsigned int offset, unsigned int size,
			  uint64_t value);
};

/** State of a queue that survives a restart. */
struct virtio_kept_queue {
	struct virtqueue_layout layout; /* `features` isn't used */
	struct virtqueue_kept rings;	/* how far it has come */
	uint32_t ready;			/* QueueReady */
};

/** State of a device that survives a restart. */
struct virtio_kept {
	uint32_t status;	      /* register Status */
	uint32_t queue_sel;	      /* registers … */
	uint32_t device_features_sel; /* … that select */
	uint32_t driver_features_sel; /* … what others mean */
	uint64_t features;	      /* that the driver accepts */
	uint32_t generation;	      /* register ConfigGeneration */
};

/** A device. */
struct virtio_device {
	const struct virtio_model *model;      /* what it does */
	volatile uint32_t *page;	       /* registers, 4 KiB: the driver's view of them */
	const struct virtqueue_memory *memory; /* the driver's */
	uint64_t features;		       /* offered by this one besides the model's */
	uint64_t required;  /* FEATURES_OK isn't accepted without: ACCESS_PLATFORM, say */
	uint16_t queue_max; /* largest size of its queues */
	struct virtqueue_device *queue;	      /* [model->queues] */
	struct virtio_kept *kept;	      /* survives this structure */
	struct virtio_kept_queue *kept_queue; /* [model->queues], as well */
	struct virtqueue_flight *flight;      /* [model->queues][queue_max], if out_of_order */
	void (*raise)(struct virtio_device *device); /* an edge of the device's interrupt */
	/* Its own, zero at first. */
	uint64_t offered;    /* all features */
	uint32_t interrupts; /* register InterruptStatus */
	uint32_t state;	     /* queues to look at, as bits; VIRTIO_DEVICE_BUSY */
	int32_t budget;	     /* bytes that may still be copied now */
};

/** Start a device, at the beginning of its driver's machine or after it died.
 *
 * @param device  all fields but its own are set
 * @param config  the configuration, model->config bytes
 * @param resume  false: `kept` means nothing. true: it tells how far the driver has come; it is
 *                checked as hostile input. The driver gets an interrupt */
void virtio_device_begin(struct virtio_device *device, const void *config, bool resume);

/** The driver wrote to a register.
 *
 * @param offset  in the page
 * @param size    bytes: 1, 2, 4 or 8
 * @param value   what was written, zero-extended */
enum virtio_result virtio_device_write(struct virtio_device *device, unsigned int offset,
				       unsigned int size, uint64_t value);

/** Look at queues for another reason than a write: input has come, a request has ended.
 *
 * @param queues  as bits
 * @return VIRTIO_DONE or VIRTIO_AGAIN */
enum virtio_result virtio_device_look(struct virtio_device *device, uint32_t queues);

/** Was this feature agreed upon? */
static inline bool virtio_device_has(const struct virtio_device *device, unsigned int feature)
{
	return device->kept->features >> feature & 1;
}

/** Is the driver ready, and no reset of the device asked for? */
static inline bool virtio_device_runs(const struct virtio_device *device)
{
	const uint32_t mask = VIRTIO_STATUS_DRIVER_OK | VIRTIO_STATUS_NEEDS_RESET;

	return (device->kept->status & mask) == VIRTIO_STATUS_DRIVER_OK;
}

/** Publish what was completed in queue `index`, and interrupt the driver if it wants that. */
void virtio_device_publish(struct virtio_device *device, unsigned int index);

/** Set DEVICE_NEEDS_RESET, because the driver broke the rules or the device failed: the device doesn't touch the driver's
 * memory before the driver has reset it. */
void virtio_device_break(struct virtio_device *device);

/** Change the configuration and tell the driver.
 *
 * @param offset  first byte
 * @param size    bytes */
void virtio_device_configure(struct virtio_device *device, unsigned int offset, const void *data,
			     unsigned int size);
