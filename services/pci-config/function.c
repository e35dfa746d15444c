/* SPDX-License-Identifier: BSD-3-Clause */
#include <stddef.h>
#include <skiff/config.h>
#include "function.h"

#define COMMAND_OF_CLIENT (PCI_COMMAND_MEMORY | PCI_COMMAND_MASTER | PCI_COMMAND_NO_INTX)

#ifdef CONFIG_PCI_CONFIG_NO_RESET
#define RESETS false
#else
#define RESETS true
#endif

static uint32_t get(volatile const uint32_t *space, uint32_t offset)
{
	return space[offset / 4];
}

static void set(volatile uint32_t *space, uint32_t offset, uint32_t value)
{
	space[offset / 4] = value;
}

/* Ones would clear bits of the status beside it, so zeros are written there. */
static void command(struct function *f, uint32_t value)
{
	set(f->hardware, PCI_COMMAND, value);
	set(f->shown, PCI_COMMAND, (get(f->shown, PCI_COMMAND) & 0xffff0000u) | value);
}

/* Bytes that a BAR decodes (PCI 6.2.5.1), while decoding is off; 0: there is no BAR, or one of I/O space. */
static uint32_t bar_size(const struct function *f, unsigned int n, bool *wide)
{
	uint32_t found, low;

	set(f->hardware, PCI_BAR(n), ~0u);
	found = get(f->hardware, PCI_BAR(n));
	low = found & ~PCI_BAR_FLAGS;
	set(f->hardware, PCI_BAR(n), 0);
	*wide = !(found & PCI_BAR_IO) && found & PCI_BAR_64;
	return found & PCI_BAR_IO ? 0 : low & -low;
}

/* Have the function's port forward only what its BARs decode. NULL, or what is wrong. */
static const char *begin_port(const struct function *f)
{
	uint32_t first = ~0u, last = 0;

	if (!f->port)
		return NULL;
	if (get(f->port, PCI_VENDOR) == PCI_NOBODY ||
	    PCI_HEADER_TYPE(get(f->port, PCI_HEADER)) != PCI_HEADER_BRIDGE)
		return "has no port where it is described";
	for (unsigned int n = 0; n < PCI_BARS; n++)
		if (f->size[n]) {
			uint32_t end = f->address[n] + f->size[n] - 1;

			first = f->address[n] < first ? f->address[n] : first;
			last = end > last ? end : last;
		}
	set(f->port, PCI_COMMAND, 0);
	set(f->port, PCI_BUSES, PCI_BUSES_OF(f->page >> 8));
	set(f->port, PCI_BRIDGE_IO, PCI_BRIDGE_NO_IO);
	set(f->port, PCI_BRIDGE_MEMORY, PCI_BRIDGE_RANGE(first, last));
	set(f->port, PCI_BRIDGE_PREFETCH, PCI_BRIDGE_NO_PREFETCH);
	set(f->port, PCI_COMMAND, PCI_COMMAND_MEMORY | PCI_COMMAND_MASTER);
	return NULL;
}

/* Check that the function exists with exactly its BARs. NULL, or what is wrong. */
static const char *check(const struct function *f)
{
	uint32_t header = get(f->hardware, PCI_HEADER);
	bool wide;

	if (get(f->hardware, PCI_VENDOR) == PCI_NOBODY)
		return "isn't there";
	set(f->hardware, PCI_COMMAND, 0);
	if (PCI_HEADER_TYPE(header) != PCI_HEADER_ENDPOINT)
		return "is a bridge";
	if (f->port && header & PCI_HEADER_SEVERAL)
		return "isn't alone behind its port";
	if (function_bypasses(f))
		return "is a virtio device that bypasses the SMMU: it doesn't offer "
		       "VIRTIO_F_ACCESS_PLATFORM (QEMU: iommu_platform=on,disable-legacy=on)";
	for (unsigned int n = 0; n < PCI_BARS; n += wide ? 2 : 1)
		if (bar_size(f, n, &wide) != f->size[n])
			return "has other BARs than described";
	return NULL;
}

static bool is_shown(uint32_t id)
{
	return id == PCI_CAPABILITY_EXPRESS || id == PCI_CAPABILITY_VENDOR;
}

/* Show the capabilities that the client may use, which aren't MSI, MSI-X and power management. */
static void show_capabilities(struct function *f)
{
	uint32_t from = PCI_CAPABILITIES, shift = 0;
	uint32_t at = get(f->hardware, PCI_CAPABILITIES) & 0xfc;

	f->express = 0;
	set(f->shown, PCI_CAPABILITIES, 0);
	if (!(get(f->hardware, PCI_COMMAND) & PCI_STATUS_CAPABILITIES))
		return;
	for (unsigned int i = 0; at >= PCI_HEADER_SIZE && i < PCI_CAPABILITIES_MAX; i++) {
		uint32_t head = get(f->hardware, at);

		if (PCI_CAPABILITY_ID(head) == PCI_CAPABILITY_EXPRESS)
			f->express = at;
		if (is_shown(PCI_CAPABILITY_ID(head))) {
			set(f->shown, from, get(f->shown, from) | at << shift);
			set(f->shown, at, head & ~0xff00u);
			from = at;
			shift = 8;
		}
		at = PCI_CAPABILITY_NEXT(head);
	}
}

static void show_bar(struct function *f, unsigned int n)
{
	set(f->shown, PCI_BAR(n), get(f->hardware, PCI_BAR(n)));
}

static bool can_reset(const struct function *f)
{
	return f->express &&
	       get(f->hardware, f->express + PCI_EXPRESS_DEVICE) & PCI_EXPRESS_DEVICE_FLR;
}

const char *function_begin(struct function *f)
{
	const char *wrong = begin_port(f);

	if (!wrong)
		wrong = check(f);
	if (wrong)
		return wrong;
	for (unsigned int n = 0; n < PCI_BARS; n++)
		set(f->hardware, PCI_BAR(n), f->address[n]);
	set(f->hardware, PCI_ROM, 0);
	for (uint32_t offset = 0; offset < PCI_CONFIG_SIZE; offset += 4)
		set(f->shown, offset, offset < PCI_EXTENDED ? get(f->hardware, offset) : 0);
	for (unsigned int n = 0; n < PCI_BARS; n++)
		if (!f->size[n] && !(n && f->size[n - 1]))
			set(f->shown, PCI_BAR(n), 0); /* I/O space isn't decoded */
	set(f->shown, PCI_ROM, 0);
	show_capabilities(f);
	return f->reset_by_driver || f->reset_by_bus || can_reset(f)
		   ? NULL
		   : "has no function-level reset: reset = \"driver\" or \"bus\" is expected";
}

/*
 * After a write of all ones, a BAR shows its size, for which the client asks in this way; after any other write, its own
 * address.
 */
static void write_bar(struct function *f, unsigned int n, uint32_t value)
{
	bool upper = n && f->size[n - 1] && get(f->hardware, PCI_BAR(n - 1)) & PCI_BAR_64;

	if (get(f->shown, PCI_COMMAND) & PCI_COMMAND_MEMORY || !(f->size[n] || upper))
		return;
	if (value != ~0u)
		show_bar(f, n);
	else
		set(f->shown, PCI_BAR(n),
		    upper ? ~0u : -f->size[n] | (get(f->hardware, PCI_BAR(n)) & PCI_BAR_FLAGS));
}

void function_write(struct function *f, uint32_t offset, uint32_t size, uint32_t value)
{
	uint32_t at = offset & ~3u, shift = offset % 4 * 8;
	uint32_t mask = size >= 4 ? ~0u : ((1u << size * 8) - 1) << shift;
	uint32_t word = (get(f->shown, at) & ~mask) | (value << shift & mask);

	if (at == PCI_COMMAND && mask & 0xffff)
		command(f, word & COMMAND_OF_CLIENT);
	else if (at == PCI_INTERRUPT) /* the register is a note of the client for itself */
		set(f->shown, at, (get(f->shown, at) & ~0xffu) | (word & 0xff));
	else if (at >= PCI_BAR(0) && at < PCI_BAR(PCI_BARS) && mask == ~0u)
		write_bar(f, (at - PCI_BAR(0)) / 4, value);
}

bool function_reset(struct function *f, bool (*wait)(void))
{
	uint32_t control = f->express + PCI_EXPRESS_CONTROL;

	set(f->hardware, PCI_COMMAND, 0);
	if (!RESETS || !can_reset(f))
		return false;
	while (get(f->hardware, control) & PCI_EXPRESS_STATUS_PENDING && wait())
		;
	set(f->hardware, control, PCI_EXPRESS_CONTROL_FLR);
	while (get(f->hardware, PCI_VENDOR) == PCI_NOBODY && wait())
		;
	return true;
}

void function_reset_bus(struct function *f, bool on)
{
	uint32_t control = get(f->port, PCI_BRIDGE_CONTROL) & ~PCI_BRIDGE_BUS_RESET;

	if (on)
		set(f->hardware, PCI_COMMAND, 0);
	set(f->port, PCI_BRIDGE_CONTROL, on && RESETS ? control | PCI_BRIDGE_BUS_RESET : control);
}
