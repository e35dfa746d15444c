/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <skiff/plat.h>
#include <skiff/test.h>
#include <skiff/virtio_rng_driver.h>
#include "virtio.h"

static struct virtio_rng rng;

TEST(rng_gives_other_bytes_each_time)
{
	uint64_t before = 0;

	CHECK(virtio_rng_begin(&rng, virtio_find(VIRTIO_ID_BLOCK, 0), machine.bus) == -ENODEV);
	CHECK(virtio_rng_begin(&rng, virtio_find(VIRTIO_ID_ENTROPY, 0), machine.bus) == 0);
	for (unsigned int i = 0; i < 10; i++) {
		uint32_t bytes = 0;

		while (bytes == 0)
			bytes = virtio_rng_poll(&rng);
		CHECK(bytes >= 8 && bytes <= VIRTIO_RNG_BYTES && rng.buffer[0] != before);
		before = rng.buffer[0];
		virtio_rng_ask(&rng);
	}
}
