/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <skiff/lane.h>
#include <skiff/test.h>

#define SIZE 8u
#define SLOT 16u

static union {
	struct lane_half head;
	char bytes[LANE_HALF_BYTES(SIZE, SLOT)];
} half[2];
static struct lane end[2];

static void attach(unsigned int i, bool resume)
{
	CHECK(lane_attach(&end[i], &half[i].head, &half[!i].head, SIZE, SLOT, resume) == 0);
}

static void meet(unsigned int i)
{
	CHECK(lane_look(&end[i]) == LANE_NEW);
	lane_meet(&end[i], 0);
	CHECK(lane_look(&end[i]) == LANE_SAME);
}

static void fresh(void)
{
	memset(half, 0, sizeof(half));
	attach(0, false);
	CHECK(lane_look(&end[0]) == LANE_NOBODY && lane_room(&end[0]) == 0);
	attach(1, false);
	meet(0);
	meet(1);
}

static void put(unsigned int i, uint16_t tag)
{
	*(uint16_t *)lane_slot(&end[i]) = tag;
	lane_put(&end[i], (struct lane_descriptor){.length = 2, .tag = tag});
}

static bool get(unsigned int i, uint16_t tag)
{
	struct lane_descriptor d = {0};

	return lane_get(&end[i], &d) && d.tag == tag && d.length == 2 &&
	       *(const uint16_t *)lane_payload(&end[i]) == tag;
}

TEST(lane_hands_over_in_order_both_ways)
{
	uint16_t in[2] = {0}, out[2] = {0};
	bool right = true;

	fresh();
	/* Long enough that the indexes wrap. */
	for (int step = 0; step < 200000; step++) {
		unsigned int i = (unsigned int)rand() & 1;

		for (unsigned int n = (unsigned int)rand() % 4; n && lane_room(&end[i]); n--)
			put(i, in[i]++);
		lane_commit(&end[i], 0);
		while (lane_filled(&end[!i]) > 0)
			right = right && get(!i, out[i]++);
		if (rand() % 2)
			lane_taken(&end[!i], 0);
	}
	CHECK(right && in[0] == out[0] && in[1] == out[1] && lane_look(&end[0]) == LANE_SAME);
}

TEST(lane_shows_what_is_committed)
{
	fresh();
	put(0, 1);
	CHECK(lane_filled(&end[1]) == 0 && !get(1, 1));
	lane_cancel(&end[0]);
	for (uint16_t i = 0; i < SIZE; i++)
		put(0, i);
	CHECK(lane_room(&end[0]) == 0);
	lane_commit(&end[0], 77);
	CHECK(lane_filled(&end[1]) == SIZE && get(1, 0) && get(1, 1));
	lane_unget(&end[1]);
	CHECK(get(1, 0));
	/* A descriptor that is got but not released still has its slot. */
	CHECK(lane_room(&end[0]) == 0);
	lane_taken(&end[1], 88);
	CHECK(lane_room(&end[0]) == 1);
	CHECK(lane_committed_position(&end[0]) == 77 && lane_taken_position(&end[1]) == 88);
}

TEST(lane_end_resumes_where_its_words_are)
{
	fresh();
	put(0, 1);
	put(0, 2);
	lane_commit(&end[0], 5);
	put(0, 3); /* lost, as the position tells */
	attach(0, true);
	CHECK(lane_look(&end[0]) == LANE_SAME && lane_committed_position(&end[0]) == 5);
	CHECK(lane_room(&end[0]) == SIZE - 2);
	CHECK(get(1, 1));
	lane_taken(&end[1], 9);
	CHECK(get(1, 2));
	attach(1, true);
	CHECK(lane_look(&end[1]) == LANE_SAME && lane_taken_position(&end[1]) == 9);
	CHECK(get(1, 2) && lane_filled(&end[1]) == 0);
	put(0, 4);
	lane_commit(&end[0], 6);
	CHECK(get(1, 4));
}

TEST(lane_end_begins_anew_at_any_time)
{
	fresh();
	put(0, 1);
	lane_commit(&end[0], 0);
	put(1, 7);
	lane_commit(&end[1], 0);
	attach(1, false);
	/* Until both ends have met, neither sees work of the other. */
	CHECK(lane_filled(&end[1]) == 0 && lane_room(&end[1]) == 0);
	CHECK(lane_filled(&end[0]) == 0);
	meet(1);
	put(1, 8);
	lane_commit(&end[1], 0);
	CHECK(lane_filled(&end[1]) == 0);
	meet(0);
	CHECK(get(0, 8) && lane_filled(&end[0]) == 0 && lane_room(&end[0]) == SIZE);
	put(0, 2);
	lane_commit(&end[0], 0);
	CHECK(get(1, 2));
	/* Both ends begin anew, several times, in any order. */
	attach(0, false);
	attach(1, false);
	attach(0, false);
	meet(0);
	attach(1, false);
	meet(1);
	meet(0);
	put(0, 3);
	lane_commit(&end[0], 0);
	CHECK(get(1, 3));
}

TEST(lane_death_between_two_words_begins_anew)
{
	fresh();
	attach(1, false);
	/* end 0 accepts it, and dies half-way. */
	half[0].head.taken = LANE_WORD(0, 0, end[0].generation, end[1].generation);
	attach(0, true);
	CHECK(lane_look(&end[0]) == LANE_NEW && lane_room(&end[0]) == 0);
	meet(0);
	meet(1);
	put(1, 1);
	lane_commit(&end[1], 0);
	CHECK(get(0, 1));
}

TEST(lane_survives_a_hostile_end)
{
	struct lane_descriptor d;

	CHECK(lane_attach(&end[0], &half[0].head, &half[1].head, 3, 0, false) == -EINVAL);
	CHECK(lane_attach(&end[0], &half[0].head, &half[1].head, 0, 0, false) == -EINVAL);
	CHECK(lane_attach(&end[0], &half[0].head, &half[1].head, 8, 8, false) == -EINVAL);
	fresh();
	half[1].head.commit += SIZE + 1;
	CHECK(lane_look(&end[0]) == LANE_HOSTILE && lane_filled(&end[0]) == 0);
	CHECK(!lane_get(&end[0], &d));
	fresh();
	half[1].head.taken += 1;
	CHECK(lane_look(&end[0]) == LANE_HOSTILE && lane_room(&end[0]) == 0);
	for (unsigned int i = 0; i < 20000; i++) {
		uint64_t *word = rand() & 1 ? &half[1].head.commit : &half[1].head.taken;

		*word ^= 1ull << rand() % 64;
		if (lane_look(&end[0]) == LANE_NEW && rand() % 4 == 0)
			lane_meet(&end[0], 0);
		if (lane_room(&end[0]) > 0)
			put(0, 0);
		lane_commit(&end[0], 0);
		while (lane_get(&end[0], &d) && rand() % 8)
			memcpy(lane_slot(&end[0]), lane_payload(&end[0]), SLOT);
		CHECK(lane_room(&end[0]) <= SIZE && lane_filled(&end[0]) <= SIZE);
	}
	CHECK(lane_inside(10, 6, 16) && !lane_inside(10, 7, 16) && !lane_inside(17, 0, 16) &&
	      !lane_inside(UINT64_MAX, 2, 16));
}
