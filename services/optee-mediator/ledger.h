/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the client holds in the secure world and only its end gives back: open sessions. OP-TEE's
 * address spaces are the whole machine's and come back when an application ends, not with the
 * client's partition (core/arch/arm/mm/core_mmu.c), so that the mediator closes what its client
 * left. The ledger outlives the mediator's own restart.
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>

#define LEDGER_SESSIONS 64 /* OP-TEE has so many address spaces for all */

/** Begin a life of the mediator. A ledger without its seal (power-on) is emptied first.
 *
 * @param sessions  the client may hold at once, 1 to LEDGER_SESSIONS; what was lost counts as held
 * @return false: it was without its seal, so nothing is known of an earlier life */
bool ledger_begin(unsigned int sessions);

/** Say that the ledger's contents mean something; they are taken for any bytes. */
void ledger_seal(void);

/** Forget everything, as at power-on. */
void ledger_reset(void);

/** Lives of the mediator since power-on, this one included. */
uint32_t ledger_lives(void);

/** Reserve room for a session that is being opened. @return false: the client has its limit */
bool ledger_reserve(void);

/** The opening that was reserved for has ended.
 *
 * @param session  its id; 0: it was refused, the room is free again */
void ledger_settle(uint32_t session);

/** A session was closed; nothing if it isn't known. */
void ledger_closed(uint32_t session);

/** The session in place `index`, below LEDGER_SESSIONS; 0: none. */
uint32_t ledger_session(unsigned int index);

/** Openings that were reserved for and never ended: their room is free again. */
void ledger_drop_reserved(void);

/** Add sessions and calls that couldn't be ended: their address spaces are lost until power-on. */
void ledger_lose(uint32_t count);

/** Their sum since power-on. */
uint32_t ledger_lost(void);
