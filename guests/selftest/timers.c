/* SPDX-License-Identifier: BSD-3-Clause */
/* Clocks and sleeps, measured against the virtual counter itself. */
#include <errno.h>
#include <stdio.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>
#include "selftest.h"

#define NS_PER_S  1000000000ull
#define NS_PER_MS 1000000ull

static uint64_t ns_of(uint64_t ticks)
{
	return (uint64_t)((double)ticks * (double)NS_PER_S / (double)counter_hz());
}

static uint64_t clock_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * NS_PER_S + (uint64_t)now.tv_nsec;
}

/* Sleeps for `ns`. Returns how long that took by the counter, in ns. */
static uint64_t sleep_measured(uint64_t ns)
{
	struct timespec left = {.tv_sec = (time_t)(ns / NS_PER_S),
				.tv_nsec = (long)(ns % NS_PER_S)};
	uint64_t start = counter_read();

	while (nanosleep(&left, &left) && errno == EINTR)
		;
	return ns_of(counter_read() - start);
}

/* Reads the counter before and after the clock, since a guest may lose its core between any two reads. */
struct instant {
	uint64_t before, clock, after;
};

static struct instant now(void)
{
	struct instant it = {.before = counter_read()};

	it.clock = clock_ns();
	it.after = counter_read();
	return it;
}

static void check_rate(void)
{
	struct instant start = now();

	sleep_measured(200 * NS_PER_MS);
	struct instant end = now();
	double by_clock = (double)(end.clock - start.clock);
	double least = (double)ns_of(end.before - start.after);
	double most = (double)ns_of(end.after - start.before);

	selftest_report("timer-rate", by_clock > 0.99 * least && by_clock < 1.01 * most,
			"clock %.0f us, counter %.0f to %.0f us, of %llu Hz", by_clock / 1000,
			least / 1000, most / 1000, (unsigned long long)counter_hz());
}

static void check_sleep(const char *name, uint64_t ns, unsigned count, unsigned slack_ms)
{
	uint64_t least = UINT64_MAX, most = 0;

	for (unsigned i = 0; i < count; i++) {
		uint64_t took = sleep_measured(ns);

		least = took < least ? took : least;
		most = took > most ? took : most;
	}
	/* One tick of the counter may be lost to rounding. */
	selftest_report(name, least + 1000 >= ns && most <= ns + slack_ms * NS_PER_MS,
			"%llu us asked, %llu..%llu us taken, %u times",
			(unsigned long long)(ns / 1000), (unsigned long long)(least / 1000),
			(unsigned long long)(most / 1000), count);
}

/* Checks that a periodic timer loses no expiration and that none comes early. */
static void check_periodic(unsigned slack_ms)
{
	const unsigned expirations = 25;
	const uint64_t period = 8 * NS_PER_MS;
	struct itimerspec spec = {.it_interval = {0, (long)period}, .it_value = {0, (long)period}};
	int fd = timerfd_create(CLOCK_MONOTONIC, 0);
	uint64_t start = counter_read(), seen = 0, early = 0;

	if (fd < 0 || timerfd_settime(fd, 0, &spec, NULL)) {
		selftest_report("timer-periodic", false, "timerfd: error %d", errno);
		return;
	}
	while (seen < expirations) {
		uint64_t count;

		if (read(fd, &count, sizeof(count)) != sizeof(count))
			break;
		seen += count;
		early += ns_of(counter_read() - start) + 1000 < seen * period;
	}
	close(fd);
	uint64_t took = ns_of(counter_read() - start);

	selftest_report("timer-periodic",
			seen >= expirations && early == 0 &&
			    took <= expirations * period + slack_ms * NS_PER_MS,
			"%llu expirations of %llu us in %llu us, %llu early",
			(unsigned long long)seen, (unsigned long long)(period / 1000),
			(unsigned long long)(took / 1000), (unsigned long long)early);
}

static int sleep_here(void *argument)
{
	const struct selftest_options *options = argument;
	uint64_t ns = 20 * NS_PER_MS, took = sleep_measured(ns);

	return took + 1000 >= ns && took <= ns + options->slack_ms * NS_PER_MS ? 0 : 1;
}

void check_timers(const struct selftest_options *options)
{
	long online = sysconf(_SC_NPROCESSORS_ONLN);
	int wrong = 0;

	check_rate();
	check_sleep("timer-sleep", 100 * NS_PER_MS, 3, options->slack_ms);
	check_sleep("timer-short", 1 * NS_PER_MS, 50, options->slack_ms);
	check_periodic(options->slack_ms);
	for (int cpu = 0; cpu < online; cpu++)
		wrong += child_wait(child_start(cpu, sleep_here, (void *)options)) != 0;
	selftest_report("timer-each-cpu", wrong == 0, "%ld CPUs, %d slept wrongly", online, wrong);
}
