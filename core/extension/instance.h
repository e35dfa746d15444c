/* SPDX-License-Identifier: BSD-3-Clause */
/* Life of extension instances: initialise, contain a fault, begin anew (docs/internals/architecture.md). */
#pragma once
#include "extension/activation.h"

/*
 * Prepare an instance that isn't ready for `a`. @return the frame of INIT, which another client may have begun, or of the
 * client with an error; NULL: the core has to choose
 */
struct frame *instance_prepare(struct activation *a);
/* INIT or CLIENT_GONE has replied: the caller's frame. */
struct frame *instance_notice_reply(struct activation *a);
/*
 * End the running activation with the defined error for its caller. @return the frame of INIT, which the offender
 * runs first; NULL: the caller simply continues
 */
struct frame *instance_end_request(struct activation *a);
/* The running activation faulted or overran, for reason `why`: the instance begins anew; instance_end_request() follows. */
struct frame *instance_fault(struct activation *a, const char *why, uint64_t esr);
/*
 * The VM of `v`, its first vCPU, has ended: tell its extensions one after the other, on the VM's own time. @return
 * the frame of the next CLIENT_GONE; NULL: all have been told, or `v` waits (VCPU_BLOCKED) for an extension
 */
struct frame *instance_tell_gone(struct vcpu *v);
/* CLIENT_GONE of `a` was answered. With `wait`, ask again after its next NOTIFY, or after DRAIN_US at the latest. */
void instance_gone_reply(struct activation *a, bool wait);
/* The longest that the end of a VM waits for its extensions. */
#define DRAIN_US 1000000
