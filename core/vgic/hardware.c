/* SPDX-License-Identifier: BSD-3-Clause */
#include "vgic/hardware.h"
#include "machine/gic.h"

void vgic_hardware_enable(struct vcpu *v, struct vgic_bank *b, uint32_t bits)
{
	for (bits &= b->hardware; bits; bits &= bits - 1) {
		unsigned i = (unsigned)__builtin_ctz(bits);
		uint32_t target = vgic_target(b, i);

		if (target < v->vm->vcpus.count)
			gic->enable(b->intid[i], vgic_vcpu_at(v->vm, target)->config->cpu);
		else
			gic->disable(b->intid[i]);
	}
}

void vgic_hardware_disable(struct vgic_bank *b, uint32_t bits)
{
	for (bits &= b->hardware; bits; bits &= bits - 1)
		gic->disable(b->intid[__builtin_ctz(bits)]);
}

void vgic_hardware_release(struct vcpu *v, struct vgic_bank *b, unsigned bank, uint32_t bits)
{
	/* A PPI of another core is beyond reach. */
	if (!bank && v != cpu_current()->loaded)
		return;
	b->held &= ~bits;
	b->pending &= ~bits;
	for (; bits; bits &= bits - 1)
		gic->set_active(b->intid[__builtin_ctz(bits)], false);
}
