/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The end of a client, in the secure world: what it had under way is brought to its end, what it
 * left open is closed. Each takes as long as the secure world takes, RELEASE_MS at most in all.
 */
#pragma once
#include <stdint.h>

/* As long as the core lets a client wait for the end of the one before (DRAIN_US). */
#define RELEASE_MS 1000

/** The client is gone, or another one from here on (a kernel that replaced the one before): calls
 * that are suspended go on with errors until they end, sessions are closed. Calls that run on
 * another vCPU stay. What can't be ended keeps its slot.
 *
 * @return sessions, opening ones included, that couldn't be ended */
uint32_t release_client(void);

/** Undo what the client has registered, where its partition goes on. */
void release_registrations(void);

/** The same as release_client at the begin of an instance, for the life before it: of that nothing
 * is known but the ledger and the shadow page, so that every thread of the secure world is tried.
 *
 * @return calls and sessions that couldn't be ended */
uint32_t release_previous(void);
