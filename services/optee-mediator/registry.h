/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The cookies under which the client's memory is registered with the secure world. OP-TEE accepts a cookie twice and then
 * serves the registration that it finds first, so this registry keeps cookies unique.
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>

#define REGISTRY_LIMIT 1200 /* live registrations; OP-TEE beside bare Linux has 1,298 */

/* Values: a page number, or one of these; and whether the secure world still knows it. */
#define REGISTRY_NO_ARGUMENT 0x7FFFFFFFu
#define REGISTRY_RPC	     0x7FFFFFFEu
#define REGISTRY_STALE	     0x80000000u

/* The mediator's own registrations; the client can't name them. */
#define REGISTRY_OWN_SHADOW 0x6d65646961746f72ull /* "mediator" */
#define REGISTRY_OWN_WINDOW 0x6d65646961746f73ull

/** May the client use this cookie? Not 0, not all ones, and none of the mediator's own. */
bool registry_allowed(uint64_t cookie);

/** Add a live registration.
 *
 * @param value  page number (client address / 4096) of a page that may hold call arguments, REGISTRY_NO_ARGUMENT, or
 *               REGISTRY_RPC: allocated by the client for an RPC
 * @return 0, also if it replaces a stale one; -EINVAL: not allowed; -EEXIST: live already; -ENOSPC: the client has
 *         REGISTRY_LIMIT */
int registry_add(uint64_t cookie, uint32_t value);

/** End a registration; does nothing if there is none. */
void registry_remove(uint64_t cookie);

/** Find a registration, without a lock.
 *
 * @param value  set to its value
 * @return false: no such registration is live */
bool registry_find(uint64_t cookie, uint32_t *value);

/** Go through the registrations that the client made and the secure world knows.
 *
 * @param at  0 at first, then left alone
 * @return false: that was the last */
bool registry_next(unsigned int *at, uint64_t *cookie);

/** The client's live registrations. */
unsigned int registry_live(void);

/** The secure world has forgotten all registrations: end those of RPCs, and make the others stale. A stale one still names the
 * client's page for arguments, is unknown to the secure world, and is replaced by any new one. Entries of an earlier life of
 * the mediator may be any bytes. */
void registry_expire(void);

/** Forget all. */
void registry_reset(void);
