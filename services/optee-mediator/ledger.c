/* SPDX-License-Identifier: BSD-3-Clause */
#include <string.h>
#include "ledger.h"
#include "platform.h"

#define SEAL	0x6c656467657273ull /* "ledgers" */
#define OPENING 0xFFFFFFFFu	    /* a reserved place */

static struct {
	uint64_t seal;
	uint32_t lives, lost;
	uint32_t sessions[LEDGER_SESSIONS]; /* id, OPENING, or 0: free */
} ledger PLATFORM_KEPT;
static unsigned int allowance; /* sessions, open and lost ones together */

void ledger_reset(void)
{
	memset(&ledger, 0, sizeof(ledger));
}

void ledger_seal(void)
{
	ledger.seal = SEAL;
}

bool ledger_begin(unsigned int sessions)
{
	bool known = ledger.seal == SEAL;

	if (!known)
		ledger_reset();
	ledger_seal();
	ledger.lives++;
	allowance = sessions;
	return known;
}

uint32_t ledger_lives(void)
{
	return ledger.lives;
}

/* Change the first place of the first `places` that holds `from`. @return false: none does */
static bool replace(unsigned int places, uint32_t from, uint32_t to)
{
	for (unsigned int i = 0; i < places; i++) {
		uint32_t expected = from;

		if (__atomic_load_n(&ledger.sessions[i], __ATOMIC_RELAXED) == from &&
		    __atomic_compare_exchange_n(&ledger.sessions[i], &expected, to, false,
						__ATOMIC_RELAXED, __ATOMIC_RELAXED))
			return true;
	}
	return false;
}

bool ledger_reserve(void)
{
	uint32_t lost = ledger_lost();

	return lost < allowance && replace(allowance - lost, 0, OPENING);
}

void ledger_settle(uint32_t session)
{
	replace(LEDGER_SESSIONS, OPENING, session);
}

void ledger_closed(uint32_t session)
{
	if (session && session != OPENING)
		replace(LEDGER_SESSIONS, session, 0);
}

uint32_t ledger_session(unsigned int index)
{
	uint32_t session = __atomic_load_n(&ledger.sessions[index], __ATOMIC_RELAXED);

	return session == OPENING ? 0 : session;
}

void ledger_drop_reserved(void)
{
	while (replace(LEDGER_SESSIONS, OPENING, 0))
		;
}

void ledger_lose(uint32_t count)
{
	__atomic_fetch_add(&ledger.lost, count, __ATOMIC_RELAXED);
}

uint32_t ledger_lost(void)
{
	return __atomic_load_n(&ledger.lost, __ATOMIC_RELAXED);
}
