/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>
#include "attack.h"
#include "smc_ioctl.h"

#define RPCS_MAX	 64
#define FORGED_ROUNDS	 100
#define INTERRUPTS_MAX	 100000	      /* most interrupts of one call */
#define PAGEMAP_PRESENT	 (1ull << 63) /* Documentation/admin-guide/mm/pagemap.rst */
#define PAGEMAP_FRAME(e) ((e) & ((1ull << 55) - 1))

static int device = -1;

bool smc_open(void)
{
	static const char path[] = "/dev/bulkhead-smc";

	if (device < 0)
		device = open(path, O_RDWR);
	if (device < 0)
		fprintf(stderr, "guest-hostile: %s: %s: is the module bulkhead-smc.ko loaded?\n",
			path, strerror(errno));
	return device >= 0;
}

static void call(unsigned long request, uint64_t x[8])
{
	struct smc_call registers;

	memcpy(registers.x, x, sizeof(registers.x));
	if (ioctl(device, request, &registers)) {
		perror("guest-hostile: call");
		exit(3);
	}
	memcpy(x, registers.x, sizeof(registers.x));
}

void smc_raw(uint64_t x[8])
{
	call(SMC_IOCTL_SMC, x);
}

void hvc_raw(uint64_t x[8])
{
	call(SMC_IOCTL_HVC, x);
}

/* x3 is the thread; 0 in x1, x2, x4 and x5 means that no memory was allocated and nothing was done. */
static void resume(uint64_t x[8])
{
	uint64_t next[8] = {SMC_RETURN_FROM_RPC, 0, 0, x[3]};

	smc_raw(next);
	memcpy(x, next, sizeof(next));
}

uint32_t smc_call(uint64_t x[8])
{
	smc_raw(x);
	for (unsigned i = 0; i < INTERRUPTS_MAX && (uint32_t)x[0] == SMC_RPC_FOREIGN; i++)
		resume(x);
	return (uint32_t)x[0];
}

uint32_t smc_finish(uint64_t x[8])
{
	unsigned interrupts = 0;

	for (unsigned rpcs = 0;
	     rpcs < RPCS_MAX && interrupts < INTERRUPTS_MAX && SMC_IS_RPC((uint32_t)x[0]);) {
		if ((uint32_t)x[0] == SMC_RPC_FOREIGN)
			interrupts++;
		else
			rpcs++;
		resume(x);
	}
	return (uint32_t)x[0];
}

uint32_t smc_message(uint32_t function, uint64_t address)
{
	uint64_t x[8] = {function, address >> 32, address & 0xffffffffu};

	smc_raw(x);
	return smc_finish(x);
}

bool page_get(struct page *pages, unsigned count)
{
	int fd = open("/proc/self/pagemap", O_RDONLY);
	bool ok = fd >= 0;

	for (unsigned i = 0; i < count && ok; i++) {
		uint64_t entry = 0;
		void *at = mmap(NULL, PAGE_SIZE, PROT_READ | PROT_WRITE,
				MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE | MAP_LOCKED, -1, 0);

		ok = at != MAP_FAILED &&
		     pread(fd, &entry, sizeof(entry),
			   (off_t)((uintptr_t)at / PAGE_SIZE * sizeof(entry))) == sizeof(entry) &&
		     (entry & PAGEMAP_PRESENT) && PAGEMAP_FRAME(entry);
		pages[i] = (struct page){at, PAGEMAP_FRAME(entry) * PAGE_SIZE};
	}
	if (fd >= 0)
		close(fd);
	if (!ok)
		report_note("pages", "can't get locked pages or their addresses");
	return ok;
}

/*
 * Makes a call that must be refused every time. Every answer is a refusal except OK and a request of the TEE. An interrupt that
 * comes first isn't an answer: the call is resumed.
 */
static void forged(const char *name, uint32_t function, uint64_t x1, uint64_t x3)
{
	uint32_t answer = 0;
	bool refused = true;

	for (unsigned round = 0; round < FORGED_ROUNDS && refused; round++) {
		uint64_t x[8] = {function, x1, 0, x3};

		answer = smc_call(x);
		refused = answer != SMC_RETURN_OK && !SMC_IS_RPC(answer);
		smc_finish(x);
	}
	report_refused(name, refused, "answer 0x%x", answer);
}

/* Resumes a call that isn't this guest's. Only the answer that the thread is unknown counts as a refusal, since another answer
 * could be that call's. */
static void forged_resume(const char *name, uint64_t thread)
{
	uint64_t x[8] = {SMC_RETURN_FROM_RPC, 0, 0, thread};
	uint32_t answer;

	smc_raw(x);
	answer = (uint32_t)x[0];
	smc_finish(x);
	report_refused(name,
		       answer == SMC_RETURN_RESUME || answer == SMC_RETURN_NOTAVAIL ||
			   answer == SMC_RETURN_UNKNOWN,
		       "answer 0x%x", answer);
}

void attack_calls(void)
{
	uint64_t x[8] = {SMC_EXCHANGE};

	smc_raw(x);
	report_note("capabilities", "x0=0x%llx x1=0x%llx", (unsigned long long)x[0],
		    (unsigned long long)x[1]);
	forged("create-partition", SMC_VM_CREATED, 2, 0);
	forged("destroy-partition-1", SMC_VM_DESTROYED, 1, 0);
	forged("destroy-partition-2", SMC_VM_DESTROYED, 2, 0);
	for (unsigned thread = 0; thread < 3; thread++)
		forged_resume("resume-foreign-thread", thread);
	forged_resume("resume-thread-out-of-range", 0xffffffffu);
	forged("unknown-function", 0x3200ffffu, 0, 0);
	forged("unknown-fast-function", 0xb200ffffu, 0, 0);
	forged("allow-memory", 0xf200b001u, 1, 0x40000000);
}
