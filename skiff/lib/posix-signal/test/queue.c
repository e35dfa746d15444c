/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <skiff/config.h>
#include <skiff/posix/process.h>
#include <skiff/posix/signal.h>
#include <skiff/test.h>

#define USR1	 10
#define CHLD	 17
#define REALTIME 40
#define MASK	 8
#define MOST	 8

static struct posix_signal_info told[MOST];
static unsigned int count;

static void handler(int number, struct posix_signal_info *info, void *context)
{
	(void)number, (void)context;
	if (count < MOST)
		told[count] = *info;
	count++;
}

static void set(int number, uintptr_t function)
{
	struct posix_action action = {function, POSIX_SA_SIGINFO, 0, 0};

	count = 0;
	CHECK(sys_rt_sigaction(number, &action, NULL, MASK) == 0);
}

static void block(int how, uint64_t mask)
{
	CHECK(sys_rt_sigprocmask(how, &mask, NULL, MASK) == 0);
}

static uint64_t bit(int number)
{
	return (uint64_t)1 << (number - 1);
}

static uint64_t pending(void)
{
	uint64_t set = 0;

	CHECK(sys_rt_sigpending(&set, MASK) == 0);
	return set;
}

static int64_t queue(int number, uint64_t value)
{
	const struct posix_signal_info info = {
	    .code = POSIX_SI_QUEUE, .process = POSIX_PROCESS, .user = 5, .value = value};

	return sys_rt_sigqueueinfo(POSIX_PROCESS, number, &info);
}

TEST(realtime_signals_come_with_their_values_in_the_order_of_sending)
{
	set(REALTIME, (uintptr_t)handler);
	set(REALTIME + 1, (uintptr_t)handler);
	block(POSIX_SIG_BLOCK, bit(REALTIME) | bit(REALTIME + 1));
	CHECK(queue(REALTIME + 1, 9) == 0 && queue(REALTIME, 7) == 0 && queue(REALTIME, 8) == 0);
	CHECK(sys_kill(POSIX_PROCESS, REALTIME) == 0 && count == 0);
	CHECK(pending() == (bit(REALTIME) | bit(REALTIME + 1)));
	block(POSIX_SIG_UNBLOCK, bit(REALTIME) | bit(REALTIME + 1));
	CHECK(count == 4 && pending() == 0);
	CHECK(told[0].number == REALTIME && told[0].value == 7 && told[0].code == POSIX_SI_QUEUE);
	CHECK(told[0].process == POSIX_PROCESS && told[0].user == 5);
	CHECK(told[1].value == 8 && told[2].code == POSIX_SI_USER && told[2].number == REALTIME);
	CHECK(told[3].number == REALTIME + 1 && told[3].value == 9);
	set(REALTIME, POSIX_SIG_DFL);
	set(REALTIME + 1, POSIX_SIG_DFL);
}

TEST(other_signals_are_pending_once)
{
	set(USR1, (uintptr_t)handler);
	block(POSIX_SIG_BLOCK, bit(USR1));
	CHECK(queue(USR1, 1) == 0 && queue(USR1, 2) == 0 && sys_kill(0, USR1) == 0);
	block(POSIX_SIG_UNBLOCK, bit(USR1));
	CHECK(count == 1 && told[0].value == 1);
	/* One to the thread is another than one to the process, and comes first. */
	block(POSIX_SIG_BLOCK, bit(USR1));
	CHECK(queue(USR1, 3) == 0 && sys_tkill((int)sys_gettid(), USR1) == 0);
	block(POSIX_SIG_UNBLOCK, bit(USR1));
	CHECK(count == 3 && told[1].code == POSIX_SI_TKILL && told[2].value == 3);
	set(USR1, POSIX_SIG_DFL);
}

TEST(full_queue_refuses_sigqueue_but_no_kill)
{
	unsigned int n = 0;

	set(REALTIME, (uintptr_t)handler);
	set(USR1, (uintptr_t)handler);
	block(POSIX_SIG_BLOCK, bit(REALTIME) | bit(USR1));
	while (n <= CONFIG_POSIX_SIGNAL_QUEUE && queue(REALTIME, n) == 0)
		n++;
	CHECK(n == CONFIG_POSIX_SIGNAL_QUEUE && queue(REALTIME, 0) == -EAGAIN);
	CHECK(queue(USR1, 0) == -EAGAIN && sys_kill(0, USR1) == 0 && pending() & bit(USR1));
	block(POSIX_SIG_UNBLOCK, bit(REALTIME) | bit(USR1));
	CHECK(count == n + 1 && told[0].number == USR1 && told[1].number == REALTIME);
	CHECK(queue(REALTIME, 0) == 0 && count == n + 2);
	set(REALTIME, POSIX_SIG_DFL);
	set(USR1, POSIX_SIG_DFL);
}

TEST(signal_that_is_or_becomes_ignored_is_not_pending)
{
	set(REALTIME, POSIX_SIG_IGN);
	CHECK(queue(REALTIME, 1) == 0 && pending() == 0);
	set(REALTIME, (uintptr_t)handler);
	block(POSIX_SIG_BLOCK, bit(REALTIME) | bit(CHLD));
	CHECK(queue(REALTIME, 1) == 0 && queue(REALTIME, 2) == 0);
	CHECK(sys_tkill((int)sys_gettid(), REALTIME) == 0 && sys_kill(0, CHLD) == 0);
	CHECK(pending() == (bit(REALTIME) | bit(CHLD)));
	set(REALTIME, POSIX_SIG_IGN);
	CHECK(pending() == bit(CHLD));
	set(CHLD, POSIX_SIG_DFL);
	CHECK(pending() == 0);
	set(REALTIME, (uintptr_t)handler);
	block(POSIX_SIG_UNBLOCK, bit(REALTIME) | bit(CHLD));
	CHECK(count == 0);
	set(REALTIME, POSIX_SIG_DFL);
}

TEST(queued_signal_goes_to_a_thread_or_process_that_is_there)
{
	const struct posix_signal_info info = {.code = POSIX_SI_QUEUE, .value = 6};
	int self = (int)sys_gettid();

	set(USR1, (uintptr_t)handler);
	CHECK(sys_rt_tgsigqueueinfo(POSIX_PROCESS, self, USR1, &info) == 0);
	CHECK(count == 1 && told[0].value == 6 && told[0].number == USR1);
	CHECK(sys_rt_tgsigqueueinfo(POSIX_PROCESS, self, 0, &info) == 0 && count == 1);
	CHECK(sys_rt_tgsigqueueinfo(POSIX_PROCESS, 9999, USR1, &info) == -ESRCH);
	CHECK(sys_rt_tgsigqueueinfo(2, self, USR1, &info) == -ESRCH);
	CHECK(sys_rt_tgsigqueueinfo(POSIX_PROCESS, self, 65, &info) == -EINVAL);
	CHECK(sys_rt_sigqueueinfo(2, USR1, &info) == -ESRCH && queue(-1, 0) == -EINVAL);
	CHECK(queue(0, 0) == 0 && count == 1);
	set(USR1, POSIX_SIG_DFL);
}

static unsigned int taken_by;

static void taken(struct posix_sent *sent)
{
	taken_by += sent->info.value;
}

TEST(signal_of_a_sender_of_its_own_can_be_taken_or_forgotten)
{
	struct posix_sent sent = {.info = {.number = USR1, .value = 2}, .taken = taken};
	struct posix_signals *self = posix_signals();
	struct posix_signal_info info;

	set(USR1, (uintptr_t)handler);
	block(POSIX_SIG_BLOCK, bit(USR1));
	taken_by = 0;
	posix_signals_send(&sent, self);
	CHECK(sent.in && posix_signals_open(self) == 0 && pending() == bit(USR1));
	CHECK(!posix_signals_take(self, ~bit(USR1), &info));
	CHECK(posix_signals_take(self, bit(USR1), &info) && info.number == USR1 && taken_by == 2);
	CHECK(!sent.in && pending() == 0);
	posix_signals_send(&sent, NULL);
	CHECK(sent.in && sys_tkill((int)sys_gettid(), USR1) == 0);
	posix_signals_forget(&sent);
	CHECK(!sent.in && taken_by == 2 && pending() == bit(USR1));
	posix_signals_end(self);
	CHECK(pending() == 0);
	posix_signals_send(&sent, self);
	self->blocked &= ~bit(USR1);
	CHECK(posix_signals_open(self) == bit(USR1) && posix_signals_deliver() == 1);
	CHECK(count == 1 && taken_by == 4 && posix_signals_deliver() == 0);
	set(USR1, POSIX_SIG_IGN);
	posix_signals_send(&sent, self);
	CHECK(!sent.in && pending() == 0);
	set(USR1, POSIX_SIG_DFL);
}
