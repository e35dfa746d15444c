/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Makes random calls: function identifiers that exist and that don't, messages with random fields, addresses inside and outside
 * this guest's memory. Afterwards the TEE and the other guests must still work, which other programs check.
 */
#include <string.h>
#include "attack.h"

#define PAGES 8

struct generator {
	uint64_t state, foreign;
	struct page pages[PAGES];
};

enum answer_class { ANSWER_OK, ANSWER_ERROR, ANSWER_UNKNOWN, ANSWER_RPC, ANSWER_CLASSES };

/* The generator is xorshift64* (Vigna, "An experimental exploration of Marsaglia's xorshift generators", 2016). */
static uint64_t next(struct generator *generator)
{
	uint64_t x = generator->state;

	x ^= x >> 12;
	x ^= x << 25;
	x ^= x >> 27;
	generator->state = x;
	return x * 0x2545f4914f6cdd1dull;
}

static uint64_t below(struct generator *generator, uint64_t limit)
{
	return (next(generator) >> 16) % limit;
}

/*
 * Chooses an address: mostly one of this guest's pages, so that the call gets further; otherwise one of another VM, or one
 * without memory.
 */
static uint64_t random_address(struct generator *generator)
{
	uint64_t page = generator->pages[below(generator, PAGES)].address;

	switch (below(generator, 8)) {
	case 0:
		return generator->foreign + below(generator, 16) * PAGE_SIZE;
	case 1:
		return next(generator);
	case 2:
		return page + below(generator, PAGE_SIZE);
	case 3:
		return below(generator, 4) ? 0 : next(generator) & 0xfffffffff000ull;
	default:
		return page;
	}
}

static uint64_t random_number(struct generator *generator)
{
	switch (below(generator, 5)) {
	case 0:
		return next(generator);
	case 1:
		return UINT64_MAX - below(generator, 4);
	case 2:
		return 1ull << below(generator, 64);
	default:
		return below(generator, 8);
	}
}

/* Fills one of this guest's pages with a message, a list of pages, or random words. */
static void scribble(struct generator *generator, const struct page *page)
{
	uint64_t *words = page->at;
	struct msg_arg *arg = page->at;

	if (below(generator, 4) == 0) {
		for (unsigned i = 0; i < PAGE_SIZE / 8; i++)
			words[i] = random_address(generator);
		return;
	}
	memset(page->at, 0, PAGE_SIZE);
	arg->cmd = (uint32_t)(below(generator, 8) ? below(generator, 7) : next(generator));
	arg->func = (uint32_t)random_number(generator);
	arg->session = (uint32_t)random_number(generator);
	arg->cancel_id = (uint32_t)random_number(generator);
	arg->num_params = (uint32_t)(below(generator, 8) ? below(generator, 5) : next(generator));
	for (unsigned i = 0; i < 4; i++) {
		static const uint64_t attributes[] = {
		    0,
		    1,
		    MSG_VALUE_INOUT,
		    MSG_RMEM_INOUT,
		    MSG_TMEM_INPUT,
		    MSG_TMEM_OUTPUT | MSG_NONCONTIG,
		    MSG_TMEM_INOUT,
		    MSG_META | 1,
		};
		arg->params[i].attr =
		    below(generator, 10) ? attributes[below(generator, 8)] : next(generator);
		arg->params[i].a = random_address(generator);
		arg->params[i].b = random_number(generator);
		arg->params[i].c = 0xf00d000000ull + below(generator, 16);
	}
}

/*
 * Chooses a function identifier of the trusted OS (SMCCC owners 50 to 63, Arm DEN0028, 6.1). PSCI's identifiers are left out:
 * this guest may end or suspend itself by them, which tests nothing.
 */
static uint64_t random_function(struct generator *generator)
{
	static const uint32_t known[] = {
	    SMC_CALL_WITH_ARG, SMC_CALL_WITH_ARG,  SMC_CALL_WITH_ARG,	SMC_CALL_WITH_ARG,
	    SMC_CALL_WITH_RPC, SMC_CALL_WITH_REGD, SMC_RETURN_FROM_RPC, SMC_EXCHANGE,
	    SMC_VM_CREATED,    SMC_VM_DESTROYED,   0xb2000007u,		0xbf00ff01u,
	    0xb200000fu,       0xb2000000u,	   0xb2000014u,		0xf200b001u,
	};
	switch (below(generator, 6)) {
	case 0:
		return 0xb2000000u | (uint32_t)below(generator, 0x20);
	case 1:
		return 0x32000000u | (uint32_t)(next(generator) & 0xcf00ffffu);
	default:
		return known[below(generator, sizeof(known) / sizeof(known[0]))];
	}
}

/*
 * These functions are left out: they change what this guest's driver agreed on with the TEE (caches on or off, notifications),
 * which a guest may do, and which harms this guest only.
 */
static bool is_harmless(uint64_t function)
{
	return function != 0xb200000au && function != 0xb200000bu && function != SMC_ENABLE_NOTIF &&
	       function != 0xb2000011u;
}

static enum answer_class classify(uint32_t answer)
{
	if (answer == SMC_RETURN_OK)
		return ANSWER_OK;
	if (answer == SMC_RETURN_UNKNOWN)
		return ANSWER_UNKNOWN;
	return SMC_IS_RPC(answer) ? ANSWER_RPC : ANSWER_ERROR;
}

void attack_random(unsigned rounds, uint64_t seed, uint64_t foreign)
{
	struct generator generator = {.state = seed, .foreign = foreign};
	unsigned counts[ANSWER_CLASSES] = {0};

	if (!page_get(generator.pages, PAGES))
		return;
	for (unsigned round = 0; round < rounds;) {
		const struct page *page = &generator.pages[below(&generator, PAGES)];
		uint64_t x[8] = {random_function(&generator)}, address;

		scribble(&generator, page);
		address = below(&generator, 4) ? page->address : random_address(&generator);
		x[1] = address >> 32;
		x[2] = address & 0xffffffffu;
		for (unsigned i = 3; i < 8; i++)
			x[i] = below(&generator, 3) ? 0 : random_number(&generator);
		if (!is_harmless(x[0]))
			continue;
		round++;
		smc_raw(x);
		counts[classify(smc_finish(x))]++;
	}
	report_note("random", "%u calls of seed %llu: ok %u errors %u unknown %u left in an RPC %u",
		    rounds, (unsigned long long)seed, counts[ANSWER_OK], counts[ANSWER_ERROR],
		    counts[ANSWER_UNKNOWN], counts[ANSWER_RPC]);
}
