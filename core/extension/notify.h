/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Notifications. When a channel's doorbell rings for an extension, the client's vCPU enters the extension with NOTIFY,
 * on the client's time, before the vCPU next runs its guest. tests/model/notify.pml checks the order of stores and loads.
 */
#pragma once
#include "extension/activation.h"

/*
 * Serve VCPU_REQUEST_NOTIFY of `v`, which is loaded and about to run its guest. @return the frame of the next NOTIFY,
 * or of INIT, which looks at everything anyway; NULL: the core has to choose again
 */
struct frame *notify_enter(struct vcpu *v);
/* `v` starts: its eager activations are entered with NOTIFY first. */
void notify_eager(struct vcpu *v);
