/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The end of a client, in the secure world: what it had under way is brought to its end, what it
 * left open is closed. Each takes as long as the secure world takes, RELEASE_MS at most in all.
 */
#pragma once
#include <stdint.h>

#define RELEASE_MS 2000

/** The client is another one from here on, and this instance goes on (a kernel that replaced the
 * one before): calls that are suspended end, sessions are closed, registrations undone. Calls that
 * run on another vCPU stay. What can't be ended keeps its slot.
 *
 * @return calls and sessions that couldn't be ended */
uint32_t release_client(void);

/** The same at the begin of an instance, for the life before it: of that nothing is known but the
 * ledger and the shadow page, so that every thread of the secure world is tried.
 *
 * @return calls and sessions that couldn't be ended */
uint32_t release_previous(void);
