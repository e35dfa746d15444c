/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Every violation that the verifier can find: name, number, one line of meaning. The number's decade is its group of
 * properties. Causes and cures stand in codes.c.
 */
#pragma once

#define VERIFY_CODES(X)                                                                      \
	X(ELF, 1, "the file is no well-formed AArch64 ELF image")                            \
	X(SEGMENT, 2, "a segment is malformed, overlaps another or lies in nobody's memory") \
	X(CORE_HEADER, 3, "the core's header is damaged")                                    \
	X(MANIFEST, 4, "the manifest's magic, version, size or checksum is wrong")           \
	X(ARRAY, 5, "a manifest array or slice lies outside its bounds")                     \
	X(DECLARATIONS, 6, "the declarations are missing, malformed or contradictory")       \
	X(NAME, 7, "a VM's name is empty, unterminated or not unique")                       \
	X(BOOTINFO, 8, "a VM's boot page contradicts the tables or the manifest")            \
	X(CORE_BUILD, 9, "the core isn't the build that is declared or expected")            \
	X(TABLE_OUTSIDE, 10, "a translation table lies outside the image")                   \
	X(TABLE_OWNER, 11, "a translation table lies outside the core's table memory")       \
	X(TABLE_TWICE, 12, "a translation table is reached twice (loop or sharing)")         \
	X(DESCRIPTOR, 13, "a descriptor has a reserved encoding")                            \
	X(CONTIGUOUS, 14, "a contiguous hint doesn't hold for its 16 entries")               \
	X(ATTRIBUTE, 15, "memory type or shareability doesn't fit the memory behind")        \
	X(ACCESS_FLAG, 16, "an access flag isn't set")                                       \
	X(UNDECLARED, 20, "a VM reaches memory that isn't declared for it")                  \
	X(RIGHTS, 21, "a mapping's rights differ from the declared ones")                    \
	X(UNMAPPED, 22, "declared memory isn't mapped")                                      \
	X(SHARED, 23, "memory is shared where nothing declares it")                          \
	X(CORE_EXPOSED, 24, "a VM reaches memory of the core")                               \
	X(RESERVED, 25, "memory that the firmware reserved is used")                         \
	X(WRITE_EXECUTE, 26, "memory is writable and executable")                            \
	X(TEXT_ALIAS, 27, "read-only memory is writable by another path")                    \
	X(NOT_RAM, 28, "memory lies outside the RAM, or a device inside it")                 \
	X(WINDOW, 29, "a window shows memory that isn't its owner's")                        \
	X(CORE_WX, 30, "core memory is writable and executable, or its text writable")       \
	X(CORE_MAPPING, 31, "the core maps what isn't declared as its own")                  \
	X(CORE_IDENTITY, 32, "the core's mapping isn't the identity")                        \
	X(CORE_GUARD, 33, "a stack of the core has no guard page")                           \
	X(CORE_OBJECT, 34, "an object of the core is unmapped, misplaced or overlaps")       \
	X(CORE_REGISTER, 35, "a register of the core's own translation is wrong")            \
	X(HCR, 40, "HCR_EL2 doesn't confine the VM")                                         \
	X(VTCR, 41, "VTCR_EL2 doesn't fit the VM's tables")                                  \
	X(VTTBR, 42, "VTTBR_EL2 or the root's alignment is wrong")                           \
	X(VMID, 43, "two VMs on one core share a VMID unmarked")                             \
	X(CPTR, 44, "CPTR_EL2 lets features through that aren't switched")                   \
	X(MDCR, 45, "MDCR_EL2 lets debug, trace or counters through")                        \
	X(TIMER, 46, "CNTHCTL_EL2 or HSTR_EL2 is wrong")                                     \
	X(ID_MASK, 47, "an ID register shows a feature that isn't supported")                \
	X(INTERRUPT_OWNER, 50, "an interrupt has no single owner")                           \
	X(INTERRUPT_NUMBER, 51, "an interrupt number is out of range or taken twice")        \
	X(DEVICE_OWNER, 52, "a device page has more than one owner")                         \
	X(DMA, 53, "a bus master without stream isolation isn't accepted")                   \
	X(SMMU, 55, "the SMMU isn't set up as it must be")                                   \
	X(STREAM, 56, "a stream of a device isn't translated as it must be")                 \
	X(STREAM_REACH, 57, "a device reaches other memory than its owner's")                \
	X(GIC_EXPOSED, 54, "a VM reaches the physical interrupt controller")                 \
	X(ROUTE_TARGET, 60, "a route has no live target")                                    \
	X(ROUTE_RANGE, 61, "a route's range is unsorted, overlaps or is already answered")   \
	X(ACTIVATION, 62, "an activation doesn't belong to its route")                       \
	X(CALL_CYCLE, 63, "calls between extensions form a cycle")                           \
	X(CALL_DEPTH, 64, "the declared nesting of calls is wrong")                          \
	X(STACK, 65, "an activation's stack is unmapped, shared or unguarded")               \
	X(EXCLUSIVE, 66, "an exclusive section's ceiling or length is wrong")                \
	X(SECURE, 67, "a secure call isn't filtered as it must be")                          \
	X(DOORBELL, 68, "a doorbell, injection or broadcast has a wrong target")             \
	X(CLIENT, 69, "the list of an extension's clients is wrong")                         \
	X(BUDGET, 70, "a budget doesn't fit in its period")                                  \
	X(UTILISATION, 71, "the budgets of a CPU add up to more than the CPU")               \
	X(DEADLINE, 72, "a declared response time can't be guaranteed")                      \
	X(PINNING, 73, "a vCPU isn't pinned to exactly one CPU")                             \
	X(PRIORITY, 74, "a priority is out of range")                                        \
	X(ASIL, 80, "a VM depends on one of lower integrity")                                \
	X(LIFECYCLE, 81, "a VM's start, restart or watchdog settings are contradictory")     \
	X(DESCRIPTION, 90, "the image's description is missing or names other VMs")          \
	X(DESCRIBED_VM, 91, "a VM isn't as described")                                       \
	X(DESCRIBED_ROUTE, 92, "a route, call or doorbell isn't as described")               \
	X(DESCRIBED_MEMORY, 93, "memory, a window or a channel isn't as described")          \
	X(DESCRIBED_DEVICE, 94, "a device or an interrupt isn't as described")               \
	X(DESCRIBED_BOARD, 95, "the board isn't as its device tree says")                    \
	X(NETWORK, 96, "a network's port isn't what the flow matrix says")                   \
	X(DISK, 97, "a disk's part, its back end or its driver isn't as described")          \
	X(CAN, 98, "a port of a CAN bus isn't what the matrix of identifiers says")          \
	X(DISPLAY, 99, "a plane of a screen or a stream of sound isn't as described")

enum verify_code {
#define X(name, number, title) VERIFY_##name,
	VERIFY_CODES(X)
#undef X
	    VERIFY_CODE_COUNT
};

/* What `bulkhead explain` tells about a code. */
struct verify_explanation {
	unsigned number; /* V%03u */
	const char *title, *cause, *cure;
};

/* Indexed by enum verify_code. */
extern const struct verify_explanation verify_explanations[VERIFY_CODE_COUNT];

/* Name of the group of properties that code `number` belongs to (its decade). */
const char *verify_group_name(unsigned number);
