/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <skiff/posix/file.h>
#include <skiff/posix/poll.h>
#include <skiff/posix/time.h>
#include "../../posix-thread/test/run.h"

#define USR1 10

static int ends[2];

static int64_t poll(struct posix_poll *files, size_t count, int64_t ns)
{
	struct posix_timespec span = {0, ns};

	return sys_ppoll(files, count, ns < 0 ? NULL : &span, NULL, 0);
}

TEST(poll_tells_what_is_ready)
{
	struct posix_poll files[4] = {{.events = POSIX_POLLIN},
				      {.events = POSIX_POLLOUT | POSIX_POLLIN},
				      {.fd = 63, .events = POSIX_POLLIN},
				      {.fd = -1, .events = POSIX_POLLIN}};

	CHECK(sys_pipe2(ends, 0) == 0);
	files[0].fd = ends[0], files[1].fd = ends[1];
	CHECK(poll(files, 4, 0) == 2);
	CHECK(files[0].ready == 0 && files[1].ready == POSIX_POLLOUT);
	CHECK(files[2].ready == POSIX_POLLNVAL && files[3].ready == 0);
	CHECK(sys_write(ends[1], "x", 1) == 1 && poll(files, 2, 0) == 1);
	CHECK(files[0].ready == POSIX_POLLIN && files[1].ready == 0);
	CHECK(sys_close(ends[1]) == 0 && poll(files, 1, -1) == 1);
	CHECK(files[0].ready == (POSIX_POLLIN | POSIX_POLLHUP));
	CHECK(sys_close(ends[0]) == 0);
	files[0].fd = 1, files[0].events = POSIX_POLLOUT;
	CHECK(poll(files, 1, -1) == 1 && files[0].ready == POSIX_POLLOUT);
	CHECK(poll(files, CONFIG_POSIX_DESCRIPTORS + 1, 0) == -EINVAL);
}

static int write_one(void *argument)
{
	(void)argument;
	CHECK(sys_write(ends[1], "x", 1) == 1);
	return 0;
}

TEST(poll_waits_until_a_file_is_ready)
{
	struct posix_poll file = {.events = POSIX_POLLIN};
	struct posix_timespec a, b;
	struct run run;

	CHECK(sys_pipe2(ends, 0) == 0);
	file.fd = ends[0];
	sys_clock_gettime(POSIX_CLOCK_MONOTONIC, &a);
	CHECK(poll(&file, 1, 2000000) == 0);
	sys_clock_gettime(POSIX_CLOCK_MONOTONIC, &b);
	CHECK((b.seconds - a.seconds) * 1000000000 + b.nanoseconds - a.nanoseconds >= 2000000);
	run_start(&run, write_one, NULL);
	CHECK(poll(&file, 1, -1) == 1 && file.ready == POSIX_POLLIN);
	run_join(&run);
	CHECK(sys_close(ends[0]) == 0 && sys_close(ends[1]) == 0);
}

static int handled;

static void note(int number)
{
	handled = number;
}

static int poll_nothing(void *argument)
{
	uint64_t none = 0, all = UINT64_MAX;

	/* Signals are blocked except during the wait. */
	sys_rt_sigprocmask(POSIX_SIG_SETMASK, &all, NULL, 8);
	*(int *)argument = (int)sys_ppoll(NULL, 0, NULL, &none, 8);
	return 0;
}

TEST(poll_is_ended_by_a_signal_that_its_mask_lets_through)
{
	struct posix_action action = {(uintptr_t)note, 0, 0, 0}, standard = {0, 0, 0, 0};
	struct run run;
	int result = 0;

	CHECK(sys_rt_sigaction(USR1, &action, NULL, 8) == 0);
	run_start(&run, poll_nothing, &result);
	sys_sched_yield();
	CHECK(sys_tkill(run.id, USR1) == 0);
	run_join(&run);
	CHECK(result == -EINTR && handled == USR1);
	CHECK(sys_rt_sigaction(USR1, &standard, NULL, 8) == 0);
}
