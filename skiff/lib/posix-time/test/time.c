/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <skiff/config.h>
#include <skiff/posix/time.h>
#include <skiff/test.h>

static int64_t ns(const struct posix_timespec *t)
{
	return t->seconds * 1000000000 + t->nanoseconds;
}

TEST(monotonic_clock_advances)
{
	struct posix_timespec a, b;

	CHECK(sys_clock_gettime(POSIX_CLOCK_MONOTONIC, &a) == 0);
	for (volatile int i = 0; i < 10000; i++)
		;
	CHECK(sys_clock_gettime(POSIX_CLOCK_MONOTONIC, &b) == 0);
	CHECK(ns(&b) > ns(&a) && b.nanoseconds >= 0 && b.nanoseconds < 1000000000);
	CHECK(sys_clock_gettime(99, &a) == -EINVAL);
	CHECK(sys_clock_getres(POSIX_CLOCK_MONOTONIC, &a) == 0 && ns(&a) > 0);
}

TEST(wall_clock_can_be_set_and_goes_on)
{
	struct posix_timespec set = {1700000000, 999999999}, now;
	struct posix_timeval day;

	CHECK(sys_clock_settime(POSIX_CLOCK_REALTIME, &set) == 0);
	CHECK(sys_clock_gettime(POSIX_CLOCK_REALTIME, &now) == 0);
	CHECK(ns(&now) >= ns(&set) && ns(&now) < ns(&set) + 1000000000);
	CHECK(sys_gettimeofday(&day, NULL) == 0 && day.seconds >= 1700000000);
	CHECK(day.microseconds >= 0 && day.microseconds < 1000000);
	set.nanoseconds = 1000000000;
	CHECK(sys_clock_settime(POSIX_CLOCK_REALTIME, &set) == -EINVAL);
	CHECK(sys_clock_settime(POSIX_CLOCK_MONOTONIC, &now) == -EINVAL);
}

TEST(clock_of_a_number_is_that_of_processor_time)
{
	struct posix_timespec a;

	/* clock_getcpuclockid(0), of process 1, of another; pthread_getcpuclockid */
	CHECK(sys_clock_gettime(-6, &a) == 0 && a.seconds >= 0);
	CHECK(sys_clock_getres(~1 * 8 | 2, &a) == 0 &&
	      sys_clock_getres(~2 * 8 | 2, NULL) == -EINVAL);
	CHECK(sys_clock_getres(~1 * 8 | 6, &a) == 0 && sys_clock_getres(-1, NULL) == -EINVAL);
}

TEST(span_is_checked_and_capped)
{
	struct posix_timespec bad = {0, -1}, long_one = {INT64_MAX, 0}, good = {1, 2};
	uint64_t n;

	CHECK(!posix_span(&bad, &n));
	CHECK(posix_span(&long_one, &n) && n == UINT64_MAX);
	CHECK(posix_span(&good, &n) && n == 1000000002);
}

TEST(usage_counts_the_process_and_no_children)
{
	struct posix_usage u;

	CHECK(sys_getrusage(POSIX_USAGE_SELF, &u) == 0 && (u.user.seconds | u.user.microseconds));
	CHECK(sys_getrusage(POSIX_USAGE_CHILDREN, &u) == 0 && u.user.microseconds == 0);
	CHECK(sys_getrusage(2, &u) == -EINVAL);
}

#ifdef CONFIG_POSIX_SLEEP
TEST(sleep_lasts_as_long_as_it_should)
{
	struct posix_timespec span = {0, 2000000}, a, b, until;

	sys_clock_gettime(POSIX_CLOCK_MONOTONIC, &a);
	CHECK(sys_nanosleep(&span, NULL) == 0);
	sys_clock_gettime(POSIX_CLOCK_MONOTONIC, &b);
	CHECK(ns(&b) - ns(&a) >= 2000000);
	until = (struct posix_timespec){b.seconds + (b.nanoseconds > 990000000), b.nanoseconds};
	until.nanoseconds = b.nanoseconds > 990000000 ? 0 : b.nanoseconds + 3000000;
	CHECK(sys_clock_nanosleep(POSIX_CLOCK_MONOTONIC, POSIX_TIMER_ABSTIME, &until, NULL) == 0);
	sys_clock_gettime(POSIX_CLOCK_MONOTONIC, &a);
	CHECK(ns(&a) >= ns(&until));
	CHECK(sys_clock_nanosleep(POSIX_CLOCK_MONOTONIC, POSIX_TIMER_ABSTIME, &b, NULL) == 0);
	span.nanoseconds = -1;
	CHECK(sys_nanosleep(&span, NULL) == -EINVAL);
}
#endif
