/* SPDX-License-Identifier: BSD-3-Clause */
/* SGIs that haven't reached all targets, and their senders. With the VM's vgic_lock held. */
#pragma once
#include "vgic/waiting.h"

/* Deliver more of the SGIs that `v` has sent. @return the vCPUs that must look */
vgic_notify vgic_sgi_continue(struct vcpu *v);
/* GICv2: mask of the source that waits in list register value `lr`. */
uint8_t vgic_sgi_listed_source(uint64_t lr);
/* GICv2: source of the SGI that is listed next, and ICH_LR_EOI if another one waits. */
uint64_t vgic_sgi_take_source(struct vcpu *v, unsigned intid);
/* The same if `lr` holds the SGI already: a source that is in `lr` isn't added again. */
uint64_t vgic_sgi_merge_source(struct vcpu *v, unsigned intid, uint64_t lr);
