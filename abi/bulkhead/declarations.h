/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the description declared, for the verifier and the report: the ELF section
 * ".bulkhead.declarations" of the image, never loaded into memory. A header, then its arrays
 * (offsets from the header's start).
 */
#pragma once
#include <stdint.h>
#include <bulkhead/bootinfo.h>

#define BULKHEAD_DECLARATIONS_SECTION ".bulkhead.declarations"
/*
 * Further sections hold device tree blobs, as dtc wrote them: the system's description, the board's, and the machine's tree
 * (the board's again if the board has no other tree). The verifier reads them with its own code.
 */
#define BULKHEAD_DESCRIPTION_SECTION  ".bulkhead.description"
#define BULKHEAD_BOARD_SECTION	      ".bulkhead.board"
#define BULKHEAD_MACHINE_SECTION      ".bulkhead.machine"
#define BULKHEAD_DECLARATIONS_MAGIC   0x534c434544484b42ull /* "BKHDECLS" */
#define BULKHEAD_DECLARATIONS_VERSION 2

enum declared_region_kind {
	DECLARED_PRIVATE = 0, /* RAM of one VM */
	DECLARED_TEXT,	 /* read-only, executable image part; may be shared by VMs of one image */
	DECLARED_RODATA, /* read-only image part, ROM; likewise */
	DECLARED_CHANNEL,
	DECLARED_WINDOW, /* RAM of `owner` that `vm` sees */
	DECLARED_DEVICE,
	DECLARED_BOOTINFO,
	/* a register page: `owner` is the other VM that sees it, the extension writes it, its client reads it */
	DECLARED_REGISTERS,
	DECLARED_UNCACHED, /* a channel that both ends see uncached */
};
/* A declared mapping: VM `vm` sees pa..pa+size at ipa with these rights. Every stage-2 leaf must
 * lie in one. */
struct declared_region {
	uint32_t vm, owner; /* owner: VM whose memory it is, or BULKHEAD_NONE (system: image,
			       channel, device) */
	uint32_t kind;
	uint32_t rights; /* BULKHEAD_RIGHT_*, 4: execute */
	uint64_t ipa, pa, size;
	char name[BULKHEAD_NAME_SIZE]; /* of channel, window, device, image */
};
#define DECLARED_EXECUTE 4u

/* Memory of the core and of the tables, as placed. */
enum declared_core_kind {
	DECLARED_CORE_TEXT = 0,
	DECLARED_CORE_RODATA,
	DECLARED_CORE_DATA,
	DECLARED_CORE_STACK,
	DECLARED_CORE_STATE,
	DECLARED_CORE_MANIFEST,
	DECLARED_CORE_TABLES,
	DECLARED_CORE_DEVICE,
	DECLARED_CORE_STREAMS /* the SMMU's stream table, written by the core */
};
struct declared_core_region {
	uint32_t kind;
	uint32_t rights; /* of EL2; tables: 0, EL2 doesn't map them */
	uint64_t pa, size;
};

/* the VM owns a DMA device without stream isolation, so all VMs must trust it; accepted */
#define DECLARED_ACCEPT_DMA  1u
#define DECLARED_ACCEPT_ASIL 2u /* depends on VMs of lower ASIL, accepted */
struct declared_vm {
	uint32_t accept, deadline_us;	   /* declared worst response of vCPU 0, 0: none */
	uint32_t image_bytes, image_lines; /* size of what runs in it; lines of code, 0: unknown */
	uint32_t components;		   /* reserved */
	uint32_t address_bits;		   /* IPA size */
	uint64_t ram_bytes;
	char image[64]; /* file name(s) for people */
};
struct declared_device {
	char name[64]; /* path in the board's device tree */
	uint32_t vm;
	uint32_t dma; /* 1: bus master without stream isolation */
	uint64_t pa, size;
};
/* Memory that firmware reserved: no memory of the system may lie in it. */
struct declared_reserved {
	uint64_t pa, size;
	char name[BULKHEAD_NAME_SIZE];
};

struct bulkhead_declarations {
	uint64_t magic;
	uint32_t version, size;
	char system[64], board[64];
	char description[256];			  /* file name, for messages */
	uint32_t regions, region_count;		  /* struct declared_region, sorted by vm, ipa */
	uint32_t core_regions, core_region_count; /* struct declared_core_region */
	uint32_t vms, vm_count;			  /* struct declared_vm, index VM id */
	uint32_t devices, device_count;
	uint32_t reserved, reserved_count;
	uint32_t qemu, qemu_size; /* NUL-terminated arguments for QEMU, for `bulkhead run` */
	uint32_t core_lines, secure_us_max;
	uint32_t qemu_boot_image,
	    reserved0; /* QEMU gets an arm64 boot image, to start it at EL2: 1 */
	/*
	 * SHA-256 of the core as it was built: of the first `core_bytes` bytes of its memory, with the
	 * fields that the compiler fills in (bulkhead_core_header: manifest to end) as 0, and the load
	 * address subtracted from the words that `relocations` names. The output of
	 * `objcopy -O binary core.elf` has the same hash.
	 */
	uint64_t core_bytes;
	uint8_t core_hash[32];
};
