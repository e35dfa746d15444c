/* SPDX-License-Identifier: BSD-3-Clause */
/* tee-stress: several threads call the TEE in every way at once, for a bounded number of rounds. */
#include <getopt.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "stress.h"

#define THREADS_MAX 32

static const char program[] = "tee-stress";

static void usage(FILE *to)
{
	fputs(
	    "usage: tee-stress [options]\n"
	    "Call the TEE from several threads at once: values, sessions, random sizes of "
	    "temporary,\n"
	    "registered and allocated buffers, storage, cancellations; every answer is compared.\n"
	    "A line `STRESS action ok N refused N dead N wrong N` each, then `STRESS passed|FAILED "
	    "...`.\n"
	    "Exit 0: no wrong answer, nothing died (or that was allowed), and some calls "
	    "succeeded.\n"
	    "  --rounds N        rounds of each thread, 1..1000000 (default 100)\n"
	    "  --threads N       1..32 (default 4)\n"
	    "  --seed N          of the sequence, 1..2^32-1 (default 1); the same seed, the same "
	    "calls\n"
	    "  --size N          largest buffer, bytes, 1..1048576 (default 65536)\n"
	    "  --allow-restarts  sessions may die under way (somebody restarts the mediator)\n"
	    "  --help            this text\n",
	    to);
}

static void *work(void *argument)
{
	struct stress_worker *worker = argument;

	for (unsigned round = 0; round < worker->rounds; round++)
		stress_round(worker);
	stress_close(worker);
	return NULL;
}

/* Which actions this TEE has applications for. Returns their number; says what is missing. */
static unsigned find_actions(TEEC_Context *context, bool has[STRESS_ACTIONS])
{
	unsigned count = 0;

	for (unsigned action = 0; action < STRESS_ACTIONS; action++) {
		TEEC_Session session;
		TEEC_Result result = client_session(context, &session, stress_application(action));

		has[action] = result == TEEC_SUCCESS;
		count += has[action];
		if (has[action])
			TEEC_CloseSession(&session);
		else
			printf("STRESS %s skipped: its application: %s\n",
			       stress_action_names[action], client_error(result));
	}
	return count;
}

static int summarize(const struct stress_worker *workers, unsigned threads, bool allow_restarts)
{
	unsigned total[STRESS_RESULTS] = {0}, cancelled = 0;
	TEEC_Result last_bad = TEEC_SUCCESS;
	bool passed;

	for (unsigned action = 0; action < STRESS_ACTIONS; action++) {
		unsigned sums[STRESS_RESULTS] = {0};

		if (!workers[0].has[action])
			continue;
		for (unsigned i = 0; i < threads; i++)
			for (unsigned result = 0; result < STRESS_RESULTS; result++)
				sums[result] += workers[i].counts[action][result];
		printf("STRESS %s ok %u refused %u dead %u wrong %u\n", stress_action_names[action],
		       sums[STRESS_OK], sums[STRESS_REFUSED], sums[STRESS_DEAD],
		       sums[STRESS_WRONG]);
		for (unsigned result = 0; result < STRESS_RESULTS; result++)
			total[result] += sums[result];
	}
	for (unsigned i = 0; i < threads; i++) {
		cancelled += workers[i].cancelled;
		if (workers[i].last_bad != TEEC_SUCCESS)
			last_bad = workers[i].last_bad;
	}
	if (total[STRESS_DEAD] || total[STRESS_WRONG])
		printf("STRESS a bad result was: %s\n",
		       last_bad == TEEC_SUCCESS ? "a wrong answer" : client_error(last_bad));
	passed =
	    total[STRESS_OK] && !total[STRESS_WRONG] && (allow_restarts || !total[STRESS_DEAD]);
	printf("STRESS %s ok %u refused %u dead %u wrong %u cancelled %u\n",
	       passed ? "passed" : "FAILED", total[STRESS_OK], total[STRESS_REFUSED],
	       total[STRESS_DEAD], total[STRESS_WRONG], cancelled);
	return passed ? 0 : 1;
}

int main(int argc, char **argv)
{
	static const struct option long_options[] = {
	    {"rounds", required_argument, NULL, 'r'},
	    {"threads", required_argument, NULL, 't'},
	    {"seed", required_argument, NULL, 's'},
	    {"size", required_argument, NULL, 'z'},
	    {"allow-restarts", no_argument, NULL, 'a'},
	    {"help", no_argument, NULL, 'h'},
	    {NULL, 0, NULL, 0},
	};
	static struct stress_worker workers[THREADS_MAX];
	unsigned long rounds = 100, threads = 4, seed = 1, size = 65536;
	bool allow_restarts = false, has[STRESS_ACTIONS];
	pthread_t ids[THREADS_MAX];
	TEEC_Context context;
	unsigned started = 0;
	int option, status;

	while ((option = getopt_long(argc, argv, "h", long_options, NULL)) != -1) {
		switch (option) {
		case 'r':
			rounds = client_number(program, "rounds", optarg, 1, 1000000);
			break;
		case 't':
			threads = client_number(program, "threads", optarg, 1, THREADS_MAX);
			break;
		case 's':
			seed = client_number(program, "seed", optarg, 1, UINT32_MAX);
			break;
		case 'z':
			size = client_number(program, "size", optarg, 1, 1 << 20);
			break;
		case 'a':
			allow_restarts = true;
			break;
		case 'h':
			usage(stdout);
			return 0;
		default:
			usage(stderr);
			return 2;
		}
	}
	if (optind != argc) {
		fprintf(stderr, "%s: unexpected argument %s\n", program, argv[optind]);
		return 2;
	}
	if (!client_open(program, &context))
		return 3;
	printf("STRESS seed %lu threads %lu rounds %lu size %lu\n", seed, threads, rounds, size);
	fflush(stdout);
	if (!find_actions(&context, has)) {
		fprintf(stderr, "%s: this TEE has none of the applications\n", program);
		return 3;
	}
	for (unsigned i = 0; i < threads; i++) {
		struct stress_worker *worker = &workers[i];

		worker->context = &context;
		worker->index = i;
		worker->rounds = (unsigned)rounds;
		worker->size_max = size;
		worker->random = ((uint64_t)seed << 32) | (i + 1);
		memcpy(worker->has, has, sizeof(has));
		if (pthread_create(&ids[i], NULL, work, worker))
			break;
		started++;
	}
	for (unsigned i = 0; i < started; i++)
		pthread_join(ids[i], NULL);
	status = summarize(workers, (unsigned)threads, allow_restarts);
	TEEC_FinalizeContext(&context);
	if (started < threads)
		fprintf(stderr, "%s: only %u threads could be started\n", program, started);
	return started < threads ? 1 : status;
}
