/* SPDX-License-Identifier: BSD-3-Clause */
/* An entropy device whose source is sometimes empty. */
#include <skiff/virtio_rng_device.h>
#include "device.h"

static struct virtio_rng_device device;
static bool dry;

static uint32_t source(void *to, uint32_t size)
{
	*(char *)to = 'r';
	return dry ? 0 : size;
}

static struct virtio_device *begin(bool resume)
{
	dry = dry && resume;
	device = (struct virtio_rng_device){.source = source};
	target_rig(&device.device, &virtio_rng_model);
	virtio_device_begin(&device.device, "", resume);
	return &device.device;
}

static void other(struct virtio_device *d, unsigned int what, unsigned int value)
{
	(void)value;
	dry = what & 1;
	virtio_device_look(d, 1);
}

static bool works(struct virtio_device *d)
{
	return target_ask(d, 0, 0, 20) == 20;
}

const struct target rng = {begin, other, works};
