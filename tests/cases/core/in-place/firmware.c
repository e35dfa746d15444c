/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Firmware that is executed in place, in a flash at 0, as EDK2 is: it stores into its own image, which a flash in read mode
 * ignores. Its device tree says what the stores must do: "ignored" (by the extension rom) or "abort".
 */
#include <arm/esr.h>
#include <kit/guest.h>
#include <kit/tree.h>

#define RAM	     0x40000000ull
#define TREE_MAGIC   0xedfe0dd0u /* as little endian */
#define FLASH_SECOND 0x04000000ull
#define OWNS_FLASH   'i' /* of "ignored" */
#define MARK	     0x1122334455667788ull
#define READ_ARRAY   0xffu /* CFI command that leaves the command mode */
#define READ_ID	     0x90u

static const uint64_t constant = MARK;
#define CONSTANT (*(volatile uint64_t *)&constant)

static uint64_t store(void)
{
	exception_expect();
	CONSTANT = 0;
	return exception_taken();
}

/* An access of two registers, or one that changes its base register: the extension can't complete it. */
static uint64_t store_pair(void)
{
	exception_expect();
	__asm__ volatile("stp xzr, xzr, [%0]" ::"r"(&constant) : "memory");
	return exception_taken();
}

/* The board's flash behind the image: the rest of bank 0 can be read, and bank 1 accepts commands. */
static void flash(void)
{
	volatile uint32_t *second = (uint32_t *)FLASH_SECOND;
	uint32_t array = *second, id;

	exception_expect();
	(void)*(volatile uint32_t *)(FLASH_SECOND - 4);
	check("the flash behind the image is there", exception_taken(), 0);
	*second = READ_ID;
	id = *second;
	*second = READ_ARRAY;
	check("the second bank answers commands", id != array && *second == array, 1);
}

void guest(unsigned cpu)
{
	const char *expected = tree_bootargs();
	uint64_t esr;

	(void)cpu;
	check("it runs where it is linked", (uint64_t)(uintptr_t)&_start, 0);
	check("the device tree is at the start of RAM", *(volatile uint32_t *)RAM, TREE_MAGIC);
	check("its constants are read", CONSTANT, MARK);
	esr = store();
	if (expected[0] == OWNS_FLASH) {
		check("a store into the image is ignored", esr, 0);
		check("but not one of two registers", ISS_FSC(store_pair()), FSC_EXTERNAL_ABORT);
		flash();
	} else {
		check("a store into the image is an external abort", ISS_FSC(esr),
		      FSC_EXTERNAL_ABORT);
	}
	check("and changes nothing", CONSTANT, MARK);
	summary();
}
