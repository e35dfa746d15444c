/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The manifest: everything that the core knows of its system. The system compiler makes it; it is
 * read-only in memory.
 *
 * The image is an ELF64 with PT_LOAD segments at physical addresses. Its entry point is the start
 * of the core, where a `struct bulkhead_core_header` lies (the compiler fills in the fields marked
 * "filled in"). All addresses are physical; EL2 runs with an identity map. Times are microseconds.
 * Small integers name VMs, vCPUs and CPUs everywhere, and index the arrays: VM id, global vCPU
 * index, CPU index.
 */
#pragma once
#include <stdint.h>
#include <bulkhead/bootinfo.h>

#define BULKHEAD_MANIFEST_MAGIC	  0x4d44414548484c42ull /* "BLHHEADM" */
#define BULKHEAD_MANIFEST_VERSION 1
#define BULKHEAD_CORE_MAGIC	  0x45524f434b484c42ull /* "BLHKCORE" */
#define BULKHEAD_NONE		  0xffffffffu

/* In the core, manifest fields that hold addresses are pointers; elsewhere, plain physical
 * addresses. */
#ifdef BULKHEAD_CORE
#define BULKHEAD_PTR(type) type *
#else
#define BULKHEAD_PTR(type) uint64_t
#endif

/* UARTs that the core can write to. */
enum bulkhead_uart {
	BULKHEAD_UART_PL011 = 0, /* its data register is the first one, */
	BULKHEAD_UART_16550,	 /* as here */
	BULKHEAD_UART_CADENCE,
	BULKHEAD_UART_IMX,
	BULKHEAD_UART_COUNT
};

#define BULKHEAD_IMAGE_MAGIC 0x644d5241u /* "ARM\x64" */
#define BULKHEAD_IMAGE_LITTLE_4K_AT \
	2u /* flags: little-endian, 4 KiB pages, placed at text_offset from the start of RAM */

/* First bytes of the core: an arm64 boot image's header (Linux, Documentation/arch/arm64/booting.rst), then its own. */
struct bulkhead_core_header {
	uint32_t branch[2];   /* first instructions */
	uint64_t text_offset; /* `bulkhead image` fills it in, and image_size; 0 in an ELF file */
	uint64_t image_size;
	uint64_t image_flags;
	uint64_t image_reserved[3];
	uint32_t image_magic, image_reserved2;
	uint64_t magic;
	uint32_t version, header_size;
	uint64_t load_address; /* filled in: where the image must be, physical */
	uint64_t manifest;     /* filled in */
	uint64_t uart;	       /* filled in: the core's own console, 0: none */
	uint64_t uart_kind;    /* filled in: enum bulkhead_uart */
	uint64_t ttbr0_el2, tcr_el2, mair_el2, sctlr_el2; /* filled in: EL2's own translation */
	uint64_t end; /* filled in: end of the core's own memory, exclusive */
	/* Sizes in bytes of the core's run-time objects, for which the compiler reserves zeroed
	 * memory. */
	uint32_t cpu_size;	  /* one per physical core: struct cpu */
	uint32_t stack_size;	  /* EL2 stack of a core, multiple of 4 KiB */
	uint32_t vcpu_size;	  /* one per vCPU */
	uint32_t vm_size;	  /* one per VM */
	uint32_t virq_size;	  /* one per SPI of a VM's virtual distributor */
	uint32_t activation_size; /* one per activation */
	uint32_t trace_entry_size;
	/* Offsets in these objects of struct bulkhead_cpu_status, of struct bulkhead_vm_status, of the counters (status.h). */
	uint32_t cpu_status, vm_status, vcpu_counters;
	/*
	 * The core is linked at 0. The compiler adds the load address to these 64-bit words: an array, here, of uint32_t offsets.
	 * All offsets are from the header.
	 */
	uint32_t relocations, relocation_count;
};

struct bulkhead_range {
	uint64_t base, size;
};

struct manifest_cpu {
	uint64_t mpidr;				 /* affinity fields, as PSCI CPU_ON takes them */
	uint64_t stack_top;			 /* guard pages on both sides */
	uint64_t state;				 /* cpu_size bytes, 64-byte aligned */
	uint64_t gicr;				 /* GICv3: this core's redistributor */
	uint32_t first_vcpu_ref, vcpu_ref_count; /* vCPUs pinned here: slice of vcpu_refs */
	uint64_t timer_heap; /* 2 * vcpu_ref_count entries of 16 bytes: this core's timer queue */
};

enum manifest_vm_kind { MANIFEST_VM_GUEST = 0, MANIFEST_VM_EXTENSION, MANIFEST_VM_SERVICE };

enum manifest_policy { MANIFEST_POLICY_STOP = 0, MANIFEST_POLICY_RESTART };

#define MANIFEST_VM_AUTOSTART 1u /* starts at boot */
/* may start, stop and restart VMs, read their state and counters */
#define MANIFEST_VM_CONTROL 2u
#define MANIFEST_VM_LOADER  4u /* begins with a loading phase (HCR_EL2.DC = 1 until HVC LOADED) */
/* doesn't count when the core checks whether the last VM has ended */
#define MANIFEST_VM_KEEPALIVE 8u
/* another VM on one of its cores has the same VMID: invalidate on switch */
#define MANIFEST_VM_VMID_SHARED 16u
/* an extension: may set the watchdogs of its clients */
#define MANIFEST_VM_WATCHDOG 32u

/* Route classes, index of manifest_vm.routes. */
enum manifest_class {
	MANIFEST_CLASS_SMC = 0, /* range of function ids, 32 bits */
	MANIFEST_CLASS_HVC,
	MANIFEST_CLASS_MMIO,	  /* range of IPA */
	MANIFEST_CLASS_SYSREG,	  /* range of BULKHEAD_SYSREG encodings */
	MANIFEST_CLASS_UNHANDLED, /* one entry: every exception that nothing else answers */
	MANIFEST_CLASS_COUNT
};

struct manifest_slice {
	uint32_t first, count;
};

struct manifest_vm {
	char name[BULKHEAD_NAME_SIZE];
	uint8_t kind, asil;	    /* asil: 0 QM, 1..4 A..D */
	uint8_t on_fault, on_reset; /* enum manifest_policy; SYSTEM_RESET restarts by default */
	uint32_t flags;
	struct manifest_slice vcpus; /* global vCPU indexes (extension: empty) */
	/* Register values that confine the VM. vttbr holds the VMID. */
	uint64_t vttbr_el2, vtcr_el2, hcr_el2, cptr_el2, mdcr_el2, cnthctl_el2, hstr_el2;
	uint64_t entry,
	    entry_argument;    /* IPA, x0 of vCPU 0 at start. Extension: entry for every request */
	uint32_t max_restarts; /* within restart_window_us; 0: never restarted */
	uint32_t watchdog_us;
	uint64_t restart_window_us;
	/* Virtual interrupt controller at these IPAs. */
	uint64_t gicd_ipa, gicr_ipa;   /* gicr_ipa 0 on GICv2 */
	uint32_t spi_count;	       /* multiple of 32; SPIs are INTID 32.. */
	uint32_t virq_first;	       /* in the virq state array */
	struct manifest_slice hw_irqs; /* slice of irq_refs: physical SPIs of this VM */
	struct manifest_slice routes[MANIFEST_CLASS_COUNT]; /* sorted by `first`, disjoint */
	struct manifest_slice channels;			    /* doorbells this VM may ring */
	/* Secure world. */
	uint32_t secure_id; /* written to w7 of its secure calls; 0: no partition */
	struct manifest_slice secure_start, secure_stop; /* slices of secure_calls */
	/* Extension or passive side of a service. */
	uint64_t passive_entry;
	uint64_t passive_hcr_el2;	   /* HCR_EL2 while an activation runs */
	struct manifest_slice activations; /* those inside this extension */
	/* slice of filters: allowed SMC function ids, sorted */
	struct manifest_slice secure_filter;
	struct manifest_slice inject; /* slice of injects */
	/*
	 * Slice of routes of class CALL. Call c for the client at position p of `clients` is entry
	 * c * clients.count + p; `first` is c, `last` the client's VM id.
	 */
	struct manifest_slice calls;
	struct manifest_slice exclusives;
	struct manifest_slice clients; /* slice of client_refs: VM ids */
	struct manifest_slice streams; /* slice of streams: StreamIDs of its devices */
};

struct manifest_vcpu {
	uint32_t vm, index; /* VM id; number in its VM */
	uint32_t cpu;
	uint8_t priority; /* 0 (lowest) .. 63 */
	uint8_t flags, reserved[2];
	uint32_t budget_us, period_us; /* budget 0: unlimited */
	uint64_t vmpidr_el2;
	uint64_t deepest; /* the most activations that one request may nest; 0: no routes */
};

/* The answer to a request whose extension faults or has failed. */
enum manifest_failure {
	/* calls: `error`; an access: an external abort; a register: an undefined instruction */
	MANIFEST_FAILURE_ERROR = 0,
	/* MMIO: a write is dropped, a read yields `error`, as with a device that isn't there */
	MANIFEST_FAILURE_IGNORE,
	/* INIT runs and the guest executes the instruction again; after the instance has failed: as IGNORE */
	MANIFEST_FAILURE_RETRY,
};

/* A forwarding route. Sorted by `first` in its class. */
struct manifest_route {
	uint64_t first, last; /* inclusive */
	uint16_t extension;   /* VM id */
	uint16_t badge;
	uint8_t results;    /* SMC, HVC: 4 or 8 registers written back */
	uint8_t on_failure; /* enum manifest_failure */
	uint8_t reserved[2];
	uint32_t activation; /* + index of the client's vCPU in its VM = activation index */
	uint32_t budget_us;  /* CPU time at EL0 of one request */
	uint32_t secure_us;  /* longest secure call, declared */
	uint32_t reserved2;
	/* if the extension faults or has failed: x0 of the client after an SMC or HVC; value of an ignored MMIO read */
	uint64_t error;
};

/* One client vCPU's entry into one extension. */
struct manifest_activation {
	uint32_t extension, vcpu; /* VM id, global vCPU index of the client */
	uint64_t stack_top;	  /* IPA in the extension */
	/* For requests that the core makes (INIT, NOTIFY, CLIENT_GONE): CPU time at EL0; badge of the client's first route */
	uint32_t budget_us;
	uint16_t badge;
	uint8_t flags; /* MANIFEST_ACTIVATION_* */
	uint8_t reserved;
};
/* A route to the extension has MANIFEST_FAILURE_RETRY: its last INIT has the flag LAST. */
#define MANIFEST_ACTIVATION_RETRIES 1u
/*
 * The client reads registers that the extension writes, or shares uncached memory with it: NOTIFY comes before the client's
 * first instruction, so that INIT has written the registers, and after every INIT. Set for the client's first vCPU.
 */
#define MANIFEST_ACTIVATION_EAGER 2u

#define MANIFEST_IRQ_LEVEL 1u
#define MANIFEST_IRQ_BROADCAST \
	2u /* `vcpu` is the first index, `virq` the count of its entries in `virqs` */

/* Owner of a physical interrupt, index INTID. */
struct manifest_irq {
	/* global index of the vCPU whose core takes it, BULKHEAD_NONE: no owner, stays off */
	uint32_t vcpu;
	uint16_t virq; /* INTID that the VM sees */
	uint8_t flags, reserved;
};
/* A virtual interrupt of a VM: a doorbell, a broadcast's for a subscriber, or one that an extension may inject. */
struct manifest_virq {
	uint32_t vm;
	/* INTID; MANIFEST_VIRQ_NOTIFY: no interrupt, but a doorbell that makes a client enter extension `vm` with NOTIFY */
	uint32_t virq;
	/* global index of the vCPU that it targets at reset; MANIFEST_VIRQ_NOTIFY: index of the activation */
	uint32_t vcpu;
	uint32_t min_interval_us; /* rate limit of broadcasts and doorbells, 0: none (doorbells) */
};
#define MANIFEST_VIRQ_NOTIFY 0u
/* A fixed call to the secure world at a VM's start or stop. x0 of the answer must be 0. */
struct manifest_secure_call {
	uint64_t args[8];
};
/* exclusive sections of an extension */
#define MANIFEST_EXCLUSIVES_MAX 4
struct manifest_exclusive {
	uint32_t priority, length_us; /* ceiling; longest CPU time inside */
};

/*
 * The SMMU (arm/smmu.h). The compiler makes its stream table and the tables below. The core writes only STE.Config of a
 * VM's streams: abort in the image and while the VM is off, stage 2 while the VM lives.
 */
struct manifest_smmu {
	uint64_t base;		   /* registers, 0: the board has none */
	uint64_t stream_table;	   /* linear, 2^stream_bits entries, aligned to its size */
	uint64_t commands, events; /* queues, a page each; the first commands are there already */
	uint32_t stream_bits, stream_count; /* of the table's entries; of `streams` */
	/* Of the event queue: a broadcast interrupt without subscribers, whose interval limits its rate. */
	uint32_t intid;
	uint32_t step_count;
};
/* One step of the SMMU's set-up: write, then wait until the register `answer` reads as `expected` under `mask`. */
struct manifest_smmu_step {
	uint64_t value;
	uint32_t offset; /* 0: nothing is written */
	uint32_t wide;	 /* 1: 64 bits */
	uint32_t answer, mask, expected, reserved;
};
/* A StreamID and the VM that owns its device. */
struct manifest_stream {
	uint32_t id, vm;
};

struct manifest_board {
	uint32_t gic_version;	   /* 2 or 3 */
	uint32_t irq_count;	   /* INTIDs that the distributor has, multiple of 32 */
	uint64_t gicd, gicc, gich; /* gicc, gich: GICv2 */
	uint32_t psci_hvc;	   /* conduit of the firmware: 0 SMC */
	uint32_t timer_ppi;	   /* hypervisor timer's INTID, 26 */
	uint32_t vtimer_ppi;	   /* 27 */
	uint32_t ptimer_ppi;	   /* EL1 physical timer, 30 */
	uint32_t maintenance_ppi;  /* 25 */
	uint32_t secure_world;	   /* 1: firmware at EL3 answers SMCs */
	uint32_t idle_at_end;	   /* 0: SYSTEM_OFF when the last VM has ended */
	uint32_t reserved;
};

struct bulkhead_manifest {
	uint64_t magic;
	uint32_t version;
	uint32_t checksum; /* of the manifest's `size` bytes, with this field as 0: see
			      manifest_checksum */
	uint64_t size;	   /* bytes, multiple of 8: this structure and all arrays behind it */
	struct manifest_board board;
	uint32_t cpu_count, vm_count, vcpu_count, activation_count, bank_count, trace_entries;
	BULKHEAD_PTR(const struct manifest_cpu) cpus;
	BULKHEAD_PTR(const struct manifest_vm) vms;
	BULKHEAD_PTR(const struct manifest_vcpu) vcpus;
	BULKHEAD_PTR(const uint32_t) vcpu_refs;
	BULKHEAD_PTR(const struct manifest_activation) activations;
	BULKHEAD_PTR(const struct manifest_route) routes;
	BULKHEAD_PTR(const struct manifest_irq) irqs; /* board.irq_count */
	BULKHEAD_PTR(const uint32_t) irq_refs;
	BULKHEAD_PTR(const struct manifest_virq)
	virqs; /* channels, injects and broadcasts are slices of it */
	BULKHEAD_PTR(const struct manifest_secure_call) secure_calls;
	BULKHEAD_PTR(const uint32_t) filters;
	BULKHEAD_PTR(const uint32_t) client_refs;
	BULKHEAD_PTR(const struct manifest_exclusive) exclusives;
	BULKHEAD_PTR(const struct bulkhead_range) banks; /* RAM, to be probed at boot */
	/* AND-masks of ID registers op0=3, op1=0, CRn=0, CRm=1..7, op2=0..7: index (CRm - 1) * 8 +
	 * op2. */
	BULKHEAD_PTR(const uint64_t) id_masks;
	/* Zeroed run-time memory, sizes by bulkhead_core_header; virq_times: 8 bytes for each of virqs. */
	uint64_t vcpu_states, vm_states, virq_states, activation_states, virq_times;
	uint64_t trace;	       /* trace_entries per core, one ring after the other */
	uint64_t trace_events; /* bit N: event N of enum bulkhead_trace_event is recorded */
	/*
	 * Slice of secure_calls that the core makes once, at boot, before any VM starts (secure_world.h: each partition's
	 * memory, then the seal). A secure world that doesn't know them answers "unknown function", which isn't an error.
	 */
	struct manifest_slice secure_boot;
	/* slice of irq_refs: INTIDs of all broadcast interrupts */
	struct manifest_slice broadcasts;
	/* slice of virqs, raised when any VM ends, is off, or runs again; each belongs to a VM with the privilege `control` */
	struct manifest_slice events;
	struct manifest_smmu smmu;
	BULKHEAD_PTR(const struct manifest_stream) streams; /* by VM */
	BULKHEAD_PTR(const struct manifest_smmu_step) smmu_steps;
};

#define MANIFEST_ID_REGISTERS 56

/*
 * Checksum of the manifest: its 32-bit words w[i] (the checksum's own as 0) folded to two running
 * sums as in Fletcher's algorithm, modulo 2^32: a += w, b += a; result a ^ (b << 16 | b >> 16).
 */
static inline uint32_t manifest_checksum(const void *manifest, uint64_t size)
{
	const uint32_t *w = manifest;
	uint32_t a = 0, b = 0;

	for (uint64_t i = 0; i < size / 4; i++) {
		a += i == 3 ? 0 : w[i];
		b += a;
	}
	return a ^ (b << 16 | b >> 16);
}
