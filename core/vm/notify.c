/* SPDX-License-Identifier: BSD-3-Clause */
#include "vm/notify.h"
#include "vcpu/kick.h"

void vm_kick_all(const struct manifest_vm *vm, vgic_notify who)
{
	for (; who; who &= who - 1)
		for (uint32_t i = (uint32_t)__builtin_ctzll(who); i < vm->vcpus.count; i += 64)
			vcpu_kick(vgic_vcpu_at(vm, i), VCPU_REQUEST_INTERRUPT);
}

void virq_set(const struct manifest_virq *target, enum vgic_level level)
{
	struct vcpu *v = vcpu_state(target->vcpu);

	vm_notify(v->vm, vgic_inject(v, target->virq, level));
}
