/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The cookies under which the client's memory is registered with the secure world. OP-TEE accepts
 * a cookie twice and then serves whichever it finds first, so uniqueness is kept here.
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>

#define REGISTRY_LIMIT	     640 /* live registrations */
#define REGISTRY_NO_ARGUMENT 0xFFFFFFFFu
#define REGISTRY_RPC	     0xFFFFFFFEu

/* The mediator's own registrations; the client can't name them. */
#define REGISTRY_OWN_SHADOW 0x6d65646961746f72ull /* "mediator" */
#define REGISTRY_OWN_WINDOW 0x6d65646961746f73ull

/** May the client use this cookie? Not 0, not all ones, and none of the mediator's own. */
bool registry_allowed(uint64_t cookie);

/** Add a live registration.
 *
 * @param value  page number (client address / 4096) of a page that may hold call arguments,
 *               REGISTRY_NO_ARGUMENT, or REGISTRY_RPC: allocated by the client for an RPC
 * @return 0; -EINVAL: not allowed; -EEXIST: live already; -ENOSPC: the client has REGISTRY_LIMIT */
int registry_add(uint64_t cookie, uint32_t value);

/** End a registration; nothing if there is none. */
void registry_remove(uint64_t cookie);

/** Find a registration, without a lock.
 *
 * @param value  where its value is stored
 * @return false: no such registration is live */
bool registry_find(uint64_t cookie, uint32_t *value);

/** The client's live registrations. */
unsigned int registry_live(void);

/** Forget all. */
void registry_reset(void);
