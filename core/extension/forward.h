/* SPDX-License-Identifier: BSD-3-Clause */
/* The forwarded call: guest (or extension) to extension, and its reply (docs/internals/architecture.md). */
#pragma once
#include "extension/activation.h"
#include "extension/route.h"

/* x1..x8 of a request through `p` that isn't a call: the last five are 0. */
static inline void request_arguments(const struct cached_route *p, uint64_t x1, uint64_t x2,
				     uint64_t x3)
{
	uint64_t *x = p->activation->frame.x;

	x[1] = x1;
	x[2] = x2;
	x[3] = x3;
	x[4] = x[5] = x[6] = x[7] = x[8] = 0;
}
/* x1..x8 of a request that is a call with the registers x0..x7 at `x`. */
static inline void request_call(const struct cached_route *p, const uint64_t *x)
{
	copy_four(&p->activation->frame.x[1], x);
	copy_four(&p->activation->frame.x[5], &x[4]);
}
/*
 * Forward the running guest's request through `p`; the frame of the activation holds its arguments. For a trapped
 * access, the caller has also set `access` and `far` of the activation.
 */
struct frame *extension_enter(struct vcpu *v, const struct cached_route *p);
/* The same for an exception that the catch-all route takes; `ipa` of the access, or 0. */
struct frame *extension_enter_unhandled(struct vcpu *v, const struct cached_route *p, uint64_t esr,
					ipa_t ipa);
/* The running activation calls another extension: BULKHEAD_SVC_CALL, with its registers. */
struct frame *extension_call(struct activation *a);
/* The running activation replies. Only x0..x11 are in its frame. */
struct frame *extension_reply(struct activation *a);
