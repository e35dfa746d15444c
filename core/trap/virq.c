/* SPDX-License-Identifier: BSD-3-Clause */
#include "trap/virq.h"
#include "vm/notify.h"

void virq_set(const struct manifest_virq *target, enum vgic_level level)
{
	struct vcpu *v = vcpu_state(target->vcpu);

	vm_notify(v->vm, vgic_inject(v, target->virq, level));
}
