/* SPDX-License-Identifier: BSD-3-Clause */
/* Data and instruction aborts of a guest: emulated devices, routes, or an external abort. */
#include "exit.h"
#include "extension.h"
#include "print.h"
#include "sched.h"
#include "sysreg.h"
#include "vgic.h"
#include <bulkhead/request.h>

/* ISS of a data abort (DDI 0487, D19.2.37). */
#define ISS_ISV (1u << 24)
#define ISS_SAS(iss) ((iss) >> 22 & 3)
#define ISS_SSE (1u << 21)
#define ISS_SRT(iss) ((iss) >> 16 & 31)
#define ISS_SF (1u << 15)
#define ISS_FNV (1u << 10)
#define ISS_CM (1u << 8)
#define ISS_S1PTW (1u << 7)
#define ISS_WNR (1u << 6)

#define HPFAR_IPA(hpfar) (((hpfar)&0xfffffffff0) << 8)

uint64_t mmio_extend(uint64_t value, unsigned size, bool sign, bool wide)
{
	unsigned shift = 64 - 8 * size;

	value = sign ? (uint64_t)((int64_t)(value << shift) >> shift) : value << shift >> shift;
	return wide ? value : (uint32_t)value;
}

static bool vgic_covers(const struct manifest_vm *vm, uint64_t ipa)
{
	return ipa - vm->gicd_ipa < 0x10000 ||
	       (vm->gicr_ipa && ipa - vm->gicr_ipa < (uint64_t)vm->vcpus.count << 17);
}

static struct frame __attribute__((noinline)) *refuse(struct frame *f, uint64_t esr, uint64_t ipa)
{
	struct vcpu *v = vcpu_of(f);
	const struct portal *p = portal_find(v, MANIFEST_CLASS_UNHANDLED, 0);
	uint64_t far = sysreg_read(far_el2);
	bool instruction = ESR_EC(esr) == EC_INSTRUCTION_ABORT_LOWER;

	v->counters[BULKHEAD_EXIT_FAULT]++;
	if (p)
		return extension_enter_unhandled(v, p, esr, ipa);
	/* The guest's own handler can't be fetched: nothing that it could do about it. */
	if (instruction && (f->pc & ~0x7ffull) == sysreg_read(vbar_el1))
		return guest_fault(v, "can't fetch its exception vectors", esr);
	if (v->vm_state->refusals++ < REFUSALS_LOGGED)
		print("%s: vcpu %u: no memory at %x (pc %x, esr %x): external abort\n", v->vm->name,
		      (uint64_t)v->config->index, ipa, f->pc, esr);
	inject_abort(f, far, instruction);
	return f;
}

static struct frame __attribute__((noinline)) *exit_mmio(struct frame *f, uint64_t esr, uint64_t ipa)
{
	struct vcpu *v = vcpu_of(f);
	uint32_t iss = ESR_ISS(esr);
	const struct portal *p = portal_find(v, MANIFEST_CLASS_MMIO, ipa);
	uint8_t size = (uint8_t)(1u << ISS_SAS(iss));
	bool write = iss & ISS_WNR;
	uint64_t value = write ? mmio_extend(frame_read(f, ISS_SRT(iss)), size, false, true) : 0;

	if (!p || ipa + size - 1 > p->route->last)
		return refuse(f, esr, ipa);
	v->counters[BULKHEAD_EXIT_MMIO]++;
	p->activation->access =
		ACCESS(ISS_SRT(iss), size, write, (iss & ISS_SSE) != 0, (iss & ISS_SF) != 0);
	p->activation->far = sysreg_read(far_el2);
	request_set(p, ipa, ISS_SAS(iss) | (write ? BULKHEAD_MMIO_WRITE : 0), value);
	return extension_enter(v, p);
}

static struct frame *exit_mmio_gic(struct frame *f, uint64_t esr, uint64_t ipa)
{
	struct vcpu *v = vcpu_of(f);
	uint32_t iss = ESR_ISS(esr);
	struct mmio_access a = { .ipa = ipa, .size = (uint8_t)(1u << ISS_SAS(iss)), .write = iss & ISS_WNR };

	if (a.write)
		a.value = frame_read(f, ISS_SRT(iss));
	if (!vgic_mmio(v, &a))
		return exit_mmio(f, esr, ipa);
	v->counters[BULKHEAD_EXIT_MMIO_GIC]++;
	f->pc += 4;
	if (!a.write) {
		if (iss & ISS_SSE)
			a.value = mmio_extend(a.value, a.size, true, iss & ISS_SF);
		frame_write(f, ISS_SRT(iss), a.value);
	}
	return v->cpu->reschedule ? sched_next(v->cpu) : f;
}

struct frame *exit_abort(struct frame *f, uint64_t esr)
{
	const struct manifest_vm *vm = vcpu_of(f)->vm;
	uint64_t ipa = HPFAR_IPA(sysreg_read(hpfar_el2)) | (sysreg_read(far_el2) & 0xfff);

	if (ESR_EC(esr) != EC_DATA_ABORT_LOWER || (esr & (ISS_ISV | ISS_CM | ISS_S1PTW)) != ISS_ISV)
		return refuse(f, esr, ipa);
	return vgic_covers(vm, ipa) ? exit_mmio_gic(f, esr, ipa) : exit_mmio(f, esr, ipa);
}
