/* SPDX-License-Identifier: BSD-3-Clause */
#include <skiff/alloc.h>
#include <skiff/assert.h>
#include <skiff/tlsf.h>

static struct tlsf *heap;

void heap_init(void *memory, size_t size)
{
	heap = tlsf_create(memory, size);
	if (!heap)
		panic("%zu bytes are no heap", size);
}

void *heap_malloc(size_t size)
{
	return tlsf_malloc(heap, size);
}

void *heap_memalign(size_t alignment, size_t size)
{
	return tlsf_memalign(heap, alignment, size);
}

void *heap_realloc(void *block, size_t size)
{
	return tlsf_realloc(heap, block, size);
}

void heap_release(void *block)
{
	tlsf_free(heap, block);
}

size_t heap_free(void)
{
	size_t bytes;

	tlsf_statistics(heap, &bytes, NULL);
	return bytes;
}

size_t heap_usable(const void *block)
{
	return tlsf_usable(block);
}

int heap_check(void)
{
	return tlsf_check(heap);
}
