/* SPDX-License-Identifier: BSD-3-Clause */
/* Offsets and sizes for the assembly: compiled to text, from which the build makes offsets.h. */
#include <stddef.h>
#include <arm/esr.h>
#include <bulkhead/hypercall.h>
#include <bulkhead/trace.h>
#include "extension/activation.h"

#define DEFINE(name, value) __asm__ volatile("\n.ascii \"->" #name " %0\"" : : "i"(value))

void offsets(void);
void offsets(void)
{
	DEFINE(FRAME_X, offsetof(struct frame, x));
	DEFINE(FRAME_PC, offsetof(struct frame, pc));
	DEFINE(FRAME_PSTATE, offsetof(struct frame, pstate));
	DEFINE(FRAME_ACTIVATION, offsetof(struct frame, activation));
	DEFINE(FRAME_STACK, offsetof(struct frame, el2_stack));
	DEFINE(HEADER_LOAD_ADDRESS, offsetof(struct bulkhead_core_header, load_address));
	DEFINE(HEADER_UART, offsetof(struct bulkhead_core_header, uart));
	DEFINE(HEADER_UART_CADENCE, BULKHEAD_UART_CADENCE);
	DEFINE(HEADER_UART_KIND, offsetof(struct bulkhead_core_header, uart_kind));
	DEFINE(CPU_HISTORY_TURNS, offsetof(struct cpu, history_turns));
	DEFINE(CPU_SIZE, sizeof(struct cpu));
	DEFINE(VCPU_SIZE, sizeof(struct vcpu));
	DEFINE(VM_SIZE, sizeof(struct vm));
	DEFINE(CPU_STATUS, offsetof(struct cpu, status));
	DEFINE(VM_STATUS, offsetof(struct vm, status));
	DEFINE(VCPU_COUNTERS, offsetof(struct vcpu, counters));
	DEFINE(VIRQ_SIZE, sizeof(struct vgic_spi));
	DEFINE(ESR_REPLY, (uint64_t)ESR_EC_SVC64 << ESR_EC_SHIFT | ESR_IL | BULKHEAD_SVC_REPLY);
	DEFINE(ACTIVATION_SIZE, sizeof(struct activation));
	DEFINE(TRACE_ENTRY_SIZE, sizeof(struct bulkhead_trace_entry));
	DEFINE(EL1_Q, offsetof(struct el1_context, q));
	DEFINE(EL1_FPCR, offsetof(struct el1_context, fpcr));
	DEFINE(MANIFEST_MAGIC, offsetof(struct bulkhead_manifest, magic));
	DEFINE(MANIFEST_CPU_COUNT, offsetof(struct bulkhead_manifest, cpu_count));
	DEFINE(MANIFEST_CPUS, offsetof(struct bulkhead_manifest, cpus));
	DEFINE(MCPU_SIZE, sizeof(struct manifest_cpu));
	DEFINE(MCPU_MPIDR, offsetof(struct manifest_cpu, mpidr));
	DEFINE(MCPU_STACK_TOP, offsetof(struct manifest_cpu, stack_top));
	DEFINE(MCPU_STATE, offsetof(struct manifest_cpu, state));
}
