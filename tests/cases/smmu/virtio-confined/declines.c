/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Drives a virtio entropy device that offers VIRTIO_F_ACCESS_PLATFORM, and doesn't accept this feature. The test shows whether
 * the device then uses physical addresses. The guest sees its memory 2 MiB below the physical address, so it prepares queues at
 * both addresses.
 */
#include <stdbool.h>
#include <kit/guest.h>
#include <pci/config.h>
#include <virtio/mmio.h>
#include <virtio/pci.h>
#include <virtio/queue.h>

#define CONFIG	0x4010008000ull
#define COMMON	0x3e004000ull /* QEMU's registers of each device, in BAR 4 */
#define NOTIFY	(COMMON + 0x3000)
#define FARTHER 0x200000ull   /* the physical address of memory minus the guest's */
#define QUEUE	0x40300000ull /* address that the guest sees; at that physical address lies a copy */
#define MARK	((volatile uint64_t *)0x40380000ull)
#define VALUE	0x7ac7ed5eed000000ull
#define BYTES	64u
#define ENTRIES 8u
#define WAIT_US 300000 /* the device answers in the time of the host */

/* Offsets of registers (4.1.4.3). */
enum {
	DRIVER_FEATURES_SEL = 0x08,
	DRIVER_FEATURES = 0x0c,
	STATUS = 0x14,
	QUEUE_SELECT = 0x16,
	QUEUE_SIZE = 0x18,
	QUEUE_ENABLE = 0x1c,
	QUEUE_DESC = 0x20,
	QUEUE_DRIVER = 0x28,
	QUEUE_DEVICE = 0x30
};

static void set8(unsigned at, uint8_t value)
{
	*(volatile uint8_t *)(COMMON + at) = value;
}

static void set16(unsigned at, uint16_t value)
{
	*(volatile uint16_t *)(COMMON + at) = value;
}

static void set32(unsigned at, uint32_t value)
{
	*(volatile uint32_t *)(COMMON + at) = value;
}

static void set64(unsigned at, uint64_t value)
{
	set32(at, (uint32_t)value);
	set32(at + 4, (uint32_t)(value >> 32));
}

static void make_queue(uint64_t at, uint64_t buffer)
{
	volatile struct virtq_avail *avail = (struct virtq_avail *)(at + 0x100);

	*(volatile struct virtq_desc *)at =
	    (struct virtq_desc){.address = buffer, .length = BYTES, .flags = VIRTQ_DESC_F_WRITE};
	*(volatile uint32_t *)(at + 0x200) = 0; /* the used ring's head */
	avail->flags = 0;
	avail->ring[0] = 0;
	avail->index = 1;
}

/* Start the device in this way and let it fill `buffer`. @return whether the data at MARK has changed */
static bool drive(uint64_t features, bool asks, uint64_t buffer)
{
	uint8_t status = VIRTIO_STATUS_ACKNOWLEDGE | VIRTIO_STATUS_DRIVER;
	uint64_t end;

	for (unsigned i = 0; i < BYTES / 8; i++)
		MARK[i] = VALUE;
	make_queue(QUEUE, buffer);
	make_queue(QUEUE - FARTHER, buffer);
	__asm__ volatile("dsb sy" ::: "memory");
	set8(STATUS, 0);
	set8(STATUS, status);
	for (unsigned i = 0; asks && i < 2; i++) {
		set32(DRIVER_FEATURES_SEL, i);
		set32(DRIVER_FEATURES, (uint32_t)(features >> 32 * i));
	}
	if (asks)
		set8(STATUS, status |= VIRTIO_STATUS_FEATURES_OK);
	set16(QUEUE_SELECT, 0);
	set16(QUEUE_SIZE, ENTRIES);
	set64(QUEUE_DESC, QUEUE);
	set64(QUEUE_DRIVER, QUEUE + 0x100);
	set64(QUEUE_DEVICE, QUEUE + 0x200);
	set16(QUEUE_ENABLE, 1);
	set8(STATUS, status | VIRTIO_STATUS_DRIVER_OK);
	*(volatile uint16_t *)NOTIFY = 0;
	for (end = now() + ticks(WAIT_US); now() < end && MARK[0] == VALUE;)
		;
	set8(STATUS, 0);
	for (unsigned i = 0; i < BYTES / 8; i++)
		if (MARK[i] != VALUE)
			return true;
	return false;
}

void guest(unsigned cpu)
{
	const uint64_t version = 1ull << VIRTIO_F_VERSION_1;
	const uint64_t confined = version | 1ull << VIRTIO_F_ACCESS_PLATFORM;
	const uint64_t mine = (uint64_t)MARK, truly = mine + FARTHER;

	(void)cpu;
	*(volatile uint32_t *)(CONFIG + PCI_COMMAND) = PCI_COMMAND_MEMORY | PCI_COMMAND_MASTER;
	check("accepted: its memory", drive(confined, true, mine), 1);
	check("accepted: where that is", drive(confined, true, truly), 0);
	check("declined: where its memory is", drive(version, true, truly), 0);
	check("without any: where its memory is", drive(0, true, truly), 0);
	check("unasked: its memory", drive(0, false, mine), 1);
	check("unasked: where that is", drive(0, false, truly), 0);
	summary();
}
