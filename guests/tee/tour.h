/* SPDX-License-Identifier: BSD-3-Clause */
/* The parts of tee-tour. Each reports its own checks and figures. */
#pragma once
#include "client.h"

struct tour_secret {
	const char *keep;    /* text to write and read back, or NULL */
	const char *check;   /* text that the kept object must be, or NULL */
	const char *foreign; /* text that the kept object must not contain, or NULL */
	bool absent;	     /* there must be no kept object */
};

/* Tests hello world, random and AES (known answers of NIST SP 800-38A). */
void tour_examples(TEEC_Context *context);
/* Writes, reads and deletes an object; then does what `secret` says with the object that is kept. */
void tour_storage(TEEC_Context *context, const struct tour_secret *secret);
/* Measures what calls cost, in ns of virtual time: the least of `rounds` calls each. */
void tour_measure(TEEC_Context *context, unsigned rounds);
/*
 * Counts how many registrations of 4 KiB can exist at once (up to 1024), and finds the largest buffer (up to 16 MiB).
 */
void tour_limits(TEEC_Context *context);
/* Reports what the TEE holds for this guest, if the TEE says so (the reference secure world does). */
void tour_usage(TEEC_Context *context);
