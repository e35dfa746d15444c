/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The end of a client, in the secure world: its calls under way are ended, its open sessions are closed. The time depends on
 * the secure world, and is at most RELEASE_MS in all.
 */
#pragma once
#include <stdint.h>

/* As long as the core lets a client wait for the end of its last life (DRAIN_US). */
#define RELEASE_MS 1000

/** The client is gone, or was replaced (by a new kernel): suspended calls go on with errors until they end, sessions are
 * closed. Calls that run on another vCPU stay. Calls that can't be ended keep their slots.
 *
 * @return number of sessions, opening ones included, that couldn't be ended */
uint32_t release_client(void);

/** Undo the client's registrations, if its partition goes on. */
void release_registrations(void);

/** release_client() for an instance's earlier life, called when the instance begins. Only the ledger and the shadow page are
 * left of that life, so every thread of the secure world is tried.
 *
 * @return number of calls and sessions that couldn't be ended */
uint32_t release_previous(void);
