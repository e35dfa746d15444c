/* SPDX-License-Identifier: BSD-3-Clause */
/* tee-stress: several threads call the TEE in every way at once, for a bounded number of rounds. */
#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "common/options.h"
#include "stress.h"

#define THREADS_MAX 32
#define HELD_MAX    64

static void *work(void *argument)
{
	struct stress_worker *worker = argument;

	for (unsigned round = 0; round < worker->rounds; round++)
		stress_round(worker);
	stress_close(worker);
	return NULL;
}

/* Finds the actions for which this TEE has applications. Returns their number, and prints which applications are missing. */
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

/* Sessions that stay open while the threads work; at the end libteec closes them. */
static bool hold(TEEC_Context *context, uint64_t count)
{
	static TEEC_Session held[HELD_MAX];

	for (uint64_t i = 0; i < count; i++) {
		TEEC_Result result = client_session(context, &held[i], &ta_hello);

		if (result != TEEC_SUCCESS) {
			printf("STRESS FAILED: session %" PRIu64 " of %" PRIu64 " to hold: %s\n",
			       i + 1, count, client_error(result));
			return false;
		}
	}
	printf("STRESS holds %" PRIu64 " sessions\n", count);
	fflush(stdout);
	return true;
}

static int summarize(const struct stress_worker *workers, unsigned threads, bool allow_restarts)
{
	unsigned total[STRESS_RESULTS] = {0}, cancelled = 0, refusals[STRESS_REFUSALS] = {0};
	TEEC_Result last_refusal = TEEC_SUCCESS;
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
		for (unsigned n = 0; n < STRESS_REFUSALS; n++)
			refusals[n] += workers[i].refusals[n];
		if (workers[i].last_refusal != TEEC_SUCCESS)
			last_refusal = workers[i].last_refusal;
		if (workers[i].last_bad != TEEC_SUCCESS)
			last_bad = workers[i].last_bad;
	}
	if (total[STRESS_DEAD] || total[STRESS_WRONG])
		printf("STRESS a bad result was: %s\n",
		       last_bad == TEEC_SUCCESS ? "a wrong answer" : client_error(last_bad));
	if (total[STRESS_REFUSED])
		printf("STRESS refusals: %u by the TEE, %u below it, the latest: %s\n",
		       refusals[STRESS_BY_TEE], refusals[STRESS_BELOW], client_error(last_refusal));
	passed =
	    total[STRESS_OK] && !total[STRESS_WRONG] && (allow_restarts || !total[STRESS_DEAD]);
	printf("STRESS %s ok %u refused %u dead %u wrong %u cancelled %u\n",
	       passed ? "passed" : "FAILED", total[STRESS_OK], total[STRESS_REFUSED],
	       total[STRESS_DEAD], total[STRESS_WRONG], cancelled);
	return passed ? 0 : 1;
}

int main(int argc, char **argv)
{
	static struct stress_worker workers[THREADS_MAX];
	uint64_t rounds = 100, threads = 4, seed = 1, size = 65536, held = 0;
	bool allow_restarts = false, has[STRESS_ACTIONS];
	const struct option_entry options[] = {
	    OPTION_NUMBER("rounds", &rounds, 1, 1000000, "rounds of each thread"),
	    OPTION_NUMBER("threads", &threads, 1, THREADS_MAX, "at once"),
	    OPTION_NUMBER("seed", &seed, 1, UINT32_MAX,
			  "of the sequence; the same seed, the same calls"),
	    OPTION_NUMBER("size", &size, 1, 1 << 20, "largest buffer, bytes"),
	    OPTION_NUMBER("hold", &held, 0, HELD_MAX, "more sessions that stay open meanwhile"),
	    OPTION_FLAG("allow-restarts", &allow_restarts, true,
			"sessions may die meanwhile (somebody restarts the mediator)"),
	    {.name = NULL},
	};
	const struct option_program program = {
	    "tee-stress",
	    "Call the TEE from several threads at once: values, sessions, random sizes of\n"
	    "temporary, registered and allocated buffers, storage, cancellations; every answer is\n"
	    "compared. A line `STRESS action ok N refused N dead N wrong N` each, then\n"
	    "`STRESS passed|FAILED ...`. Exit 0: no wrong answer, nothing died (or that was\n"
	    "allowed), and some calls succeeded.\n",
	    options, NULL, false};
	pthread_t ids[THREADS_MAX];
	TEEC_Context context;
	unsigned started = 0;
	int status;

	options_parse(&program, argc, argv);
	if (!client_open(program.name, &context))
		return 3;
	printf("STRESS seed %" PRIu64 " threads %" PRIu64 " rounds %" PRIu64 " size %" PRIu64 "\n",
	       seed, threads, rounds, size);
	fflush(stdout);
	if (!find_actions(&context, has)) {
		fprintf(stderr, "%s: this TEE has none of the applications\n", program.name);
		return 3;
	}
	if (!hold(&context, held))
		return 1;
	for (unsigned i = 0; i < threads; i++) {
		struct stress_worker *worker = &workers[i];

		worker->context = &context;
		worker->index = i;
		worker->rounds = (unsigned)rounds;
		worker->size_max = size;
		worker->random = (seed << 32) | (i + 1);
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
		fprintf(stderr, "%s: only %u threads could be started\n", program.name, started);
	return started < threads ? 1 : status;
}
