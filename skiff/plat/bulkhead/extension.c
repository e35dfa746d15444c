/* SPDX-License-Identifier: BSD-3-Clause */
/* The machine as an extension sees it. */
#include <skiff/config.h>
#include <skiff/extension.h>
#include <skiff/init.h>
#include <skiff/plat.h>

#define PAGE ((uintptr_t)4096)

struct machine machine;
extern char __memory_end[];

_Noreturn void extension_start(uint64_t header);

/* The linker defines the bounds of the init table and of the constructors. */
extern void (*const __init_start[])(void), (*const __init_end[])(void);

_Noreturn void extension_start(uint64_t header)
{
	const struct bulkhead_bootinfo *b = bootinfo();

	machine.heap_start = (uintptr_t)__memory_end;
	machine.heap_end = b->ram_ipa + b->ram_size;
	machine.counter_hz = b->counter_hz ? b->counter_hz : extension_counter_hz();
	machine.args = b->args;
	machine.bus = b->ram_pa - b->ram_ipa;
	for (void (*const *f)(void) = __init_start; f < __init_end; f++)
		(*f)();
	if (extension_on_init() < 0 || (BULKHEAD_REQUEST_FLAGS(header) & BULKHEAD_REQUEST_LAST &&
					extension_on_last_init() < 0))
		extension_restart();
	extension_svc2(BULKHEAD_SVC_REPLY, BULKHEAD_RESUME, 0);
	__builtin_unreachable();
}

_Noreturn void plat_exit(int status)
{
	(void)status;
	extension_restart();
}

_Noreturn void plat_crash(void)
{
	extension_restart();
}

/* Only the core knows the bounds of the stack, which it guards. The rest of the current page certainly belongs to it. */
void stack_bounds(uintptr_t *low, uintptr_t *high);
void stack_bounds(uintptr_t *low, uintptr_t *high)
{
	*low = (uintptr_t)__builtin_frame_address(0);
	*high = (*low | (PAGE - 1)) + 1;
}
