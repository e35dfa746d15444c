/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <skiff/posix/file.h>
#include <skiff/posix/poll.h>
#include <skiff/posix/time.h>
#include <skiff/test.h>

#define MILLISECOND 1000000

static int open_timer(int clock, unsigned int flags, unsigned int how, struct posix_timer set)
{
	int fd = (int)sys_timerfd_create(clock, flags);

	CHECK(sys_timerfd_settime(fd, how, &set, NULL) == 0);
	return fd;
}

static uint64_t take(int fd)
{
	uint64_t count = 0;

	CHECK(sys_read(fd, &count, sizeof(count)) == sizeof(count));
	return count;
}

TEST(timerfd_ends_once)
{
	struct posix_timer left;
	uint64_t count;
	int fd = open_timer(POSIX_CLOCK_MONOTONIC, 0, 0,
			    (struct posix_timer){.value = {0, 2 * MILLISECOND}});

	CHECK(sys_timerfd_gettime(fd, &left) == 0 && left.interval.nanoseconds == 0);
	CHECK(left.value.nanoseconds <= 2 * MILLISECOND + 100);
	CHECK(take(fd) == 1);
	CHECK(sys_fcntl(fd, POSIX_F_SETFL, POSIX_O_NONBLOCK) == 0);
	CHECK(sys_read(fd, &count, 8) == -EAGAIN && sys_read(fd, &count, 7) == -EINVAL);
	CHECK(sys_timerfd_gettime(fd, &left) == 0 && left.value.nanoseconds == 0);
	CHECK(sys_close(fd) == 0);
}

TEST(timerfd_counts_periods)
{
	struct posix_timer period = {{0, MILLISECOND}, {0, MILLISECOND}}, off = {{0, 0}, {0, 0}},
			   was;
	const struct posix_timespec span = {0, 5 * MILLISECOND};
	int fd = open_timer(POSIX_CLOCK_BOOTTIME, POSIX_O_NONBLOCK, 0, period);
	uint64_t count;

	sys_nanosleep(&span, NULL);
	count = take(fd);
	CHECK(count >= 4);
	CHECK(sys_timerfd_settime(fd, 0, &off, &was) == 0 &&
	      was.interval.nanoseconds >= MILLISECOND - 100);
	sys_nanosleep(&span, NULL);
	CHECK(sys_read(fd, &count, 8) == -EAGAIN && sys_close(fd) == 0);
}

TEST(timerfd_ends_at_a_time_of_its_clock)
{
	struct posix_timespec now;
	int fd;

	CHECK(sys_clock_gettime(POSIX_CLOCK_REALTIME, &now) == 0);
	fd = open_timer(POSIX_CLOCK_REALTIME, 0, POSIX_TIMER_ABSTIME,
			(struct posix_timer){.value = {now.seconds, now.nanoseconds + 1}});
	CHECK(take(fd) == 1 && sys_close(fd) == 0);
}

TEST(timerfd_is_waited_for)
{
	const struct posix_timer soon = {.value = {0, 2 * MILLISECOND}};
	struct posix_epoll_event event = {.events = POSIX_POLLIN};
	int epoll = (int)sys_epoll_create1(0);
	int fd = (int)sys_timerfd_create(POSIX_CLOCK_MONOTONIC, 0);

	CHECK(sys_epoll_ctl(epoll, POSIX_EPOLL_ADD, fd, &event) == 0);
	CHECK(sys_epoll_pwait(epoll, &event, 1, 0, NULL, 8) == 0);
	CHECK(sys_timerfd_settime(fd, 0, &soon, NULL) == 0);
	CHECK(sys_epoll_pwait(epoll, &event, 1, -1, NULL, 8) == 1 && take(fd) == 1);
	CHECK(sys_close(fd) == 0 && sys_close(epoll) == 0);
}

TEST(timerfd_refuses_what_linux_refuses)
{
	struct posix_timer bad = {.value = {0, 1000000000}}, get;
	int fd = (int)sys_timerfd_create(POSIX_CLOCK_MONOTONIC, 0);

	CHECK(sys_timerfd_create(99, 0) == -EINVAL && sys_timerfd_create(0, 1) == -EINVAL);
	CHECK(sys_timerfd_settime(fd, 0, &bad, NULL) == -EINVAL);
	CHECK(sys_timerfd_settime(1, 0, &bad, NULL) == -EINVAL &&
	      sys_timerfd_gettime(63, &get) == -EBADF && sys_close(fd) == 0);
}
