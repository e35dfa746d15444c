/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Boot information page: read-only at a fixed IPA of every Skiff VM (unikernel or extension). All
 * of it is computed by the system compiler; offsets of the arrays are in bytes from the page's
 * start.
 */
#pragma once
#include <stdint.h>

#define BULKHEAD_BOOTINFO_IPA	  0xf000u
#define BULKHEAD_BOOTINFO_MAGIC	  0x4f464e4942484b42ull /* "BKHBINFO" */
#define BULKHEAD_BOOTINFO_VERSION 1
#define BULKHEAD_NAME_SIZE	  24

/* Memory layout of a Skiff VM on Bulkhead. IPA 0..0xefff is never mapped. */
/* text (R-X), rodata (R), pristine .data (R, at its load address) */
#define BULKHEAD_IMAGE_IPA 0x10000u
/* default of the writable segment: .data, .bss, heap up to ram_end */
#define BULKHEAD_RAM_IPA 0x100000u

/* Stacks of threads, inside the writable segment. The image declares them by a note (ELF PT_NOTE,
 * name and type as below). The compiler leaves the page in front of each stack unmapped, and copies
 * the declaration into the boot information page. */
struct bulkhead_stacks {
	uint64_t ipa;	      /* of the first guard page; stack, guard, stack … follow */
	uint64_t size, count; /* bytes of a stack, without its guard page; number of stacks */
};
#define BULKHEAD_NOTE_NAME   "Bulkhead"
#define BULKHEAD_NOTE_STACKS 1
#define BULKHEAD_NOTE_NEED   2

/* Requirements of an image: a note of type NEED for each. The compiler refuses a system that doesn't meet one. */
enum bulkhead_need {
	BULKHEAD_NEED_CPU_RNG = 1, /* FEAT_RNG on every core; value 0 */
	BULKHEAD_NEED_DEVICE,	   /* at least one device; value 0 */
	BULKHEAD_NEED_SECURE_CALL, /* may call the function id `value` of the secure world */
};
struct bulkhead_need_note {
	uint32_t name_size, size, type; /* Elf64_Nhdr */
	char name[12];
	uint32_t need, value;
};
#define BULKHEAD_NEEDS(need_, value_)                                        \
	static const struct bulkhead_need_note bulkhead_need_##need_         \
	    __attribute__((section(".note.bulkhead"), used, aligned(4))) = { \
		.name_size = sizeof(BULKHEAD_NOTE_NAME),                     \
		.size = 8,                                                   \
		.type = BULKHEAD_NOTE_NEED,                                  \
		.name = BULKHEAD_NOTE_NAME,                                  \
		.need = need_,                                               \
		.value = value_}

#define BULKHEAD_RIGHT_READ  1u
#define BULKHEAD_RIGHT_WRITE 2u
/* This VM's devices may read and write it, or (with BULKHEAD_RIGHT_READ) read it; the VM itself doesn't see it. */
#define BULKHEAD_RIGHT_DMA 4u

/*
 * Part of a client's RAM that this VM may see: IPA in this VM, IPA in the client, and physical address. With
 * BULKHEAD_RIGHT_DMA, the window isn't mapped: `ipa` is 0, and the VM's devices find the memory at `pa`. Behind an SMMU,
 * `pa` isn't a physical address, but an address of the VM's streams.
 */
struct bulkhead_window {
	uint64_t ipa, client_ipa, pa, size;
	uint32_t client; /* VM id */
	uint32_t rights;
};
/* Shared memory and doorbells. virq 0: no doorbell in that direction. */
struct bulkhead_channel {
	char name[BULKHEAD_NAME_SIZE];
	uint64_t ipa, size;
	uint32_t peer;	 /* VM id */
	uint32_t rights; /* BULKHEAD_RIGHT_* on the memory */
	uint32_t
	    virq; /* INTID that the peer's doorbell raises in this VM; in an extension 1: it gets NOTIFY */
	uint32_t index; /* argument of BULKHEAD_HVC_DOORBELL */
	uint64_t pa;	/* address for the VM's devices, if they reach the memory; else 0 */
};
/* A device of this VM. A device with several regions of registers has one entry for each; the first
 * has the interrupt. */
struct bulkhead_device {
	/* node name in the board's device tree, e.g. pl011@9000000 */
	char name[BULKHEAD_NAME_SIZE];
	uint64_t ipa, size, pa;
	uint32_t virq; /* INTID, 0: none */
	uint32_t
	    uart; /* enum bulkhead_uart (manifest.h), if it is one that the core knows; else 0 */
	uint64_t configuration; /* of a PCI function: IPA of its configuration space, else 0 */
};
/*
 * Registers of a device that an extension writes and its client reads: memory that the extension sees at `ipa` and the
 * client, read-only, at `client_ipa`; Normal Non-cacheable for both. A write of the client is a request of kind MMIO.
 * No restart clears the memory.
 */
struct bulkhead_registers {
	uint64_t ipa, client_ipa, size;
	uint32_t client; /* VM id */
	uint32_t badge;	 /* of the route */
};
/* A client of an extension. */
struct bulkhead_client {
	char name[BULKHEAD_NAME_SIZE];
	uint32_t vm; /* VM id */
	uint32_t vcpus;
	uint32_t badge;	    /* of its first route here */
	uint32_t secure_id; /* id of its partition in the secure world, 0: none */
	uint32_t inject;    /* first index in the inject list that targets this client */
	uint32_t inject_count;
};

struct bulkhead_bootinfo {
	uint64_t magic;
	uint32_t version, size;
	char name[BULKHEAD_NAME_SIZE];
	uint32_t vm, vcpus;	    /* this VM's id, and number of scheduled vCPUs (0: extension) */
	uint64_t counter_hz;	    /* frequency of the generic timer; 0: read CNTFRQ_EL0 */
	uint64_t ram_ipa, ram_size; /* writable memory, .data at its start */
	uint64_t ram_pa;	    /* physical address of ram_ipa (contiguous) */
	uint64_t stack_top, stack_size; /* of vCPU 0 at EL1; the top of vCPU i is i * (stack_size +
					   4096) higher. The core sets activations' stacks */
	uint64_t gicd_ipa, gicr_ipa, gicc_ipa; /* 0: absent. A unikernel's interrupt controller */
	uint32_t gic_version;		       /* 2 or 3, 0: none (extension) */
	uint32_t timer_virq;		       /* INTID of the virtual timer, 27 */
	uint32_t console_ipa;		       /* PL011 of this VM, 0: hypercall console only */
	uint32_t
	    events_virq; /* INTID that says that a VM has ended or runs again (HVC_VM_STATE), 0: none */
	uint64_t watchdog_us; /* period, 0: none */
	char args[256];	      /* command line, NUL-terminated */
	uint32_t windows, window_count;
	uint32_t channels, channel_count;
	uint32_t devices, device_count;
	uint32_t clients, client_count;
	uint32_t registers, registers_count; /* struct bulkhead_registers */
	uint32_t exclusive_count, inject_count, call_count, reserved;
	uint32_t configuration, configuration_size; /* bytes; the image defines their meaning */
	struct bulkhead_stacks stacks;		    /* count 0: none */
};
