/* SPDX-License-Identifier: BSD-3-Clause */
#include "fake.h"
#include <stdlib.h>
#include <string.h>
#include "notif.h"
#include "rpc.h"

uint8_t fake_ram[FAKE_RAM_SIZE] __attribute__((aligned(4096)));
unsigned int fake_polls;
static struct thread running;

/* The property that all tests share: no address leaves the RAM that the VM may name. */
void *nsmem_pointer(uint64_t pa)
{
	if (pa < FAKE_RAM_BASE || pa - FAKE_RAM_BASE >= FAKE_RAM_SIZE) {
		print_error("address %#lx escaped the checks\n", (unsigned long)pa);
		abort();
	}
	return fake_ram + (pa - FAKE_RAM_BASE);
}

struct thread *thread_current(void)
{
	return &running;
}

bool thread_drop_all(struct partition *p)
{
	(void)p;
	return true;
}

uint64_t guard_call(uint64_t dead, uint64_t a, uint64_t b, uint64_t c, uint64_t d,
		    const void *function)
{
	tee_result (*invoke)(struct session *, uint32_t, uint32_t, union ta_param *);

	(void)dead;
	memcpy(&invoke, &function, sizeof(invoke));
	return invoke((struct session *)a, b, c, (union ta_param *)d);
}

tee_result rpc_suspend(uint32_t ms)
{
	(void)ms;
	return ++fake_polls % 8 ? TEE_SUCCESS : TEE_ERROR_GENERIC;
}

void rpc_finish(struct thread *t)
{
	t->rpc_arg = 0;
}

void notif_raise(void)
{
}

/* One application: it adds the bytes of its first buffer into the second parameter's value. */
static tee_result sum(struct session *s, uint32_t command, uint32_t types, union ta_param *params)
{
	uint8_t bytes[256];
	uint64_t size = params[0].memref.size;
	uint32_t total = 0;

	(void)s;
	(void)command;
	if (types != TA_TYPES(TA_MEMREF_INPUT, TA_VALUE_OUTPUT, 0, 0))
		return TEE_ERROR_BAD_PARAMETERS;
	for (uint64_t done = 0; done < size; done += sizeof(bytes)) {
		uint64_t n = size - done < sizeof(bytes) ? size - done : sizeof(bytes);

		if (!memref_read(&params[0].memref, done, bytes, n))
			return TEE_ERROR_GENERIC;
		for (uint64_t i = 0; i < n; i++)
			total += bytes[i];
	}
	params[1].value.a = total;
	return TEE_SUCCESS;
}

static const struct ta ta_sum = {.name = "sum", .uuid = {1}, .state_size = 100, .invoke = sum};
const struct ta *const ta_list[] = {&ta_sum};
const unsigned int ta_count = 1;

struct partition *fake_partition(uint16_t vm)
{
	if (nsmem_ram_end() == 0)
		nsmem_add_ram(FAKE_RAM_BASE, FAKE_RAM_SIZE);
	partition_destroy(vm);
	assert_int_equal(partition_create(vm), SMC_OK);
	return partition_find(vm);
}

struct msg_arg *fake_message(uint32_t cmd, uint32_t params)
{
	struct msg_arg *arg = nsmem_pointer(FAKE_MESSAGE);

	memset(arg, 0, NS_PAGE_SIZE);
	arg->cmd = cmd;
	arg->num_params = params;
	return arg;
}

uint32_t fake_run(struct partition *p, uint32_t function, uint64_t address, uint32_t offset)
{
	running = (struct thread){.partition = p,
				  .call = {{function, address >> 32, (uint32_t)address, offset}}};
	return msg_call(&running);
}
