/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <skiff/posix/file.h>
#include <skiff/posix/poll.h>
#include "../../posix-thread/test/run.h"

static int fd;

static int64_t add(uint64_t value)
{
	return sys_write(fd, &value, sizeof(value));
}

static uint64_t take(void)
{
	uint64_t value = 0;

	CHECK(sys_read(fd, &value, sizeof(value)) == sizeof(value));
	return value;
}

TEST(eventfd_counts)
{
	uint64_t value;

	fd = (int)sys_eventfd2(2, POSIX_O_NONBLOCK);
	CHECK(add(3) == 8 && take() == 5);
	CHECK(sys_read(fd, &value, 8) == -EAGAIN && sys_read(fd, &value, 4) == -EINVAL);
	CHECK(add(UINT64_MAX) == -EINVAL && add(UINT64_MAX - 1) == 8 && add(1) == -EAGAIN);
	CHECK(sys_close(fd) == 0);
	fd = (int)sys_eventfd2(2, POSIX_EVENT_SEMAPHORE | POSIX_O_NONBLOCK);
	CHECK(take() == 1 && take() == 1 && sys_read(fd, &value, 8) == -EAGAIN);
	CHECK(sys_close(fd) == 0 && sys_eventfd2(0, 2) == -EINVAL);
}

static int add_later(void *argument)
{
	(void)argument;
	CHECK(add(9) == 8);
	return 0;
}

TEST(eventfd_is_waited_for)
{
	struct run run;

	fd = (int)sys_eventfd2(0, 0);
	run_start(&run, add_later, NULL);
	CHECK(take() == 9);
	run_join(&run);
	CHECK(sys_close(fd) == 0);
}
