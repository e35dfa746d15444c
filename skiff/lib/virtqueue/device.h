/* SPDX-License-Identifier: BSD-3-Clause */
/* Between the files of the device's side. */
#pragma once
#include <skiff/virtqueue_device.h>

/** Check the layout and find the rings; what is kept is left as it is.
 * @return 0 or -EPROTO */
int virtqueue_attach(struct virtqueue_device *q, const struct virtqueue_memory *memory,
		     const struct virtqueue_layout *layout, struct virtqueue_kept *kept,
		     struct virtqueue_flight *flight);

/** Collect the segments of the buffer at `head`, < q->size. @return 0 or -EPROTO */
int virtqueue_walk(const struct virtqueue_device *q, uint16_t head, struct virtqueue_chain *chain);

/** The driver sees used index `used`: what was done in its batch is no longer in flight. */
void virtqueue_settle(struct virtqueue_device *q, uint16_t used);
