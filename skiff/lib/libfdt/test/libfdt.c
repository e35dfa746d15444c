/* SPDX-License-Identifier: BSD-3-Clause */
#include <libfdt.h>
#include <skiff/test.h>

TEST(libfdt_makes_and_reads_a_tree)
{
	static char blob[1024] __attribute__((aligned(8))); /* as libfdt demands */
	const fdt32_t *value;
	int node, length;

	CHECK(fdt_create_empty_tree(blob, sizeof(blob)) == 0);
	node = fdt_add_subnode(blob, 0, "device@1000");
	CHECK(node > 0 && fdt_setprop_u32(blob, node, "reg", 0x1000) == 0);
	node = fdt_path_offset(blob, "/device@1000");
	value = fdt_getprop(blob, node, "reg", &length);
	CHECK(value && length == 4 && fdt32_to_cpu(*value) == 0x1000);
	CHECK(fdt_path_offset(blob, "/none") == -FDT_ERR_NOTFOUND);
}
