/* SPDX-License-Identifier: BSD-3-Clause */
#include "../../arch/arm64/switch.S"

	.section .note.GNU-stack, "", %progbits
