/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <skiff/posix/process.h>
#include <skiff/posix/thread.h>
#include <skiff/posix/timer.h>
#include <skiff/test.h>

#define MASK	    8
#define MILLISECOND 1000 /* microseconds */

static int count, last;

static void handler(int number)
{
	last = number;
	count++;
}

static void set(int number, uintptr_t function)
{
	struct posix_action action = {function, 0, 0, 0};

	count = last = 0;
	CHECK(sys_rt_sigaction(number, &action, NULL, MASK) == 0);
}

TEST(interval_timers_send_their_signals)
{
	static const int numbers[] = {14, 26, 27};
	const struct posix_timespec span = {100, 0};
	const uint64_t none = 0;

	for (int which = POSIX_INTERVAL_REAL; which <= POSIX_INTERVAL_PROFILE; which++) {
		const struct posix_interval once = {.value = {0, 2 * MILLISECOND}},
					    periodic = {{0, MILLISECOND}, {0, MILLISECOND}},
					    off = {{0, 0}, {0, 0}};
		struct posix_interval get;

		set(numbers[which], (uintptr_t)handler);
		CHECK(sys_setitimer(which, &once, NULL) == 0 && sys_getitimer(which, &get) == 0);
		CHECK(get.interval.microseconds == 0 && get.value.microseconds > 0);
		CHECK(get.value.microseconds <= 2 * MILLISECOND + 1);
		CHECK(sys_nanosleep(&span, NULL) == -EINTR && count == 1 && last == numbers[which]);
		CHECK(sys_setitimer(which, &periodic, &get) == 0 && get.value.microseconds == 0);
		CHECK(sys_rt_sigsuspend(&none, MASK) == -EINTR);
		CHECK(sys_rt_sigsuspend(&none, MASK) == -EINTR && count >= 3);
		CHECK(sys_setitimer(which, &off, &get) == 0);
		CHECK(get.interval.microseconds >= MILLISECOND && get.value.microseconds > 0);
		CHECK(sys_getitimer(which, &get) == 0 && get.value.microseconds == 0);
		set(numbers[which], POSIX_SIG_DFL);
	}
}

TEST(interval_timers_refuse_what_linux_refuses)
{
	const struct posix_interval bad = {.value = {0, 1000000}}, negative = {.interval = {0, -1}};
	struct posix_interval get;

	CHECK(sys_setitimer(3, &bad, NULL) == -EINVAL && sys_getitimer(-1, &get) == -EINVAL);
	CHECK(sys_setitimer(POSIX_INTERVAL_REAL, &bad, NULL) == -EINVAL);
	CHECK(sys_setitimer(POSIX_INTERVAL_REAL, &negative, NULL) == -EINVAL);
	CHECK(sys_getitimer(POSIX_INTERVAL_REAL, &get) == 0 && get.value.seconds == 0);
}
