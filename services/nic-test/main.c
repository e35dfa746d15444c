/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A driver VM of an Intel 82574 on qemu-virt-smmu that attacks, for tests: in the place of services/uplink, it has the
 * controller read and write what the board has, its own lanes, and what the command line names (`KIND ADDRESS`, in hexadecimal,
 * several): as frames that are sent and received, and as the rings of both. The controller is in loopback, so what it sends it
 * receives.
 */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <pci/config.h>
#include <skiff/bootinfo.h>
#include <skiff/e1000e.h>
#include <skiff/plat.h>
#include <skiff/print.h>
#include <skiff/timer.h>

BULKHEAD_NEEDS(BULKHEAD_NEED_DEVICE, 0);

#define FRAME	   512u		 /* bytes */
#define FRAME_NS   2000000ull	 /* in which a frame is there and back */
#define REPORTS_NS 1100000000ull /* the core prints three reports a second */
#define KIND_MAX   32u		 /* bytes of a name */

/* Of the board, at the same place in each system. */
static const struct {
	const char *kind;
	uint64_t address;
} of_board[] = {
    {"firmware", 0x1000},	   {"secure-memory", 0x0e000000}, {"distributor", 0x08000000},
    {"doorbell", 0x08090040},	   {"console", 0x09000000},	  {"smmu", 0x09050000},
    {"configuration", 0x10000000}, {"above-39-bits", 1ull << 39}, {"end-of-44-bits", 0xfffffffff00},
};

static struct e1000e net;
static uintptr_t registers;

static void set(uint32_t offset, uint32_t value)
{
	*(volatile uint32_t *)(registers + offset) = value;
}

static int begin(void)
{
	int error = e1000e_reset(&net, registers);

	if (error)
		return error;
	e1000e_begin(&net, 0);
	set(E1000E_RCTL,
	    E1000E_RCTL_EN | E1000E_RCTL_ALL | E1000E_RCTL_STRIP | E1000E_RCTL_LOOPBACK);
	return 0;
}

/* Never a zero, which a refused access brings. */
static uint8_t byte_of(uint8_t first, unsigned int i)
{
	return (uint8_t)(first + i) | 1;
}

/* A frame of this VM's own goes out. @return there was a buffer for it */
static bool send(uint8_t first)
{
	char *buffer = e1000e_buffer(&net);

	if (!buffer)
		return false;
	for (unsigned int i = 0; i < FRAME; i++)
		buffer[E1000E_HEAD + i] = (char)byte_of(first, i);
	e1000e_send(&net, E1000E_HEAD + FRAME);
	e1000e_kick(&net);
	return true;
}

/* Take a frame. @return bytes of it that are as they were sent; -1: there is none */
static int receive(uint8_t first)
{
	uint32_t length;
	char *buffer = e1000e_received(&net, &length);
	int same = 0;

	if (!buffer)
		return -1;
	for (unsigned int i = 0; i < FRAME; i++)
		same += (uint8_t)buffer[E1000E_HEAD + i] == byte_of(first, i);
	if (length != E1000E_HEAD + FRAME)
		same = 0;
	memset(buffer, 0, E1000E_HEAD + FRAME);
	e1000e_return(&net);
	e1000e_kick(&net);
	return same;
}

static bool own_frame(uint8_t first)
{
	if (!send(first))
		return false;
	sleep_ns(FRAME_NS);
	return receive(first) == (int)FRAME;
}

/* The controller reads a frame there. */
static void send_from(uint64_t address)
{
	net.transmit[net.tail] = (struct e1000e_transmit){
	    .address = address, .length = FRAME, .command = E1000E_TX_COMMAND};
	net.tail = (net.tail + 1) % E1000E_SENDS;
	net.filled = true;
	e1000e_kick(&net);
	sleep_ns(FRAME_NS);
	/* A controller that was refused may send what it had. */
	while (receive(0) >= 0)
		;
}

/* The controller writes a frame there. @return it received one */
static bool receive_to(uint64_t address)
{
	net.receive[net.next].address = address;
	if (!send(7))
		return false;
	sleep_ns(FRAME_NS);
	return receive(7) == 0;
}

/* A ring lies there: the controller reads descriptors, and writes those that it has done. */
static bool ring_at(uint32_t ring, uint64_t address)
{
	bool good;

	set(ring + E1000E_RING_LOW, (uint32_t)address);
	set(ring + E1000E_RING_HIGH, (uint32_t)(address >> 32));
	set(ring + E1000E_RING_HEAD, 0);
	set(ring + E1000E_RING_TAIL, 4);
	good = ring == E1000E_TX_RING || send(9);
	sleep_ns(FRAME_NS);
	return begin() == 0 && good;
}

/* `KIND ADDRESS`. @return what follows; NULL: nothing was there */
static char *target(char *args, char kind[KIND_MAX], uint64_t *address)
{
	unsigned int n = 0;

	while (*args && *args != ' ' && n < KIND_MAX - 1)
		kind[n++] = *args++;
	kind[n] = '\0';
	*address = strtoul(args, &args, 16);
	while (*args == ' ')
		args++;
	return n ? args : NULL;
}

static bool as_frames(const char *kind, uint64_t address)
{
	bool good;

	print("TARGET %s 0x%lx\n", kind, (unsigned long)address);
	send_from(address);
	good = receive_to(address);
	sleep_ns(REPORTS_NS);
	return good;
}

/* Of a read of a descriptor the core sees four events, and drops those of the write that follows. */
static bool as_ring(uint32_t ring, const char *kind, uint64_t address)
{
	bool good = ring_at(ring, address);

	print("RING %s 0x%lx\n", kind, (unsigned long)address);
	sleep_ns(REPORTS_NS);
	return good;
}

static bool as_receive_ring(const char *kind, uint64_t address)
{
	return as_ring(E1000E_RX_RING, kind, address);
}

static bool as_send_ring(const char *kind, uint64_t address)
{
	return as_ring(E1000E_TX_RING, kind, address);
}

/* @return targets that the controller didn't try */
static unsigned int attack(bool (*how)(const char *kind, uint64_t address))
{
	const struct bulkhead_channel *channel =
	    (const void *)((const char *)bootinfo() + bootinfo()->channels);
	char *args = (char *)bootinfo()->args;
	unsigned int failed = 0;
	char kind[KIND_MAX];
	uint64_t address;

	while ((args = target(args, kind, &address)) != NULL)
		failed += !how(kind, address);
	for (unsigned int i = 0; i < bootinfo()->channel_count; i++)
		failed += !how("own-lane", channel[i].ipa);
	for (unsigned int i = 0; i < sizeof(of_board) / sizeof(*of_board); i++)
		failed += !how(of_board[i].kind, of_board[i].address);
	return failed;
}

int main(int argc, char **argv)
{
	struct plat_device device;
	volatile uint16_t *command;
	unsigned int failed;

	(void)argc, (void)argv;
	if (plat_device("", 0, &device) || !device.configuration)
		return 1;
	registers = device.registers;
	command = (volatile uint16_t *)(device.configuration + PCI_COMMAND);
	*command = PCI_COMMAND_MEMORY;
	if (e1000e_reset(&net, registers))
		return 1;
	*command = PCI_COMMAND_MEMORY | PCI_COMMAND_MASTER;
	failed = begin() != 0 || !own_frame(1);
	print("nic-test: a frame of its own %s\n", failed ? "FAILED" : "comes back");
	sleep_ns(REPORTS_NS); /* the others fill their memory */
	failed += attack(as_frames);
	failed += attack(as_receive_ring);
	failed += attack(as_send_ring);
	failed += !own_frame(3);
	print("nic-test: %u failed\n", failed);
	return (int)failed;
}
