/* SPDX-License-Identifier: BSD-3-Clause */
/* Tells the system compiler where the stacks of threads lie (bulkhead/bootinfo.h). */
#include <skiff/config.h>
#include "offsets.h"

	.section .note.bulkhead, "a", %note
	.balign 4
	.word	name_end - name, stacks_end - stacks, NOTE_STACKS
name:
	.asciz	"Bulkhead"
name_end:
	.balign	4
stacks:
	.quad	__stacks, CONFIG_THREAD_STACK_SIZE, CONFIG_THREAD_STACKS
stacks_end:
