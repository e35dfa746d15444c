/* SPDX-License-Identifier: BSD-3-Clause */
#include <skiff/test.h>
#include <skiff/virtio_rng_device.h>
#include "../../virtio-mmio/test/rig.h"

static struct virtio_rng_device rng;
static bool dry;
static int64_t written;

static uint32_t source(void *to, uint32_t size)
{
	memset(to, 'r', size);
	return dry ? 0 : size;
}

static void begin(void)
{
	dry = false;
	rng.source = source;
	rig_device(&rng.device, &virtio_rng_model);
	virtio_device_begin(&rng.device, "", false);
	rig_start(&rng.device);
	memset(rig_guest.data, 0, 256);
}

TEST(rng_device_fills_buffers)
{
	struct virtqueue_part part[2] = {rig_part(rig_guest.data, 10),
					 rig_part(rig_guest.data + 100, 100)};

	begin();
	CHECK(rig_do(&rng.device, 0, part, 0, 2, &written) && written == 64);
	CHECK(rig_guest.data[9] == 'r' && rig_guest.data[10] == 0 && rig_guest.data[153] == 'r' &&
	      rig_guest.data[154] == 0);
	CHECK(rig_do(&rng.device, 0, part, 0, 1, &written) && written == 10);
}

TEST(rng_device_keeps_a_buffer_until_there_is_entropy)
{
	struct virtqueue_part part = rig_part(rig_guest.data, 10);

	begin();
	dry = true;
	CHECK(!rig_do(&rng.device, 0, &part, 0, 1, &written) && rig_guest.data[0] == 0);
	dry = false;
	virtio_device_look(&rng.device, 1);
	CHECK(virtqueue_driver_take(&rig_driver[0], &written) && written == 10 && !rig_broken());
}

TEST(rng_device_refuses_what_it_should_read)
{
	struct virtqueue_part part = rig_part(rig_guest.data, 10);

	begin();
	CHECK(!rig_do(&rng.device, 0, &part, 1, 0, &written) && rig_broken());
}
