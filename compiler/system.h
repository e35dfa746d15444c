/* SPDX-License-Identifier: BSD-3-Clause */
/* A system, as described and as compiled: each pass of the compiler adds to it. */
#pragma once
#include <arm/gic.h>
#include <bulkhead/declarations.h>
#include <bulkhead/manifest.h>
#include "board.h"

/* Where a guest finds things: QEMU's virt, and our own additions in its holes. */
#define GUEST_GICD	  0x08000000ull
#define GUEST_GICD_SIZE	  ((uint64_t)GICD_SIZE)
#define GUEST_GICC	  0x08010000ull
#define GUEST_GICC_SIZE	  ((uint64_t)GICC_SIZE)
#define GUEST_GICR	  0x080a0000ull
#define GUEST_GICR_STRIDE ((uint64_t)GICR_STRIDE)
#define GUEST_PL011	  0x09000000ull
#define GUEST_PL011_IRQ	  33u
#define GUEST_VIRTIO	  0x0a000000ull /* 32 virtio-mmio slots */
#define GUEST_VIRTIO_END  0x0a004000ull
#define GUEST_VIRTIO_SLOT 0x200ull
#define GUEST_ROM	  0x10000000ull
#define GUEST_SHARED	  0x20000000ull /* windows and channels */
#define GUEST_TEE_SHM	  0x30000000ull
#define GUEST_RAM	  0x40000000ull
#define GUEST_RAW	  0x40080000ull
#define GUEST_KERNEL	  0x200000ull /* offset of a Linux kernel in RAM: behind the device tree */

/* Pages of the image file: a payload, a boot information page ... Each is placed once. */
struct blob {
	const char *name;
	struct bytes bytes;
	uint64_t pa;
};

/* One stage-2 mapping. */
struct mapping {
	uint64_t ipa, pa, size;
	uint32_t rights; /* BULKHEAD_RIGHT_*, DECLARED_EXECUTE */
	bool device;
	uint32_t kind;	/* enum declared_region_kind */
	uint32_t owner; /* VM id or BULKHEAD_NONE */
	const char *name;
	bool uncached; /* Normal Non-cacheable */
};

struct route {
	const char *name, *path;
	uint32_t class; /* enum manifest_class, or ROUTE_CALL */
	struct cells range;
	const char *function; /* PCI function: the range is its page of configuration space */
	const char *extension;
	uint32_t results, budget_us, secure_us, badge;
	uint32_t on_failure; /* enum manifest_failure */
	bool registers;	     /* its range is memory that the extension writes and the VM reads */
	struct strings compatible; /* `compatible` of the range's node in the VM's device tree */
	struct cells error;
	uint64_t first, last;
	uint32_t target; /* VM id */
};
#define ROUTE_CALL	 MANIFEST_CLASS_COUNT
#define ROUTE_UNKNOWN	 (ROUTE_CALL + 1) /* the class was reported as wrong: no further error */
#define FAILURE_OF_CLASS UINT32_MAX	  /* default: "retry" for a device, "error" for others */
#define BADGE_OF_CLIENT	 UINT32_MAX /* default: the client's index among the extension's clients */

struct window {
	const char *name, *path, *client, *area;
	uint64_t offset, size;
	uint32_t rights; /* BULKHEAD_RIGHT_*: read, write or both; dma, or dma with read */
	bool whole;
	uint32_t vm; /* client's id */
	uint64_t ipa, client_ipa, pa;
	uint64_t bus; /* its address for the VM's devices; rights "dma", "dma-read" */
};

struct inject {
	const char *name, *path, *client;
	uint32_t interrupt, vm;
};

struct exclusive {
	const char *name, *path;
	uint32_t priority, length_us;
};

struct image; /* image.h */

/* A payload in a guest's ROM area. */
struct rom {
	size_t blob;
	uint64_t ipa;
	bool execute; /* in place: not copied to RAM */
};

struct vm {
	const char *name, *path;
	struct node node;
	uint32_t id;
	/* Described. */
	uint32_t kind, asil, vcpus, priority, budget_us, period_us, instances, secure_id,
	    stack_size;
	uint32_t watchdog_us, deadline_us, partition, tee;
	uint32_t events; /* INTID that tells of starts and ends of VMs; 0: none */
	uint64_t memory, memory_at, memory_ipa, load_address, entry, tee_shm;
	const char *image_file, *args, *tee_notify;
	struct strings devices, privileges, accept;
	struct cells cpus, interrupts, configuration, secure_calls, secure_start, secure_stop;
	bool per_client, no_autostart, keepalive, in_place, virtio_slots, pmu;
	struct {
		const char *kernel, *initrd, *bootargs;
		bool present;
	} linux_;
	struct {
		uint32_t on_fault, on_reset, max, window_ms;
	} restart;
	LIST(struct route) routes;
	LIST(struct window) windows;
	LIST(struct inject) injects;
	LIST(struct exclusive) exclusives;
	/* Compiled. */
	const struct image *image;
	bool skiff;		/* unikernel, extension, service: laid out by bootinfo.h */
	uint32_t first_vcpu;	/* global index */
	LIST(uint32_t) clients; /* an extension's clients: VM ids, ascending */
	LIST(struct board_device) owned;
	LIST(struct mapping) mappings;
	uint64_t ram_ipa, ram_pa, ram_size; /* its own memory, stacks included */
	uint64_t heap_size;		    /* Skiff: size without stacks */
	uint64_t passive_entry;
	uint64_t entry_argument;
	uint64_t tee_shm_pa;
	uint64_t next_shared;	 /* IPA of the next window or channel */
	uint32_t next_virq;	 /* INTID of the next doorbell */
	LIST(uint32_t) injected; /* INTIDs that extensions raise in it */
	uint32_t spi_count, vmid;
	uint32_t channel_count;
	bool pl011; /* a route or a device answers at GUEST_PL011 */
	bool vmid_shared, loader;
	const char *for_client; /* instance of a per-client template */
	bool control, watchdog; /* privileges */
	uint32_t first_activation;
	uint64_t deepest; /* nested activations of one request */
	uint64_t root;	  /* PA of its stage-2 root */
	uint32_t address_bits;
	uint64_t stream_root; /* root of what its devices see; 0: none is behind an SMMU */
	uint32_t stream_bits; /* address bits of that root */
	size_t bootinfo_blob, rom_blob;
	LIST(struct rom) roms;
	uint64_t next_rom;
	uint32_t image_bytes;
};

struct channel {
	const char *name, *path;
	struct strings between, user_space;
	uint64_t size;
	bool doorbells, one_way, uncached;
	uint32_t min_interval_us;
	uint32_t vm[2], virq[2], index[2];
	uint64_t pa, ipa[2];
};

/* The memory of a route with `registers`. */
struct registers {
	const struct route *route;
	uint32_t client, extension;	/* VM ids */
	uint64_t client_ipa, ipa, size; /* in the client, and in the extension */
	uint64_t pa;
};

/* A PCI function of the board's host bridge, as described. */
struct function {
	const char *name, *path;
	struct cells address; /* bus, device, function */
	struct cells bars;    /* index, address, size; index, address, size ... */
	struct cells port;    /* its root port, likewise; none: it is on the root bus */
	uint32_t pin;	      /* pin of INTx, 1 to 4; 0: none */
};

struct broadcast {
	const char *name, *path;
	uint32_t interrupt, min_interval_us;
	struct strings subscribers;
	LIST(uint32_t) vms;
	LIST(uint32_t) virqs;
};

struct core; /* core_image.h */

struct system {
	const char *file, *name;
	const char *board_name, *cpu, *qemu;
	uint32_t cpus, trace_entries;
	struct strings trace_names;
	uint64_t trace_events; /* as in the manifest */
	uint64_t memory_size;
	bool idle_at_end;
	struct board board;
	LIST(struct vm) vms;
	const struct vm *described; /* the VM before replication, for messages */
	size_t described_count;
	LIST(struct channel) channels;
	LIST(struct registers) registers;
	LIST(struct broadcast) broadcasts;
	LIST(struct function) functions;
	uint32_t dma_interval_us; /* between two reads of the SMMU's events */
	LIST(struct blob) blobs;
	uint32_t vcpu_count;
	struct bytes description; /* its device tree */
	/* Directories where images are looked for. */
	const char *build, *folder;
	const char *loader_file, *core_file;
	size_t loader_blob;
	bool loader_ready;
	size_t nobody_blob;	  /* a page of ones; 0: there is none */
	size_t virtio_slots_blob; /* of VMs with virtio_slots */
	bool virtio_slots_ready;
};

/* Global index of the core of a VM's vCPU. */
static inline uint32_t vm_cpu(const struct system *system, const struct vm *vm, uint32_t vcpu)
{
	return vm->cpus.count ? vm->cpus.items[vcpu] : vcpu % system->board.cpu_count;
}

static inline bool vm_is_extension(const struct vm *vm)
{
	return vm->kind == MANIFEST_VM_EXTENSION;
}

/* The VM of this name, or NULL. */
struct vm *system_vm(const struct system *system, const char *name);
/* Badge of a VM's route for a client (for a call between extensions: the client at the root). */
uint32_t route_badge(const struct system *system, const struct route *route, uint32_t client);
/* Is the route's range the registers of a device with this `compatible`? */
bool route_is(const struct route *route, const char *compatible);
/* " (did you mean ...)" for a VM's name. */
const char *system_vm_hint(const struct system *system, const char *name);
