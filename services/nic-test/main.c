/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A driver VM of an Intel 82574 on qemu-virt-smmu that attacks, for tests: in the place of services/uplink, it has the
 * controller read and write what the board has, its own lanes, and what the command line names (`KIND ADDRESS`, in hexadecimal,
 * several): as frames that are sent and received, and as the rings of both. The controller is in loopback, so what it sends it
 * receives. `storm ROUNDS`: a hostile neighbour on the network instead, which sends frames of all lengths from 0 on, with tags
 * of all kinds and lies in them, and floods.
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
#define LONGEST	   16288u	 /* bytes that one descriptor has, at most (7.2.2.1) */
#define FLOOD	   400u		 /* frames of a flood */
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

/* --- A hostile neighbour ----------------------------------------------------------------------- */

static char outgoing[LONGEST];

/* Once the controller takes it. */
static void emit(uint32_t length)
{
	while (!e1000e_buffer(&net))
		sleep_ns(FRAME_NS / 100);
	net.transmit[net.tail] = (struct e1000e_transmit){.address = (uintptr_t)outgoing,
							  .length = (uint16_t)length,
							  .command = E1000E_TX_COMMAND};
	net.tail = (net.tail + 1) % E1000E_SENDS;
	net.filled = true;
	e1000e_kick(&net);
}

/* To all, to the port whose address is 02:…:01, or to nobody; the type, or the tag, and what follows. */
static void head(unsigned int n)
{
	static const uint8_t behind[][8] = {
	    {0x08, 0x06, 0, 1, 8, 0, 6, 4},		/* ARP */
	    {0x08, 0x00, 0x4f, 0, 0xff, 0xff},		/* IPv4, longer than the frame */
	    {0x81, 0x00, 0x00, 0x07, 0x08, 0x06},	/* the VLAN of the other port */
	    {0x81, 0x00, 0xff, 0xff, 0x08, 0x00},	/* a VLAN that can't be */
	    {0x81, 0x00, 0x00, 0x00, 0x81, 0x00, 0, 7}, /* two tags */
	    {0x88, 0xa8, 0x00, 0x07, 0x81, 0x00, 0, 7}, /* a provider's */
	    {0x00, 0x01, 0xff, 0xff},			/* a length (IEEE 802.3) */
	    {0x81, 0x00},				/* half a tag, in short frames */
	};
	static const uint8_t to[][6] = {
	    {255, 255, 255, 255, 255, 255}, {2, 0, 0, 0, 0, 1}, {2, 0, 0, 0, 0, 9}};
	static const uint8_t from[][6] = {
	    {2, 0, 0, 0, 0, 8}, {2, 0, 0, 0, 0, 1}, {255, 255, 255, 255, 255, 255}};

	memset(outgoing, (int)n, 64);
	memcpy(outgoing, to[n % 3], 6);
	memcpy(outgoing + 6, from[n / 3 % 3], 6);
	memcpy(outgoing + 12, behind[n / 9 % 8], 8);
}

static int storm(unsigned long rounds)
{
	unsigned int n = 0, frames = 0;

	set(E1000E_TCTL, E1000E_TCTL_EN | E1000E_TCTL_COLLISION); /* short ones stay short */
	set(E1000E_RCTL, 0);
	for (unsigned long r = 0; r < rounds; r++) {
		for (uint32_t length = 0; length <= LONGEST; length += length < 80     ? 1
								       : length < 1500 ? 97
								       : length < 1530 ? 1
										       : 1229) {
			head(n++);
			emit(length);
			frames++;
		}
		for (unsigned int i = 0; i < FLOOD; i++, frames++) {
			head(n);
			emit(64);
		}
	}
	print("nic-test: storm of %u frames is over\n", frames);
	return 0;
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
	failed = begin() != 0;
	if (!strncmp(bootinfo()->args, "storm ", 6))
		return storm(strtoul(bootinfo()->args + 6, NULL, 10));
	failed += !own_frame(1);
	print("nic-test: a frame of its own %s\n", failed ? "FAILED" : "comes back");
	sleep_ns(REPORTS_NS); /* the others fill their memory */
	failed += attack(as_frames);
	failed += attack(as_receive_ring);
	failed += attack(as_send_ring);
	failed += !own_frame(3);
	print("nic-test: %u failed\n", failed);
	return (int)failed;
}
