/* SPDX-License-Identifier: BSD-3-Clause */
/* The mediator's own registrations with the secure world, made at the first call. */
#pragma once
#include <stdint.h>

/** Make them if they aren't yet.
 *
 * @return OPTEE_OK; OPTEE_ETHREAD_LIMIT: another call is at it; OPTEE_ENOTAVAIL: the secure world
 *         refuses */
uint32_t setup_ready(void);

/** They are gone. */
void setup_reset(void);
