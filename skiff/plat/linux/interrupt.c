/* SPDX-License-Identifier: BSD-3-Clause */
/* The machine's one interrupt: its timer, as SIGALRM. */
#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <stddef.h>
#include <sys/time.h>
#include <skiff/arch.h>
#include <skiff/config.h>
#include <skiff/init.h>
#ifdef CONFIG_LIB_THREAD
#include <skiff/sched.h>
#endif
#ifdef CONFIG_LIB_IRQ
#include <skiff/irq.h>
#endif
#ifdef CONFIG_LIB_TIMER
#include <skiff/timer.h>
#endif

volatile int linux_irq_masked = 1, linux_irq_pending;
struct thread *linux_thread_self;

void linux_irq_run(void)
{
#ifdef CONFIG_LIB_TIMER
	while (linux_irq_pending && !linux_irq_masked) {
		struct thread *interrupted;

		linux_irq_masked = 1;
		linux_irq_pending = 0;
		interrupted = thread_enter_interrupt();
		timer_expired();
		thread_leave_interrupt(interrupted);
		linux_irq_masked = 0;
	}
#endif
}

#ifdef CONFIG_LIB_TIMER
static void on_alarm(int signal)
{
	int saved = errno;

	(void)signal;
	linux_irq_pending = 1;
	if (!linux_irq_masked)
		linux_irq_run();
	errno = saved;
}

static void interrupt_init(void)
{
	/* SA_NODEFER: a handler may switch to a thread that must receive the next signal. */
	struct sigaction action = {.sa_handler = on_alarm, .sa_flags = SA_NODEFER | SA_RESTART};

	sigaction(SIGALRM, &action, NULL);
	linux_irq_masked = 0;
}
INIT(INIT_IRQ, interrupt_init);

void timer_program(uint64_t deadline)
{
	struct itimerval in = {.it_value = {0, 0}};
	uint64_t now = time_ticks();

	if (deadline != UINT64_MAX) {
		uint64_t us = deadline > now ? (deadline - now) / 1000 + 1 : 1;

		in.it_value.tv_sec = (time_t)(us / 1000000);
		in.it_value.tv_usec = (suseconds_t)(us % 1000000);
	}
	setitimer(ITIMER_REAL, &in, NULL);
}

void irq_wait(void)
{
	sigset_t alarm, old;

	sigemptyset(&alarm);
	sigaddset(&alarm, SIGALRM);
	sigprocmask(SIG_BLOCK, &alarm, &old);
	while (!linux_irq_pending)
		sigsuspend(&old);
	sigprocmask(SIG_SETMASK, &old, NULL);
}

unsigned int irq_device_count(void)
{
	return 0;
}

int irq_register(unsigned int number, irq_handler *handler, void *argument,
		 enum irq_class irq_class)
{
	(void)number, (void)handler, (void)argument, (void)irq_class;
	return -EINVAL;
}

void irq_unregister(unsigned int number)
{
	(void)number;
}
#endif
