/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <stddef.h>
#include <skiff/config.h>
#include <skiff/lock.h>
#include <skiff/test.h>
#include <skiff/timer.h>

#define MS 1000000ull

static volatile int fired[3], used;

struct numbered {
	struct timer timer;
	int number;
};

static void fire(struct timer *timer)
{
	fired[used++] = container_of(timer, struct numbered, timer)->number;
}

static int *noted, notes;

static void note(struct timer *timer)
{
	noted[notes++] = container_of(timer, struct numbered, timer)->number;
}

TEST(timers_fire_in_order)
{
	struct numbered t[3];
	uint64_t now;
	irq_state state;

	used = 0;
	for (int i = 0; i < 3; i++) {
		timer_init(&t[i].timer, fire);
		t[i].number = i;
	}
	/* Interrupts are masked, so that all three are started before one fires, however slow the machine is. */
	state = irq_save();
	now = time_ticks();
	timer_start(&t[0].timer, now + time_ns_to_ticks(6 * MS));
	timer_start(&t[1].timer, now + time_ns_to_ticks(2 * MS));
	timer_start(&t[2].timer, now + time_ns_to_ticks(4 * MS));
	CHECK(timer_pending());
	irq_restore(state);
	sleep_until(now + time_ns_to_ticks(10 * MS));
	CHECK(used == 3 && fired[0] == 1 && fired[1] == 2 && fired[2] == 0);
}

TEST(stopped_timer_stays_silent)
{
	struct numbered t = {.number = 7};
	irq_state state;

	used = 0;
	timer_init(&t.timer, fire);
	state = irq_save();
	timer_start(&t.timer, time_ticks() + time_ns_to_ticks(2 * MS));
	CHECK(timer_stop(&t.timer) && !timer_stop(&t.timer));
	irq_restore(state);
	sleep_ns(4 * MS);
	CHECK(used == 0);
}

TEST(sleep_lasts_long_enough)
{
	uint64_t start = time_ns();

	sleep_ns(3 * MS);
	CHECK(time_ns() - start >= 3 * MS - 1000);
}

TEST(past_deadline_fires_at_once)
{
	uint64_t start = time_ns();

	sleep_until(0);
	CHECK(time_ns() - start < 500 * MS);
}

static struct semaphore s = SEMAPHORE_INIT(s, 0);

static void post(void *argument)
{
	(void)argument;
	semaphore_post(&s);
}

TEST(wait_with_a_limit)
{
	struct thread *t;

	CHECK(semaphore_wait_until(&s, time_ticks() + time_ns_to_ticks(2 * MS)) == -ETIMEDOUT);
	/* Over already, and one tick ago as an unsigned number. */
	CHECK(semaphore_wait_until(&s, 0) == -ETIMEDOUT);
	CHECK(semaphore_wait_until(&s, time_ticks() - 1) == -ETIMEDOUT);
	semaphore_post(&s);
	CHECK(semaphore_wait_until(&s, 0) == 0);
	t = thread_create("post", post, NULL, PRIORITY_DEFAULT, 0);
	CHECK(semaphore_wait_until(&s, time_ticks() + time_ns_to_ticks(2000 * MS)) == 0);
	thread_join(t);
	CHECK(s.count == 0);
#ifndef CONFIG_LIB_NET /* whose clock always runs */
	CHECK(!timer_pending());
#endif
}

/* In a process or a VM, the host decides how often threads run between two interrupts: there the test only must end. */
#ifdef CONFIG_PLAT_VIRT
#define TURNS 5
#else
#define TURNS 0
#endif

static volatile int again;

static void restart(struct timer *timer)
{
	if (again++ < 1000)
		timer_start(timer, timer->deadline);
}

/* Threads run on beside a timer that its handler starts in the past. */
TEST(timer_restarted_at_its_deadline_leaves_time)
{
	struct timer t;
	int seen = 0, last = -1;

	again = 0;
	timer_init(&t, restart);
	timer_start(&t, time_ticks());
	while (again <= 1000) {
		int now = again;

		seen += now != last;
		last = now;
	}
	CHECK(again > 1000 && seen >= TURNS);
}

/* Many timers: in order, those of one deadline in the order in which they were started. */
TEST(many_timers_fire_in_order)
{
	enum { MANY = 200 };
	static struct numbered t[MANY];
	static int order[MANY];
	uint64_t now = time_ticks();
	irq_state state = irq_save();
	bool right = true;

	for (int i = 0; i < MANY; i++) {
		t[i].number = i;
		timer_init(&t[i].timer, note);
		timer_start(&t[i].timer, now + (uint64_t)(i * 37 % 50));
	}
	for (int i = 0; i < MANY; i += 3)
		timer_stop(&t[i].timer);
	notes = 0;
	noted = order;
	while (timer_pending())
		timer_expired();
	irq_restore(state);
	for (int i = 1; i < notes; i++) {
		int a = order[i - 1], b = order[i], due_a = a * 37 % 50, due_b = b * 37 % 50;

		right = right && (due_a < due_b || (due_a == due_b && a < b)) && b % 3 != 0;
	}
	CHECK(right && notes == MANY - (MANY + 2) / 3);
}
