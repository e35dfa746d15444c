/* SPDX-License-Identifier: BSD-3-Clause */
/* Life of extension instances: initialise, contain a fault, begin anew (docs/internals/architecture.md). */
#pragma once
#include "extension/activation.h"

/*
 * The instance isn't ready for `a`: INIT, which another client may have begun, or an error for the client. The
 * frame to go on with; NULL: the core has to choose.
 */
struct frame *instance_prepare(struct activation *a);
/* INIT or CLIENT_GONE has replied: the caller's frame. */
struct frame *instance_notice_reply(struct activation *a);
/*
 * The running activation ends with the defined error for its caller. The frame of INIT, which the offender runs before it
 * goes on; NULL: nothing is left to do but to go on.
 */
struct frame *instance_end_request(struct activation *a);
/* The running activation faulted or overran, and why: the instance begins anew, and the request ends, as above. */
struct frame *instance_fault(struct activation *a, const char *why, uint64_t esr);
/*
 * The VM of `v`, its first vCPU, has ended: its extensions are told, one after the other, on its own time. The frame of the
 * next CLIENT_GONE; NULL: all have been, or `v` waits (VCPU_BLOCKED) for one that isn't done.
 */
struct frame *instance_tell_gone(struct vcpu *v);
/* CLIENT_GONE of `a` has been answered; `wait`: it is to be asked again after its next NOTIFY, or DRAIN_US at the latest. */
void instance_gone_reply(struct activation *a, bool wait);
/* The longest that the end of a VM waits for its extensions. */
#define DRAIN_US 1000000
