/* SPDX-License-Identifier: BSD-3-Clause */
/* A virtio network device at a port of a network (bulkhead/network.h). */
#include <skiff/virtio_extension.h>
#include <skiff/virtio_net_device.h>

static EXTENSION_KEPT struct {
	bool begun; /* the lanes and what follows are of this port's life */
	struct virtio_net_kept device;
} kept;

static struct network_counters uncounted; /* of a client that sees no register page */
static struct port port;
static struct virtio_net_device net;

/* They lie where the client may read them; no restart clears the page. */
static struct network_counters *counters(void)
{
	const struct bulkhead_bootinfo *b = bootinfo();
	const struct bulkhead_registers *r = (const void *)((const char *)b + b->registers);

	return b->registers_count ? (void *)(uintptr_t)(r->ipa + NETWORK_COUNTERS) : &uncounted;
}

int extension_on_init(void)
{
	struct virtio_net_config config;
	int error;

	port.counters = counters();
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
