/* SPDX-License-Identifier: BSD-3-Clause */
#include <skiff/test.h>
#include <skiff/virtio_rng_device.h>
#include "../../virtio-mmio/test/hostile.h"

static struct virtio_rng_device rng;
static unsigned int dry; /* calls that yield nothing */
static int64_t written;

static uint32_t source(void *to, uint32_t size)
{
	memset(to, 'r', size);
	if (dry == 0)
		return size;
	dry--;
	return 0;
}

static void begin(void)
{
	dry = 0;
	rng = (struct virtio_rng_device){.source = source};
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
	dry = 999;
	CHECK(rig_do(&rng.device, 0, &part, 0, 1, &written) && written == 10 && !rig_broken());
	dry = 999; /* it counts anew */
	CHECK(rig_do(&rng.device, 0, &part, 0, 1, &written) && written == 10 && !rig_broken());
}

TEST(rng_device_breaks_when_its_source_is_dead)
{
	struct virtqueue_part part = rig_part(rig_guest.data, 10);

	begin();
	dry = 1000;
	CHECK(!rig_do(&rng.device, 0, &part, 0, 1, &written) && rig_broken());
}

TEST(rng_device_refuses_what_it_should_read)
{
	struct virtqueue_part part = rig_part(rig_guest.data, 10);

	begin();
	CHECK(!rig_do(&rng.device, 0, &part, 1, 0, &written) && rig_broken());
}

TEST(rng_device_survives_a_hostile_driver)
{
	struct virtqueue_part part = rig_part(rig_guest.data, 10);

	begin();
	hostile_registers(&rng.device);
	hostile_queues(&rng.device, 1, begin, NULL);
	begin();
	CHECK(rig_do(&rng.device, 0, &part, 0, 1, &written) && written == 10);
}
