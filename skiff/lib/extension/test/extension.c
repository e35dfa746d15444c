/* SPDX-License-Identifier: BSD-3-Clause */
#include <stddef.h>
#include <skiff/extension.h>
#include <skiff/test.h>
#include "../window.h"

#define RW (BULKHEAD_RIGHT_READ | BULKHEAD_RIGHT_WRITE)

/* A page with two windows: client 3 read-write, client 5 read-only and at the top of the space. */
static struct {
	struct bulkhead_bootinfo info;
	struct bulkhead_window windows[2];
} page = {
    .info = {.windows = sizeof(struct bulkhead_bootinfo), .window_count = 2},
    .windows = {{.ipa = 0x1000000,
		 .client_ipa = 0x40000000,
		 .pa = 0x80000000,
		 .size = 0x2000,
		 .client = 3,
		 .rights = RW},
		{.ipa = 0x2000000,
		 .client_ipa = 0xfffffffffffff000,
		 .pa = 0x90000000,
		 .size = 0x1000,
		 .client = 5,
		 .rights = BULKHEAD_RIGHT_READ}},
};

static bool found(unsigned int vm, uint64_t address, uint64_t size, unsigned int rights)
{
	return window_find(&page.info, vm, address, size, rights) != NULL;
}

TEST(window_holds_only_whole_ranges)
{
	CHECK(found(3, 0x40000000, 0x2000, RW) && found(3, 0x40001fff, 1, RW));
	CHECK(!found(3, 0x40000000, 0x2001, RW) && !found(3, 0x3fffffff, 2, RW));
	CHECK(!found(3, 0x40002000, 1, RW) && !found(3, 0x40000000, 0, RW));
}

TEST(window_is_its_clients_and_grants_its_rights)
{
	CHECK(!found(4, 0x40000000, 1, BULKHEAD_RIGHT_READ));
	CHECK(found(5, 0xfffffffffffff000, 0x1000, BULKHEAD_RIGHT_READ));
	CHECK(!found(5, 0xfffffffffffff000, 0x1000, BULKHEAD_RIGHT_WRITE));
}

TEST(window_arithmetic_does_not_wrap)
{
	CHECK(!found(3, 0x40001000, UINT64_MAX, RW) && !found(3, 0x40001000, -0x1000ull, RW));
	CHECK(!found(5, 0xffffffffffffff00, 0x101, BULKHEAD_RIGHT_READ));
	CHECK(found(5, 0xffffffffffffff00, 0x100, BULKHEAD_RIGHT_READ));
}

TEST(window_by_physical_address)
{
	CHECK(window_find_pa(&page.info, 3, 0x80001000, 0x1000) == &page.windows[0]);
	CHECK(!window_find_pa(&page.info, 5, 0x80001000, 0x1000));
	CHECK(!window_find_pa(&page.info, 3, 0x80001000, 0x1001));
}

TEST(extension_defaults_answer_not_supported)
{
	struct extension_call call = {{1, 2, 3, 4}};
	const uint64_t data_abort = 0x24ull << 26, wfx = 1ull << 26;

	CHECK(extension_on_smc(0, &call) == BULKHEAD_RESUME);
	CHECK(call.x[0] == (uint64_t)BULKHEAD_E_NOT_SUPPORTED && call.x[3] == 0);
	CHECK(extension_on_mmio(0, 0, 0, 0).action == BULKHEAD_ABORT);
	CHECK(extension_on_sysreg(0, 0, 0, 0).action == BULKHEAD_UNDEFINED);
	CHECK(extension_on_unhandled(0, data_abort, 0, 0).action == BULKHEAD_ABORT);
	CHECK(extension_on_unhandled(0, wfx, 0, 0).action == BULKHEAD_UNDEFINED);
	CHECK(extension_on_init() == 0);
}
