/* SPDX-License-Identifier: BSD-3-Clause */
/* The mediator's own registrations with the secure world, made at the first call. */
#pragma once
#include <stdint.h>

/** Make the registrations, if they aren't made yet.
 *
 * @return OPTEE_OK; OPTEE_ETHREAD_LIMIT: another call is making them; OPTEE_ENOTAVAIL: the secure world
 *         refuses */
uint32_t setup_ready(void);

/** Note that the registrations are gone. */
void setup_reset(void);
