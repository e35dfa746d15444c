/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <skiff/posix/process.h>
#include <skiff/posix/thread.h>
#include <skiff/posix/timer.h>
#include <skiff/test.h>

#define USR1	    10
#define ALRM	    14
#define MASK	    8
#define MILLISECOND 1000000

static struct posix_signal_info told;
static int count;

static void handler(int number, struct posix_signal_info *info, void *context)
{
	(void)number, (void)context;
	told = *info;
	count++;
}

static void set(int number, uintptr_t function)
{
	struct posix_action action = {function, POSIX_SA_SIGINFO, 0, 0};

	count = 0;
	CHECK(sys_rt_sigaction(number, &action, NULL, MASK) == 0);
}

static int64_t sleep_ms(int ms)
{
	const struct posix_timespec span = {0, (int64_t)ms * MILLISECOND};

	return sys_nanosleep(&span, NULL);
}

static void start(int number, int first, int period)
{
	const struct posix_timer to = {{0, (int64_t)period * MILLISECOND},
				       {0, (int64_t)first * MILLISECOND}};

	CHECK(sys_timer_settime(number, 0, &to, NULL) == 0);
}

TEST(timer_ends_a_sleep_with_its_signal)
{
	const struct posix_event event = {.value = 77, .number = USR1};
	struct posix_timer left;
	int number = -1;

	set(USR1, (uintptr_t)handler);
	CHECK(sys_timer_create(POSIX_CLOCK_MONOTONIC, &event, &number) == 0 && number >= 0);
	start(number, 2, 0);
	CHECK(sys_timer_gettime(number, &left) == 0 && left.value.nanoseconds > 0);
	CHECK(sleep_ms(900) == -EINTR && count == 1);
	CHECK(told.number == USR1 && told.code == POSIX_SI_TIMER && told.value == 77);
	CHECK(told.timer == number && told.overrun == 0);
	CHECK(sys_timer_gettime(number, &left) == 0 && left.value.nanoseconds == 0);
	CHECK(sys_timer_delete(number) == 0 && sys_timer_delete(number) == -EINVAL);
	set(USR1, POSIX_SIG_DFL);
}

TEST(timer_counts_ends_while_its_signal_is_pending)
{
	const uint64_t mask = 1ull << (USR1 - 1);
	const struct posix_event event = {.number = USR1};
	struct posix_timer was;
	const struct posix_timer off = {{0, 0}, {0, 0}};
	int number;

	set(USR1, (uintptr_t)handler);
	CHECK(sys_timer_create(POSIX_CLOCK_REALTIME, &event, &number) == 0);
	CHECK(sys_rt_sigprocmask(POSIX_SIG_BLOCK, &mask, NULL, MASK) == 0);
	start(number, 1, 1);
	CHECK(sleep_ms(6) == 0 && sys_timer_getoverrun(number) == 0);
	CHECK(sys_timer_settime(number, 0, &off, &was) == 0);
	CHECK(was.interval.nanoseconds > MILLISECOND / 2 && was.value.nanoseconds > 0);
	CHECK(sys_rt_sigprocmask(POSIX_SIG_UNBLOCK, &mask, NULL, MASK) == 0 && count == 1);
	CHECK(told.overrun >= 4 && sys_timer_getoverrun(number) == told.overrun);
	CHECK(sys_timer_delete(number) == 0 && sys_timer_getoverrun(number) == -EINVAL);
	set(USR1, POSIX_SIG_DFL);
}

TEST(deleted_timer_takes_its_signal_along)
{
	const uint64_t mask = 1ull << (ALRM - 1);
	uint64_t pending;
	int first, second;

	set(ALRM, (uintptr_t)handler);
	CHECK(sys_rt_sigprocmask(POSIX_SIG_BLOCK, &mask, NULL, MASK) == 0);
	CHECK(sys_timer_create(POSIX_CLOCK_MONOTONIC, NULL, &first) == 0);
	CHECK(sys_timer_create(POSIX_CLOCK_MONOTONIC, NULL, &second) == 0 && first != second);
	start(first, 1, 0);
	start(second, 1, 0);
	CHECK(sleep_ms(3) == 0 && sys_rt_sigpending(&pending, MASK) == 0 && pending == mask);
	CHECK(sys_timer_delete(first) == 0);
	CHECK(sys_rt_sigprocmask(POSIX_SIG_UNBLOCK, &mask, NULL, MASK) == 0);
	CHECK(count == 1 && told.number == ALRM && told.value == (uint64_t)second);
	CHECK(sys_timer_delete(second) == 0);
	set(ALRM, POSIX_SIG_DFL);
}

TEST(timer_tells_one_thread_or_nobody)
{
	const uint64_t mask = 1ull << (USR1 - 1);
	struct posix_event event = {
	    .number = USR1, .notify = POSIX_EVENT_THREAD, .thread = (int)sys_gettid(), .value = 5};
	union posix_signal_record record;
	struct posix_timer left;
	int number;

	CHECK(sys_rt_sigprocmask(POSIX_SIG_BLOCK, &mask, NULL, MASK) == 0);
	CHECK(sys_timer_create(POSIX_CLOCK_MONOTONIC, &event, &number) == 0);
	start(number, 1, 0);
	CHECK(sys_rt_sigtimedwait(&mask, &record, NULL, MASK) == USR1 && record.info.value == 5);
	CHECK(sys_timer_delete(number) == 0);
	event.notify = POSIX_EVENT_NONE;
	CHECK(sys_timer_create(POSIX_CLOCK_MONOTONIC, &event, &number) == 0);
	start(number, 1, 0);
	CHECK(sys_rt_sigprocmask(POSIX_SIG_UNBLOCK, &mask, NULL, MASK) == 0 && sleep_ms(3) == 0);
	CHECK(sys_timer_gettime(number, &left) == 0 && left.value.nanoseconds == 0);
	CHECK(sys_timer_delete(number) == 0);
}

TEST(timer_calls_check_their_arguments)
{
	struct posix_event event = {.number = 65};
	struct posix_timer bad = {.value = {0, -1}}, get;
	int number;

	CHECK(sys_timer_create(99, NULL, &number) == -EINVAL);
	CHECK(sys_timer_create(POSIX_CLOCK_MONOTONIC, &event, &number) == -EINVAL);
	event = (struct posix_event){.number = USR1, .notify = POSIX_EVENT_THREAD, .thread = 9999};
	CHECK(sys_timer_create(POSIX_CLOCK_MONOTONIC, &event, &number) == -EINVAL);
	event.notify = 3;
	CHECK(sys_timer_create(POSIX_CLOCK_MONOTONIC, &event, &number) == -EINVAL);
	CHECK(sys_timer_create(POSIX_CLOCK_MONOTONIC, NULL, &number) == 0);
	CHECK(sys_timer_settime(number, 0, &bad, &get) == -EINVAL);
	CHECK(sys_timer_settime(number, 0, NULL, &get) == -EINVAL);
	CHECK(sys_timer_delete(number) == 0 && sys_timer_gettime(number, &get) == -EINVAL);
	CHECK(sys_timer_settime(number, 0, &bad, NULL) == -EINVAL &&
	      sys_timer_delete(-1) == -EINVAL);
}
