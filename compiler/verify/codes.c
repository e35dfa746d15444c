/* SPDX-License-Identifier: BSD-3-Clause */
/* The text of `bulkhead explain` for each violation. */
#include "codes.h"

#define TITLE(name, number, title) [VERIFY_##name] = {number, title, cause_##name, cure_##name},
#define EXPLAIN(name, cause, cure)                \
	static const char cause_##name[] = cause; \
	static const char cure_##name[] = cure;

EXPLAIN(ELF, "The file is truncated, or isn't an image that `bulkhead compile` made.",
	"Compile the system again; give the image, not the description.")
EXPLAIN(SEGMENT,
	"A program header points outside the file, wraps, or two segments load to one place.",
	"The file is damaged or was edited: compile again.")
EXPLAIN(CORE_HEADER, "The first bytes of the core don't match abi/bulkhead/manifest.h.",
	"Core and compiler come from different versions: rebuild both.")
EXPLAIN(MANIFEST, "The manifest was changed after it was compiled, or belongs to another version.",
	"Compile again with a matching compiler.")
EXPLAIN(ARRAY, "An array or slice would make the core read outside the manifest.",
	"The image is damaged: compile again.")
EXPLAIN(DECLARATIONS,
	"The section .bulkhead.declarations is missing, malformed, or declares rights "
	"that its kind of memory can't have (a writable text, an executable window).",
	"Don't strip the image. Otherwise it is a fault of the compiler.")
EXPLAIN(NAME, "Every message names VMs by their names, which must be unique and printable.",
	"Rename the VM in the description.")
EXPLAIN(BOOTINFO,
	"A unikernel learns from its boot page where its memory, windows, channels and devices "
	"are; a mediator names memory to the secure world by it.",
	"The image is damaged: compile again.")
EXPLAIN(CORE_BUILD,
	"Code, constants or sizes of the core differ from the core.elf that the compiler read, or "
	"from the hash that "
	"`--core` names: what the verifier proves of tables and registers means nothing with "
	"another core.",
	"Build the core again; `objcopy -O binary build/core/core.elf core.bin` and `sha256sum "
	"core.bin` tell its hash.")
EXPLAIN(TABLE_OUTSIDE,
	"A table descriptor points to memory that the image doesn't fill: whatever "
	"lies there at power-on would be walked.",
	"The image is damaged: compile again.")
EXPLAIN(TABLE_OWNER,
	"A translation table lies in memory that isn't reserved for tables, so somebody "
	"might write it.",
	"The image is damaged, or the compiler placed it wrongly.")
EXPLAIN(TABLE_TWICE, "A table refers to itself, or two VMs share a table.",
	"The image is damaged: compile again.")
EXPLAIN(DESCRIPTOR,
	"A descriptor has bits set that mean nothing in ARMv8.0, or may mean something on "
	"a newer core.",
	"The image is damaged: compile again.")
EXPLAIN(CONTIGUOUS,
	"The contiguous hint lets the TLB hold 16 entries as one; here they aren't one run, "
	"so the TLB may answer with a wrong address.",
	"The image is damaged: compile again.")
EXPLAIN(ATTRIBUTE,
	"Two views of a page with different memory types or shareability lose coherency; RAM "
	"must be normal write-back inner-shareable, a device device-nGnRE.",
	"The image is damaged: compile again.")
EXPLAIN(ACCESS_FLAG, "Without the access flag the first access faults; nothing updates it here.",
	"The image is damaged: compile again.")
EXPLAIN(UNDECLARED,
	"A stage-2 table lets a VM reach memory that the description doesn't give it, or "
	"shows other memory than declared at that address.",
	"The image is damaged: compile again.")
EXPLAIN(RIGHTS, "A stage-2 entry grants more or less than declared.",
	"The image is damaged: compile again.")
EXPLAIN(UNMAPPED, "The VM would fault on memory that it was promised.",
	"The image is damaged: compile again.")
EXPLAIN(SHARED, "Two VMs reach the same page and no channel, window or shared image declares it.",
	"Declare a channel or window if it is meant; else two regions of fixed addresses overlap.")
EXPLAIN(CORE_EXPOSED, "A VM could read or change the core, the manifest or a translation table.",
	"Find the fixed address of the description that lies in the core's memory.")
EXPLAIN(RESERVED,
	"The firmware keeps this memory (/memreserve/, /reserved-memory); using it may stop "
	"the machine.",
	"Move the fixed address, or correct the board's device tree.")
EXPLAIN(WRITE_EXECUTE,
	"An extension whose code is writable can be turned into something else by a "
	"single bug.",
	"Link the image with page-aligned, separate text and data segments.")
EXPLAIN(TEXT_ALIAS, "Read-only text or data is reachable by another, possibly writable path.",
	"The image is damaged, or a fixed address overlaps an image.")
EXPLAIN(NOT_RAM, "Memory is placed where the board has none, or a device's address lies in RAM.",
	"Correct the fixed address or the board.")
EXPLAIN(WINDOW, "A window must show memory of the VM that it is declared to show, nothing else.",
	"Correct the window's address or size.")
EXPLAIN(CORE_WX,
	"Memory of the core is writable and executable, or something but its text executable.",
	"The image is damaged: compile again.")
EXPLAIN(CORE_MAPPING,
	"The core's table maps more than the core's own memory, with other rights than "
	"declared, or maps translation tables.",
	"The image is damaged: compile again.")
EXPLAIN(CORE_IDENTITY, "The core runs with virtual = physical addresses; here they differ.",
	"The image is damaged: compile again.")
EXPLAIN(CORE_GUARD,
	"An overflow of the core's stack would run into other memory instead of faulting.",
	"The image is damaged: compile again.")
EXPLAIN(CORE_OBJECT,
	"Run-time memory of the core isn't mapped, isn't cleared by the image, or two "
	"objects overlap.",
	"The image is damaged: compile again.")
EXPLAIN(CORE_REGISTER,
	"TCR_EL2, MAIR_EL2, SCTLR_EL2 or TTBR0_EL2 isn't the constant that the tables "
	"were made for.",
	"The image is damaged: compile again.")
EXPLAIN(HCR, "Without these bits interrupts, hypercalls or translation escape the core.",
	"The image is damaged: compile again.")
EXPLAIN(VTCR, "Size, start level and attributes of the walk must fit the tables.",
	"The image is damaged: compile again.")
EXPLAIN(VTTBR,
	"The root, of one table, a part of one or concatenated ones, must be aligned to its size.",
	"The image is damaged: compile again.")
EXPLAIN(VMID,
	"Two VMs with one VMID on a core would use each other's TLB entries; on any two cores, one "
	"that "
	"invalidates all of its translations takes the other's too.",
	"The image is damaged: compile again. Only more VMs than there are VMIDs share them.")
EXPLAIN(CPTR,
	"SVE, SME, AMU or trace registers aren't switched between VMs, so they must trap; in an "
	"extension FP too.",
	"The image is damaged: compile again.")
EXPLAIN(MDCR,
	"Debug, trace and performance registers aren't switched between VMs, so they must trap.",
	"The image is damaged: compile again.")
EXPLAIN(
    TIMER,
    "EL2's timer is the core's. A vCPU has EL1's timers; an extension has none, and may only read "
    "the counter.",
    "The image is damaged: compile again.")
EXPLAIN(ID_MASK, "A guest that sees a feature uses it; what isn't switched must be hidden.",
	"The image is damaged: compile again.")
EXPLAIN(INTERRUPT_OWNER,
	"A physical interrupt must reach exactly one VM (or be a declared broadcast).",
	"Give the interrupt to one VM in the description.")
EXPLAIN(INTERRUPT_NUMBER,
	"An interrupt number is outside what the (virtual) distributor has, or two "
	"physical interrupts look the same to a VM.",
	"Correct the interrupt of the device.")
EXPLAIN(DEVICE_OWNER,
	"Two VMs own one device page, or devices of two VMs lie in one page, which "
	"stage 2 can't tell apart.",
	"Give both devices to one VM, or one of them to nobody.")
EXPLAIN(DMA,
	"A bus master without an SMMU reads and writes all memory, so its owner is trusted by all.",
	"Give the device to a VM that all may trust and say `accept = \"dma\"` there, or put it "
	"behind an SMMU.")
EXPLAIN(SMMU,
	"Registers, table and queues of the SMMU are compiled constants: with others a device's "
	"accesses pass, or are not "
	"reported.",
	"The image is damaged: compile again.")
EXPLAIN(STREAM,
	"An entry of the stream table must translate by stage 2 alone, report its faults, and have "
	"the tables of its owner; "
	"one of nobody must have empty tables.",
	"The image is damaged: compile again.")
EXPLAIN(STREAM_REACH,
	"A device must see the memory of its owner at the addresses that the owner knows, and "
	"nothing else.",
	"The image is damaged: compile again.")
EXPLAIN(GIC_EXPOSED, "A VM that can write the physical interrupt controller rules all interrupts.",
	"Don't give a VM the GIC's pages; the virtual controller's addresses must stay unmapped.")
EXPLAIN(ROUTE_TARGET,
	"A forwarded exception needs an extension that can be entered, with a budget.",
	"Name an extension VM in the route and give it a budget.")
EXPLAIN(ROUTE_RANGE,
	"Ranges of routes must be sorted and disjoint, and must not be answered by memory "
	"or the virtual interrupt controller before they trap.",
	"Correct the range of the route.")
EXPLAIN(ACTIVATION, "Each client vCPU enters an extension on an activation of its own.",
	"The image is damaged: compile again.")
EXPLAIN(CALL_CYCLE,
	"Extensions that call each other in a circle can deadlock and nest without bound.",
	"Break the circle: let one of them answer by a channel.")
EXPLAIN(CALL_DEPTH, "The core counts on the nesting that the manifest states.",
	"The image is damaged: compile again.")
EXPLAIN(STACK, "An activation's stack must be its own, writable, with a hole below it.",
	"The image is damaged: compile again.")
EXPLAIN(EXCLUSIVE,
	"An immediate ceiling below the priority of a vCPU that enters lets it be preempted "
	"inside; a length of 0 bounds nothing.",
	"Raise the ceiling; declare the length.")
EXPLAIN(SECURE,
	"An extension may issue only filtered functions, never those that make or end a "
	"partition, and only for clients that have an id.",
	"Correct the filter, or give the client a partition.")
EXPLAIN(DOORBELL,
	"A virtual interrupt must be one that its target VM has, at a vCPU of that VM; a "
	"broadcast needs a rate limit.",
	"Correct the interrupt number or the limit.")
EXPLAIN(CLIENT, "The core ends a client's requests by the extension's list of clients.",
	"The image is damaged: compile again.")
EXPLAIN(BUDGET, "A budget larger than its period, or a period without a budget, can't be kept.",
	"Correct `budget-us` and `period-us` of the VM.")
EXPLAIN(UTILISATION, "More time is promised than the CPU has.",
	"Lower budgets, lengthen periods, or move a vCPU to another CPU.")
EXPLAIN(
    DEADLINE,
    "In the worst case higher priorities, blocking secure calls and exclusive sections "
    "take longer than the declared deadline allows.",
    "Raise the vCPU's priority, shorten other budgets, or move VMs with secure calls off its CPU.")
EXPLAIN(PINNING, "Each vCPU runs on one CPU and stands in that CPU's list once.",
	"The image is damaged: compile again.")
EXPLAIN(PRIORITY, "Priorities go from 0 to 63.", "Correct the priority.")
EXPLAIN(ASIL,
	"A VM can fail if a component on which it depends fails, so that component needs at least "
	"the VM's integrity level.",
	"Raise the level of the component, use an instance per client, or say `accept = \"asil\"`.")
EXPLAIN(LIFECYCLE,
	"Start, restart or watchdog settings name nothing that exists, or the entry point "
	"isn't executable.",
	"Correct the VM's policies or its image.")
EXPLAIN(DESCRIPTION,
	"The image holds the description that it was made of (.bulkhead.description, .board, "
	".machine). The "
	"manifest is compared with it.",
	"Don't strip the image. Otherwise it is a fault of the compiler.")
EXPLAIN(DESCRIBED_VM, "The compiler read a property of the VM otherwise than the verifier.",
	"A fault of the compiler, or the image was changed: compile again, and report it.")
EXPLAIN(DESCRIBED_ROUTE, "The compiler made another route of a node than the verifier reads there.",
	"A fault of the compiler, or the image was changed: compile again, and report it.")
EXPLAIN(DESCRIBED_MEMORY,
	"The compiler gave a VM other memory than the verifier reads in its description.",
	"A fault of the compiler, or the image was changed: compile again, and report it.")
EXPLAIN(DESCRIBED_DEVICE,
	"Registers or interrupts differ from those that the machine's device tree has for the "
	"device that the VM names; or what shows a VM sensors isn't as `/sensors` says.",
	"A fault of the compiler, or the image was changed: compile again, and report it.")
EXPLAIN(DESCRIBED_BOARD,
	"CPUs, memory, interrupt controller, timers, firmware or console differ from the machine's "
	"device tree.",
	"A fault of the compiler, or the image was changed: compile again, and report it.")
EXPLAIN(
    NETWORK,
    "A port's boot page, the memory between two ports, or their addresses and limits aren't "
    "what `ports` and `allow` of the network say.",
    "Check what the description itself says of the port's VM or its channels. Otherwise it is a "
    "fault of the compiler, or the image was changed.")
EXPLAIN(DISK,
	"What a disk's back end or driver is told of its part, whom it serves, or the order of the "
	"driver's lanes isn't what `/devices` says.",
	"Check what the description itself says of these VMs. Otherwise it is a fault of the "
	"compiler, or the image was changed.")
EXPLAIN(
    CAN,
    "The rules, peers or limit in a port's boot page, or the memory between two ports, aren't "
    "what `ports` and `allow` of the bus say of each identifier.",
    "Check what the description itself says of the port's VM or its channels. Otherwise it is a "
    "fault of the compiler, or the image was changed.")
EXPLAIN(DISPLAY,
	"What the VM of a screen or one that draws is told of a plane's place and layer, or the "
	"memory between them, isn't what `/displays` says; or what is touched or typed goes to "
	"another; or a plane covers one of a higher ASIL. Or what a mixer or a VM that plays is "
	"told of volumes isn't what `/sound` says, or a stream ducks one of a higher ASIL.",
	"Check what the description itself says of these VMs. Otherwise it is a fault of the "
	"compiler, or the image was changed.")

const struct verify_explanation verify_explanations[VERIFY_CODE_COUNT] = {VERIFY_CODES(TITLE)};

const char *verify_group_name(unsigned number)
{
	static const char *const names[] = {
	    "image: manifest, declarations and boot pages are whole and agree with the tables",
	    "tables: every entry is one that the MMU reads as meant, owned by the core alone",
	    "memory: no VM reaches what isn't declared; nothing is shared undeclared; W^X",
	    "core: maps itself alone, W^X, guard pages; no VM memory in its address space",
	    "registers: confine every VM; VMIDs are distinct",
	    "devices: every interrupt, device page and bus master has one owner",
	    "calls: every route has a live target, calls have no cycle, secure calls are filtered",
	    "time: budgets fit in their periods and CPUs; declared deadlines are met",
	    "trust: no VM depends on one of lower integrity unaccepted",
	    "description: all of it is in the image as described, and nothing else",
	};
	return names[number / 10];
}
