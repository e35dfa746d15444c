/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The OP-TEE mediator: OP-TEE's SMC interface for one client, in front of an OP-TEE that serves
 * several. One instance has one client; its entry may run on several cores at once, one request per
 * vCPU of the client.
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>

/*
 * A fast call of the mediator's own, under a number that OP-TEE leaves unused, tells what the mediator holds for the calling
 * client. x0 = OK, x1 = live registrations, x2 = calls in flight, x3 = page-list pages in use.
 */
#define MEDIATOR_USAGE 0xB200B010u

#define MEDIATOR_WINDOWS_MAX 4
/*
 * Limit, in bytes, of the reserved shared memory that is used: a buffer of 16 MiB and smaller ones beside it. One page list
 * registers it (list.h).
 */
#define MEDIATOR_AREA_MAX (17u << 20)

/** A part of the client's RAM that the mediator sees. All fields are multiples of 4 KiB. */
struct mediator_window {
	uint64_t client_ipa, size, pa;
	void *address; /* its address in the mediator */
};

enum mediator_mode {
	MEDIATOR_WINDOW,  /* the client gets window 0 as reserved shared memory */
	MEDIATOR_DYNAMIC, /* the client registers any page of its windows */
};

struct mediator_config {
	enum mediator_mode mode;
	bool notifications;    /* offer asynchronous notifications */
	unsigned int sessions; /* sessions that the client may have open at once or lose, 1 to 64 */
	unsigned int lives;    /* lives of the mediator from power-on to power-off; 0: any number */
	unsigned int window_count;
	struct mediator_window windows[MEDIATOR_WINDOWS_MAX];
};

/** Set up, with no call in flight. Ends what an earlier life of the mediator left in the secure world; pages that the client
 * registered may still hold arguments.
 *
 * @return 0; -EINVAL: no window or too many, or one isn't page-aligned, is empty or wraps around, or `sessions` is out of
 *         range; -ENODEV: no OP-TEE answers SMCs; -EACCES: it refused the client's partition; -ENOTSUP: it was built without
 *         NS virtualization, dynamic shared memory or RPC arguments; -EOVERFLOW: earlier lives couldn't end as many as
 *         `sessions`; -EPERM: there were `lives` lives */
int mediator_init(const struct mediator_config *config);

/** The client has ended, and its partition is about to end: end what it left in the secure world. */
void mediator_client_gone(void);

/** Serve an SMC of the client.
 *
 * @param x  the client's x0 to x7; on return x[0] to x[3] are its results */
void mediator_smc(uint64_t x[8]);
