/* SPDX-License-Identifier: BSD-3-Clause */
/* Life of extension instances: initialise, contain a fault, begin anew (design, section 5). */
#pragma once
#include "extension/activation.h"

/*
 * The instance isn't ready for `a`, or has to hear of something first: INIT, CLIENT_GONE, or an error for the client. The
 * frame to go on with; NULL: the core has to choose.
 */
struct frame *instance_prepare(struct activation *a);
/* INIT or CLIENT_GONE has replied: the caller's frame. */
struct frame *instance_prepared(struct activation *a);
/*
 * The running activation ends with the defined error for its caller. The frame of INIT, which the offender runs before it
 * goes on; NULL: nothing is left to do but to go on.
 */
struct frame *instance_end_request(struct activation *a);
/* The running activation faulted or overran, and why: the instance begins anew, and the request ends, as above. */
struct frame *instance_fault(struct activation *a, const char *why, uint64_t esr);
/* All extensions of `client` forget it at their next request; instances with no other client start anew. */
void instance_client_gone(const struct manifest_vm *client);
