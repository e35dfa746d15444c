/* SPDX-License-Identifier: BSD-3-Clause */
/* A virtio network device (virtio 1.2, 5.1) for a driver that isn't trusted, at a port of a network. */
#pragma once
#include <skiff/switch_port.h>
#include <skiff/virtio_device.h>

/** State that survives a restart, besides virtio's own and the lanes: the last batch that the driver got. */
struct virtio_net_kept {
	uint64_t batch; /* its peer, where it ended in the lane, and the used index behind it */
};

/** A device. */
struct virtio_net_device {
	struct virtio_device device;  /* its model is virtio_net_model */
	struct port *port;	      /* joined to its peers */
	struct virtio_net_kept *kept; /* survives this structure */
	/* Its own. */
	struct virtqueue_chain chain; /* the buffer at hand */
	struct port_frame frame;      /* the frame at hand */
};

/** One pair of queues. The device looks at all queues when a peer has rung (virtio_device_look()). */
extern const struct virtio_model virtio_net_model;

/** Fill the configuration for virtio_device_begin(), and the features that this device offers, by the
 * port's configuration. */
void virtio_net_configuration(struct virtio_net_device *net, struct virtio_net_config *config);
