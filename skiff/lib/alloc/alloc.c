/* SPDX-License-Identifier: BSD-3-Clause */
/* malloc and its family: locking, overflow, and the report when memory runs out. */
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <skiff/alloc.h>
#include <skiff/arch.h>
#include <skiff/assert.h>
#include <skiff/init.h>
#include <skiff/plat.h>

static void alloc_init(void)
{
	heap_init((void *)machine.heap_start, machine.heap_end - machine.heap_start);
}
INIT(INIT_MEMORY, alloc_init);

static __attribute__((noinline, cold)) void *out_of_memory(size_t size)
{
#ifdef CONFIG_ALLOC_PANIC
	panic("out of memory: %zu bytes wanted, %zu free", size, heap_free());
#else
	(void)size;
	errno = ENOMEM;
	return NULL;
#endif
}

/* With link-time optimisation for speed, malloc and free are inlined. */
inline void *malloc(size_t size)
{
	irq_state state = irq_save();
	void *block = heap_malloc(size);

	irq_restore(state);
	return block ? block : out_of_memory(size);
}

inline void free(void *block)
{
	irq_state state = irq_save();

	heap_release(block);
	irq_restore(state);
}

void *calloc(size_t count, size_t size)
{
	size_t bytes;
	void *block;

	if (__builtin_mul_overflow(count, size, &bytes))
		return out_of_memory(SIZE_MAX);
	block = malloc(bytes);
	return block ? memset(block, 0, bytes) : NULL;
}

void *realloc(void *block, size_t size)
{
	irq_state state = irq_save();
	void *moved = heap_realloc(block, size);

	irq_restore(state);
	return moved ? moved : out_of_memory(size);
}

void *aligned_alloc(size_t alignment, size_t size)
{
	irq_state state;
	void *block;

	if (alignment == 0 || (alignment & (alignment - 1)) != 0) {
		errno = EINVAL;
		return NULL;
	}
	state = irq_save();
	block = heap_memalign(alignment, size);
	irq_restore(state);
	return block ? block : out_of_memory(size);
}
