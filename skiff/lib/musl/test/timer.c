/* SPDX-License-Identifier: BSD-3-Clause */
/* musl's signals and timers on libraries `posix-signal` and `posix-timer`. */
#include <semaphore.h>
#include <signal.h>
#include <time.h>
#include <unistd.h>
#include <skiff/test.h>

#define MILLISECOND 1000000

static volatile int told;
static sem_t done;

static void handler(int number, siginfo_t *info, void *context)
{
	(void)context;
	told = info->si_code == SI_QUEUE && number == SIGRTMIN ? info->si_value.sival_int : number;
}

TEST(musl_queues_signals_and_waits_for_them)
{
	struct sigaction action = {.sa_sigaction = handler, .sa_flags = SA_SIGINFO}, before;
	sigset_t set, none;
	siginfo_t info;

	CHECK(sigaction(SIGRTMIN, &action, &before) == 0);
	CHECK(sigqueue(getpid(), SIGRTMIN, (union sigval){.sival_int = 42}) == 0 && told == 42);
	sigemptyset(&none);
	sigemptyset(&set);
	sigaddset(&set, SIGRTMIN);
	sigprocmask(SIG_BLOCK, &set, NULL);
	CHECK(sigqueue(getpid(), SIGRTMIN, (union sigval){.sival_int = 43}) == 0 && told == 42);
	CHECK(sigwaitinfo(&set, &info) == SIGRTMIN && info.si_value.sival_int == 43);
	CHECK(sigqueue(getpid(), SIGRTMIN, (union sigval){.sival_int = 44}) == 0 && told == 42);
	CHECK(sigsuspend(&none) == -1 && told == 44);
	sigprocmask(SIG_UNBLOCK, &set, NULL);
	CHECK(sigaction(SIGRTMIN, &before, NULL) == 0);
}

TEST(musl_alarm_ends_pause)
{
	struct sigaction action = {.sa_sigaction = handler, .sa_flags = SA_SIGINFO}, before;

	CHECK(sigaction(SIGALRM, &action, &before) == 0);
	CHECK(alarm(100) == 0 && alarm(1) == 100 && pause() == -1 && told == SIGALRM);
	CHECK(alarm(0) == 0 && sigaction(SIGALRM, &before, NULL) == 0);
}

static void notify(union sigval value)
{
	told = value.sival_int;
	sem_post(&done);
}

TEST(musl_timer_calls_a_function_in_a_thread)
{
	struct sigevent event = {.sigev_notify = SIGEV_THREAD,
				 .sigev_notify_function = notify,
				 .sigev_value.sival_int = 7};
	const struct itimerspec set = {.it_value.tv_nsec = MILLISECOND,
				       .it_interval.tv_nsec = MILLISECOND};
	timer_t timer;

	sem_init(&done, 0, 0);
	CHECK(timer_create(CLOCK_MONOTONIC, &event, &timer) == 0);
	CHECK(timer_settime(timer, 0, &set, NULL) == 0);
	for (int i = 0; i < 3; i++)
		CHECK(sem_wait(&done) == 0 && told == 7);
	CHECK(timer_delete(timer) == 0);
}
