/* SPDX-License-Identifier: BSD-3-Clause */
/* Unit tests of the TEE's portable half: allocator, memory ranges, shared memory, messages. */
#include "fake.h"
#include "notif.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <bulkhead/secure_world.h>

#define LIST (FAKE_RAM_BASE + 0x10000)
#define DATA (FAKE_RAM_BASE + 0x100000)

static uint64_t seed = 88172645463325252ULL;

static uint64_t next(void)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return seed;
}

static void allocator_gives_disjoint_zeroed_blocks_and_takes_all_back(void **unused)
{
	static struct heap heap;
	static uint8_t arena[1U << HEAP_SIZE_SHIFT] __attribute__((aligned(4096)));
	struct {
		uint8_t *at;
		size_t size;
		uint8_t mark;
	} held[64] = {0};

	(void)unused;
	heap_init(&heap, arena);
	assert_null(heap_alloc(&heap, 0));
	assert_null(heap_alloc(&heap, sizeof(arena) + 1));
	for (unsigned int round = 0; round < 20000; round++) {
		unsigned int i = next() % 64;

		if (held[i].at) {
			for (size_t k = 0; k < held[i].size; k++)
				assert_int_equal(held[i].at[k], held[i].mark);
			heap_free(&heap, held[i].at);
			held[i].at = NULL;
			continue;
		}
		held[i].size = 1 + next() % (next() % 8 ? 200 : 70000);
		held[i].mark = 1 + next() % 255;
		held[i].at = heap_alloc(&heap, held[i].size);
		for (size_t k = 0; held[i].at && k < held[i].size; k++)
			assert_int_equal(held[i].at[k], 0);
		if (held[i].at)
			memset(held[i].at, held[i].mark, held[i].size);
	}
	if (held[0].at)
		assert_true(heap.used > 0);
	for (unsigned int i = 0; i < 32; i++)
		heap_free(&heap, held[i].at);
	heap_wipe(&heap);
	for (size_t k = sizeof(struct heap_block); k < sizeof(arena); k++)
		assert_int_equal(arena[k] && k % 64 >= sizeof(struct heap_block), 0);
	assert_int_equal(heap.used, 0);
	assert_non_null(heap_alloc(&heap, sizeof(arena)));
}

static void ranges_bound_what_a_vm_may_name(void **unused)
{
	(void)unused;
	fake_partition(7);
	assert_true(nsmem_check(7, DATA, 4096));
	assert_false(nsmem_check(7, FAKE_RAM_BASE - 1, 1));
	assert_false(nsmem_check(7, FAKE_RAM_BASE + FAKE_RAM_SIZE - 1, 2));
	assert_false(nsmem_check(7, DATA, ~0UL));
	assert_false(nsmem_check(7, ~0UL, 2));
	assert_int_equal(nsmem_allow(9, DATA, 4096), SECURE_WORLD_OK);
	assert_int_equal(nsmem_allow(9, DATA + 8192, 4096), SECURE_WORLD_OK);
	assert_int_equal(nsmem_allow(9, DATA, 4095), SECURE_WORLD_EBADADDR);
	assert_int_equal(nsmem_allow(9, DATA, FAKE_RAM_SIZE), SECURE_WORLD_EBADADDR);
	assert_int_equal(nsmem_allow(0, DATA, 4096), SECURE_WORLD_ENOTAVAIL);
	assert_true(nsmem_check(9, DATA + 4095, 1));
	assert_false(nsmem_check(9, DATA + 4095, 2));
	assert_false(nsmem_check(9, DATA + 4096, 1));
	assert_false(nsmem_check(9, DATA, 3 * 4096)); /* both ends inside, the middle not */
	assert_true(nsmem_check(7, DATA + 4096, 1));
	for (unsigned int i = 2; i < NSMEM_RANGES; i++)
		assert_int_equal(nsmem_allow(9, DATA, 4096), SECURE_WORLD_OK);
	assert_int_equal(nsmem_allow(9, DATA, 4096), SECURE_WORLD_ENOMEM);
}

static uint32_t register_shm(struct partition *p, uint64_t buf, uint64_t size, uint64_t cookie)
{
	struct msg_arg *arg = fake_message(MSG_CMD_REGISTER_SHM, 1);

	arg->params[0].attr = MSG_ATTR_TMEM_OUTPUT | MSG_ATTR_NONCONTIG;
	arg->params[0].tmem.buf_ptr = buf;
	arg->params[0].tmem.size = size;
	arg->params[0].tmem.shm_ref = cookie;
	assert_int_equal(fake_run(p, SMC_CALL_WITH_ARG, FAKE_MESSAGE, 0), SMC_OK);
	return arg->ret;
}

static uint32_t open_sum(struct partition *p)
{
	struct msg_arg *arg = fake_message(MSG_CMD_OPEN_SESSION, 2);

	arg->params[0].attr = arg->params[1].attr = MSG_ATTR_META | MSG_ATTR_VALUE_INPUT;
	arg->params[0].value.a = 1;
	assert_int_equal(fake_run(p, SMC_CALL_WITH_ARG, FAKE_MESSAGE, 0), SMC_OK);
	assert_int_equal(arg->ret, TEE_SUCCESS);
	return arg->session;
}

static void buffers_span_scattered_pages(void **unused)
{
	struct partition *p = fake_partition(1);
	uint64_t *list = nsmem_pointer(LIST);
	uint32_t session = open_sum(p), expected = 0;
	struct msg_arg *arg;

	(void)unused;
	for (unsigned int i = 0; i < 4; i++)
		list[i] = DATA + (3 - i) * 4096;
	memset(nsmem_pointer(DATA), 3, 4 * 4096);
	memset(nsmem_pointer(DATA + 3 * 4096), 1, 4096); /* the first page of the buffer */
	assert_int_equal(register_shm(p, LIST + 4000, 5000, 5), TEE_SUCCESS);
	assert_int_equal(register_shm(p, LIST, 100, 5), TEE_ERROR_BAD_PARAMETERS);
	arg = fake_message(MSG_CMD_INVOKE_COMMAND, 2);
	arg->session = session;
	arg->params[0].attr = MSG_ATTR_RMEM_INPUT;
	arg->params[0].rmem.offs = 90;
	arg->params[0].rmem.size = 4910;
	arg->params[0].rmem.shm_ref = 5;
	arg->params[1].attr = MSG_ATTR_VALUE_OUTPUT;
	assert_int_equal(fake_run(p, SMC_CALL_WITH_ARG, FAKE_MESSAGE, 0), SMC_OK);
	assert_int_equal(arg->ret, TEE_SUCCESS);
	expected = 6 * 1 + 4904 * 3;
	assert_int_equal(arg->params[1].value.a, expected);
	arg->params[0].rmem.size = 4911;
	assert_int_equal(fake_run(p, SMC_CALL_WITH_ARG, FAKE_MESSAGE, 0), SMC_OK);
	assert_int_equal(arg->ret, TEE_ERROR_SECURITY);
}

static void arguments_that_do_not_fit_are_refused(void **unused)
{
	struct partition *p = fake_partition(1);
	uint64_t *list = nsmem_pointer(LIST);
	struct msg_arg *arg = fake_message(MSG_CMD_CANCEL, MSG_MAX_PARAMS + 1);

	(void)unused;
	assert_int_equal(fake_run(p, SMC_CALL_WITH_ARG, FAKE_MESSAGE, 0), SMC_EBADADDR);
	arg->num_params = MSG_MAX_PARAMS;
	assert_int_equal(fake_run(p, SMC_CALL_WITH_ARG, FAKE_MESSAGE, 0), SMC_OK);
	assert_int_equal(fake_run(p, SMC_CALL_WITH_RPC_ARG, FAKE_MESSAGE, 0), SMC_EBADADDR);
	assert_int_equal(fake_run(p, SMC_CALL_WITH_ARG, FAKE_MESSAGE + 8, 0), SMC_EBADADDR);
	assert_int_equal(fake_run(p, SMC_CALL_WITH_ARG, FAKE_RAM_BASE + FAKE_RAM_SIZE, 0),
			 SMC_EBADADDR);
	assert_int_equal(fake_run(p, 0x32000099, FAKE_MESSAGE, 0), SMC_EBADCMD);
	/* In a registered buffer: the offset is bounded, and the argument stays in its page. */
	list[0] = DATA;
	list[1] = DATA + 4096;
	assert_int_equal(register_shm(p, LIST, 8192, 77), TEE_SUCCESS);
	arg = nsmem_pointer(DATA + 64);
	memset(arg, 0, 256);
	arg->cmd = MSG_CMD_CANCEL;
	arg->ret = 5;
	assert_int_equal(fake_run(p, SMC_CALL_WITH_REGD_ARG, 77, 64), SMC_OK);
	assert_int_equal(arg->ret, TEE_ERROR_BAD_PARAMETERS);
	assert_int_equal(fake_run(p, SMC_CALL_WITH_REGD_ARG, 77, 63), SMC_EBADADDR);
	assert_int_equal(fake_run(p, SMC_CALL_WITH_REGD_ARG, 77, 4096 - 64), SMC_EBADADDR);
	assert_int_equal(fake_run(p, SMC_CALL_WITH_REGD_ARG, 77, 8192), SMC_EBADADDR);
	assert_int_equal(fake_run(p, SMC_CALL_WITH_REGD_ARG, 77, 0xFFFFFFF8), SMC_EBADADDR);
	assert_int_equal(fake_run(p, SMC_CALL_WITH_REGD_ARG, 78, 0), SMC_EBADADDR);
}

static void sessions_belong_to_their_partition(void **unused)
{
	struct partition *one = fake_partition(1), *two = fake_partition(2);
	uint32_t session = open_sum(one), origin, ids[PARTITION_SESSIONS];
	struct msg_arg *arg = fake_message(MSG_CMD_CLOSE_SESSION, 0);

	(void)unused;
	arg->session = session;
	assert_int_equal(fake_run(two, SMC_CALL_WITH_ARG, FAKE_MESSAGE, 0), SMC_OK);
	assert_int_equal(arg->ret, TEE_ERROR_ITEM_NOT_FOUND);
	assert_int_equal(fake_run(one, SMC_CALL_WITH_ARG, FAKE_MESSAGE, 0), SMC_OK);
	assert_int_equal(arg->ret, TEE_SUCCESS);
	assert_int_equal(one->heap.used, 0);
	assert_int_equal(session_open(one, ta_list[0]->uuid, TA_VALUE_INPUT, &session, &origin),
			 TEE_ERROR_BAD_PARAMETERS);
	assert_int_equal(origin, TEE_ORIGIN_TA);
	for (unsigned int i = 0; i < PARTITION_SESSIONS; i++)
		assert_int_equal(session_open(one, ta_list[0]->uuid, 0, &ids[i], &origin),
				 TEE_SUCCESS);
	assert_int_equal(session_open(one, ta_list[0]->uuid, 0, &session, &origin),
			 TEE_ERROR_OUT_OF_MEMORY);
	assert_int_equal(origin, TEE_ORIGIN_TEE);
	for (unsigned int i = 0; i < PARTITION_SESSIONS; i++)
		assert_int_equal(session_close(one, ids[i]), TEE_SUCCESS);
	assert_int_equal(one->heap.used, 0);
}

/* A call found its VM's partition, which ended before the call claimed anything; another's is there
 * now. */
static void a_partition_that_changed_hands_serves_nobody_else(void **unused)
{
	struct partition *p = fake_partition(7);
	uint32_t flags;

	(void)unused;
	partition_destroy(7);
	assert_ptr_equal(fake_partition(9), p);
	assert_false(partition_is(p, 7));
	notif_start(p, 7);
	assert_false(notif_send(p, 3));
	notif_start(p, 9);
	assert_true(notif_send(p, 3));
	assert_int_equal(notif_take(p, 7, &flags), 0);
	assert_int_equal(flags, 0);
	assert_int_equal(notif_take(p, 9, &flags), 3);
	assert_int_equal(flags, ASYNC_NOTIF_VALID);
}

static void a_buffer_in_use_is_not_unregistered(void **unused)
{
	struct partition *p = fake_partition(1);
	struct msg_arg *arg;
	struct shm *held;

	(void)unused;
	*(uint64_t *)nsmem_pointer(LIST) = DATA;
	assert_int_equal(register_shm(p, LIST, 10, 5), TEE_SUCCESS);
	held = shm_get(p, 5);
	assert_non_null(held);
	arg = fake_message(MSG_CMD_UNREGISTER_SHM, 1);
	arg->params[0].rmem.shm_ref = 5;
	fake_polls = 0;
	assert_int_equal(fake_run(p, SMC_CALL_WITH_ARG, FAKE_MESSAGE, 0), SMC_OK);
	assert_int_equal(arg->ret, TEE_ERROR_BUSY);
	assert_true(fake_polls > 0);
	shm_put(p, held);
	assert_int_equal(fake_run(p, SMC_CALL_WITH_ARG, FAKE_MESSAGE, 0), SMC_OK);
	assert_int_equal(arg->ret, TEE_SUCCESS);
	assert_int_equal(p->heap.used, 0);
}

/* nsmem_pointer aborts on any address that escaped; sanitizers see the rest; nothing may leak. */
static void random_messages_have_defined_answers(void **unused)
{
	struct partition *p = fake_partition(1);
	uint64_t *list = nsmem_pointer(LIST);

	(void)unused;
	for (unsigned int round = 0; round < 200000; round++) {
		static const uint64_t addresses[] = {
		    0, LIST, DATA, FAKE_RAM_BASE, ~0xFFFUL, FAKE_RAM_BASE + FAKE_RAM_SIZE - 4096};
		struct msg_arg *arg = fake_message(next() % 9, next() % 9);
		uint32_t function = next() % 4	 ? SMC_CALL_WITH_ARG
				    : next() % 2 ? SMC_CALL_WITH_RPC_ARG
						 : SMC_CALL_WITH_REGD_ARG;

		arg->session = next() % 12;
		for (unsigned int i = 0; i < 8; i++) {
			arg->params[i].attr =
			    next() % 16 | (next() % 3 ? MSG_ATTR_NONCONTIG : 0) |
			    (next() % 2 && !arg->cmd && i < 2 ? MSG_ATTR_META : 0);
			arg->params[i].tmem.buf_ptr =
			    addresses[next() % 6] + (next() % 3 ? 0 : next() % 5000);
			arg->params[i].tmem.size = next() % 6 ? next() % 20000 : next();
			arg->params[i].tmem.shm_ref = next() % 8;
			list[i] = next() % 5 ? DATA + next() % 64 * 4096 : addresses[next() % 6];
		}
		if (!arg->cmd && next() % 2)
			for (unsigned int i = 0; i < 2; i++)
				arg->params[i] =
				    (struct msg_param){.attr = MSG_ATTR_META | MSG_ATTR_VALUE_INPUT,
						       .value = {1 - i, 0, 0}};
		assert_true(fake_run(p, function,
				     function == SMC_CALL_WITH_REGD_ARG ? next() % 8 : FAKE_MESSAGE,
				     next() % 5000) <= SMC_ENOTAVAIL);
	}
	assert_true(p->last_session > PARTITION_SESSIONS);
	for (uint64_t cookie = 0; cookie < 8; cookie++)
		shm_unregister(p, cookie);
	for (unsigned int i = 0; i < PARTITION_SESSIONS; i++)
		if (p->sessions[i].ta)
			session_close(p, p->sessions[i].id);
	assert_int_equal(p->registered, 0);
	assert_int_equal(p->heap.used, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(allocator_gives_disjoint_zeroed_blocks_and_takes_all_back),
	    cmocka_unit_test(ranges_bound_what_a_vm_may_name),
	    cmocka_unit_test(buffers_span_scattered_pages),
	    cmocka_unit_test(arguments_that_do_not_fit_are_refused),
	    cmocka_unit_test(sessions_belong_to_their_partition),
	    cmocka_unit_test(a_partition_that_changed_hands_serves_nobody_else),
	    cmocka_unit_test(a_buffer_in_use_is_not_unregistered),
	    cmocka_unit_test(random_messages_have_defined_answers),
	};

	return cmocka_run_group_tests_name("secure", tests, NULL, NULL);
}
