/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The configuration space of a client's PCI functions. Its pages are this extension's devices; of each page, the client sees a
 * copy, a register page at the same address. The compiler writes `configuration`: for each function the number of its page,
 * the number of its BARs with flags (pci/config.h), the page of its root port if there is one, and for each BAR its index,
 * address and size.
 */
#include <errno.h>
#include <stddef.h>
#include <string.h>
#include <skiff/extension.h>
#include <skiff/plat.h>
#include "function.h"

#define FUNCTIONS_MAX 8
#define RESET_MS      100 /* PCI Express Base Specification, 6.6.1 and 6.6.2 */
#define BUS_RESET_MS  2	  /* 1 at least (6.6.1) */

static struct function functions[FUNCTIONS_MAX];
static unsigned int count;
static uint64_t reset_end;

static const void *at(uint32_t offset)
{
	return (const char *)bootinfo() + offset;
}

static void barrier(void)
{
	__asm__ volatile("dsb sy" ::: "memory");
}

static void say(const char *text)
{
	console_write(text, strlen(text));
}

/* The page of configuration space with this number; NULL: this extension doesn't own it. */
static const struct bulkhead_device *find_page(uint64_t page)
{
	const struct bulkhead_device *d = at(bootinfo()->devices);

	for (unsigned int i = 0; i < bootinfo()->device_count; i++)
		if (d[i].pa % ((uint64_t)1 << 28) == page * PCI_CONFIG_SIZE)
			return &d[i];
	return NULL;
}

/* Find the pages of the function with the number `page`: configuration space, and the client's copy. */
static int find_pages(struct function *f, uint64_t page)
{
	const struct bulkhead_device *d = find_page(page);
	const struct bulkhead_registers *r = at(bootinfo()->registers);

	for (unsigned int n = 0; d && n < bootinfo()->registers_count; n++)
		if (r[n].client_ipa == d->pa) {
			f->hardware = (volatile uint32_t *)(uintptr_t)d->ipa;
			f->shown = (volatile uint32_t *)(uintptr_t)r[n].ipa;
			return 0;
		}
	return -ENODEV;
}

/* … and of its root port, whose number is `port`. */
static int find_port(struct function *f, uint64_t port)
{
	const struct bulkhead_device *d = find_page(port);

	f->port = d ? (volatile uint32_t *)(uintptr_t)d->ipa : NULL;
	return d ? 0 : -ENODEV;
}

static int read_configuration(void)
{
	const uint32_t *cell = at(bootinfo()->configuration);
	const uint32_t *end = cell + bootinfo()->configuration_size / sizeof(*cell);

	for (count = 0; cell + 2 <= end && count < FUNCTIONS_MAX; count++) {
		struct function *f = &functions[count];
		uint32_t page = *cell++, bars = *cell++;

		f->page = page;
		f->reset_by_driver = bars & PCI_RESET_BY_DRIVER;
		f->reset_by_bus = bars & PCI_RESET_BY_BUS;
		if (bars & PCI_BEHIND_PORT && (cell == end || find_port(f, *cell++)))
			return -EINVAL;
		if (f->reset_by_bus && !f->port)
			return -EINVAL;
		bars &= PCI_BARS_COUNT;
		for (; bars && cell + 3 <= end; bars--, cell += 3)
			if (cell[0] < PCI_BARS) {
				f->address[cell[0]] = cell[1];
				f->size[cell[0]] = cell[2];
			}
		if (bars || find_pages(f, page))
			return -EINVAL;
	}
	return cell == end ? 0 : -EINVAL;
}

/* Report what is wrong, and show the client zeros instead of the function. */
static void refuse(const struct function *f, const char *wrong)
{
	static const char digits[] = "0123456789abcdef";
	uint32_t page = f->page;
	const char name[] = {digits[page >> 12 & 15],
			     digits[page >> 8 & 15],
			     ':',
			     digits[page >> 7 & 1],
			     digits[page >> 3 & 15],
			     '.',
			     digits[page & 7],
			     ' ',
			     0};

	say("pci: function ");
	say(name);
	say(wrong);
	say("\n");
	for (unsigned int i = 0; i < PCI_CONFIG_SIZE / sizeof(*f->shown); i++)
		f->shown[i] = 0;
}

int extension_on_init(void)
{
	int error = read_configuration();

	if (error) {
		say("pci: configuration and pages don't fit\n");
		return error;
	}
	for (unsigned int i = 0; i < count;) {
		const char *wrong = function_begin(&functions[i]);

		if (wrong) {
			refuse(&functions[i], wrong);
			functions[i] = functions[--count];
		} else {
			i++;
		}
	}
	barrier();
	return 0;
}

struct extension_reply extension_on_mmio(uint64_t header, uint64_t ipa, uint64_t access,
					 uint64_t value)
{
	const struct bulkhead_registers *r = at(bootinfo()->registers);

	(void)header;
	for (unsigned int i = 0; i < bootinfo()->registers_count; i++)
		if (ipa - r[i].client_ipa < r[i].size)
			for (unsigned int n = 0; n < count; n++)
				if ((uintptr_t)functions[n].shown == r[i].ipa)
					function_write(&functions[n], ipa % PCI_CONFIG_SIZE,
						       BULKHEAD_MMIO_SIZE(access), value);
	barrier();
	return extension_resume(0);
}

static uint64_t time_in(unsigned int ms)
{
	return extension_time() + extension_counter_hz() * ms / 1000;
}

/* Reset the buses of all functions with this kind of reset. @return whether there is one */
static bool reset_buses(bool on)
{
	bool some = false;

	for (unsigned int i = 0; i < count; i++)
		if (functions[i].reset_by_bus) {
			function_reset_bus(&functions[i], on);
			some = true;
		}
	barrier();
	return some;
}

static bool wait(void)
{
	return extension_time() < reset_end;
}

enum bulkhead_action extension_on_client_gone(uint64_t header)
{
	bool bus = reset_buses(true);

	(void)header;
	if (bus) {
		reset_end = time_in(BUS_RESET_MS);
		while (wait())
			;
		reset_buses(false);
	}
	reset_end = time_in(RESET_MS);
	for (unsigned int i = 0; i < count; i++)
		if (!functions[i].reset_by_bus)
			function_reset(&functions[i], wait);
	/* Behind a bus that was reset, no device may be accessed before this time has passed. */
	while (bus && wait())
		;
	barrier();
	return BULKHEAD_RESUME;
}
