/* SPDX-License-Identifier: BSD-3-Clause */
/* Checks that all CPUs are online, that each runs what is pinned to it, and that all see the same memory and the same time. */
#include <linux/futex.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>
#include "selftest.h"

#define ROUNDS 2000 /* hand-overs of a pair of CPUs */
/* In the first half, a player reads the token so often before it sleeps; in the second half it sleeps at once. */
#define SPINS 1000

/*
 * A token that two threads on two CPUs hand to each other, with the time of the hand-over. They don't only spin: of two
 * guests that share two cores, each may have one vCPU running and the other one not, in turns. Then a player that spins
 * keeps the other guest's player from its core, and each hand-over takes a slice.
 */
static _Atomic uint32_t token;
static _Atomic bool asleep[2]; /* by parity: this player sleeps, or is about to */
static uint64_t token_time, longest;
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

static void await_turn(uint32_t turn)
{
	uint32_t seen = atomic_load(&token);

	for (unsigned reads = 1; seen != turn && turn < ROUNDS / 2 && reads < SPINS; reads++)
		seen = atomic_load(&token);
	while (seen != turn) {
		/* The other player stores the token, then reads `asleep`; the kernel lets sleep only while the token is `seen`. */
		atomic_store(&asleep[turn % 2], true);
		syscall(SYS_futex, &token, FUTEX_WAIT_PRIVATE, seen, NULL, NULL, 0);
		atomic_store(&asleep[turn % 2], false);
		seen = atomic_load(&token);
	}
}

static void *play(void *argument)
{
	struct player *player = argument;

	player->ran_there = pin(player->cpu);
	for (uint32_t turn = player->parity; turn < ROUNDS; turn += 2) {
		await_turn(turn);
		uint64_t now = counter_read();

		if (now < token_time)
			atomic_fetch_add(&time_went_back, 1);
		else if (turn > 1 && now - token_time > longest)
			longest = now - token_time;
		token_time = now;
		atomic_store(&token, turn + 1);
		if (atomic_load(&asleep[!player->parity]))
			syscall(SYS_futex, &token, FUTEX_WAKE_PRIVATE, 1, NULL, NULL, 0);
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
	uint64_t most_ms = longest / (counter_hz() / 1000);

	if (online > 1)
		selftest_report(
		    "cpus-together",
		    wrong == 0 && time_went_back == 0 && most_ms <= options->slack_ms,
		    "%d hand-overs a pair, the longest took %llu ms, counter went back %u times",
		    ROUNDS, (unsigned long long)most_ms, atomic_load(&time_went_back));
}
