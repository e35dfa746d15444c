/* SPDX-License-Identifier: BSD-3-Clause */
#include "guest_devices.h"
#include <arm/mhu.h>
#include <arm/scmi.h>
#include <arm/scpi.h>
#include <string.h>
#include "maker.h"
#include "tree_writer.h"
#include "user_channel.h"

/* uapi/linux/input-event-codes.h: KEY_PROG1. */
#define KEY_BELL 148

/* Writes the clock that Linux requires for any PrimeCell. */
static void bus_clock(void)
{
	WRITE_CELLS("clocks", PHANDLE_CLK);
	write_text("clock-names", "apb_pclk");
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
		write_cells("interrupts", list.items, list.count);
}

/* The message RAM of an extension that is an M_CAN: the channel between the two VMs. */
static struct bulkhead_range message_ram(const struct system *system, const struct vm *vm,
					 uint32_t extension)
{
	for (size_t i = 0; i < system->channels.count; i++) {
		const struct channel *c = &system->channels.items[i];

		for (int n = 0; n < 2; n++)
			if (c->vm[n] == vm->id && c->vm[!n] == extension)
				return (struct bulkhead_range){c->ipa[n], c->size};
	}
	return (struct bulkhead_range){0, 0};
}

/* Its message RAM has 32 elements of RX FIFO 0, 16 TX events and 16 TX buffers. */
static void put_m_can(void)
{
	WRITE_TEXTS("reg-names", "m_can\0message_ram");
	write_text("interrupt-names", "int0");
	WRITE_CELLS("clocks", PHANDLE_CLK, PHANDLE_CLK);
	WRITE_TEXTS("clock-names", "hclk\0cclk");
	WRITE_CELLS("bosch,mram-cfg", 0, 0, 0, 32, 0, 0, 16, 16);
}

static void put_gpio(void)
{
	write_flag("gpio-controller");
	write_number("#gpio-cells", 2);
	write_flag("interrupt-controller");
	write_number("#interrupt-cells", 2);
}

/* The VM's first route with `compatible`; NULL: there is none. */
static const struct route *route_to(const struct vm *vm, const char *compatible)
{
	for (size_t i = 0; i < vm->routes.count; i++)
		if (route_is(&vm->routes.items[i], compatible) &&
		    vm->routes.items[i].target != BULKHEAD_NONE)
			return &vm->routes.items[i];
	return NULL;
}

static void put_mailbox(void)
{
	write_number("#mbox-cells", 1);
	write_number("phandle", PHANDLE_MHU);
}

/* Bindings: arm/arm,scpi. The link of low priority is the mailbox's first channel. */
static void put_scpi(void)
{
	write_begin("scpi");
	write_text("compatible", SCPI_COMPATIBLE);
	WRITE_CELLS("mboxes", PHANDLE_MHU, 0);
	WRITE_CELLS("shmem", PHANDLE_SCPI);
	write_begin("sensors");
	write_text("compatible", SCPI_SENSORS);
	write_number("#thermal-sensor-cells", 1);
	write_end();
	write_end();
}

/* Writes the node of a device that an extension emulates: its registers are the route's range. */
static void put_route(const struct system *system, const struct vm *vm, const struct route *route)
{
	uint64_t size = route->last - route->first + 1;
	/* A watchdog has two frames, each an entry of its own: control, then refresh. */
	size_t frames = route_is(route, "arm,sbsa-gwdt") ? 2 : 1;
	struct bulkhead_range regions[2];

	if (!route->compatible.count || route->target == BULKHEAD_NONE ||
	    route->class != MANIFEST_CLASS_MMIO)
		return;
	write_begin(host_format("%s@%llx", route->name, (unsigned long long)route->first));
	write_texts("compatible", &route->compatible);
	for (size_t i = 0; i < frames; i++)
		regions[i] =
		    (struct bulkhead_range){route->first + i * size / frames, size / frames};
	if (route_is(route, "bosch,m_can"))
		regions[frames++] = message_ram(system, vm, route->target);
	write_regions(regions, frames);
	interrupts_of(&system->vms.items[route->target], vm->id);
	/* Back ends access the guest's memory by cacheable mappings, hence `dma-coherent`. */
	if (route_is(route, "virtio,mmio"))
		write_flag("dma-coherent");
	if (route_is(route, "arm,primecell"))
		bus_clock();
	if (route_is(route, "bosch,m_can"))
		put_m_can();
	if (route_is(route, "arm,pl061"))
		put_gpio();
	if (route == route_to(vm, MHU_COMPATIBLE))
		put_mailbox();
	write_end();
}

static void put_optee(const struct system *system, const struct vm *vm)
{
	write_begin("optee");
	write_text("compatible", "linaro,optee-tz");
	write_text("method", "smc");
	for (size_t i = 0; vm->tee_notify && i < system->broadcasts.count; i++) {
		const struct broadcast *b = &system->broadcasts.items[i];

		for (size_t n = 0; n < b->vms.count; n++)
			if (!strcmp(b->name, vm->tee_notify) && b->vms.items[n] == vm->id)
				WRITE_CELLS("interrupts", GIC_SPI, b->virqs.items[n] - 32,
					    IRQ_EDGE);
	}
	write_end();
}

static void put_protocol(uint32_t number, const char *cells)
{
	write_begin(host_format("protocol@%x", number));
	write_number("reg", number);
	write_number(cells, 1);
	write_end();
}

/* Bindings: firmware/arm,scmi. The platform tells which protocols it has; the node of another has no effect. */
static void put_scmi(const struct route *route)
{
	write_begin("scmi");
	write_text("compatible", SCMI_COMPATIBLE);
	write_number("arm,smc-id", (uint32_t)route->first);
	WRITE_CELLS("shmem", PHANDLE_SCMI);
	write_number("#address-cells", 1);
	write_number("#size-cells", 0);
	put_protocol(SCMI_POWER, "#power-domain-cells");
	put_protocol(SCMI_CLOCK, "#clock-cells");
	put_protocol(SCMI_RESET, "#reset-cells");
	write_end();
}

static void put_firmware(const struct system *system, const struct vm *vm)
{
	const struct route *scmi = route_to(vm, SCMI_COMPATIBLE);

	if (!vm->tee && !scmi && !maker_has_firmware())
		return;
	write_begin("firmware");
	if (vm->tee)
		put_optee(system, vm);
	if (scmi)
		put_scmi(scmi);
	maker_put_firmware();
	write_end();
}

static bool has_user_space(const struct channel *c, const char *vm)
{
	for (size_t i = 0; i < c->user_space.count; i++)
		if (!strcmp(c->user_space.items[i], vm))
			return true;
	return false;
}

/* A doorbell as the only key of a keyboard: each ring is a press and a release. */
static void put_key(const char *name, uint32_t virq)
{
	write_begin(name);
	write_text("label", name);
	WRITE_CELLS("linux,code", KEY_BELL);
	WRITE_CELLS("interrupts", GIC_SPI, virq - 32, IRQ_EDGE);
	WRITE_CELLS("debounce-interval", 0);
	write_end();
}

/*
 * Bindings: input/gpio-keys. The peer's kernel rings by a hypercall, which raises the channel's interrupt; its user space
 * rings by its bell, which raises the interrupt of the bell's channel.
 */
static void put_keys(const struct system *system, const struct vm *vm, const struct channel *c,
		     int n)
{
	const char *bell = user_channel_bell(c->name, c->between.items[!n]);

	write_begin(host_format("doorbell-%s", c->name));
	write_text("compatible", "gpio-keys");
	write_text("label", c->name);
	if (c->virq[n])
		put_key("kernel", c->virq[n]);
	for (size_t i = 0; i < system->channels.count; i++) {
		const struct channel *other = &system->channels.items[i];

		for (int k = 0; k < 2; k++)
			if (other->vm[k] == vm->id && other->virq[k] && !strcmp(other->name, bell))
				put_key("bell", other->virq[k]);
	}
	write_end();
}

/* The route to the bell by which user space of the VM rings the peer. */
static const struct route *bell_of(const struct system *system, const struct vm *vm,
				   const struct channel *c)
{
	const char *bell = user_channel_bell(c->name, vm->name);

	for (size_t i = 0; has_user_space(c, vm->name) && i < vm->routes.count; i++) {
		const struct route *r = &vm->routes.items[i];

		if (r->target != BULKHEAD_NONE && !strcmp(system->vms.items[r->target].name, bell))
			return r;
	}
	return NULL;
}

static void put_channel(const struct system *system, const struct vm *vm, const struct channel *c,
			int n)
{
	const struct route *scmi = route_to(vm, SCMI_COMPATIBLE), *bell = bell_of(system, vm, c);
	const struct route *mailbox = route_to(vm, MHU_COMPATIBLE);
	struct bulkhead_range regions[2] = {{c->ipa[n], c->size}};

	if (bell)
		put_keys(system, vm, c, n);
	write_begin(host_format("channel@%llx", (unsigned long long)c->ipa[n]));
	if (scmi && c->vm[!n] == scmi->target) {
		write_text("compatible", SCMI_SHARED);
		write_number("phandle", PHANDLE_SCMI);
	} else if (mailbox && c->vm[!n] == mailbox->target) {
		write_text("compatible", SCPI_SHARED);
		write_number("phandle", PHANDLE_SCPI);
	} else {
		write_text("compatible", "bulkhead,channel");
	}
	if (bell)
		regions[1] = (struct bulkhead_range){bell->first, bell->last - bell->first + 1};
	write_regions(regions, bell ? 2 : 1);
	/* Otherwise the keyboard has the interrupt. */
	if (c->virq[n] && !bell)
		WRITE_CELLS("interrupts", GIC_SPI, c->virq[n] - 32, IRQ_EDGE);
	write_text("bulkhead,name", c->name);
	write_text("bulkhead,peer", c->between.items[!n]);
	write_number("bulkhead,index", c->index[n]);
	if (n && c->one_way)
		write_flag("bulkhead,read-only");
	write_end();
}

void guest_devices(const struct system *system, const struct vm *vm)
{
	for (size_t i = 0; i < vm->routes.count; i++)
		put_route(system, vm, &vm->routes.items[i]);
	if (route_to(vm, MHU_COMPATIBLE))
		put_scpi();
	put_firmware(system, vm);
	for (size_t i = 0; i < system->channels.count; i++)
		for (int n = 0; n < 2; n++)
			if (system->channels.items[i].vm[n] == vm->id)
				put_channel(system, vm, &system->channels.items[i], n);
}
