/* SPDX-License-Identifier: BSD-3-Clause */
/* Registers, notifications, interrupts. */
#include <stddef.h>
#include <string.h>
#include "device.h"

/* How often an activation looks again after notifications by others. */
#define LOOKS 4

static void config_write(struct virtio_device *d, unsigned int offset, const void *data,
			 unsigned int size)
{
	volatile uint8_t *to = (volatile uint8_t *)d->page + VIRTIO_MMIO_CONFIG + offset;

	for (unsigned int i = 0; i < size; i++)
		to[i] = ((const uint8_t *)data)[i];
}

void virtio_device_begin(struct virtio_device *d, const void *config, bool resume)
{
	const uint32_t absent = 0xffffffffu; /* of a shared memory region (4.2.2) */

	d->interrupts = d->state = 0;
	d->offered =
	    d->features | d->model->features | d->required | VIRTIO_FEATURE(VIRTIO_F_VERSION_1);
	page_set(d, VIRTIO_MMIO_MAGIC_VALUE, VIRTIO_MMIO_MAGIC);
	page_set(d, VIRTIO_MMIO_VERSION, VIRTIO_MMIO_VERSION_2);
	page_set(d, VIRTIO_MMIO_DEVICE_ID, d->model->id);
	page_set(d, VIRTIO_MMIO_VENDOR_ID, 0x42484b42); /* "BKHB" */
	for (unsigned int at = VIRTIO_MMIO_SHM_LEN_LOW; at <= VIRTIO_MMIO_SHM_BASE_HIGH; at += 4)
		page_set(d, at, absent);
	page_set(d, VIRTIO_MMIO_INTERRUPT_STATUS, 0);
	config_write(d, 0, config, d->model->config);
	if (!resume) {
		memset(d->kept, 0, sizeof(*d->kept));
		memset(d->kept_queue, 0, d->model->queues * sizeof(*d->kept_queue));
	}
	virtio_resume(d);
	virtio_page_update(d);
	virtio_show_features(d, d->kept->device_features_sel);
	if (d->kept->status == 0)
		return;
	/* After a restart, the driver may have missed an interrupt, or have read half of a change. */
	d->kept->generation++;
	page_set(d, VIRTIO_MMIO_CONFIG_GENERATION, d->kept->generation);
	virtio_interrupt(d, VIRTIO_MMIO_INT_QUEUE | VIRTIO_MMIO_INT_CONFIG);
}

/*
 * The page that shows InterruptStatus may not support atomic accesses. So `interrupts` is authoritative, and is copied to the
 * page until both agree.
 * @return true: a bit was hidden for a moment
 */
static bool show_interrupts(struct virtio_device *d, uint32_t truth)
{
	uint32_t shown;
	bool hidden = false;

	do {
		shown = truth;
		page_set(d, VIRTIO_MMIO_INTERRUPT_STATUS, shown);
		__atomic_thread_fence(__ATOMIC_SEQ_CST);
		truth = __atomic_load_n(&d->interrupts, __ATOMIC_SEQ_CST);
		hidden = hidden || (truth & ~shown);
	} while (truth != shown);
	return hidden;
}

void virtio_interrupt(struct virtio_device *d, uint32_t bits)
{
	show_interrupts(d, __atomic_or_fetch(&d->interrupts, bits, __ATOMIC_SEQ_CST));
	d->raise(d);
}

void virtio_interrupt_ack(struct virtio_device *d, uint32_t bits)
{
	/* The driver may have read the page at that moment and missed the bit. */
	if (show_interrupts(d, __atomic_and_fetch(&d->interrupts, ~bits, __ATOMIC_SEQ_CST)))
		d->raise(d);
}

void virtio_device_publish(struct virtio_device *d, unsigned int index)
{
	if (virtqueue_device_publish(&d->queue[index]))
		virtio_interrupt(d, VIRTIO_MMIO_INT_QUEUE);
}

void virtio_device_break(struct virtio_device *d)
{
	for (unsigned int i = 0; i < d->model->queues; i++)
		virtqueue_device_stop(&d->queue[i]);
	d->kept->status |= VIRTIO_STATUS_NEEDS_RESET;
	page_set(d, VIRTIO_MMIO_STATUS, d->kept->status);
	/* 2.1.2: notify a change of the configuration if the driver is ready. */
	if (d->kept->status & VIRTIO_STATUS_DRIVER_OK)
		virtio_interrupt(d, VIRTIO_MMIO_INT_CONFIG);
}

void virtio_device_configure(struct virtio_device *d, unsigned int offset, const void *data,
			     unsigned int size)
{
	/* A reader in between reads again (2.5.2), as the number changes twice. */
	page_set(d, VIRTIO_MMIO_CONFIG_GENERATION, ++d->kept->generation);
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
	config_write(d, offset, data, size);
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
	page_set(d, VIRTIO_MMIO_CONFIG_GENERATION, ++d->kept->generation);
	if (d->kept->status & VIRTIO_STATUS_DRIVER_OK)
		virtio_interrupt(d, VIRTIO_MMIO_INT_CONFIG);
}

/*
 * Request a look at `queues`, and enter.
 * @return queues to look at; VIRTIO_DEVICE_BUSY: another activation is inside, and will look before it leaves
 */
static uint32_t enter(struct virtio_device *d, uint32_t queues)
{
	uint32_t inside, state = __atomic_load_n(&d->state, __ATOMIC_RELAXED);

	do
		inside = state & VIRTIO_DEVICE_BUSY ? state | queues : VIRTIO_DEVICE_BUSY;
	while (!__atomic_compare_exchange_n(&d->state, &state, inside, true, __ATOMIC_SEQ_CST,
					    __ATOMIC_RELAXED));
	return state & VIRTIO_DEVICE_BUSY ? VIRTIO_DEVICE_BUSY : state | queues;
}

/* The queues requested meanwhile. */
static uint32_t asked(struct virtio_device *d)
{
	return __atomic_exchange_n(&d->state, VIRTIO_DEVICE_BUSY, __ATOMIC_SEQ_CST) &
	       ~VIRTIO_DEVICE_BUSY;
}

/* Leave, with `queues` to be looked at again. @return false: more was requested meanwhile */
static bool leave(struct virtio_device *d, uint32_t queues)
{
	uint32_t inside = VIRTIO_DEVICE_BUSY;

	return __atomic_compare_exchange_n(&d->state, &inside, queues, false, __ATOMIC_SEQ_CST,
					   __ATOMIC_RELAXED);
}

/* Leave, whatever was requested meanwhile. */
static void leave_all(struct virtio_device *d, uint32_t queues)
{
	while (!leave(d, queues))
		queues |= asked(d);
}

/* Look at a queue. @return true: not done yet */
static __attribute__((noinline)) bool look_at(struct virtio_device *d, unsigned int index)
{
	return d->queue[index].size != 0 && virtio_device_runs(d) && d->model->notify(d, index);
}

/* Look once at each queue of the set. @return those that aren't done */
static uint32_t look_once(struct virtio_device *d, uint32_t queues)
{
	uint32_t left = 0;

	for (queues &= (1u << d->model->queues) - 1; queues; queues &= queues - 1) {
		unsigned int i = (unsigned int)__builtin_ctz(queues);

		if (look_at(d, i))
			left |= 1u << i;
	}
	return left;
}

/* From inside: look at queues, and leave. */
static enum virtio_result look(struct virtio_device *d, uint32_t queues)
{
	d->budget = VIRTIO_DEVICE_BUDGET;
	for (unsigned int i = 0; i < LOOKS; i++) {
		uint32_t left = look_once(d, queues);

		if (leave(d, left))
			return left ? VIRTIO_AGAIN : VIRTIO_DONE;
		queues = left | asked(d);
		if (left)
			break;
	}
	leave_all(d, queues);
	return VIRTIO_AGAIN;
}

enum virtio_result virtio_device_look(struct virtio_device *d, uint32_t queues)
{
	queues = enter(d, queues & ~VIRTIO_DEVICE_BUSY);
	return queues & VIRTIO_DEVICE_BUSY ? VIRTIO_DONE : look(d, queues);
}

static void set_half(uint64_t *address, unsigned int offset, uint32_t value)
{
	unsigned int shift = (offset & 4) * 8;

	*address = (*address & ~(0xffffffffull << shift)) | (uint64_t)value << shift;
}

/* The selected queue, while it isn't ready (4.2.2.2). */
static void write_queue(struct virtio_device *d, unsigned int offset, uint32_t value)
{
	struct virtio_kept_queue *k = virtio_selected(d);

	if (!k || k->ready)
		return;
	switch (offset & ~4u) {
	case VIRTIO_MMIO_QUEUE_DESC_LOW:
		set_half(&k->layout.desc, offset, value);
		break;
	case VIRTIO_MMIO_QUEUE_DRIVER_LOW:
		set_half(&k->layout.avail, offset, value);
		break;
	case VIRTIO_MMIO_QUEUE_DEVICE_LOW:
		set_half(&k->layout.used, offset, value);
		break;
	default: /* QueueNum; one that is too large is found when the queue becomes ready */
		k->layout.size = value <= d->queue_max ? (uint16_t)value : 0;
		break;
	}
}

/* Write a register for the set-up, under the lock. */
static enum virtio_result write_register(struct virtio_device *d, unsigned int offset,
					 uint32_t value)
{
	struct virtio_kept *k = d->kept;
	enum virtio_result result = VIRTIO_DONE;

	switch (offset) {
	case VIRTIO_MMIO_DRIVER_FEATURES_SEL:
		k->driver_features_sel = value;
		break;
	case VIRTIO_MMIO_DRIVER_FEATURES:
		/* Features can't change after FEATURES_OK (3.1.1). */
		if (!(k->status & VIRTIO_STATUS_FEATURES_OK) && k->driver_features_sel < 2)
			set_half(&k->features, k->driver_features_sel * 4, value);
		break;
	case VIRTIO_MMIO_QUEUE_SEL:
		k->queue_sel = value;
		virtio_page_update(d);
		break;
	case VIRTIO_MMIO_QUEUE_READY:
		result = virtio_queue_ready(d, value);
		virtio_page_update(d);
		break;
	case VIRTIO_MMIO_STATUS:
		result = virtio_status_write(d, value);
		virtio_page_update(d);
		break;
	case VIRTIO_MMIO_QUEUE_NUM:
	case VIRTIO_MMIO_QUEUE_DESC_LOW:
	case VIRTIO_MMIO_QUEUE_DESC_HIGH:
	case VIRTIO_MMIO_QUEUE_DRIVER_LOW:
	case VIRTIO_MMIO_QUEUE_DRIVER_HIGH:
	case VIRTIO_MMIO_QUEUE_DEVICE_LOW:
	case VIRTIO_MMIO_QUEUE_DEVICE_HIGH:
		write_queue(d, offset, value);
		break;
	default: /* reserved, or read-only: has no effect */
		break;
	}
	return result;
}

static enum virtio_result set_up(struct virtio_device *d, unsigned int offset, unsigned int size,
				 uint64_t value)
{
	enum virtio_result result = VIRTIO_DONE;
	uint32_t queues = enter(d, 0);

	if (queues & VIRTIO_DEVICE_BUSY)
		return VIRTIO_AGAIN;
	if (offset < VIRTIO_MMIO_CONFIG && size == 4 && offset % 4 == 0)
		result = write_register(d, offset, (uint32_t)value);
	else if (offset >= VIRTIO_MMIO_CONFIG && d->model->configure &&
		 offset - VIRTIO_MMIO_CONFIG + size <= d->model->config)
		d->model->configure(d, offset - VIRTIO_MMIO_CONFIG, size, value);
	if (result == VIRTIO_DONE)
		return look(d, queues | asked(d));
	leave_all(d, queues);
	return result;
}

/* Registers that a running driver writes come first; showing features needs no lock. */
enum virtio_result virtio_device_write(struct virtio_device *d, unsigned int offset,
				       unsigned int size, uint64_t value)
{
	switch (offset) {
	case VIRTIO_MMIO_QUEUE_NOTIFY:
		return virtio_device_look(d, value < d->model->queues ? 1u << value : 0);
	case VIRTIO_MMIO_INTERRUPT_ACK:
		virtio_interrupt_ack(d, (uint32_t)value);
		return VIRTIO_DONE;
	case VIRTIO_MMIO_DEVICE_FEATURES_SEL:
		d->kept->device_features_sel = (uint32_t)value;
		virtio_show_features(d, (uint32_t)value);
		return VIRTIO_DONE;
	default:
		return set_up(d, offset, size, value);
	}
}
