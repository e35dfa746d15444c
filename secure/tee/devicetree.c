/* SPDX-License-Identifier: BSD-3-Clause */
#include "devicetree.h"
#include <libfdt.h>
#include <string.h>
#include "layout.h"
#include "nsmem.h"
#include "rng.h"

#define ROOM 1024 /* for the nodes that are added */

static const char *read_memory(const void *fdt)
{
	int found = 0;

	for (int node = fdt_node_offset_by_prop_value(fdt, -1, "device_type", "memory", 7);
	     node >= 0;
	     node = fdt_node_offset_by_prop_value(fdt, node, "device_type", "memory", 7)) {
		int length;
		const fdt64_t *reg = fdt_getprop(fdt, node, "reg", &length);
		const char *status = fdt_getprop(fdt, node, "status", NULL);

		if (status && strcmp(status, "okay"))
			continue; /* secure RAM */
		for (; reg && length >= 16; reg += 2, length -= 16, found++)
			nsmem_add_ram(fdt64_to_cpu(reg[0]), fdt64_to_cpu(reg[1]));
	}
	return found ? NULL : "no memory node";
}

/*
 * Seeds are secrets of one reader: the TEE takes them, and the normal world gets others that are
 * derived from them one way.
 */
static void take_seed(void *fdt, int chosen, const char *name)
{
	int length;
	void *seed = fdt_getprop_w(fdt, chosen, name, &length);

	if (!seed || length <= 0)
		return;
	rng_seed(seed, length);
	rng_derive(seed, length);
}

static int add_psci(void *fdt)
{
	static const char compatible[] = "arm,psci-1.0\0arm,psci-0.2";
	int node = fdt_add_subnode(fdt, 0, "psci"), cpu;

	if (node == -FDT_ERR_EXISTS)
		return 0;
	if (node < 0 || fdt_setprop(fdt, node, "compatible", compatible, sizeof(compatible)) ||
	    fdt_setprop_string(fdt, node, "method", "smc"))
		return -1;
	for (cpu = fdt_node_offset_by_prop_value(fdt, -1, "device_type", "cpu", 4); cpu >= 0;
	     cpu = fdt_node_offset_by_prop_value(fdt, cpu, "device_type", "cpu", 4))
		if (fdt_setprop_string(fdt, cpu, "enable-method", "psci"))
			return -1;
	return 0;
}

static int add_optee(void *fdt)
{
	static const uint32_t interrupt[] = {0, 187, 1}; /* SPI, number, rising edge */
	int firmware = fdt_path_offset(fdt, "/firmware"), node;

	if (firmware < 0)
		firmware = fdt_add_subnode(fdt, 0, "firmware");
	node = firmware < 0 ? firmware : fdt_add_subnode(fdt, firmware, "optee");
	if (node == -FDT_ERR_EXISTS)
		return 0;
	if (node < 0 || fdt_setprop_string(fdt, node, "compatible", "linaro,optee-tz") ||
	    fdt_setprop_string(fdt, node, "method", "smc"))
		return -1;
	for (unsigned int i = 0; i < 3; i++)
		if (fdt_appendprop_u32(fdt, node, "interrupts", interrupt[i]))
			return -1;
	return 0;
}

const char *devicetree_prepare(void *fdt)
{
	const char *problem;
	int chosen;

	if (fdt_check_header(fdt) || fdt_totalsize(fdt) > NS_DTB_MAX || fdt_pack(fdt))
		return "no device tree at its address";
	problem = read_memory(fdt);
	if (problem)
		return problem;
	chosen = fdt_path_offset(fdt, "/chosen");
	if (chosen >= 0) {
		take_seed(fdt, chosen, "rng-seed");
		take_seed(fdt, chosen, "kaslr-seed");
	}
	/* QEMU's tree is 1 MiB of mostly slack, packed above: give it room for these nodes only. */
	if (fdt_open_into(fdt, fdt, fdt_totalsize(fdt) + ROOM) || add_psci(fdt) || add_optee(fdt) ||
	    fdt_pack(fdt))
		return "no room for firmware nodes";
	rng_start();
	return NULL;
}
