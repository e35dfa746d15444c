/* SPDX-License-Identifier: BSD-3-Clause */
/* A guest's device tree: like QEMU's virt, with the devices that the VM has. Bindings: Linux,
 * Documentation/devicetree. */
#include <arm/gic.h>
#include <arm/psci.h>
#include <arm/smccc.h>
#include <libfdt.h>
#include <stdlib.h>
#include <string.h>
#include "diagnostics.h"
#include "guest_devices.h"
#include "guest_tree.h"
#include "maker.h"
#include "pci.h"
#include "tree_writer.h"

#define TREE_SIZE     KIB(64)
#define GIC_PPI	      1
#define IRQ_LEVEL     4
#define PCI_MEMORY_32 0x02000000 /* space of a PCI address: memory of 32 bits */
#define CLOCK_HZ      24000000

#define KASLR_SEED_SIZE 8 /* bytes: bulkhead/loader.h */
#define RNG_SEED_SIZE	32

static void put_cpus(const struct system *system, const struct vm *vm)
{
	unsigned cluster = system->board.manifest.gic_version == 3 ? 16 : 8;

	write_begin("cpus");
	write_number("#address-cells", 1);
	write_number("#size-cells", 0);
	for (uint32_t i = 0; i < vm->vcpus; i++) {
		uint32_t affinity = i % cluster | i / cluster << 8;

		write_begin(host_format("cpu@%x", affinity));
		write_text("device_type", "cpu");
		write_text("compatible", system->board.cpu_compatible ? system->board.cpu_compatible
								      : "arm,armv8");
		write_number("reg", affinity);
		write_text("enable-method", "psci");
		write_end();
	}
	write_end();
}

static void put_platform(const struct system *system, const struct vm *vm)
{
	bool v3 = system->board.manifest.gic_version == 3;
	/* GICv2: bits 15:8 are a mask of cores. */
	uint32_t level = IRQ_LEVEL | (v3 ? 0 : ((1u << (vm->vcpus < 8 ? vm->vcpus : 8)) - 1) << 8);

	write_begin("psci");
	WRITE_TEXTS("compatible", "arm,psci-1.0\0arm,psci-0.2\0arm,psci");
	write_text("method", "hvc");
	write_number("cpu_suspend", PSCI_CPU_SUSPEND64);
	write_number("cpu_off", PSCI_CPU_OFF);
	write_number("cpu_on", PSCI_CPU_ON64);
	write_end();
	write_begin("timer");
	WRITE_TEXTS("compatible", "arm,armv8-timer\0arm,armv7-timer");
	WRITE_CELLS("interrupts", GIC_PPI, 13, level, GIC_PPI, 14, level, GIC_PPI, 11, level,
		    GIC_PPI, 10, level);
	write_flag("always-on");
	write_end();
	write_begin("intc@8000000");
	write_text("compatible", v3 ? "arm,gic-v3" : "arm,cortex-a15-gic");
	if (v3)
		WRITE_CELLS("reg", 0, LOW(GUEST_GICD), 0, 0x10000, 0, LOW(GUEST_GICR), 0,
			    LOW((uint64_t)GICR_STRIDE * vm->vcpus));
	else
		WRITE_CELLS("reg", 0, LOW(GUEST_GICD), 0, 0x10000, 0, LOW(GUEST_GICC), 0,
			    LOW(GUEST_GICC_SIZE));
	if (v3)
		write_number("#redistributor-regions", 1);
	write_flag("interrupt-controller");
	write_number("#interrupt-cells", 3);
	write_number("#address-cells", 2);
	write_number("#size-cells", 2);
	write_flag("ranges");
	write_number("phandle", PHANDLE_GIC);
	write_end();
	if (vm->pmu) {
		write_begin("pmu"); /* no interrupts: only the counters are available */
		write_text("compatible", "arm,armv8-pmuv3");
		write_end();
	}
	write_begin("apb-pclk");
	write_text("compatible", "fixed-clock");
	write_number("#clock-cells", 0);
	write_number("clock-frequency", CLOCK_HZ);
	write_text("clock-output-names", "clk24mhz");
	write_number("phandle", PHANDLE_CLK);
	write_end();
}

static void put_pl011(void)
{
	write_begin("pl011@9000000");
	WRITE_TEXTS("compatible", "arm,pl011\0arm,primecell");
	write_reg(GUEST_PL011, PAGE);
	WRITE_CELLS("interrupts", GIC_SPI, GUEST_PL011_IRQ - 32, IRQ_LEVEL);
	WRITE_CELLS("clocks", PHANDLE_CLK, PHANDLE_CLK);
	WRITE_TEXTS("clock-names", "uartclk\0apb_pclk");
	write_end();
}

static void put_memory(const struct vm *vm)
{
	write_begin(host_format("memory@%llx", (unsigned long long)vm->ram_ipa));
	write_text("device_type", "memory");
	write_reg(vm->ram_ipa, vm->ram_size);
	write_end();
	if (!vm->tee_shm)
		return;
	write_begin("reserved-memory");
	write_number("#address-cells", 2);
	write_number("#size-cells", 2);
	write_flag("ranges");
	write_begin(host_format("tee@%llx", (unsigned long long)GUEST_TEE_SHM));
	write_reg(GUEST_TEE_SHM, vm->tee_shm);
	write_flag("no-map");
	write_end();
	write_end();
}

/* The interrupts of its functions, level-triggered whatever the board's map says (PCI 2.2.6). */
static void put_interrupt_map(const struct system *system, const struct vm *vm)
{
	LIST(uint32_t) map = {0};
	uint32_t id, pin, intid;

	for (size_t i = 0; pci_slot(system, vm, i, &id, &pin, &intid); i++) {
		const uint32_t entry[] = {
		    (id & 0xff) << 8, 0, 0, pin, PHANDLE_GIC, 0, 0, GIC_SPI, intid - 32, IRQ_LEVEL};

		for (size_t n = 0; intid && n < COUNT_OF(entry); n++)
			*LIST_ADD(&map) = entry[n];
	}
	if (!map.count)
		return;
	write_cells("interrupt-map", map.items, map.count);
	WRITE_CELLS("interrupt-map-mask", 0xff00, 0, 0, 7); /* compare device, function and pin */
}

/* The PCI host bridge of the VM: one bus, with its own functions (bindings/pci/host-generic-pci). */
static void put_pci(const struct system *system, const struct vm *vm)
{
	const struct board_bridge *b = &system->board.bridge;
	uint64_t bus = pci_has(vm) ? pci_bus(system, vm) : 0;
	uint32_t number = (uint32_t)((bus - b->ecam) / PCI_BUS);

	if (!bus)
		return;
	write_begin(host_format("pcie@%llx", (unsigned long long)bus));
	write_text("compatible", "pci-host-ecam-generic");
	write_text("device_type", "pci");
	write_reg(bus, PCI_BUS);
	WRITE_CELLS("bus-range", number, number);
	write_number("linux,pci-domain", 0);
	write_number("#address-cells", 3);
	write_number("#size-cells", 2);
	write_number("#interrupt-cells", 1);
	WRITE_CELLS("ranges", PCI_MEMORY_32, 0, LOW(b->memory), HIGH(b->memory), LOW(b->memory),
		    HIGH(b->memory_size), LOW(b->memory_size));
	put_interrupt_map(system, vm);
	write_flag("dma-coherent");
	write_end();
}

bool guest_has_trng(const struct vm *vm)
{
	for (size_t i = 0; i < vm->routes.count; i++)
		if (vm->routes.items[i].class == MANIFEST_CLASS_HVC &&
		    vm->routes.items[i].first <= TRNG_RND64 &&
		    vm->routes.items[i].last >= TRNG_RND64)
			return true;
	return false;
}

struct bytes guest_tree(const struct system *system, const struct vm *vm, uint64_t initrd,
			uint64_t initrd_end)
{
	size_t size = TREE_SIZE + vm->vcpus * 256 + (vm->channel_count + vm->routes.count) * 512 +
		      (vm->owned.count ? fdt_totalsize(system->board.tree) : 0) +
		      (vm->linux_.bootargs ? strlen(vm->linux_.bootargs) : 0) +
		      (vm->args ? strlen(vm->args) : 0);
	bool uart_owned = false;
	struct bytes tree;
	const char *error;

	maker_begin(system, vm);
	write_open(size);
	write_begin("");
	write_number("interrupt-parent", PHANDLE_GIC);
	write_text("model", "bulkhead,virt");
	maker_put_compatible("linux,dummy-virt");
	write_number("#address-cells", 2);
	write_number("#size-cells", 2);
	write_begin("chosen");
	if (vm->linux_.bootargs || vm->args)
		write_text("bootargs", vm->linux_.bootargs ? vm->linux_.bootargs : vm->args);
	if (guest_has_trng(vm)) {
		/* The seeds must be adjacent: guest.c replaces them together. */
		write_raw("kaslr-seed", (uint8_t[KASLR_SEED_SIZE]){0}, KASLR_SEED_SIZE);
		write_raw("rng-seed", (uint8_t[RNG_SEED_SIZE]){0}, RNG_SEED_SIZE);
	}
	if (vm->pl011)
		write_text("stdout-path", "/pl011@9000000");
	else if (maker_console())
		write_text("stdout-path", maker_console());
	/* The guest must leave the BARs where the compiler placed them. */
	if (pci_has(vm))
		write_number("linux,pci-probe-only", 1);
	if (initrd_end && vm->linux_.initrd) {
		write_number64("linux,initrd-start", initrd);
		write_number64("linux,initrd-end", initrd_end);
	}
	write_end();
	put_memory(vm);
	put_cpus(system, vm);
	put_platform(system, vm);
	for (size_t i = 0; i < vm->owned.count; i++)
		uart_owned |= vm->owned.items[i].regions.items[0].base == GUEST_PL011;
	maker_put();
	if (vm->pl011 || uart_owned)
		put_pl011();
	guest_devices(system, vm);
	put_pci(system, vm);
	write_end();
	tree = write_close(&error);
	if (error)
		diag_error(vm->path, NULL, "its device tree can't be written: %s", error);
	return tree;
}
