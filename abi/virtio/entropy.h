/* SPDX-License-Identifier: BSD-3-Clause */
/* Virtio entropy device (virtio 1.2, 5.4): one queue, no feature bits, no configuration. */
#pragma once

#define VIRTIO_ENTROPY_QUEUE_REQUEST 0
