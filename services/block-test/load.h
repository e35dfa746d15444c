/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A load with every byte verified. A block holds its number, its count of writes, and data that follows from both. No block is
 * in two requests at once, so the result of each read is known.
 */
#pragma once
#include <skiff/block.h>

#define LOAD_BLOCK 4096u /* bytes */
#define LOAD_SPAN  4u	 /* blocks of one request at most */
#define LOAD_DEPTH 32u	 /* requests in flight at most */
#define LOAD_MAX   1024u /* blocks of the device that are used */

/** A load and its results. */
struct load {
	struct block *block; /* the device */
	const char *kinds;   /* kinds of requests, in turn: r, w, f(lush), d(iscard), z(eroes) */
	unsigned int depth;  /* requests in flight */
	unsigned int
	    requests;	    /* number of requests, besides one write and one read of each block */
	void (*wait)(void); /* returns when the device may have done something */
	unsigned int done, errors, wrong;
};

/** Do it. */
void load_run(struct load *load);
