/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A load whose every byte is verified. A block holds its number, how often it was written, and what
 * follows from both. No block is in two requests at once, so what a read must find is known.
 */
#pragma once
#include <skiff/block.h>

#define LOAD_BLOCK 4096u /* bytes */
#define LOAD_SPAN  4u	 /* blocks of one request at most */
#define LOAD_DEPTH 32u	 /* requests in flight at most */
#define LOAD_MAX   1024u /* blocks of the device that are used */

/** What there is to do, and what was seen. */
struct load {
	struct block *block;   /* the device */
	const char *kinds;     /* requests, in turn: r, w, f(lush), d(iscard), z(eroes) */
	unsigned int depth;    /* requests in flight */
	unsigned int requests; /* how many in all, besides one write and one read of each block */
	void (*wait)(void);    /* returns when the device may have done something */
	unsigned int done, errors, wrong;
};

/** Do it. */
void load_run(struct load *load);
