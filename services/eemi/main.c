/* SPDX-License-Identifier: BSD-3-Clause */
/* The firmware's calls of one VM, EEMI_CALL + id by SMC: answered here, since QEMU's model has no such firmware. */
#include <errno.h>
#include <string.h>
#include <skiff/extension.h>
#include <skiff/plat.h>
#include "eemi.h"

static EXTENSION_KEPT struct eemi_state state;
static struct eemi eemi = {.state = &state};

int extension_on_init(void)
{
	const struct bulkhead_bootinfo *b = bootinfo();

	if (b->client_count != 1 ||
	    eemi_begin(&eemi, (const char *)b + b->configuration, b->configuration_size))
		return -EINVAL;
	eemi_settle(&eemi);
	return 0;
}

static void put_hex(char *at, uint32_t value, int digits)
{
	while (digits--)
		at[digits] = "0123456789abcdef"[value & 0xf], value >>= 4;
}

/* Report a refused call, once per id. */
static void tell(uint32_t id, uint32_t first, uint32_t second)
{
	char line[] = "eemi: call 0x000 (0x00000000 0x00000000) refused\n";

	if (state.denied[id / 64] >> id % 64 & 1)
		return;
	state.denied[id / 64] |= 1ull << id % 64;
	put_hex(strchr(line, 'x') + 1, id, 3);
	put_hex(strchr(line, '(') + 3, first, 8);
	put_hex(strchr(line, ')') - 8, second, 8);
	console_write(line, sizeof(line) - 1);
}

enum bulkhead_action extension_on_smc(uint64_t header, struct extension_call *call)
{
	uint32_t id = (uint32_t)call->x[0] % EEMI_CALLS, in[EEMI_ARGUMENTS],
		 out[EEMI_RESULTS] = {0};

	(void)header;
	for (uint32_t i = 0; i < EEMI_ARGUMENTS; i++)
		in[i] = (uint32_t)(call->x[1 + i / 2] >> i % 2 * 32);
	if (!eemi_answer(&eemi, id, in, out))
		tell(id, in[0], in[1]);
	for (uint32_t i = 0; i < EEMI_RESULTS / 2; i++)
		call->x[i] = out[2 * i] | (uint64_t)out[2 * i + 1] << 32;
	return BULKHEAD_RESUME;
}

enum bulkhead_action extension_on_client_gone(uint64_t header)
{
	(void)header;
	eemi_reset(&eemi);
	return BULKHEAD_RESUME;
}
