/* SPDX-License-Identifier: BSD-3-Clause */
/* Access to system registers and barriers. The host build of the unit tests has its own (tests/unit/fake). */
#pragma once
#include <stdint.h>
#include "machine/address.h"

#ifdef __aarch64__
#define sysreg_read(name)                                      \
	({                                                     \
		uint64_t v_;                                   \
		__asm__ volatile("mrs %0, " #name : "=r"(v_)); \
		v_;                                            \
	})
#define sysreg_write(name, value)	__asm__ volatile("msr " #name ", %x0" : : "rZ"((uint64_t)(value)))
#define sysreg_write_named(name, value) sysreg_write(name, value) /* `name` is a macro */
#define sysreg_read_named(name)		sysreg_read(name)
#define isb()				__asm__ volatile("isb" : : : "memory")
#define dsb(domain)			__asm__ volatile("dsb " #domain : : : "memory")
#define dmb(domain)			__asm__ volatile("dmb " #domain : : : "memory")
#define tlbi(operation)			__asm__ volatile("tlbi " #operation : : : "memory")
#define wfi()				__asm__ volatile("wfi" : : : "memory")
#define wfe()				__asm__ volatile("wfe" : : : "memory")
#else
#include "fake_sysreg.h"
#endif

/* Device registers: single accesses of the given width, not reordered against each other. */
static inline uint32_t mmio_read32(pa_t address)
{
	return *(volatile uint32_t *)address.value;
}
static inline void mmio_write32(pa_t address, uint32_t value)
{
	*(volatile uint32_t *)address.value = value;
}
static inline void mmio_write64(pa_t address, uint64_t value)
{
	*(volatile uint64_t *)address.value = value;
}
