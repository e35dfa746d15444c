/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * For tests, the driver of an NVMe disk behind the board's SMMU. The command line has the number of lives. Each life restarts
 * its VM in the middle of a read of 1 MiB, and checks that nothing of the last life's read lands in its memory. The first life
 * fills the disk, the last one reads all of it.
 */
#include <stdlib.h>
#include <string.h>
#include <pci/config.h>
#include <skiff/hypercall.h>
#include <skiff/irq.h>
#include <skiff/nvme.h>
#include <skiff/plat.h>
#include <skiff/print.h>
#include <skiff/time.h>

BULKHEAD_NEEDS(BULKHEAD_NEED_DEVICE, 0);

#define CHUNK	 0x8000u /* bytes of a request: 32 of them are 1 MiB */
#define CHUNKS	 32u
#define PARTS	 4u /* segments of a request, of different lengths */
#define SECTORS	 (CHUNK / BLOCK_SECTOR)
#define COUNTER	 (CHUNKS * SECTORS) /* sector that counts the lives, behind the data */
#define CALM	 0x5a5a5a5a5a5a5a5aull
#define QUIET_US 2000u /* time in which accesses still under way would arrive */

static struct nvme nvme;
static uint64_t data[CHUNKS][CHUNK / sizeof(uint64_t)] __attribute__((aligned(4096)));
static uint64_t block_of_lives[BLOCK_SECTOR / sizeof(uint64_t)] __attribute__((aligned(4096)));
static struct block_request request[CHUNKS];
static struct block_segment segment[CHUNKS][PARTS];
static unsigned int taken; /* interrupts */

static void on_interrupt(void *argument)
{
	(void)argument;
	taken++;
	nvme_interrupt(&nvme);
}

static uint64_t word_of(uint32_t chunk, uint32_t index)
{
	return ((uint64_t)chunk << 32 | index) * 0x9e3779b97f4a7c15ull + 1;
}

static void wait_us(uint64_t us)
{
	uint64_t end = time_ns() + us * 1000;

	while (time_ns() < end)
		;
}

/* Submit all chunks in one of two directions, each in parts that aren't whole pages. */
static bool submit_all(enum block_operation operation)
{
	static const uint32_t length[PARTS] = {0x1000, 0x200, 0x3e00, 0x3000};

	for (uint32_t i = 0; i < CHUNKS; i++) {
		uint64_t address = (uintptr_t)data[i];

		for (unsigned int p = 0; p < PARTS; p++) {
			segment[i][p] = (struct block_segment){address, length[p]};
			address += length[p];
		}
		request[i] = (struct block_request){.operation = operation,
						    .sector = i * SECTORS,
						    .count = PARTS,
						    .segments = segment[i]};
		if (block_submit(&nvme.block, &request[i]))
			return false;
	}
	block_kick(&nvme.block);
	return true;
}

/* @return all requests succeeded */
static bool finish(unsigned int count)
{
	bool good = true;

	while (count) {
		struct block_request *r = block_poll(&nvme.block);

		if (r) {
			good &= r->status == 0;
			count--;
			continue;
		}
		if (block_listen(&nvme.block))
			irq_wait();
		irq_dispatch();
	}
	return good;
}

static bool lives(enum block_operation operation)
{
	struct block_segment whole = {(uintptr_t)block_of_lives, sizeof(block_of_lives)};
	struct block_request r = {
	    .operation = operation, .sector = COUNTER, .count = 1, .segments = &whole};

	return !block_submit(&nvme.block, &r) && (block_kick(&nvme.block), finish(1));
}

static unsigned int wrong_words(bool read)
{
	unsigned int wrong = 0;

	for (uint32_t i = 0; i < CHUNKS; i++)
		for (uint32_t n = 0; n < CHUNK / sizeof(uint64_t); n++)
			wrong += data[i][n] != (read ? word_of(i, n) : CALM);
	return wrong;
}

static bool fill_disk(void)
{
	for (uint32_t i = 0; i < CHUNKS; i++)
		for (uint32_t n = 0; n < CHUNK / sizeof(uint64_t); n++)
			data[i][n] = word_of(i, n);
	return submit_all(BLOCK_WRITE) && finish(CHUNKS);
}

static int verdict(bool good, const char *what)
{
	print("nvme-test %s: %s\n", good ? "passed" : "FAILED", what);
	return 0;
}

/* Wait for late accesses, before the device's reset or after it. @return number of words that changed */
static unsigned int what_lands(void)
{
	for (uint32_t i = 0; i < CHUNKS; i++)
		for (uint32_t n = 0; n < CHUNK / sizeof(uint64_t); n++)
			*(volatile uint64_t *)&data[i][n] = CALM;
	wait_us(QUIET_US);
	return wrong_words(false);
}

int main(int argc, char **argv)
{
	unsigned long wanted = strtoul(bootinfo()->args, NULL, 10);
	struct plat_device device;
	volatile uint16_t *command;
	unsigned int landed = what_lands();
	int error;

	(void)argc, (void)argv;
	irq_save();
	if (plat_device("", 0, &device) || !device.configuration)
		return verdict(false, "no device");
	command = (volatile uint16_t *)(device.configuration + PCI_COMMAND);
	*command = PCI_COMMAND_MEMORY;
	irq_register(device.irq, on_interrupt, NULL, IRQ_DEVICE);
	error = nvme_reset(&nvme, device.registers);
	*command = PCI_COMMAND_MEMORY | PCI_COMMAND_MASTER;
	error = error ? error : nvme_begin(&nvme, 0);
	if (error) {
		print("nvme-test: error %d\n", error);
		return verdict(false, "no disk");
	}
	landed += wrong_words(false);
	if (landed) {
		print("nvme-test: %u words\n", landed);
		return verdict(false, "what an old life asked for has landed");
	}
	if (!lives(BLOCK_READ))
		return verdict(false, "a read");
	if (block_of_lives[0] == 0 && !fill_disk())
		return verdict(false, "a write");
	block_of_lives[0]++;
	if (!lives(BLOCK_WRITE))
		return verdict(false, "a write of a sector");
	if (block_of_lives[0] <= wanted) {
		submit_all(BLOCK_READ);
		wait_us(block_of_lives[0] * 37 % 1000);
		hypercall3(PSCI_SYSTEM_RESET, 0, 0, 0);
	}
	if (!submit_all(BLOCK_READ) || !finish(CHUNKS) || wrong_words(true))
		return verdict(false, "what was written");
	print("nvme-test: life %lu, %u interrupts in it\n", (unsigned long)block_of_lives[0],
	      taken);
	return verdict(taken > 0, "nothing of an old life has landed");
}
