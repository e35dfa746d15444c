/* SPDX-License-Identifier: BSD-3-Clause */
#include <pthread.h>
#include <stdatomic.h>
#include <time.h>
#include "check.h"

#define WAITERS	      12 /* more calls than the TEE has threads */
#define WAIT_MS	      100
#define LONG_MS	      20000
#define SOON_MS	      5000 /* a cancelled call ends within this time, on a loaded host as well */
#define NOTIFICATION  5
#define NOTIFY_ROUNDS 16
#define PAUSE_NS      1000000

/* A call has its own session, since calls of one session wait for each other. */
struct call {
	TEEC_Session session;
	uint32_t command;
	TEEC_Operation operation;
	TEEC_Result result;
	_Atomic bool done;
	pthread_t thread;
};

static void *run(void *argument)
{
	struct call *call = argument;
	uint32_t origin;

	call->result = TEEC_InvokeCommand(&call->session, call->command, &call->operation, &origin);
	atomic_store(&call->done, true);
	return NULL;
}

static bool start(struct call *call, struct check *check, uint32_t command, uint32_t value)
{
	*call = (struct call){.command = command};
	call->operation.paramTypes =
	    TEEC_PARAM_TYPES(TEEC_VALUE_INPUT, TEEC_NONE, TEEC_NONE, TEEC_NONE);
	call->operation.params[0].value.a = value;
	if (client_session(check->context, &call->session, &ta_bench) != TEEC_SUCCESS)
		return false;
	if (pthread_create(&call->thread, NULL, run, call) == 0)
		return true;
	TEEC_CloseSession(&call->session);
	return false;
}

static TEEC_Result end(struct call *call)
{
	pthread_join(call->thread, NULL);
	TEEC_CloseSession(&call->session);
	return call->result;
}

static uint64_t now_ms(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (uint64_t)time.tv_sec * 1000 + (uint64_t)time.tv_nsec / 1000000;
}

static void pause_a_while(void)
{
	nanosleep(&(struct timespec){.tv_nsec = PAUSE_NS}, NULL);
}

/* Makes more waiting calls than there are threads: each must get its turn. */
static void more_than_threads(struct check *check)
{
	static struct call calls[WAITERS];
	unsigned started = 0, good = 0;
	TEEC_Result last = TEEC_SUCCESS;

	while (started < WAITERS && start(&calls[started], check, BENCH_TA_WAIT, WAIT_MS))
		started++;
	for (unsigned i = 0; i < started; i++) {
		TEEC_Result result = end(&calls[i]);

		good += result == TEEC_SUCCESS;
		if (result != TEEC_SUCCESS)
			last = result;
	}
	check_report("more-calls-than-threads", started == WAITERS && good == WAITERS,
		     "%u of %u calls of %u ms ended well (%s)", good, WAITERS, WAIT_MS,
		     client_error(last));
}

/* A request to cancel is lost if it comes before the call (TEE Client API 4.5.10), so it is repeated. */
static void cancellation(struct check *check)
{
	uint64_t begin = now_ms(), took;
	struct call call;

	if (!start(&call, check, BENCH_TA_WAIT, LONG_MS)) {
		check_report("cancel", false, "no thread");
		return;
	}
	while (!atomic_load(&call.done)) {
		pause_a_while();
		TEEC_RequestCancellation(&call.operation);
	}
	took = now_ms() - begin;
	end(&call);
	check_report("cancel", call.result == TEEC_ERROR_CANCEL && took < SOON_MS,
		     "a wait of %u ms: %s, early: %s", LONG_MS, client_error(call.result),
		     took < SOON_MS ? "yes" : "no");
}

/* One call sleeps until another call sends it a notification, which comes by an interrupt. */
static void notifications(struct check *check)
{
	static struct call sleeper, sender; /* may outlive this */
	unsigned woken = 0;
	TEEC_Result sent = TEEC_SUCCESS;

	for (unsigned round = 0; round < NOTIFY_ROUNDS && sent == TEEC_SUCCESS; round++) {
		if (!start(&sleeper, check, BENCH_TA_WAIT_NOTIFY, NOTIFICATION + round))
			break;
		pause_a_while();
		if (start(&sender, check, BENCH_TA_NOTIFY, NOTIFICATION + round))
			sent = end(&sender);
		/* Without notifications, the sleeping call fails at once (a driver before Linux 5.18 takes none) or never ends.
		 * */
		if (sent != TEEC_SUCCESS) {
			pause_a_while();
			if (atomic_load(&sleeper.done) && sleeper.result == TEEC_ERROR_BAD_STATE) {
				report_check("notifications", REPORT_SKIPPED,
					     "the driver takes none");
				end(&sleeper);
				return;
			}
			pthread_detach(sleeper.thread);
			break;
		}
		woken += end(&sleeper) == TEEC_SUCCESS;
	}
	check_report("notifications", woken == NOTIFY_ROUNDS, "%u of %u woke their call (%s)",
		     woken, NOTIFY_ROUNDS, client_error(sent));
}

void check_concurrency(struct check *check)
{
	TEEC_Session session;

	if (!check_enter(check, &session, "concurrency"))
		return;
	TEEC_CloseSession(&session);
	more_than_threads(check);
	cancellation(check);
	notifications(check);
}
