/* SPDX-License-Identifier: BSD-3-Clause */
/* The stations of tee-tour. Each reports its own checks and figures. */
#pragma once
#include "client.h"

struct tour_secret {
	const char *keep;    /* write this and read it back, or NULL */
	const char *check;   /* the kept object must be this, or NULL */
	const char *foreign; /* the kept object must neither be nor contain this, or NULL */
	bool absent;	     /* there must be no kept object */
};

/* Hello world, random and AES (known answers of NIST SP 800-38A). */
void tour_examples(TEEC_Context *context);
/* Write, read, delete an object; then what `secret` asks about the object that is kept. */
void tour_storage(TEEC_Context *context, const struct tour_secret *secret);
/* What calls cost, ns of virtual time: the smallest of `rounds` calls each. */
void tour_measure(TEEC_Context *context, unsigned rounds);
/*
 * How many registrations of 4 KiB live at once (up to 1024), and the largest buffer (up to 16 MiB).
 */
void tour_limits(TEEC_Context *context);
/* What the TEE holds for this guest (the reference secure world says so). */
void tour_usage(TEEC_Context *context);
