/* SPDX-License-Identifier: BSD-3-Clause */
/* A guest's device tree: QEMU's virt, as far as it is there. Bindings: Linux,
 * Documentation/devicetree. */
#include <arm/gic.h>
#include <arm/psci.h>
#include <arm/smccc.h>
#include <libfdt.h>
#include <stdlib.h>
#include <string.h>
#include "diagnostics.h"
#include "guest_tree.h"
#include "pci.h"

#define TREE_SIZE     KIB(64)
#define PHANDLE_GIC   1
#define PHANDLE_CLK   2
#define GIC_SPI	      0
#define GIC_PPI	      1
#define IRQ_EDGE      1
#define IRQ_LEVEL     4
#define PCI_MEMORY_32 0x02000000 /* space of a PCI address: memory of 32 bits */
#define CLOCK_HZ      24000000

#define KASLR_SEED_SIZE 8 /* bytes: bulkhead/loader.h */
#define RNG_SEED_SIZE	32

/* libfdt's sequential writer; its first error sticks and is checked once, at the end. */
static void *out;
static int failed;

static void check(int result)
{
	if (result && !failed)
		failed = result;
}

static void begin(const char *name)
{
	check(fdt_begin_node(out, name));
}

static void end(void)
{
	check(fdt_end_node(out));
}

static void number(const char *name, uint32_t value)
{
	check(fdt_property_u32(out, name, value));
}

static void text(const char *name, const char *value)
{
	check(fdt_property_string(out, name, value));
}

static void raw(const char *name, const void *value, size_t size)
{
	check(fdt_property(out, name, value, (int)size));
}

#define TEXTS(name, literal) raw(name, literal, sizeof(literal))
#define CELLS(name, ...) \
	cells(name, (const uint32_t[]){__VA_ARGS__}, sizeof((uint32_t[]){__VA_ARGS__}) / 4)

static void cells(const char *name, const uint32_t *values, size_t count)
{
	fdt32_t *data = host_allocate(count * 4);

	for (size_t i = 0; i < count; i++)
		data[i] = cpu_to_fdt32(values[i]);
	raw(name, data, count * 4);
}

#define HIGH(v) (uint32_t)((uint64_t)(v) >> 32)
#define LOW(v)	(uint32_t)(v)

static void reg(uint64_t base, uint64_t size)
{
	CELLS("reg", HIGH(base), LOW(base), HIGH(size), LOW(size));
}

static void put_cpus(const struct system *system, const struct vm *vm)
{
	unsigned cluster = system->board.manifest.gic_version == 3 ? 16 : 8;

	begin("cpus");
	number("#address-cells", 1);
	number("#size-cells", 0);
	for (uint32_t i = 0; i < vm->vcpus; i++) {
		uint32_t affinity = i % cluster | i / cluster << 8;

		begin(host_format("cpu@%x", affinity));
		text("device_type", "cpu");
		text("compatible",
		     system->board.cpu_compatible ? system->board.cpu_compatible : "arm,armv8");
		number("reg", affinity);
		text("enable-method", "psci");
		end();
	}
	end();
}

static void put_platform(const struct system *system, const struct vm *vm)
{
	bool v3 = system->board.manifest.gic_version == 3;
	/* GICv2: bits 15:8 are a mask of cores. */
	uint32_t level = IRQ_LEVEL | (v3 ? 0 : ((1u << (vm->vcpus < 8 ? vm->vcpus : 8)) - 1) << 8);

	begin("psci");
	TEXTS("compatible", "arm,psci-1.0\0arm,psci-0.2\0arm,psci");
	text("method", "hvc");
	number("cpu_suspend", PSCI_CPU_SUSPEND64);
	number("cpu_off", PSCI_CPU_OFF);
	number("cpu_on", PSCI_CPU_ON64);
	end();
	begin("timer");
	TEXTS("compatible", "arm,armv8-timer\0arm,armv7-timer");
	CELLS("interrupts", GIC_PPI, 13, level, GIC_PPI, 14, level, GIC_PPI, 11, level, GIC_PPI, 10,
	      level);
	check(fdt_property(out, "always-on", NULL, 0));
	end();
	begin("intc@8000000");
	text("compatible", v3 ? "arm,gic-v3" : "arm,cortex-a15-gic");
	if (v3)
		CELLS("reg", 0, LOW(GUEST_GICD), 0, 0x10000, 0, LOW(GUEST_GICR), 0,
		      LOW((uint64_t)GICR_STRIDE * vm->vcpus));
	else
		CELLS("reg", 0, LOW(GUEST_GICD), 0, 0x10000, 0, LOW(GUEST_GICC), 0,
		      LOW(GUEST_GICC_SIZE));
	if (v3)
		number("#redistributor-regions", 1);
	check(fdt_property(out, "interrupt-controller", NULL, 0));
	number("#interrupt-cells", 3);
	number("#address-cells", 2);
	number("#size-cells", 2);
	check(fdt_property(out, "ranges", NULL, 0));
	number("phandle", PHANDLE_GIC);
	end();
	if (vm->pmu) {
		begin("pmu"); /* without interrupts: counters only */
		text("compatible", "arm,armv8-pmuv3");
		end();
	}
	begin("apb-pclk");
	text("compatible", "fixed-clock");
	number("#clock-cells", 0);
	number("clock-frequency", CLOCK_HZ);
	text("clock-output-names", "clk24mhz");
	number("phandle", PHANDLE_CLK);
	end();
}

static void put_pl011(void)
{
	begin("pl011@9000000");
	TEXTS("compatible", "arm,pl011\0arm,primecell");
	reg(GUEST_PL011, PAGE);
	CELLS("interrupts", GIC_SPI, GUEST_PL011_IRQ - 32, IRQ_LEVEL);
	CELLS("clocks", PHANDLE_CLK, PHANDLE_CLK);
	TEXTS("clock-names", "uartclk\0apb_pclk");
	end();
}

static void put_memory(const struct vm *vm)
{
	begin(host_format("memory@%llx", (unsigned long long)vm->ram_ipa));
	text("device_type", "memory");
	reg(vm->ram_ipa, vm->ram_size);
	end();
	if (!vm->tee_shm)
		return;
	begin("reserved-memory");
	number("#address-cells", 2);
	number("#size-cells", 2);
	check(fdt_property(out, "ranges", NULL, 0));
	begin(host_format("tee@%llx", (unsigned long long)GUEST_TEE_SHM));
	reg(GUEST_TEE_SHM, vm->tee_shm);
	check(fdt_property(out, "no-map", NULL, 0));
	end();
	end();
}

static void put_tee(const struct system *system, const struct vm *vm)
{
	if (!vm->tee)
		return;
	begin("firmware");
	begin("optee");
	text("compatible", "linaro,optee-tz");
	text("method", "smc");
	for (size_t i = 0; vm->tee_notify && i < system->broadcasts.count; i++) {
		const struct broadcast *b = &system->broadcasts.items[i];

		for (size_t n = 0; n < b->vms.count; n++)
			if (!strcmp(b->name, vm->tee_notify) && b->vms.items[n] == vm->id)
				CELLS("interrupts", GIC_SPI, b->virqs.items[n] - 32, IRQ_EDGE);
	}
	end();
	end();
}

static void put_channels(const struct system *system, const struct vm *vm)
{
	for (size_t i = 0; i < system->channels.count; i++) {
		const struct channel *c = &system->channels.items[i];

		for (int n = 0; n < 2; n++) {
			if (c->vm[n] != vm->id)
				continue;
			begin(host_format("channel@%llx", (unsigned long long)c->ipa[n]));
			text("compatible", "bulkhead,channel");
			reg(c->ipa[n], c->size);
			if (c->virq[n])
				CELLS("interrupts", GIC_SPI, c->virq[n] - 32, IRQ_EDGE);
			text("bulkhead,name", c->name);
			text("bulkhead,peer", c->between.items[!n]);
			number("bulkhead,index", c->index[n]);
			if (n && c->one_way)
				check(fdt_property(out, "bulkhead,read-only", NULL, 0));
			end();
		}
	}
}

static void put_regions(const struct bulkhead_range *regions, size_t count)
{
	size_t size = count * 4 * sizeof(fdt32_t);
	fdt32_t *data = host_allocate(size);

	for (size_t i = 0; i < count; i++) {
		const struct bulkhead_range *r = &regions[i];

		data[i * 4] = cpu_to_fdt32(HIGH(r->base));
		data[i * 4 + 1] = cpu_to_fdt32(LOW(r->base));
		data[i * 4 + 2] = cpu_to_fdt32(HIGH(r->size));
		data[i * 4 + 3] = cpu_to_fdt32(LOW(r->size));
	}
	raw("reg", data, size);
}

/* Linux touches no PrimeCell that hasn't one. */
static void put_bus_clock(void)
{
	CELLS("clocks", PHANDLE_CLK);
	text("clock-names", "apb_pclk");
}

/* The interrupts of its functions, level-triggered whatever the board's map says (PCI 2.2.6). */
static void put_interrupt_map(const struct system *system, const struct vm *vm)
{
	LIST(uint32_t) map = {0};
	uint32_t id, pin, intid;

	for (size_t i = 0; pci_slot(system, vm, i, &id, &pin, &intid); i++) {
		const uint32_t entry[] = {id << 8, 0, 0,       pin,	   PHANDLE_GIC,
					  0,	   0, GIC_SPI, intid - 32, IRQ_LEVEL};

		for (size_t n = 0; intid && n < COUNT_OF(entry); n++)
			*LIST_ADD(&map) = entry[n];
	}
	if (!map.count)
		return;
	cells("interrupt-map", map.items, map.count);
	CELLS("interrupt-map-mask", 0xff00, 0, 0, 7); /* device and function, and the pin */
}

/* The PCI host bridge of the VM: one bus, with its own functions (bindings/pci/host-generic-pci). */
static void put_pci(const struct system *system, const struct vm *vm)
{
	const struct board_bridge *b = &system->board.bridge;

	if (!pci_has(vm))
		return;
	begin(host_format("pcie@%llx", (unsigned long long)b->ecam));
	text("compatible", "pci-host-ecam-generic");
	text("device_type", "pci");
	reg(b->ecam, PCI_BUS);
	CELLS("bus-range", 0, 0);
	number("linux,pci-domain", 0);
	number("#address-cells", 3);
	number("#size-cells", 2);
	number("#interrupt-cells", 1);
	CELLS("ranges", PCI_MEMORY_32, 0, LOW(b->memory), HIGH(b->memory), LOW(b->memory),
	      HIGH(b->memory_size), LOW(b->memory_size));
	put_interrupt_map(system, vm);
	check(fdt_property(out, "dma-coherent", NULL, 0));
	end();
}

/* A device of the board: its own properties, but for those that point at other nodes. */
static void put_device(const struct system *system, const struct board_device *device)
{
	static const char *const copied[] = {"compatible",   "interrupts", "dma-coherent",
					     "reg-io-width", "reg-shift",  "bank-width",
					     "status"};

	begin(strrchr(device->path, '/') + 1);
	put_regions(device->regions.items, device->regions.count);
	for (size_t i = 0; i < COUNT_OF(copied); i++) {
		int length;
		const void *value =
		    fdt_getprop(system->board.tree, device->offset, copied[i], &length);

		if (value)
			raw(copied[i], value, (size_t)length);
	}
	if (!fdt_node_check_compatible(system->board.tree, device->offset, "arm,primecell"))
		put_bus_clock();
	end();
}

static void texts(const char *name, const struct strings *strings)
{
	LIST(char) list = {0};

	for (size_t i = 0; i < strings->count; i++)
		for (const char *c = strings->items[i];; c++) {
			*LIST_ADD(&list) = *c;
			if (!*c)
				break;
		}
	raw(name, list.items, list.count);
}

/* The interrupts that an extension raises in the VM. */
static void interrupts_of(const struct vm *extension, uint32_t client)
{
	LIST(uint32_t) list = {0};

	for (size_t i = 0; i < extension->injects.count; i++) {
		if (extension->injects.items[i].vm != client)
			continue;
		*LIST_ADD(&list) = GIC_SPI;
		*LIST_ADD(&list) = extension->injects.items[i].interrupt - 32;
		*LIST_ADD(&list) = IRQ_EDGE;
	}
	if (list.count)
		cells("interrupts", list.items, list.count);
}

/* A device that an extension is: its registers are a route. */
static void put_route(const struct system *system, const struct vm *vm, const struct route *route)
{
	uint64_t size = route->last - route->first + 1;
	/* A watchdog has two frames, each an entry of its own: control, then refresh. */
	size_t frames = route_is(route, "arm,sbsa-gwdt") ? 2 : 1;
	struct bulkhead_range regions[2];

	if (!route->compatible.count || route->target == BULKHEAD_NONE)
		return;
	begin(host_format("%s@%llx", route->name, (unsigned long long)route->first));
	texts("compatible", &route->compatible);
	for (size_t i = 0; i < frames; i++)
		regions[i] =
		    (struct bulkhead_range){route->first + i * size / frames, size / frames};
	put_regions(regions, frames);
	interrupts_of(&system->vms.items[route->target], vm->id);
	/* Back ends see the guest's memory through caches. */
	if (route_is(route, "virtio,mmio"))
		check(fdt_property(out, "dma-coherent", NULL, 0));
	if (route_is(route, "arm,primecell"))
		put_bus_clock();
	end();
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
		      vm->owned.count * 1024 +
		      (vm->linux_.bootargs ? strlen(vm->linux_.bootargs) : 0) +
		      (vm->args ? strlen(vm->args) : 0);
	bool uart_owned = false;

	out = host_allocate(size);
	failed = 0;
	check(fdt_create(out, (int)size));
	check(fdt_finish_reservemap(out));
	begin("");
	number("interrupt-parent", PHANDLE_GIC);
	text("model", "bulkhead,virt");
	text("compatible", "linux,dummy-virt");
	number("#address-cells", 2);
	number("#size-cells", 2);
	begin("chosen");
	if (vm->linux_.bootargs || vm->args)
		text("bootargs", vm->linux_.bootargs ? vm->linux_.bootargs : vm->args);
	if (guest_has_trng(vm)) {
		/* One behind the other: guest.c. */
		raw("kaslr-seed", (uint8_t[KASLR_SEED_SIZE]){0}, KASLR_SEED_SIZE);
		raw("rng-seed", (uint8_t[RNG_SEED_SIZE]){0}, RNG_SEED_SIZE);
	}
	if (vm->pl011)
		text("stdout-path", "/pl011@9000000");
	/* BARs are where they were compiled, and stay. */
	if (pci_has(vm))
		number("linux,pci-probe-only", 1);
	if (initrd_end && vm->linux_.initrd) {
		check(fdt_property_u64(out, "linux,initrd-start", initrd));
		check(fdt_property_u64(out, "linux,initrd-end", initrd_end));
	}
	end();
	put_memory(vm);
	put_cpus(system, vm);
	put_platform(system, vm);
	for (size_t i = 0; i < vm->owned.count; i++) {
		if (vm->owned.items[i].regions.items[0].base == GUEST_PL011)
			uart_owned = true;
		else if (!pci_is_function(vm->owned.items[i].path))
			put_device(system, &vm->owned.items[i]);
	}
	if (vm->pl011 || uart_owned)
		put_pl011();
	for (size_t i = 0; i < vm->routes.count; i++)
		put_route(system, vm, &vm->routes.items[i]);
	put_pci(system, vm);
	put_tee(system, vm);
	put_channels(system, vm);
	end();
	check(fdt_finish(out));
	if (failed) {
		diag_error(vm->path, NULL, "its device tree can't be written: %s",
			   fdt_strerror(failed));
		return (struct bytes){NULL, 0};
	}
	return (struct bytes){out, fdt_totalsize(out)};
}
