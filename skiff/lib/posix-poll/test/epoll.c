/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <skiff/alloc.h>
#include <skiff/posix/file.h>
#include <skiff/posix/poll.h>
#include "../../posix-thread/test/run.h"

#define EVENTS 4

static int epoll, fd;
static struct posix_epoll_event events[EVENTS];

static int64_t control(int operation, int file, uint32_t wanted)
{
	struct posix_epoll_event event = {.events = wanted, .data = (uint64_t)file};

	return sys_epoll_ctl(epoll, operation, file, &event);
}

static int64_t wait(int milliseconds)
{
	return sys_epoll_pwait(epoll, events, EVENTS, milliseconds, NULL, 8);
}

static void add(int64_t value)
{
	CHECK(sys_write(fd, &value, sizeof(value)) == sizeof(value));
}

static void open_both(uint32_t wanted)
{
	epoll = (int)sys_epoll_create1(POSIX_O_CLOEXEC);
	fd = (int)sys_eventfd2(0, POSIX_O_NONBLOCK);
	CHECK(control(POSIX_EPOLL_ADD, fd, wanted) == 0);
}

static void close_both(void)
{
	CHECK(sys_close(fd) == 0 && sys_close(epoll) == 0);
}

TEST(epoll_tells_as_long_as_a_file_is_ready)
{
	int64_t value;

	open_both(POSIX_POLLIN);
	CHECK(wait(0) == 0);
	add(1);
	CHECK(wait(-1) == 1 && events[0].events == POSIX_POLLIN && events[0].data == (uint64_t)fd);
	CHECK(wait(0) == 1 && sys_read(fd, &value, 8) == 8 && wait(0) == 0);
	CHECK(control(POSIX_EPOLL_MOD, fd, POSIX_POLLOUT) == 0);
	CHECK(wait(0) == 1 && events[0].events == POSIX_POLLOUT);
	CHECK(control(POSIX_EPOLL_DEL, fd, 0) == 0 && wait(0) == 0);
	close_both();
}

TEST(epoll_tells_an_edge_once)
{
	open_both(POSIX_POLLIN | POSIX_EPOLL_EDGE);
	add(1);
	CHECK(wait(0) == 1 && wait(0) == 0);
	add(1);
	CHECK(wait(0) == 1 && wait(0) == 0);
	close_both();
}

TEST(epoll_with_one_shot_tells_once_until_it_is_modified)
{
	open_both(POSIX_POLLIN | POSIX_EPOLL_ONESHOT);
	add(1);
	CHECK(wait(0) == 1 && wait(0) == 0);
	add(1);
	CHECK(wait(0) == 0);
	CHECK(control(POSIX_EPOLL_MOD, fd, POSIX_POLLIN | POSIX_EPOLL_ONESHOT) == 0);
	CHECK(wait(0) == 1 && wait(0) == 0);
	close_both();
}

TEST(epoll_gives_each_of_many_files_its_turn)
{
	int files[2 * EVENTS];
	unsigned int seen[2 * EVENTS] = {0};
	uint64_t value = 1;

	epoll = (int)sys_epoll_create1(0);
	for (int i = 0; i < 2 * EVENTS; i++) {
		struct posix_epoll_event event = {.events = POSIX_POLLIN, .data = (uint64_t)i};

		files[i] = (int)sys_eventfd2(1, 0);
		CHECK(sys_epoll_ctl(epoll, POSIX_EPOLL_ADD, files[i], &event) == 0);
	}
	for (int round = 0; round < 4; round++) {
		CHECK(wait(0) == EVENTS);
		for (int i = 0; i < EVENTS; i++)
			seen[events[i].data]++;
	}
	for (int i = 0; i < 2 * EVENTS; i++) {
		CHECK(seen[i] == 2 && sys_read(files[i], &value, 8) == 8);
		CHECK(sys_close(files[i]) == 0);
	}
	CHECK(wait(0) == 0 && sys_close(epoll) == 0);
}

TEST(epoll_forgets_a_file_that_is_closed)
{
	size_t before = heap_free();
	int copy;

	open_both(POSIX_POLLIN);
	copy = (int)sys_dup(fd);
	add(1);
	CHECK(sys_close(fd) == 0 && wait(0) == 1); /* the copy keeps it open */
	CHECK(sys_close(copy) == 0 && wait(0) == 0);
	CHECK(sys_close(epoll) == 0);
#ifndef CONFIG_ALLOC_BUMP
	CHECK(heap_free() == before);
#else
	(void)before;
#endif
}

TEST(epoll_that_is_closed_leaves_its_files_alone)
{
	open_both(POSIX_POLLIN);
	CHECK(sys_close(epoll) == 0);
	add(1);
	CHECK(sys_close(fd) == 0);
}

TEST(epoll_is_ready_itself_when_a_file_is)
{
	struct posix_poll file = {.events = POSIX_POLLIN};
	const struct posix_timespec now = {0, 0};

	open_both(POSIX_POLLIN);
	file.fd = epoll;
	CHECK(sys_ppoll(&file, 1, &now, NULL, 0) == 0);
	add(1);
	CHECK(sys_ppoll(&file, 1, &now, NULL, 0) == 1 && file.ready == POSIX_POLLIN &&
	      wait(0) == 1);
	close_both();
}

static int add_later(void *argument)
{
	(void)argument;
	add(1);
	return 0;
}

TEST(epoll_waits_until_a_file_is_ready)
{
	struct run run;

	open_both(POSIX_POLLIN);
	CHECK(wait(1) == 0);
	run_start(&run, add_later, NULL);
	CHECK(wait(-1) == 1);
	run_join(&run);
	close_both();
}

TEST(epoll_refuses_what_linux_refuses)
{
	int other;

	open_both(POSIX_POLLIN);
	other = (int)sys_epoll_create1(0);
	CHECK(control(POSIX_EPOLL_ADD, fd, POSIX_POLLIN) == -EEXIST);
	CHECK(control(POSIX_EPOLL_DEL, other, 0) == -ENOENT && control(9, fd, 0) == -EINVAL);
	CHECK(control(POSIX_EPOLL_ADD, epoll, 0) == -EINVAL);
	CHECK(control(POSIX_EPOLL_ADD, other, 0) == -ELOOP);
	CHECK(control(POSIX_EPOLL_ADD, 63, 0) == -EBADF);
	CHECK(control(POSIX_EPOLL_ADD, 1, POSIX_POLLOUT) == -EPERM); /* always ready */
	CHECK(sys_epoll_pwait(epoll, events, 0, 0, NULL, 8) == -EINVAL);
	CHECK(sys_epoll_pwait(fd, events, 1, 0, NULL, 8) == -EINVAL);
	CHECK(sys_epoll_create1(1) == -EINVAL && sys_close(other) == 0);
	close_both();
}
