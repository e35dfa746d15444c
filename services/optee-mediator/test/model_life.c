/* SPDX-License-Identifier: BSD-3-Clause */
/* Lives of the mediator and of its client's partition, as the core makes them. */
#include <stdlib.h>
#include <string.h>
#include "../ledger.h"
#include "model.h"

static struct mediator_config config;

extern uint8_t __start_kept[], __stop_kept[];

void model_break_kept(uint8_t (*byte)(void))
{
	for (uint8_t *p = __start_kept; p < __stop_kept; p++)
		*p = byte();
	ledger_seal();
}

int model_restart(void)
{
	int error;

	model.beginning = true;
	error = mediator_init(&config);
	model.beginning = false;
	return error;
}

void model_new_partition(void)
{
	model.cookie_count = 0;
	memset(model.thread, 0, sizeof(model.thread));
	model.session_count = 0;
}

void model_limits(unsigned int sessions, unsigned int lives)
{
	config.sessions = sessions;
	config.lives = lives;
}

void model_reset(enum mediator_mode mode, bool notifications)
{

	if (!model_memory) {
		model_memory = aligned_alloc(4096, MODEL_SIZE);
		model_memory2 = aligned_alloc(4096, MODEL_SIZE2);
		memset(model_memory, 0, MODEL_SIZE);
	}
	memset(model_memory, 0, 1 << 20); /* the part that the tests use */
	memset(model_memory2, 0, MODEL_SIZE2);
	memset(&model, 0, sizeof(model));
	model_forget_pages();
	model.caps = 0xFD;
	model.uid = OPTEE_UID_0;
	model.threads = MODEL_THREADS;
	config = (struct mediator_config){.mode = mode, .notifications = notifications};
	model_limits(LEDGER_SESSIONS, 0);
	ledger_reset();
	config.window_count = mode == MEDIATOR_DYNAMIC ? 2 : 1;
	config.windows[0] = (struct mediator_window){MODEL_IPA, MODEL_SIZE, MODEL_PA, model_memory};
	config.windows[1] =
	    (struct mediator_window){MODEL_IPA2, MODEL_SIZE2, MODEL_PA2, model_memory2};
	if (model_restart() != 0)
		abort();
	model.calls = 0;
}
