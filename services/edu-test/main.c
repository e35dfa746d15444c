/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * For tests, a driver VM that attacks: it makes QEMU's edu device (docs/specs/edu.rst there) copy into its window of a
 * client's memory, which is allowed, and then from and to the addresses of its command line, which is forbidden. Addresses are
 * hexadecimal; `+` counts from the end of the window.
 */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <edu/edu.h>
#include <pci/config.h>
#include <skiff/bootinfo.h>
#include <skiff/plat.h>
#include <skiff/print.h>
#include <skiff/timer.h>

BULKHEAD_NEEDS(BULKHEAD_NEED_DEVICE, 0);

#define EDU_NS	   (1000ull * EDU_US + 10000000) /* limit for a copy */
#define REPORTS_NS 200000000ull			 /* the core prints three reports a second */
#define ALLOWED	   0x340000ull /* offset that may be written, in the memory of the VM `near` */
#define SIZE	   64u
/* The client's words at that offset: MARK of tests/cases/smmu/window/client.c, plus the number of the word behind its FIRST. */
#define OF_CLIENT    0x7ac7ed5eed000000ull
#define ALLOWED_WORD (0x40000 / 8)

static uint8_t mine[SIZE] __attribute__((aligned(64))), back[SIZE] __attribute__((aligned(64)));
static uintptr_t edu;

static void copy(uint64_t source, uint64_t target, uint32_t how)
{
	*(volatile uint64_t *)(edu + EDU_SOURCE) = source;
	*(volatile uint64_t *)(edu + EDU_TARGET) = target;
	*(volatile uint64_t *)(edu + EDU_COUNT) = SIZE;
	*(volatile uint64_t *)(edu + EDU_RUN) = how | EDU_RUN_START;
	sleep_ns(EDU_NS);
}

/* Write bytes that count from `first` on to an address, and read them back. @return number of bytes that read as written */
static unsigned int try(uint64_t address, uint8_t first)
{
	unsigned int same = 0;

	for (unsigned int i = 0; i < SIZE; i++)
		mine[i] = (uint8_t)(first + i);
	copy((uintptr_t)mine, EDU_BUFFER, 0);
	copy(EDU_BUFFER, address, EDU_RUN_TO_MEMORY);
	memset(mine, 0, sizeof(mine));
	copy((uintptr_t)mine, EDU_BUFFER, 0); /* clear the device's buffer */
	copy(address, EDU_BUFFER, 0);
	copy(EDU_BUFFER, (uintptr_t)back, EDU_RUN_TO_MEMORY);
	for (unsigned int i = 0; i < SIZE; i++)
		same += *(volatile uint8_t *)&back[i] == (uint8_t)(first + i);
	return same;
}

/*
 * Try the window: its contents must be what was written or, if the device may only read, the client's words.
 * @return false: they are
 */
static bool try_window(const struct bulkhead_window *w)
{
	unsigned int same = try(w->pa + ALLOWED, 1);
	uint64_t words[SIZE / sizeof(uint64_t)], mark = OF_CLIENT + ALLOWED_WORD;

	memcpy(words, back, sizeof(words));
	for (unsigned int i = 0; i < SIZE / sizeof(uint64_t); i++)
		if (w->rights & BULKHEAD_RIGHT_READ && words[i] != mark + i)
			return true;
	return same != (w->rights & BULKHEAD_RIGHT_READ ? 0 : SIZE);
}

int main(int argc, char **argv)
{
	const struct bulkhead_window *w =
	    (const void *)((const char *)bootinfo() + bootinfo()->windows);
	char *args = (char *)bootinfo()->args;
	unsigned int failed = 0;
	struct plat_device device;

	(void)argc, (void)argv;
	if (plat_device("", 0, &device) || bootinfo()->window_count != 1)
		return 1;
	edu = device.registers;
	*(volatile uint16_t *)(device.configuration + PCI_COMMAND) =
	    PCI_COMMAND_MEMORY | PCI_COMMAND_MASTER;
	sleep_ns(REPORTS_NS); /* the others fill their memory */
	failed += try_window(w);
	print("edu-test: in its window %s\n", failed ? "FAILED"
					      : w->rights & BULKHEAD_RIGHT_READ
						  ? "it reads, and wrote nothing"
						  : "it reads what it wrote");
	while (*args) {
		bool behind = *args == '+';
		uint64_t address = strtoul(args + behind, &args, 16);
		unsigned int same = try(behind ? w->pa + w->size + address : address, 7);

		while (*args == ' ')
			args++;
		failed += same != 0;
		if (same)
			print("edu-test: FAILED: it reached 0x%lx\n", (unsigned long)address);
		sleep_ns(REPORTS_NS);
	}
	failed += try_window(w);
	print("edu-test: %u failed\n", failed);
	return (int)failed;
}
