/* SPDX-License-Identifier: BSD-3-Clause */
/* The UART for the core's own lines. */
#include <libfdt.h>
#include <string.h>
#include "board_console.h"
#include "bus.h"
#include "diagnostics.h"

bool board_find_uart(const void *tree, int node, enum bulkhead_uart *kind)
{
	static const struct {
		const char *compatible;
		enum bulkhead_uart kind;
		bool shifted; /* one register per word, if the tree says so */
	} uarts[] = {
	    {"arm,pl011", BULKHEAD_UART_PL011, false},
	    {"cdns,uart-r1p8", BULKHEAD_UART_CADENCE, false},
	    {"cdns,uart-r1p12", BULKHEAD_UART_CADENCE, false},
	    {"fsl,imx6q-uart", BULKHEAD_UART_IMX, false},
	    {"brcm,bcm2835-aux-uart", BULKHEAD_UART_16550, false},
	    {"snps,dw-apb-uart", BULKHEAD_UART_16550, true},
	    {"ns16550a", BULKHEAD_UART_16550, true},
	};
	int length;
	const fdt32_t *shift = fdt_getprop(tree, node, "reg-shift", &length);

	for (size_t i = 0; i < COUNT_OF(uarts); i++) {
		if (fdt_node_check_compatible(tree, node, uarts[i].compatible))
			continue;
		if (uarts[i].shifted &&
		    (!shift || length != sizeof(*shift) || fdt32_ld(shift) != 2))
			return false;
		*kind = uarts[i].kind;
		return true;
	}
	return false;
}

void board_read_console(struct board *board)
{
	const char *path = board->console;
	uint64_t size;
	int chosen = fdt_path_offset(board->tree, "/chosen"), node;

	if (path && !strcmp(path, "none"))
		return;
	if (!path && chosen >= 0)
		path = fdt_stringlist_get(board->tree, chosen, "stdout-path", 0, NULL);
	if (!path) {
		diag_error(
		    "/bulkhead", "console",
		    "is missing, and the board's tree has no /chosen/stdout-path: a UART's path, "
		    "or \"none\", is expected");
		return;
	}
	/* "serial0:115200n8" */
	node = fdt_path_offset_namelen(board->tree, path, (int)strcspn(path, ":"));
	if (node < 0)
		diag_error("/bulkhead", "console", "there is no %s in the board's tree", path);
	else if (!bus_registers(board->tree, node, 0, &board->uart, &size))
		diag_error("/bulkhead", "console", "the CPU doesn't reach %s of the board's tree",
			   path);
	else if (!board_find_uart(board->tree, node, &board->uart_kind))
		diag_error("/bulkhead", "console",
			   "%s (%s) is no UART that the core can write to: a PL011, Cadence, i.MX "
			   "or 16550 "
			   "of words, or \"none\", is expected",
			   path,
			   fdt_stringlist_get(board->tree, node, "compatible", 0, NULL) ?: "");
}
