/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * An extension that is one virtio device of its one client. The application defines
 * extension_on_init(), which fills the device and calls virtio_extension_begin(); the other handlers
 * are here. Of a route with `registers` the client reads the first register page, else each read is a
 * request.
 */
#pragma once
#include <skiff/extension.h>
#include <skiff/virtio_device.h>

#define VIRTIO_EXTENSION_QUEUES 8u /* of a device, at most */

/** The client's first window, once virtio_extension_begin() has found it. */
const struct virtqueue_region *virtio_extension_window(void);

/** Start the device: at its client's start, or where it was when it died.
 *
 * @param device  model, features and queue_max are set; must outlive all requests
 * @param flight  [queues][queue_max] in EXTENSION_KEPT memory, of a model that is out of order
 * @param config  the configuration
 * @return 0, or -ENODEV: no client, window or interrupt was given, -EINVAL: too many
 *         queues */
int virtio_extension_begin(struct virtio_device *device, struct virtqueue_flight *flight,
			   const void *config);
