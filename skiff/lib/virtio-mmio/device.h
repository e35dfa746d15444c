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

/** Show the selected queue and the status in the page. */
void virtio_page_update(const struct virtio_device *d);

/** Show word `sel` of the offered features in the page. */
void virtio_show_features(const struct virtio_device *d, uint32_t sel);

/** Handle a write to Status. */
enum virtio_result virtio_status_write(struct virtio_device *d, uint32_t value);

/** Handle a write to QueueReady. */
enum virtio_result virtio_queue_ready(struct virtio_device *d, uint32_t value);

/** The kept data of the selected queue; NULL: there is no such queue. */
struct virtio_kept_queue *virtio_selected(const struct virtio_device *d);

/** Make the kept data valid, and set the queues up again. */
void virtio_resume(struct virtio_device *d);
