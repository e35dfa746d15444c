/* SPDX-License-Identifier: BSD-3-Clause */
/* Checks that all CPUs are online, that each runs what is pinned to it, and that all see the same memory and the same time. */
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdio.h>
#include <unistd.h>
#include "selftest.h"

#define ROUNDS 2000

/* A token that two threads on two CPUs pass to each other, with the time of each hand-over. */
static _Atomic uint64_t token;
static uint64_t token_time;
static _Atomic unsigned time_went_back;

struct player {
	int cpu;
	unsigned parity;
	bool ran_there;
};

static bool pin(int cpu)
{
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(cpu, &set);
	return sched_setaffinity(0, sizeof(set), &set) == 0 && sched_getcpu() == cpu;
}

static void *play(void *argument)
{
	struct player *player = argument;

	player->ran_there = pin(player->cpu);
	for (uint64_t turn = player->parity; turn < ROUNDS; turn += 2) {
		for (unsigned spins = 0; atomic_load(&token) != turn; spins++)
			if (spins % 64 == 63)
				sched_yield();
		uint64_t now = counter_read();

		if (now < token_time)
			atomic_fetch_add(&time_went_back, 1);
		token_time = now;
		atomic_store(&token, turn + 1);
	}
	return NULL;
}

static bool play_between(int a, int b)
{
	struct player players[2] = {{.cpu = a, .parity = 0}, {.cpu = b, .parity = 1}};
	pthread_t threads[2];

	atomic_store(&token, 0);
	token_time = 0;
	for (int i = 0; i < 2; i++)
		if (pthread_create(&threads[i], NULL, play, &players[i]))
			return false;
	for (int i = 0; i < 2; i++)
		pthread_join(threads[i], NULL);
	return players[0].ran_there && players[1].ran_there;
}

static int on_my_cpu(void *argument)
{
	return sched_getcpu() == *(int *)argument ? 0 : 1;
}

void check_cpus(const struct selftest_options *options)
{
	long online = sysconf(_SC_NPROCESSORS_ONLN);
	long expected = options->cpus ? (long)options->cpus : sysconf(_SC_NPROCESSORS_CONF);
	int wrong = 0;

	selftest_report("cpus-online", online == expected, "%ld of %ld", online, expected);
	for (int cpu = 0; cpu < online; cpu++)
		wrong += child_wait(child_start(cpu, on_my_cpu, &cpu)) != 0;
	selftest_report("cpus-pinned", wrong == 0,
			"%ld CPUs, %d did not run what is pinned to them", online, wrong);
	for (int cpu = 1; cpu < online; cpu++)
		wrong += !play_between(cpu - 1, cpu);
	if (online > 1)
		selftest_report("cpus-together", wrong == 0 && time_went_back == 0,
				"%d hand-overs a pair, counter went back %u times", ROUNDS,
				atomic_load(&time_went_back));
}
