/* SPDX-License-Identifier: BSD-3-Clause */
/* The whole compiler: what is in the image of a system with one of everything. */
#include <bulkhead/armv8.h>
#include <bulkhead/loader.h>
#include <libfdt.h>
#include <string.h>
#include "compile.h"
#include "diagnostics.h"
#include "loaded.h"
#include "test.h"

#define OUTPUT TEST_BUILD "/compiler/test/rich.elf"

static bool compile_rich(const char *output, const char *define)
{
	struct compile_options options = {.description = "compiler/test/rich.dts",
					  .output = output,
					  .build = TEST_BUILD,
					  .core = TEST_BUILD "/compiler/test/core.elf",
					  .boards = "boards",
					  .defines = &define,
					  .define_count = define ? 1 : 0};

	return compile_system(&options);
}

static struct loaded image;

static int setup(void **state)
{
	(void)state;
	if (!compile_rich(OUTPUT, NULL))
		return 1;
	loaded_read(&image, OUTPUT);
	return 0;
}

static void same_input_same_bytes(void **state)
{
	struct bytes again;

	(void)state;
	assert_true(compile_rich(TEST_BUILD "/compiler/test/rich-again.elf", NULL));
	assert_true(host_read_file(TEST_BUILD "/compiler/test/rich-again.elf", &again));
	assert_int_equal(again.size, image.file.size);
	assert_memory_equal(again.data, image.file.data, again.size);
}

static void manifest_is_whole(void **state)
{
	const struct bulkhead_manifest *m = image.manifest;

	(void)state;
	assert_true(m->magic == BULKHEAD_MANIFEST_MAGIC);
	assert_int_equal(
	    m->checksum,
	    manifest_checksum(loaded_at(&image, image.header->manifest, m->size), m->size));
	assert_int_equal(m->vm_count, 1 + 3 + 1 + 2 + 1);
	assert_int_equal(m->vcpu_count, 2 + 3 + 1);
	assert_int_equal(m->cpu_count, 2);
}

/* The image declares two stacks of one page, behind a page of .data and two of .bss. */
static void threads_stacks_have_holes_below(void **state)
{
	const struct manifest_vm *vm = loaded_vm(&image, "many-1");
	uint64_t first = BULKHEAD_RAM_IPA + 3 * PAGE, pa;

	(void)state;
	for (uint64_t guard = first; guard < first + 4 * PAGE; guard += 2 * PAGE) {
		assert_true(loaded_walk(&image, vm, guard - 8, &pa) & S2_AP_WRITE);
		assert_false(loaded_walk(&image, vm, guard, &pa));
		assert_false(loaded_walk(&image, vm, guard + PAGE - 8, &pa));
		assert_true(loaded_walk(&image, vm, guard + PAGE, &pa) & S2_AP_WRITE);
	}
}

/* Every page of every declared region is mapped as declared, and no other page is. */
static void tables_are_what_is_declared(void **state)
{
	const struct bulkhead_declarations *d = image.declarations;
	const struct declared_region *regions = (const void *)((const char *)d + d->regions);
	uint64_t pages[16] = {0};

	(void)state;
	assert_in_range(image.manifest->vm_count, 1, COUNT_OF(pages));
	for (uint32_t i = 0; i < d->region_count; i++) {
		const struct declared_region *r = &regions[i];

		for (uint64_t at = 0; at < r->size; at += PAGE) {
			uint64_t pa = 0,
				 entry = loaded_walk(&image, &image.vms[r->vm], r->ipa + at, &pa);

			assert_int_equal(pa, r->pa + at);
			assert_true(entry & S2_AF);
			assert_int_equal(!!(entry & S2_AP_WRITE),
					 !!(r->rights & BULKHEAD_RIGHT_WRITE));
			assert_int_equal(!(entry & S2_XN), !!(r->rights & DECLARED_EXECUTE));
			assert_false(entry & S2_DBM);
		}
		pages[r->vm] += r->size / PAGE;
	}
	for (uint32_t i = 0; i < image.manifest->vm_count; i++)
		assert_int_equal(loaded_pages(&image, &image.vms[i]), pages[i]);
}

static void nothing_is_writable_and_executable_in_unikernels(void **state)
{
	const struct bulkhead_declarations *d = image.declarations;
	const struct declared_region *regions = (const void *)((const char *)d + d->regions);

	(void)state;
	for (uint32_t i = 0; i < d->region_count; i++)
		if (regions[i].rights ==
		    (BULKHEAD_RIGHT_READ | BULKHEAD_RIGHT_WRITE | DECLARED_EXECUTE))
			assert_string_equal(image.vms[regions[i].vm].name, "big");
}

static void instances_share_text_and_not_memory(void **state)
{
	uint64_t text[2], memory[2];

	(void)state;
	assert_true(loaded_walk(&image, loaded_vm(&image, "many-0"), BULKHEAD_IMAGE_IPA, &text[0]));
	assert_true(loaded_walk(&image, loaded_vm(&image, "many-2"), BULKHEAD_IMAGE_IPA, &text[1]));
	assert_int_equal(text[0], text[1]);
	assert_true(loaded_walk(&image, loaded_vm(&image, "many-0"), BULKHEAD_RAM_IPA, &memory[0]));
	assert_true(loaded_walk(&image, loaded_vm(&image, "many-2"), BULKHEAD_RAM_IPA, &memory[1]));
	assert_true(memory[0] != memory[1]);
}

static void stacks_lie_between_unmapped_pages(void **state)
{
	const struct manifest_vm *vm = loaded_vm(&image, "shared");
	const struct manifest_activation *a = loaded_at(
	    &image, image.manifest->activations, image.manifest->activation_count * sizeof(*a));
	uint64_t pa;

	(void)state;
	/* The two vCPUs of `big` and the one of `other`, in the order of their ids. */
	assert_int_equal(vm->activations.count, 3);
	for (uint32_t i = 0; i < vm->activations.count; i++) {
		uint64_t top = a[vm->activations.first + i].stack_top;

		assert_true(loaded_walk(&image, vm, top - 8, &pa) & S2_AP_WRITE);
		assert_false(loaded_walk(&image, vm, top, &pa));
		assert_false(loaded_walk(&image, vm, top - PAGE - 8, &pa));
	}
}

static void templates_have_an_instance_for_each_client(void **state)
{
	const struct manifest_vm *of_big = loaded_vm(&image, "med-big"),
				 *of_other = loaded_vm(&image, "med-other");
	const struct bulkhead_bootinfo *info;
	const struct bulkhead_window *window;
	uint64_t pa, client;

	(void)state;
	assert_int_equal(of_big->activations.count, 2);
	assert_int_equal(of_other->activations.count, 1);
	assert_true(loaded_walk(&image, of_big, BULKHEAD_BOOTINFO_IPA, &pa));
	info = loaded_at(&image, pa, PAGE);
	assert_true(info->magic == BULKHEAD_BOOTINFO_MAGIC);
	assert_string_equal(info->name, "med-big");
	assert_int_equal(info->window_count, 1);
	assert_int_equal(info->inject_count, 1);
	assert_int_equal(info->call_count, 1);
	window = (const void *)((const char *)info + info->windows);
	assert_int_equal(window->rights, BULKHEAD_RIGHT_READ);
	assert_true(loaded_walk(&image, loaded_vm(&image, "big"), window->client_ipa, &client));
	assert_int_equal(window->pa, client);
	assert_false(loaded_walk(&image, of_big, window->ipa, &client) & S2_AP_WRITE);
	assert_int_equal(window->pa, client);
}

static void routes_are_sorted_and_lead_to_their_activations(void **state)
{
	const struct manifest_vm *big = loaded_vm(&image, "big"),
				 *shared = loaded_vm(&image, "shared");
	const struct manifest_vm *med = loaded_vm(&image, "med-other"),
				 *other = loaded_vm(&image, "other");
	const struct manifest_route *routes =
	    loaded_at(&image, image.manifest->routes, sizeof(*routes));
	const struct manifest_route *smc = routes + big->routes[MANIFEST_CLASS_SMC].first;
	const struct manifest_route *call = routes + med->calls.first;
	const struct manifest_activation *a =
	    loaded_at(&image, image.manifest->activations, sizeof(*a));

	(void)state;
	assert_int_equal(big->routes[MANIFEST_CLASS_SMC].count, 2);
	assert_true(smc[0].first == 0x32000000 && smc[0].results == 8 && smc[0].badge == 77);
	assert_true(smc[1].first == 0xb2000000u && smc[1].results == 4 && smc[1].badge == 0);
	assert_int_equal(med->calls.count, 1);
	assert_true(&image.vms[call->extension] == shared);
	assert_int_equal(a[call->activation].vcpu, other->vcpus.first);
	/* `other` is the second client of `shared`. */
	assert_int_equal(routes[other->routes[MANIFEST_CLASS_MMIO].first].badge, 1);
}

static void guest_finds_its_machine(void **state)
{
	const struct manifest_vm *big = loaded_vm(&image, "big");
	const struct bulkhead_loader_info *info;
	const void *tree;
	uint64_t pa;
	int node, length;

	(void)state;
	assert_true(big->flags & MANIFEST_VM_LOADER);
	assert_true(loaded_walk(&image, big, big->entry_argument, &pa));
	info = loaded_at(&image, pa, sizeof(*info));
	assert_true(info->magic == BULKHEAD_LOADER_MAGIC);
	assert_int_equal(info->segment_count, 3);
	assert_int_equal(info->entry, 0x40080000);
	assert_int_equal(info->segments[1].destination, 0x40080000);
	assert_true(loaded_walk(&image, big, info->segments[1].source, &pa));
	assert_memory_equal(loaded_at(&image, pa, 14), "This text is a", 14);
	assert_true(loaded_walk(&image, big, info->segments[0].source, &pa));
	tree = loaded_at(&image, pa, info->segments[0].size);
	assert_int_equal(fdt_check_full(tree, info->segments[0].size), 0);
	/* A raw image finds a copy of its tree behind the middle of its RAM of 66 MiB, at the next 2 MiB. */
	assert_int_equal(info->argument, 0x42200000);
	assert_int_equal(info->segments[2].destination, info->argument);
	assert_int_equal(info->segments[2].source, info->segments[0].source);
	assert_int_equal(info->segments[0].destination, 0x40000000);
	assert_string_equal(fdt_getprop(tree, fdt_path_offset(tree, "/chosen"), "bootargs", NULL),
			    "hello from the description");
	assert_true(fdt_path_offset(tree, "/pl011@9000000") > 0);
	assert_true(fdt_path_offset(tree, "/pl031@9010000") > 0);
	/* Both banks of the flash, at their own addresses. */
	fdt_getprop(tree, fdt_path_offset(tree, "/flash@0"), "reg", &length);
	assert_int_equal(length, 32);
	assert_true(loaded_walk(&image, big, 0x3fff000, &pa) && pa == 0x3fff000);
	assert_true(loaded_walk(&image, big, 0x7fff000, &pa) && pa == 0x7fff000);
	assert_true(fdt_path_offset(tree, "/cpus/cpu@1") > 0);
	assert_true(fdt_path_offset(tree, "/cpus/cpu@2") < 0);
	node = fdt_node_offset_by_compatible(tree, -1, "bulkhead,channel");
	assert_string_equal(fdt_getprop(tree, node, "bulkhead,peer", NULL), "other");
}

static void interrupts_have_their_owners(void **state)
{
	const struct manifest_irq *irqs = loaded_at(
	    &image, image.manifest->irqs, image.manifest->board.irq_count * sizeof(*irqs));
	const struct manifest_vm *big = loaded_vm(&image, "big");

	(void)state;
	assert_int_equal(irqs[34].vcpu, big->vcpus.first);
	assert_int_equal(irqs[34].virq, 34);
	assert_int_equal(irqs[35].vcpu, BULKHEAD_NONE);
	assert_int_equal(irqs[219].flags, MANIFEST_IRQ_BROADCAST);
	assert_int_equal(irqs[219].virq, 2);
}

static void vmids_are_distinct_over_the_machine(void **state)
{
	(void)state;
	for (uint32_t i = 0; i < image.manifest->vm_count; i++)
		for (uint32_t n = 0; n < i; n++)
			assert_int_not_equal(image.vms[i].vttbr_el2 >> 48,
					     image.vms[n].vttbr_el2 >> 48);
}

/* Thousands of instances: a page of tables each, and a part of one, VMIDs shared where 255 don't suffice. */
static void a_thousand_instances(void **state)
{
	struct loaded many;

	(void)state;
	assert_true(compile_rich(TEST_BUILD "/compiler/test/rich-many.elf", "COUNT=1000"));
	loaded_read(&many, TEST_BUILD "/compiler/test/rich-many.elf");
	assert_int_equal(many.manifest->vm_count, 1 + 1000 + 1 + 2 + 1);
	assert_true(loaded_vm(&many, "many-999")->flags & MANIFEST_VM_VMID_SHARED);
	for (uint32_t i = 0; i < many.manifest->vm_count; i++)
		assert_in_range(many.vms[i].vttbr_el2 >> 48, 1, 255);
	assert_in_range(many.header->end - image.header->end, 997 * PAGE, 997 * 3 * PAGE / 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(same_input_same_bytes),
	    cmocka_unit_test(manifest_is_whole),
	    cmocka_unit_test(tables_are_what_is_declared),
	    cmocka_unit_test(nothing_is_writable_and_executable_in_unikernels),
	    cmocka_unit_test(instances_share_text_and_not_memory),
	    cmocka_unit_test(threads_stacks_have_holes_below),
	    cmocka_unit_test(stacks_lie_between_unmapped_pages),
	    cmocka_unit_test(templates_have_an_instance_for_each_client),
	    cmocka_unit_test(routes_are_sorted_and_lead_to_their_activations),
	    cmocka_unit_test(guest_finds_its_machine),
	    cmocka_unit_test(interrupts_have_their_owners),
	    cmocka_unit_test(vmids_are_distinct_over_the_machine),
	    cmocka_unit_test(a_thousand_instances),
	};

	return cmocka_run_group_tests_name("compile", tests, setup, NULL) != 0;
}
