/* SPDX-License-Identifier: BSD-3-Clause */
/* A virtio socket device, joined to those of other VMs (bulkhead/vsock.h). */
#include <errno.h>
#include <skiff/virtio_extension.h>
#include <skiff/virtio_vsock_device.h>

static EXTENSION_KEPT struct {
	bool begun; /* the lanes have begun in this life of the device */
	struct packet_mark device;
} kept;

static struct virtio_vsock_device vsock;

static void ring(unsigned int bell)
{
	/* A failed ring doesn't matter: the peer gets or got an earlier one. */
	extension_doorbell(bell);
}

static int join(const struct vsock_peer *is, const struct bulkhead_channel *c, uint32_t slots)
{
	struct virtio_vsock_peer *peer = &vsock.peer[vsock.count++];
	uint64_t half = c->size / 2;
	uintptr_t low = (uintptr_t)c->ipa, high = low + half;
	bool first = bootinfo()->vm < c->peer;

	*peer = (struct virtio_vsock_peer){.is = *is, .bell = c->index};
	if (slots < 2 * (PACKET_PARTS - 1) || LANE_HALF_BYTES((uint64_t)slots, PACKET_SLOT) > half)
		return -EINVAL;
	return lane_attach(&peer->lane, (struct lane_half *)(first ? low : high),
			   (const struct lane_half *)(first ? high : low), slots, PACKET_SLOT,
			   kept.begun);
}

int extension_on_init(void)
{
	const struct bulkhead_bootinfo *b = bootinfo();
	const struct vsock_port *config = (const void *)((const char *)b + b->configuration);
	const struct bulkhead_channel *c = (const void *)((const char *)b + b->channels);
	struct virtio_vsock_config registers;
	int error = 0;

	if (b->configuration_size < sizeof(*config) || config->peer_count > VSOCK_PEERS_MAX ||
	    b->configuration_size <
		sizeof(*config) + config->peer_count * sizeof(config->peer[0]) ||
	    b->channel_count != config->peer_count)
		return -EINVAL;
	vsock = (struct virtio_vsock_device){
	    .device = {.model = &virtio_vsock_model, .queue_max = CONFIG_VIRTQUEUE_MAX},
	    .cid = config->cid,
	    .kept = &kept.device,
	    .ring = ring,
	};
	for (unsigned int i = 0; i < config->peer_count && !error; i++)
		error = join(&config->peer[i], &c[i], config->slots);
	if (error)
		return error;
	kept.begun = true;
	registers.guest_cid = config->cid;
	return virtio_extension_begin(&vsock.device, NULL, &registers);
}
