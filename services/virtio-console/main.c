/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A virtio console. The text of port 0 goes to the extension of the machine's console, by a route of class `call`. The k-th
 * channel joins port k to a port of another VM, and has the port's name. The first half of a channel is written by the VM with
 * the lower number.
 */
#include <errno.h>
#include <string.h>
#include <skiff/virtio_console_device.h>
#include <skiff/virtio_extension.h>

#define CALL_CONSOLE 0 /* the only one */

static EXTENSION_KEPT struct {
	bool begun; /* the lanes have begun in this life of the device */
	struct virtio_console_kept device;
} kept;

static struct virtio_console_device console;

/* Write at most 48 bytes, the limit of a call. Without a route to a console the text is lost. */
static void write_text(const char *text, uint32_t size)
{
	uint64_t x[8] = {CALL_CONSOLE, size};

	memcpy(&x[2], text, size);
	extension_forward(x);
}

static void ring(unsigned int bell)
{
	/* A failed ring doesn't matter: the peer gets or got an earlier one. */
	extension_doorbell(bell);
}

static int join(const struct bulkhead_channel *c)
{
	struct virtio_console_port *port = &console.port[console.count++];
	uint64_t half = c->size / 2;
	uintptr_t low = (uintptr_t)c->ipa, high = low + half;
	bool first = bootinfo()->vm < c->peer;

	port->bell = c->index;
	memcpy(port->name, c->name, sizeof(c->name));
	if (LANE_HALF_BYTES((uint64_t)VIRTIO_CONSOLE_SLOTS, PACKET_SLOT) > half)
		return -EINVAL;
	return lane_attach(&port->lane, (struct lane_half *)(first ? low : high),
			   (const struct lane_half *)(first ? high : low), VIRTIO_CONSOLE_SLOTS,
			   PACKET_SLOT, kept.begun);
}

int extension_on_init(void)
{
	const struct bulkhead_channel *c =
	    (const void *)((const char *)bootinfo() + bootinfo()->channels);
	struct virtio_console_config config = {.max_nr_ports = 1 + bootinfo()->channel_count};
	int error = 0;

	if (config.max_nr_ports > VIRTIO_CONSOLE_PORTS)
		return -EINVAL;
	console = (struct virtio_console_device){
	    .device = {.model = &virtio_console_model, .queue_max = CONFIG_VIRTQUEUE_MAX},
	    .kept = &kept.device,
	    .write = write_text,
	    .ring = ring,
	    .count = 1,
	};
	for (unsigned int i = 0; i < bootinfo()->channel_count && !error; i++)
		error = join(&c[i]);
	if (error)
		return error;
	kept.begun = true;
	return virtio_extension_begin(&console.device, NULL, &config);
}
