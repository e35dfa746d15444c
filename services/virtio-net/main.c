/* SPDX-License-Identifier: BSD-3-Clause */
/* A virtio network device at a port of a network (bulkhead/network.h). */
#include <skiff/virtio_extension.h>
#include <skiff/virtio_net_device.h>

static EXTENSION_KEPT struct {
	bool begun; /* the lanes have begun in this life of the port */
	struct virtio_net_kept device;
} kept;

static struct network_counters uncounted; /* counters, for a client without a register page */
static struct port port;
static struct virtio_net_device net;

/* The counters, on the page that the client may read and that no restart clears. */
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
