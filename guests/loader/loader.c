/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The loader stub: the first code of a VM whose images must lie in writable memory (a Linux guest).
 * It runs inside the VM, at EL1 with stage 1 off, on the VM's own budget: it copies the pristine
 * images to where they execute, and a hypercall ends the loading phase.
 *
 * It lies in a read-only page of the VM, is position independent (one function, no data) and has no
 * stack: guests/build.mk refuses a build whose code mentions sp. HCR_EL2.DC makes its accesses
 * cacheable; the payload starts with caches off (Linux: Documentation/arm64/booting.rst), so every
 * line is cleaned to the point of coherency (Arm DDI 0487, D7.5).
 */
#include <arm/psci.h>
#include <arm/smccc.h>
#include <bulkhead/hypercall.h>
#include <bulkhead/loader.h>

#define TURN 64u /* bytes that one pass of a loop moves */
#define CTR_DMINLINE(ctr) \
	(((ctr) >> 16) & 0xfu) /* log2 of the number of words in a data cache line */

static inline uint64_t read_ctr(void)
{
	uint64_t value;

	__asm__ volatile("mrs %0, ctr_el0" : "=r"(value));
	return value;
}

/*
 * Copies `size` bytes (a multiple of 64, at least 64) and cleans each 64-byte block, in 11 instructions a block. The
 * destination's pointer stays 16 bytes below the block, so that after the last store it points into the block that `dc` cleans.
 * Returns the first address behind the copy.
 */
static inline uint64_t copy_blocks(uint64_t destination, uint64_t source, uint64_t size)
{
	uint64_t end = source + size, cursor = destination - 16;

	__asm__ volatile("1:	ldp x4, x5, [%0], #64\n"
			 "	ldp x6, x7, [%0, #-48]\n"
			 "	ldp x8, x9, [%0, #-32]\n"
			 "	ldp x10, x11, [%0, #-16]\n"
			 "	stp x4, x5, [%1, #16]\n"
			 "	stp x6, x7, [%1, #32]\n"
			 "	stp x8, x9, [%1, #48]\n"
			 "	stp x10, x11, [%1, #64]!\n"
			 "	dc cvac, %1\n"
			 "	cmp %0, %2\n"
			 "	b.ne 1b\n"
			 : "+r"(source), "+r"(cursor)
			 : "r"(end)
			 : "x4", "x5", "x6", "x7", "x8", "x9", "x10", "x11", "cc", "memory");
	return cursor + 16;
}

/* Clears size bytes (a multiple of 64, at least 64) and cleans each block, as above. */
static inline void clear_blocks(uint64_t destination, uint64_t size)
{
	uint64_t cursor = destination - 16, end = cursor + size;

	__asm__ volatile("1:	stp xzr, xzr, [%0, #16]\n"
			 "	stp xzr, xzr, [%0, #32]\n"
			 "	stp xzr, xzr, [%0, #48]\n"
			 "	stp xzr, xzr, [%0, #64]!\n"
			 "	dc cvac, %0\n"
			 "	cmp %0, %1\n"
			 "	b.ne 1b\n"
			 : "+r"(cursor)
			 : "r"(end)
			 : "cc", "memory");
}

/* On the rare processor whose cache lines are shorter than a block, this function cleans line by line. */
static inline void clean_lines(uint64_t start, uint64_t size, uint64_t line)
{
	for (uint64_t address = start; address < start + size; address += line)
		__asm__ volatile("dc cvac, %0" : : "r"(address) : "memory");
}

static inline void hypercall(uint64_t function, uint64_t argument1, uint64_t argument2)
{
	register uint64_t x0 __asm__("x0") = function;
	register uint64_t x1 __asm__("x1") = argument1;
	register uint64_t x2 __asm__("x2") = argument2;

	__asm__ volatile("hvc #0" : "+r"(x0), "+r"(x1), "+r"(x2) : : "x3", "memory");
}

/* Gets random bits from the extension that answers TRNG calls: 128 in b and c, or 192. Returns 0, or an error. */
static inline uint64_t draw(uint64_t bits, uint64_t *a, uint64_t *b, uint64_t *c)
{
	register uint64_t x0 __asm__("x0") = TRNG_RND64;
	register uint64_t x1 __asm__("x1") = bits;
	register uint64_t x2 __asm__("x2") = 0;
	register uint64_t x3 __asm__("x3") = 0;

	__asm__ volatile("hvc #0" : "+r"(x0), "+r"(x1), "+r"(x2), "+r"(x3) : : "memory");
	*a = x1;
	*b = x2;
	*c = x3;
	return x0;
}

static inline void put(volatile uint32_t *word, uint64_t value)
{
	word[0] = (uint32_t)value;
	word[1] = (uint32_t)(value >> 32);
}

/* Each start has its own seeds. Without random bits there are none: the tree's FDT_NOPs stay. */
static inline void add_seeds(const struct bulkhead_loader_info *info)
{
	volatile uint32_t *word = (volatile uint32_t *)info->seeds;
	uint64_t a, b, c, d, e, none;

	if (!word || draw(192, &a, &b, &c) || draw(128, &none, &d, &e))
		return;
	for (unsigned i = 0; i < BULKHEAD_LOADER_SEED_WORDS; i++)
		word[i] = info->seed_template[i];
	put(word + BULKHEAD_LOADER_SEED_KASLR, a);
	put(word + BULKHEAD_LOADER_SEED_RNG, b);
	put(word + BULKHEAD_LOADER_SEED_RNG + 2, c);
	put(word + BULKHEAD_LOADER_SEED_RNG + 4, d);
	put(word + BULKHEAD_LOADER_SEED_RNG + 6, e);
	__asm__ volatile("dc cvac, %0\n\tdc cvac, %1"
			 :
			 : "r"(word), "r"(word + BULKHEAD_LOADER_SEED_WORDS - 1)
			 : "memory");
}

/*
 * Entry of the stub. A damaged table or a core that refuses to end the loading phase powers this
 * VM off: there is nothing that it could run.
 */
void loader_main(const struct bulkhead_loader_info *info);
void loader_main(const struct bulkhead_loader_info *info)
{
	uint64_t line = 4u << CTR_DMINLINE(read_ctr());

	if (info->magic == BULKHEAD_LOADER_MAGIC &&
	    info->segment_count <= BULKHEAD_LOADER_SEGMENTS_MAX) {
		const struct bulkhead_loader_segment *segment = info->segments;
		const struct bulkhead_loader_segment *last = segment + info->segment_count;

		for (; segment != last; segment++) {
			uint64_t destination = segment->destination;
			uint64_t size = segment->size & ~(uint64_t)(TURN - 1);
			uint64_t zero = segment->zero & ~(uint64_t)(TURN - 1);
			uint64_t behind = destination;

			if (size)
				behind = copy_blocks(destination, segment->source, size);
			if (zero)
				clear_blocks(behind, zero);
			if (line < TURN)
				clean_lines(destination, size + zero, line);
		}
		add_seeds(info);
		__asm__ volatile("dsb sy\n\tic ialluis\n\tdsb sy\n\tisb" : : : "memory");
		hypercall(BULKHEAD_HVC_LOADED, info->entry, info->argument);
	}
	hypercall(PSCI_SYSTEM_OFF, 0, 0);
	for (;;)
		__asm__ volatile("wfi");
}
