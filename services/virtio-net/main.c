/* SPDX-License-Identifier: BSD-3-Clause */
/* A virtio network device at a port of a network (bulkhead/network.h). */
#include <skiff/virtio_extension.h>
#include <skiff/virtio_net_device.h>

static EXTENSION_KEPT struct {
	bool begun; /* the lanes and what follows are of this port's life */
	struct virtio_net_kept device;
	struct network_counters counters;
} kept;

static struct port port;
static struct virtio_net_device net;

int extension_on_init(void)
{
	struct virtio_net_config config;
	int error;

	port.counters = &kept.counters;
	error = port_open(&port, kept.begun);
	if (error)
		return error;
	kept.begun = true;
	net = (struct virtio_net_device){
	    .device = {.model = &virtio_net_model, .queue_max = CONFIG_VIRTQUEUE_MAX},
	    .port = &port,
	    .kept = &kept.device,
	};
	virtio_net_configuration(&net, &config);
	return virtio_extension_begin(&net.device, NULL, &config);
}
