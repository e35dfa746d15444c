/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <skiff/ring.h>
#include <skiff/test.h>

static struct ring_shared shared;
static unsigned char data[64];

static void fresh(struct ring *w, struct ring *r)
{
	memset(&shared, 0, sizeof(shared));
	ring_attach_writer(w, &shared, data, sizeof(data));
	ring_attach_reader(r, &shared, data, sizeof(data));
}

TEST(ring_hands_over_in_order)
{
	unsigned char next_in = 0, next_out = 0, b[80];
	struct ring w, r;
	bool right = true;

	fresh(&w, &r);
	/* Also across the wrap of the 32-bit indexes. */
	shared.head = shared.tail = w.index = r.index = 0xfffffff0;
	for (int step = 0; step < 2000; step++) {
		size_t n = (size_t)(rand() % 80), room = ring_room(&w), done;

		for (size_t i = 0; i < n; i++)
			b[i] = (unsigned char)(next_in + i);
		done = ring_write(&w, b, n);
		right = right && done == (n < room ? n : room);
		next_in = (unsigned char)(next_in + done);
		n = ring_read(&r, b, (size_t)(rand() % 80));
		for (size_t i = 0; i < n; i++)
			right = right && b[i] == next_out++;
	}
	CHECK(right);
}

TEST(ring_full_and_empty)
{
	struct ring w, r;
	char b[64];

	fresh(&w, &r);
	CHECK(ring_read(&r, b, 1) == 0 && ring_filled(&r) == 0 && ring_room(&w) == 64);
	CHECK(ring_write(&w, b, 64) == 64 && ring_write(&w, b, 1) == 0 && ring_filled(&r) == 64);
	CHECK(ring_attach_writer(&w, &shared, data, 48) == -EINVAL);
	CHECK(ring_attach_writer(&w, &shared, data, 0) == -EINVAL);
}

TEST(ring_survives_a_hostile_peer)
{
	struct ring w, r;
	unsigned char b[128];

	fresh(&w, &r);
	shared.head = 0x80000000;
	CHECK(ring_filled(&r) == 64 && ring_read(&r, b, sizeof(b)) == 64);
	shared.tail = 12345;
	CHECK(ring_room(&w) == 0 && ring_write(&w, b, 1) == 0);
}
