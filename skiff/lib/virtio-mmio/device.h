/* SPDX-License-Identifier: BSD-3-Clause */
/* Between the files of the device's side. */
#pragma once
#include <skiff/virtio_device.h>

/** Write a register of the page. */
static inline void page_set(const struct virtio_device *d, unsigned int offset, uint32_t value)
{
	d->page[offset / 4] = value;
}

/** Set bits of InterruptStatus, and raise the interrupt. */
void virtio_interrupt(struct virtio_device *d, uint32_t bits);

/** Clear bits of InterruptStatus. */
void virtio_interrupt_ack(struct virtio_device *d, uint32_t bits);

/** Show in the page the queue that is selected, and the status. */
void virtio_page_update(const struct virtio_device *d);

/** Show in the page word `sel` of the features that are offered. */
void virtio_show_features(const struct virtio_device *d, uint32_t sel);

/** A write to Status. */
enum virtio_result virtio_status_write(struct virtio_device *d, uint32_t value);

/** A write to QueueReady. */
enum virtio_result virtio_queue_ready(struct virtio_device *d, uint32_t value);

/** The queue's part in what is kept, of the selected queue; NULL: there is none. */
struct virtio_kept_queue *virtio_selected(const struct virtio_device *d);

/** What was kept, made into what can be: queues are set up again. */
void virtio_resume(struct virtio_device *d);
