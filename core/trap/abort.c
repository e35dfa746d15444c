/* SPDX-License-Identifier: BSD-3-Clause */
#include "trap/abort.h"
#include <arm/esr.h>
#include <bulkhead/request.h>
#include "extension/forward.h"
#include "machine/print.h"
#include "machine/sysreg.h"
#include "trap/unhandled.h"
#include "vcpu/access.h"
#include "vcpu/inject.h"
#include "vgic/distributor.h"
#include "vm/notify.h"

#define PAGE_OFFSET  0xfffu
#define VECTORS_SIZE 0x800ull /* where VBAR_EL1 points (DDI 0487, D1.3.1) */

/*
 * A data abort from a lower level whose access can be emulated: its syndrome is valid, it is neither cache
 * maintenance nor a stage 1 walk, and the instruction has 32 bits, so the guest continues 4 bytes behind. It must be
 * a translation fault: otherwise HPFAR_EL2 is unknown (DDI 0487, D19.2.58), and no device is there.
 */
#define ESR_DECODED_MASK (ESR_EC_MASK | ESR_IL | ISS_ISV | ISS_CM | ISS_S1PTW | ISS_FSC_TYPE)
#define ESR_DECODED \
	((uint64_t)ESR_EC_DATA_ABORT_LOWER << ESR_EC_SHIFT | ESR_IL | ISS_ISV | FSC_TRANSLATION)

/* A store, decoded likewise, to memory that is mapped and not writable. */
#define ESR_DENIED_STORE                                                                         \
	((uint64_t)ESR_EC_DATA_ABORT_LOWER << ESR_EC_SHIFT | ESR_IL | ISS_ISV | FSC_PERMISSION | \
	 ISS_WNR)
#define PAR_FAULT   1ull
#define PAR_ADDRESS 0x0000fffffffff000ull

static inline bool vgic_covers(const struct manifest_vm *vm, ipa_t ipa)
{
	uint64_t offset = ipa.value - vm->gicd_ipa;

	if (offset < GICD_SIZE)
		return true;
	/* GICv2: GICC_DIR, whose page isn't mapped. */
	return vm->gicr_ipa
		   ? ipa.value - vm->gicr_ipa < (uint64_t)vm->vcpus.count << GICR_STRIDE_SHIFT
		   : offset < GICD_SIZE + GICC_SIZE;
}

static struct frame *refuse(struct frame *f, uint64_t esr, ipa_t ipa)
{
	struct vcpu *v = vcpu_of(f);
	const struct cached_route *p = route_of(v, MANIFEST_CLASS_UNHANDLED, 0);
	uint64_t far = sysreg_read(far_el2);
	ipa_t known = {(esr & ISS_FSC_TYPE) == FSC_TRANSLATION ? ipa.value : 0};
	bool instruction = ESR_EC(esr) == ESR_EC_INSTRUCTION_ABORT_LOWER;

	v->counters[BULKHEAD_EXIT_FAULT]++;
	if (p)
		return extension_enter_unhandled(v, p, esr, known);
	/* The fetch of the guest's own vectors has faulted, so the guest can't handle the abort. */
	if (instruction && (f->pc & ~(VECTORS_SIZE - 1)) == sysreg_read(vbar_el1))
		return guest_fault(v, "can't fetch its exception vectors", esr);
	if (v->vm_state->refusals++ < REFUSALS_LOGGED)
		print("%s: vcpu %u: access to %x refused (pc %x, esr %x, far %x): external abort\n",
		      v->vm->name, (uint64_t)v->config->index, known.value, f->pc, esr, far);
	inject_abort(f, far, instruction);
	return f;
}

static inline bool covers_access(const struct cached_route *p, uint64_t esr, ipa_t ipa)
{
	return route_covers(p, ipa.value) &&
	       route_covers(p, ipa.value + ISS_SIZE(ESR_ISS(esr)) - 1);
}

static inline struct frame *forward(struct vcpu *v, const struct cached_route *p, uint32_t iss,
				    ipa_t ipa)
{
	uint64_t value = 0, flags = ISS_SAS(iss);

	v->counters[BULKHEAD_EXIT_MMIO]++;
	if (iss & ISS_WNR) {
		value =
		    mmio_extend(frame_read(&v->frame, ISS_SRT(iss)), (iss & ISS_SAS_MASK) | ISS_SF);
		flags |= BULKHEAD_MMIO_WRITE;
	}
	p->activation->access = iss;
	p->activation->far = sysreg_read(far_el2);
	request_arguments(p, ipa.value, flags, value);
	return extension_enter(v, p);
}

static struct frame *exit_unrouted(struct frame *f, uint64_t esr, ipa_t ipa)
{
	struct vcpu *v = vcpu_of(f);
	const struct cached_route *p = route_lookup(v, MANIFEST_CLASS_MMIO, ipa.value);

	return p && covers_access(p, esr, ipa) ? forward(v, p, ESR_ISS(esr), ipa)
					       : refuse(f, esr, ipa);
}

static inline void mmio_done(struct frame *f, uint32_t iss, uint64_t value)
{
	vcpu_of(f)->counters[BULKHEAD_EXIT_MMIO_GIC]++;
	frame_skip(f, 4);
	if (iss & ISS_WNR)
		return;
	frame_write(f, ISS_SRT(iss), iss & ISS_SSE ? mmio_extend(value, iss) : value);
}

/* Inlined, it costs GICD_TYPER, which needs no state, 11 instructions. */
static __attribute__((noinline)) struct frame *exit_mmio_gic(struct frame *f, uint64_t esr,
							     ipa_t ipa)
{
	struct vcpu *v = vcpu_of(f);
	uint32_t iss = ESR_ISS(esr);
	struct mmio_access a = {.ipa = ipa, .size = (uint8_t)ISS_SIZE(iss), .write = iss & ISS_WNR};

	if (a.write)
		a.value = frame_read(f, ISS_SRT(iss));
	if (!vgic_mmio(v, &a))
		return exit_unrouted(f, esr, ipa);
	vm_notify(v->vm, a.notify);
	if (a.retry)
		cpu_yield();
	else
		mmio_done(f, iss, a.value);
	return frame_or_choose(v->cpu, f);
}

/* An access outside the last-used route. Inlined, this costs all other accesses 2 instructions. */
static __attribute__((noinline)) struct frame *exit_other(struct frame *f, uint64_t esr, ipa_t ipa)
{
	const struct manifest_vm *vm = vcpu_of(f)->vm;

	if (ipa.value - vm->gicd_ipa == GICD_TYPER &&
	    (esr & (ISS_WNR | ISS_SAS_MASK)) == ISS_SAS_WORD) {
		mmio_done(f, ESR_ISS(esr), vgic_typer(vm)); /* needs no state */
		return f;
	}
	return vgic_covers(vm, ipa) ? exit_mmio_gic(f, esr, ipa) : exit_unrouted(f, esr, ipa);
}

/*
 * Translate a guest's virtual address to an IPA by the guest's own stage 1, since HPFAR_EL2 is unknown after a permission
 * fault (DDI 0487, D19.2.58). False: the address has no translation any more. PAR_EL1 belongs to the guest and is kept.
 */
static bool translate(uint64_t va, ipa_t *ipa)
{
	uint64_t par = sysreg_read(par_el1), result;

	__asm__ volatile("at s1e1r, %0" : : "r"(va));
	isb();
	result = sysreg_read(par_el1);
	sysreg_write(par_el1, par);
	ipa->value = (result & PAR_ADDRESS) | (va & PAGE_OFFSET);
	return !(result & PAR_FAULT);
}

/*
 * A store to memory that the guest may only read: a register page, which its route covers. If another vCPU has just
 * changed the translation, the store is tried again. Inlined, it costs every other access 6 to 8 instructions.
 */
static __attribute__((noinline)) struct frame *exit_register_write(struct frame *f, uint64_t esr)
{
	struct vcpu *v = vcpu_of(f);
	const struct cached_route *p;
	ipa_t ipa;

	if (!translate(sysreg_read(far_el2), &ipa))
		return frame_or_choose(v->cpu, f);
	p = route_of_access(v, ipa);
	return p && covers_access(p, esr, ipa) ? forward(v, p, ESR_ISS(esr), ipa)
					       : refuse(f, esr, ipa);
}

/* No route covers the virtual GIC (compiler/check.c), so the route used last comes first. */
struct frame *exit_abort(struct frame *f, uint64_t esr)
{
	struct vcpu *v = vcpu_of(f);
	const struct cached_route *p = &v->routes[MANIFEST_CLASS_MMIO];
	ipa_t ipa = {HPFAR_IPA(sysreg_read(hpfar_el2)) | (sysreg_read(far_el2) & PAGE_OFFSET)};

	if ((esr & ESR_DECODED_MASK) != ESR_DECODED)
		return (esr & (ESR_DECODED_MASK | ISS_WNR)) == ESR_DENIED_STORE
			   ? exit_register_write(f, esr)
			   : refuse(f, esr, ipa);
	return covers_access(p, esr, ipa) ? forward(v, p, ESR_ISS(esr), ipa)
					  : exit_other(f, esr, ipa);
}
