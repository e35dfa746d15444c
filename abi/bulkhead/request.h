/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Forwarded requests: what an extension finds in its registers when it is entered, and its reply.
 *
 * At entry: pc = the image's entry point, sp = top of the activation stack of the calling vCPU, x0
 * = header, x1..x8 = arguments by kind, every other general register 0, flags 0, FP trapped.
 */
#pragma once
#include <stdint.h>

/* Header in x0. */
#define BULKHEAD_REQUEST_KIND(h)  ((unsigned)((h)&0xff))
#define BULKHEAD_REQUEST_FLAGS(h) ((unsigned)(((h) >> 8) & 0xff))
#define BULKHEAD_REQUEST_BADGE(h) ((unsigned)(((h) >> 16) & 0xffff))
#define BULKHEAD_REQUEST_VM(h)	  ((unsigned)(((h) >> 32) & 0xffff)) /* client VM id */
#define BULKHEAD_REQUEST_VCPU(h) \
	((unsigned)(((h) >> 48) & 0xffff)) /* client's vCPU index in its VM */
#define BULKHEAD_REQUEST_HEADER(kind, flags, badge, vm, vcpu)                  \
	((uint64_t)(kind) | (uint64_t)(flags) << 8 | (uint64_t)(badge) << 16 | \
	 (uint64_t)(vm) << 32 | (uint64_t)(vcpu) << 48)

enum bulkhead_request {
	BULKHEAD_REQUEST_INIT = 0, /* copy .data, clear .bss, initialise, then REPLY(RESUME) */
	BULKHEAD_REQUEST_SMC,	   /* x1..x8 = client's x0..x7 */
	BULKHEAD_REQUEST_HVC,	   /* x1..x8 = client's x0..x7 */
	BULKHEAD_REQUEST_MMIO,	   /* x1 = IPA, x2 = BULKHEAD_MMIO_*, x3 = value written */
	BULKHEAD_REQUEST_SYSREG, /* x1 = register (BULKHEAD_SYSREG), x2 = 1 write 0 read, x3 = value
				    written */
	BULKHEAD_REQUEST_CALL, /* from another extension: x1..x7 = its x1..x7; VM, vCPU: the client
				  at the root */
	BULKHEAD_REQUEST_UNHANDLED,   /* catch-all: x1 = ESR_EL2, x2 = FAR_EL2, x3 = IPA or 0 */
	BULKHEAD_REQUEST_CLIENT_GONE, /* the client stopped or restarts: forget its state.
					 REPLY(RESUME) */
	/*
	 * A channel's doorbell rang for this client vCPU, once or more often since the last NOTIFY: look for news in the
	 * channels. The request comes before the vCPU next runs its guest, and on the guest's time. If the client has a
	 * register page, NOTIFY also comes before its first instruction and after every INIT. REPLY(RESUME); RETRY: there
	 * is more to do, send NOTIFY again when pending interrupts have been taken
	 */
	BULKHEAD_REQUEST_NOTIFY,
};

/*
 * Flag of INIT: the instance has been restarted too often and gets no request after this one. A virtual
 * device sets its registers so that its client notices.
 */
#define BULKHEAD_REQUEST_LAST 1u

/* x2 of an MMIO request. Reads are extended by the core as the instruction asks: reply with the
 * plain value. */
#define BULKHEAD_MMIO_SIZE(a) (1u << ((a)&3)) /* bytes: 1, 2, 4, 8 */
#define BULKHEAD_MMIO_WRITE   4u

/* x1 of a system-register request: the fields of MRS/MSR as in ESR_EL2.ISS of a trapped access (Rt,
 * direction 0). */
#define BULKHEAD_SYSREG(op0, op1, crn, crm, op2) \
	((uint32_t)((op0) << 20 | (op2) << 17 | (op1) << 14 | (crn) << 10 | (crm) << 1))

/* x0 of REPLY. The client resumes after the instruction, except after RETRY and WAIT. */
enum bulkhead_action {
	BULKHEAD_RESUME =
	    0, /* SMC, HVC: x1..x4 (or x1..x8 if the route says 8 results) become the client's x0..;
		  MMIO read and system-register read: x1 is the value; CALL: x1..x7 */
	BULKHEAD_UNDEFINED, /* inject an undefined-instruction exception */
	BULKHEAD_ABORT,	    /* inject a synchronous external abort */
	BULKHEAD_RETRY,	    /* execute the instruction again (after pending interrupts are taken) */
	/*
	 * The client's vCPU waits until the next NOTIFY is due, then executes the instruction again. Reply to CLIENT_GONE:
	 * the request is made again after the next NOTIFY.
	 */
	BULKHEAD_WAIT,
	BULKHEAD_ACTION_COUNT
};
