/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The client's open sessions, which the secure world keeps when the client ends. All clients share OP-TEE's address spaces,
 * which are freed when an application ends, but not with the client's partition (core/arch/arm/mm/core_mmu.c), so the mediator
 * closes what its client left open. The ledger outlives a restart of the mediator.
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>

#define LEDGER_SESSIONS 64 /* OP-TEE has so many address spaces for all clients */

/** Begin a life of the mediator. A ledger without its seal (power-on) is emptied first.
 *
 * @param sessions  limit of sessions that the client holds at once, 1 to LEDGER_SESSIONS; lost ones count as held
 * @return false: the ledger was without its seal, so nothing is known of an earlier life */
bool ledger_begin(unsigned int sessions);

/** Mark the ledger's contents as valid. (A restart still checks them like any bytes.) */
void ledger_seal(void);

/** Forget everything, as at power-on. */
void ledger_reset(void);

/** Lives of the mediator since power-on, this one included. */
uint32_t ledger_lives(void);

/** Reserve room for a session that is being opened. @return false: the client's limit is reached */
bool ledger_reserve(void);

/** End a reservation: the session was opened or refused.
 *
 * @param session  its id; 0: it was refused, and the room is free again */
void ledger_settle(uint32_t session);

/** Remove a closed session; does nothing for an unknown one. */
void ledger_closed(uint32_t session);

/** The session in place `index`, below LEDGER_SESSIONS; 0: none. */
uint32_t ledger_session(unsigned int index);

/** Drop reservations of openings that never ended. */
void ledger_drop_reserved(void);

/** Add sessions and calls that couldn't be ended: their address spaces are lost until power-on. */
void ledger_lose(uint32_t count);

/** Number of sessions and calls lost since power-on. */
uint32_t ledger_lost(void);
