/* SPDX-License-Identifier: BSD-3-Clause */
/* Checks whether its function is there. The command line says which vendor it must find; 0 means that the function was refused.
 * */
#include <kit/guest.h>
#include <kit/tree.h>
#include <pci/config.h>

#define CONFIG 0x4010008000ull

void guest(unsigned cpu)
{
	const char *args = tree_bootargs();
	uint64_t vendor = parse_number(&args);

	(void)cpu;
	check("its function's vendor", *(volatile uint32_t *)(CONFIG + PCI_VENDOR) & 0xffff,
	      vendor);
	*(volatile uint32_t *)(CONFIG + PCI_COMMAND) = PCI_COMMAND_MEMORY | PCI_COMMAND_MASTER;
	check("its bus mastering",
	      *(volatile uint32_t *)(CONFIG + PCI_COMMAND) & PCI_COMMAND_MASTER,
	      vendor ? PCI_COMMAND_MASTER : 0);
	summary();
}
