/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <skiff/posix/alarm.h>
#include <skiff/test.h>

#define MILLISECOND 1000000
#define SECOND	    1000000000

static volatile uint64_t ends;

static void ended(struct posix_alarm *alarm, uint64_t times)
{
	(void)alarm;
	ends += times;
}

static void sleep_ms(int ms)
{
	const struct posix_timespec span = {0, (int64_t)ms * MILLISECOND};

	sys_nanosleep(&span, NULL);
}

TEST(alarm_ends_once_or_periodically_until_it_is_stopped)
{
	const struct posix_timer once = {.value = {0, MILLISECOND}},
				 period = {{0, MILLISECOND}, {0, MILLISECOND}},
				 bad = {.value = {0, SECOND}}, off = {{1, 0}, {0, 0}};
	struct posix_timer left;
	struct posix_alarm alarm;

	posix_alarm_init(&alarm, POSIX_CLOCK_MONOTONIC, ended);
	posix_alarm_get(&alarm, &left);
	CHECK(left.value.nanoseconds == 0 && left.value.seconds == 0);
	ends = 0;
	CHECK(posix_alarm_set(&alarm, 0, &once) == 0);
	posix_alarm_get(&alarm, &left);
	CHECK(left.value.nanoseconds > 0 && left.interval.nanoseconds == 0);
	sleep_ms(4);
	posix_alarm_get(&alarm, &left);
	CHECK(ends == 1 && left.value.nanoseconds == 0);
	CHECK(posix_alarm_set(&alarm, 0, &period) == 0 &&
	      posix_alarm_set(&alarm, 0, &bad) == -EINVAL);
	sleep_ms(5);
	posix_alarm_get(&alarm, &left);
	CHECK(ends >= 5 && left.value.nanoseconds > 0);
	CHECK(left.interval.nanoseconds >= MILLISECOND - 100 &&
	      left.interval.nanoseconds <= MILLISECOND + 100);
	posix_alarm_stop(&alarm);
	ends = 0;
	CHECK(posix_alarm_set(&alarm, 0, &period) == 0 && posix_alarm_set(&alarm, 0, &off) == 0);
	sleep_ms(3);
	posix_alarm_get(&alarm, &left);
	CHECK(ends <= 1 && left.interval.seconds == 0 && left.value.nanoseconds == 0);
}

TEST(alarm_counts_ends_that_no_interrupt_told)
{
	const struct posix_timer period = {{0, 1000}, {0, 1000}};
	struct posix_alarm alarm;
	irq_state state;
	uint64_t end;

	posix_alarm_init(&alarm, POSIX_CLOCK_MONOTONIC, ended);
	CHECK(posix_alarm_passed(&alarm) == 0);
	ends = 0;
	state = irq_save();
	CHECK(posix_alarm_set(&alarm, 0, &period) == 0);
	end = time_deadline(20000);
	while (time_ticks() < end)
		;
	CHECK(posix_alarm_passed(&alarm) >= 19 && ends == 0);
	posix_alarm_stop(&alarm);
	irq_restore(state);
	CHECK(posix_alarm_passed(&alarm) == 0);
}

TEST(alarm_at_a_time_of_day_follows_the_clock)
{
	struct posix_timer at = {{0, 0}, {0, 0}}, left;
	struct posix_timespec day;
	struct posix_alarm alarm, other;

	posix_alarm_init(&alarm, POSIX_CLOCK_REALTIME, ended);
	posix_alarm_init(&other, POSIX_CLOCK_REALTIME, ended);
	CHECK(sys_clock_gettime(POSIX_CLOCK_REALTIME, &day) == 0);
	at.value = (struct posix_timespec){day.seconds + 1000, 0};
	ends = 0;
	CHECK(posix_alarm_set(&alarm, POSIX_TIMER_ABSTIME, &at) == 0);
	at.value.seconds = 1000;
	CHECK(posix_alarm_set(&other, 0, &at) == 0);
	day.seconds += 500;
	CHECK(sys_clock_settime(POSIX_CLOCK_REALTIME, &day) == 0);
	posix_alarm_get(&alarm, &left);
	CHECK(left.value.seconds > 400 && left.value.seconds <= 500);
	posix_alarm_get(&other, &left);
	CHECK(left.value.seconds > 900);
	day.seconds -= 100;
	CHECK(sys_clock_settime(POSIX_CLOCK_REALTIME, &day) == 0);
	posix_alarm_get(&alarm, &left);
	CHECK(left.value.seconds > 500 && left.value.seconds <= 600);
	posix_alarms_move(700 * (int64_t)SECOND);
	sleep_ms(1);
	CHECK(ends == 1);
	posix_alarm_stop(&alarm);
	posix_alarm_stop(&other);
}
