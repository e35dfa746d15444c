/* SPDX-License-Identifier: BSD-3-Clause */
#include <stdbool.h>
#include <skiff/hypercall.h>
#include "beside.h"

#define BLOCK	 4096u /* bytes of a read */
#define BLOCKS	 64u   /* blocks that are read in turn */
#define VMS	 64u   /* limit: more VMs than the system has */
#define SETTLING 50u   /* reads before the measured ones */

static char data[BLOCK] __attribute__((aligned(4096)));

static uint64_t now_ns(void)
{
	uint64_t ticks, hz;

	__asm__("mrs %0, cntfrq_el0" : "=r"(hz));
	__asm__ volatile("isb\n\tmrs %0, cntvct_el0" : "=r"(ticks));
	return ticks * 1000 / (hz / 1000000);
}

/* @return ns that the read took */
static uint64_t read_one(struct beside *b, unsigned int n)
{
	struct block_segment segment = {(uintptr_t)data, BLOCK};
	struct block_request request = {.operation = BLOCK_READ,
					.sector = n % BLOCKS * (BLOCK / BLOCK_SECTOR),
					.segments = &segment,
					.count = 1};
	uint64_t begin = now_ns();

	if (block_submit(b->block, &request)) {
		b->errors++;
		return 0;
	}
	block_kick(b->block);
	while (!block_poll(b->block))
		if (block_listen(b->block))
			b->wait();
	b->errors += request.status != 0;
	return now_ns() - begin;
}

static uint64_t longest(struct beside *b)
{
	uint64_t most = 0;

	for (unsigned int n = 0; n < SETTLING + b->reads; n++) {
		uint64_t ns = read_one(b, n);

		if (n >= SETTLING && ns > most)
			most = ns;
	}
	return most;
}

/* Control the first VM that allows this action. @return its number; VMS: there is none */
static unsigned int control(unsigned int from, unsigned int action)
{
	while (from < VMS && hypercall_vm_control(from, action) != BULKHEAD_OK)
		from++;
	return from;
}

bool beside_run(struct beside *b)
{
	unsigned int flood;

	b->alone = longest(b);
	flood = control(0, BULKHEAD_VM_START);
	b->beside = longest(b);
	return control(flood, BULKHEAD_VM_STOP) == flood && flood < VMS && !b->errors &&
	       b->beside <= 2 * b->alone + b->device_us * 1000ull;
}
