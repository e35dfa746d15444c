/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <skiff/posix/file.h>
#include <skiff/posix/poll.h>
#include "../../posix-thread/test/run.h"

static const struct posix_timespec now, soon = {0, 1000000};

static struct posix_set one(int fd)
{
	struct posix_set set = {{0}};

	set.bits[fd / 64] = (uint64_t)1 << fd % 64;
	return set;
}

TEST(select_marks_what_is_ready)
{
	struct posix_set to_read, to_write, exceptional;
	int ends[2], count;

	CHECK(sys_pipe2(ends, 0) == 0);
	count = (ends[0] > ends[1] ? ends[0] : ends[1]) + 1;
	to_read = one(ends[0]), to_write = one(ends[1]), exceptional = one(ends[0]);
	CHECK(sys_pselect6(count, &to_read, &to_write, &exceptional, &now, NULL) == 1);
	CHECK(to_read.bits[0] == 0 && to_write.bits[0] == one(ends[1]).bits[0] &&
	      exceptional.bits[0] == 0);
	CHECK(sys_write(ends[1], "x", 1) == 1);
	to_read = one(ends[0]);
	CHECK(sys_pselect6(count, &to_read, &to_write, NULL, NULL, NULL) == 1);
	CHECK(to_read.bits[0] == one(ends[0]).bits[0] && to_write.bits[0] == 0);
	CHECK(sys_close(ends[1]) == 0);
	to_read = one(ends[1]);
	CHECK(sys_pselect6(count, &to_read, NULL, NULL, &now, NULL) == -EBADF);
	CHECK(sys_close(ends[0]) == 0 && sys_pselect6(-1, NULL, NULL, NULL, &now, NULL) == -EINVAL);
}

TEST(select_of_nothing_sleeps)
{
	CHECK(sys_pselect6(0, NULL, NULL, NULL, &soon, NULL) == 0);
}

TEST(select_leaves_words_alone_that_its_count_does_not_reach)
{
	struct posix_set set = {{0, 7, 9}};

	CHECK(sys_pselect6(64, &set, NULL, NULL, &now, NULL) == 0 && set.bits[1] == 7 &&
	      set.bits[2] == 9);
}
