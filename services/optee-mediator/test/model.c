/* SPDX-License-Identifier: BSD-3-Clause */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "../ledger.h"
#include "../platform.h"
#include "../registry.h"
#include "model.h"

/* Physical addresses of the mediator's own objects: far from everything else. */
#define OWN_PA	    (1ull << 56)
#define OWN_PAGES   32
#define RPC_MESSAGE (OPTEE_RPC_PREFIX | OPTEE_RPC_CMD)

struct model model;
uint8_t *model_memory, *model_memory2;
static uint64_t own_pages[OWN_PAGES]; /* pages that the mediator has named */

void model_forget_pages(void)
{
	memset(own_pages, 0, sizeof(own_pages));
}

#define oracle(condition)                                                                      \
	do {                                                                                   \
		if (!(condition)) {                                                            \
			fprintf(stderr, "%s:%d: the mediator broke: %s\n", __FILE__, __LINE__, \
				#condition);                                                   \
			abort();                                                               \
		}                                                                              \
	} while (0)

static bool is_client(uint64_t pa, uint64_t size)
{
	return (pa >= MODEL_PA && pa + size <= MODEL_PA + MODEL_SIZE) ||
	       (pa >= MODEL_PA2 && pa + size <= MODEL_PA2 + MODEL_SIZE2);
}

static void *own_page(uint64_t pa)
{
	for (unsigned int i = 0; i < OWN_PAGES; i++)
		if (own_pages[i] == pa / 4096)
			return (void *)(uintptr_t)(pa - OWN_PA);
	return NULL;
}

uint64_t platform_pa(const void *object)
{
	uint64_t pa = (uint64_t)(uintptr_t)object + OWN_PA;

	for (unsigned int i = 0; i < OWN_PAGES; i++) {
		if (own_pages[i] == pa / 4096)
			return pa;
		if (own_pages[i] == 0) {
			own_pages[i] = pa / 4096;
			return pa;
		}
	}
	oracle(!"names few pages of its own");
	return 0;
}

uint64_t platform_ms(void)
{
	return model.ms++;
}

void platform_lost(uint32_t count, uint32_t sum)
{
	oracle(count && sum >= count);
	model.lost_lines++;
}

void platform_enter(void)
{
	oracle(model.sections++ == 0);
}

void platform_leave(void)
{
	oracle(--model.sections == 0);
}

void *model_at(uint64_t ipa)
{
	return ipa >= MODEL_IPA2 ? model_memory2 + (ipa - MODEL_IPA2)
				 : model_memory + (ipa - MODEL_IPA);
}

static int find(uint64_t cookie)
{
	for (unsigned int i = 0; i < model.cookie_count; i++)
		if (model.cookies[i] == cookie)
			return (int)i;
	return -1;
}

unsigned int model_registered(uint64_t cookie)
{
	unsigned int n = 0;

	for (unsigned int i = 0; i < model.cookie_count; i++)
		n += model.cookies[i] == cookie;
	return n;
}

static void add(uint64_t cookie, uint64_t size, bool by_rpc)
{
	oracle(find(cookie) < 0 && model.cookie_count < MODEL_REGISTRATIONS);
	model.cookies[model.cookie_count] = cookie;
	model.sizes[model.cookie_count] = size;
	model.by_rpc[model.cookie_count++] = by_rpc;
}

static void drop(int i)
{
	model.cookie_count--;
	model.cookies[i] = model.cookies[model.cookie_count];
	model.sizes[i] = model.sizes[model.cookie_count];
	model.by_rpc[i] = model.by_rpc[model.cookie_count];
}

/* Walk a page list as OP-TEE does. @return a sum over its entries */
static uint64_t walk(uint64_t buf_ptr, uint64_t size, uint64_t cookie)
{
	uint64_t count = (buf_ptr % 4096 + size + 4095) / 4096, sum = 0;
	uint64_t *page = own_page(buf_ptr & ~4095ull);

	oracle(page && size > 0 && size <= 32u << 20);
	for (uint64_t i = 0, entry = 0; i < count; i++, entry++) {
		if (entry == OPTEE_LIST_ENTRIES) {
			page = page[entry] % 4096 ? NULL : own_page(page[entry]);
			oracle(page);
			entry = 0;
		}
		if (cookie == REGISTRY_OWN_SHADOW)
			oracle(own_page(page[entry]));
		else
			oracle(page[entry] % 4096 == 0 && is_client(page[entry], 4096));
		sum = sum * 31 + page[entry];
	}
	return sum;
}

/* Check an argument. @return OP-TEE's result for a bad one */
static uint32_t check(struct model_thread *t)
{
	struct optee_arg *arg = t->arg;
	bool registers = arg->cmd == OPTEE_CMD_REGISTER_SHM;

	oracle(arg->cmd <= OPTEE_CMD_STOP_ASYNC_NOTIF && arg->num_params <= 10);
	t->list = 0;
	for (uint32_t i = 0; i < arg->num_params; i++) {
		struct optee_param *p = &arg->params[i];
		uint32_t type = p->attr & OPTEE_TYPE_MASK;

		oracle(!(p->attr & ~(uint64_t)(OPTEE_TYPE_MASK | OPTEE_META | OPTEE_NONCONTIG)));
		oracle(type <= OPTEE_TMEM_INOUT && type != 4 && type != 8);
		if (type >= OPTEE_TMEM_INPUT && p->tmem.buf_ptr) {
			oracle(p->attr & OPTEE_NONCONTIG);
			oracle(!registers || find(p->tmem.shm_ref) < 0);
			t->list_sum = walk(p->tmem.buf_ptr, p->tmem.size, p->tmem.shm_ref);
			t->list = p->tmem.buf_ptr;
			t->list_size = p->tmem.size;
			t->list_cookie = p->tmem.shm_ref;
		} else if (type >= OPTEE_RMEM_INPUT && type <= OPTEE_RMEM_INOUT &&
			   arg->cmd != OPTEE_CMD_UNREGISTER_SHM) {
			int n = find(p->rmem.shm_ref);

			if (p->rmem.shm_ref == REGISTRY_OWN_WINDOW)
				oracle(n >= 0 && p->rmem.size <= model.sizes[n] &&
				       p->rmem.offs <= model.sizes[n] - p->rmem.size);
			oracle(p->rmem.shm_ref != REGISTRY_OWN_SHADOW);
			if (n < 0)
				return TEEC_ERROR_BAD_PARAMETERS;
		}
	}
	if (arg->cmd == OPTEE_CMD_UNREGISTER_SHM) {
		int n = find(arg->params[0].rmem.shm_ref);

		oracle(arg->num_params == 1 && n >= 0 && !model.by_rpc[n]);
	}
	return TEEC_SUCCESS;
}

static uint32_t open_session(void)
{
	oracle(model.session_count < MODEL_SESSIONS);
	model.sessions_open[model.session_count++] = ++model.last_session;
	return model.last_session;
}

static bool close_session(uint32_t session)
{
	for (unsigned int i = 0; i < model.session_count; i++) {
		if (model.sessions_open[i] != session)
			continue;
		model.sessions_open[i] = model.sessions_open[--model.session_count];
		return true;
	}
	return false;
}

static uint64_t finish(struct model_thread *t, struct model_step step)
{
	struct optee_arg *arg = t->arg;
	bool ok = step.action == MODEL_FINISH;

	t->used = false;
	if (step.action == MODEL_BADCMD)
		return OPTEE_EBADCMD;
	arg->ret = ok ? TEEC_SUCCESS : 0xFFFF0000u | step.parameter;
	arg->ret_origin = 4;
	if (ok && t->cmd == OPTEE_CMD_REGISTER_SHM)
		add(t->first.tmem.shm_ref, t->first.tmem.size, false);
	if (ok && t->cmd == OPTEE_CMD_UNREGISTER_SHM)
		drop(find(t->first.rmem.shm_ref));
	if (ok && t->cmd == OPTEE_CMD_OPEN_SESSION)
		arg->session = open_session();
	if (ok && t->cmd == OPTEE_CMD_CLOSE_SESSION && !close_session(t->session))
		arg->ret = 0xFFFF0008; /* ITEM_NOT_FOUND */
	for (uint32_t i = 0; i < t->num_params; i++) {
		struct optee_param *p = &arg->params[i];

		switch (p->attr) {
		case OPTEE_VALUE_OUTPUT:
		case OPTEE_VALUE_INOUT:
			p->value.a += 1;
			p->value.b += 2;
			break;
		case OPTEE_RMEM_OUTPUT:
		case OPTEE_RMEM_INOUT:
			p->rmem.size /= 2;
			break;
		}
	}
	return OPTEE_OK;
}

static void message(struct model_thread *t, uint32_t cmd, uint32_t count)
{
	memset(t->rpc, 0, OPTEE_ARG_SIZE(OPTEE_RPC_PARAMS));
	t->rpc->cmd = cmd;
	t->rpc->num_params = count;
	t->rpc->ret = 0xFFFF0000;
}

static void param(struct model_thread *t, unsigned int i, uint64_t attr, uint64_t a, uint64_t b,
		  uint64_t c)
{
	t->rpc->params[i] = (struct optee_param){.attr = attr, .value = {a, b, c}};
}

static uint64_t request(struct model_thread *t, struct model_step step)
{
	switch (step.action) {
	case MODEL_TIME:
		message(t, 3, 1);
		param(t, 0, OPTEE_VALUE_OUTPUT, 0, 0, 0);
		break;
	case MODEL_SHM_ALLOC:
		message(t, OPTEE_RPC_CMD_SHM_ALLOC, 1);
		param(t, 0, OPTEE_VALUE_INPUT, step.parameter & 1, step.parameter, 8);
		break;
	case MODEL_SHM_FREE:
		message(t, OPTEE_RPC_CMD_SHM_FREE, 1);
		param(t, 0, OPTEE_VALUE_INPUT, 1, t->allocation, 0);
		if (find(t->allocation) >= 0)
			drop(find(t->allocation));
		break;
	case MODEL_FS_READ:
		message(t, 2, 2);
		param(t, 0, OPTEE_VALUE_INPUT, 3, 1, 0);
		param(t, 1, OPTEE_RMEM_OUTPUT, 16, 64, t->allocation);
		break;
	case MODEL_LOAD_TA:
		message(t, 0, 2);
		param(t, 0, OPTEE_VALUE_INPUT, 1, 2, 0);
		param(t, 1, OPTEE_TMEM_OUTPUT, 0, 0, 0);
		break;
	case MODEL_OLD_ALLOC:
		return OPTEE_RPC_PREFIX | OPTEE_RPC_ALLOC;
	case MODEL_OLD_FREE:
		return OPTEE_RPC_PREFIX | OPTEE_RPC_FREE;
	case MODEL_FOREIGN_INTR:
		return OPTEE_RPC_PREFIX | OPTEE_RPC_FOREIGN_INTR;
	case MODEL_BAD_RPC:
		message(t, 2, step.parameter == 0 ? 200 : 1);
		param(t, 0, step.parameter == 1 ? 0x40u : OPTEE_RMEM_INPUT, 0, 64,
		      REGISTRY_OWN_WINDOW);
		if (step.parameter == 2)
			param(t, 0, OPTEE_TMEM_INPUT, 0x1000, 64, 1);
		break;
	default:
		return OPTEE_RPC_PREFIX | 9;
	}
	return RPC_MESSAGE;
}

/* The answer to the pending RPC has arrived. */
static void answered(struct model_thread *t, const uint64_t x[8])
{
	struct optee_param *p = t->rpc ? t->rpc->params : NULL;

	if (t->rpc)
		t->last_rpc_ret = t->rpc->ret;
	switch (t->pending.action) {
	case MODEL_FOREIGN_INTR: /* no list may have changed meanwhile */
		if (t->list)
			oracle(walk(t->list, t->list_size, t->list_cookie) == t->list_sum);
		break;
	case MODEL_TIME:
		model.time = p->value.a;
		break;
	case MODEL_SHM_ALLOC:
		if (t->rpc->ret)
			break;
		oracle(p->attr == (OPTEE_TMEM_OUTPUT | OPTEE_NONCONTIG));
		oracle(p->tmem.size >= t->pending.parameter);
		t->list_sum = walk(p->tmem.buf_ptr, p->tmem.size, p->tmem.shm_ref);
		t->list = p->tmem.buf_ptr;
		t->list_size = p->tmem.size;
		t->allocation = t->list_cookie = p->tmem.shm_ref;
		add(t->allocation, t->list_size, true);
		return; /* the list is still valid */
	case MODEL_OLD_ALLOC:
		oracle(x[1] == 0 && x[2] == 0);
		break;
	case MODEL_BAD_RPC:
		oracle(t->rpc->ret != TEEC_SUCCESS);
		break;
	default:
		break;
	}
	if (t->pending.action != MODEL_FOREIGN_INTR)
		t->list = 0;
}

static void run(uint64_t x[8], unsigned int number)
{
	struct model_thread *t = &model.thread[number];
	struct model_step step = model.next ? model.next() : (struct model_step){MODEL_FINISH, 0};

	if (step.action <= MODEL_BADCMD) {
		x[0] = finish(t, step);
		x[1] = x[2] = x[3] = 0xdead; /* none of these values may reach the client */
		return;
	}
	if ((step.action == MODEL_FS_READ || step.action == MODEL_SHM_FREE) && !t->allocation)
		step.action = MODEL_TIME;
	if (!t->rpc && step.action != MODEL_FOREIGN_INTR && step.action != MODEL_UNKNOWN_RPC)
		step.action = MODEL_OLD_ALLOC; /* without a page, no message can be written */
	t->pending = step;
	t->waiting = true;
	x[0] = request(t, step);
	x[1] = x[2] = 0;
	x[3] = number;
}

static void start(uint64_t x[8], struct optee_arg *arg, bool with_rpc)
{
	for (unsigned int i = 0; i < model.threads; i++) {
		struct model_thread *t = &model.thread[i];
		uint32_t error;

		if (t->used)
			continue;
		*t = (struct model_thread){.used = true, .arg = arg};
		t->cmd = arg->cmd;
		t->session = arg->session;
		t->num_params = arg->num_params;
		t->first = arg->params[0];
		if (with_rpc)
			t->rpc = (void *)((char *)arg + OPTEE_ARG_SIZE(arg->num_params));
		model.last_arg = arg;
		error = check(t);
		if (error) {
			t->used = false;
			arg->ret = error;
			x[0] = OPTEE_OK;
			return;
		}
		run(x, i);
		return;
	}
	x[0] = OPTEE_ETHREAD_LIMIT;
}

void platform_secure(uint64_t x[8])
{
	uint64_t address = x[1] << 32 | (uint32_t)x[2];
	void *page;

	oracle(model.sections == 0);
	model.calls++;
	memcpy(model.last, x, sizeof(model.last));
	if (model.meanwhile)
		model.meanwhile();
	switch (x[0]) {
	case OPTEE_CALL_WITH_ARG: /* the mediator's own set-up */
		page = own_page(address);
		oracle(page && address % 4096 == 0);
		start(x, page, false);
		break;
	case OPTEE_CALL_WITH_REGD_ARG:
		oracle(address == REGISTRY_OWN_SHADOW);
		oracle(model.beginning || find(address) >= 0);
		if (find(address) < 0) {
			x[0] = OPTEE_EBADADDR;
			break;
		}
		oracle(x[3] % 512 == 0 && x[3] < 4096);
		model.yielding++;
		start(x, (void *)((uint8_t *)(uintptr_t)(own_pages[0] * 4096 - OWN_PA) + x[3]),
		      true);
		break;
	case OPTEE_RETURN_FROM_RPC:
		oracle(x[3] < MODEL_THREADS);
		/* The mediator knows the suspended calls, except when it begins. */
		oracle(model.beginning || model.thread[x[3]].waiting);
		if (!model.thread[x[3]].waiting) {
			x[0] = OPTEE_ERESUME;
			break;
		}
		model.thread[x[3]].waiting = false;
		answered(&model.thread[x[3]], x);
		run(x, (unsigned int)x[3]);
		break;
	case OPTEE_EXCHANGE_CAPS:
		x[0] = model.caps_error, x[1] = model.caps, x[2] = 0x44, x[3] = 4;
		break;
	case OPTEE_THREAD_COUNT:
		x[0] = OPTEE_OK, x[1] = model.threads;
		break;
	case OPTEE_CALLS_UID:
		x[0] = model.uid, x[1] = OPTEE_UID_1, x[2] = OPTEE_UID_2, x[3] = OPTEE_UID_3;
		break;
	case OPTEE_CALLS_COUNT:
	case OPTEE_CALLS_REVISION:
	case OPTEE_OS_UUID:
	case OPTEE_OS_REVISION:
	case OPTEE_ENABLE_ASYNC_NOTIF:
	case OPTEE_GET_ASYNC_NOTIF:
		x[0] = 0, x[1] = 11, x[2] = 22, x[3] = 33;
		break;
	default:
		oracle(!"lets only known functions through");
	}
}

void model_smc(uint64_t x[8], uint64_t x0, uint64_t x1, uint64_t x2, uint64_t x3, uint64_t x4,
	       uint64_t x5)
{
	uint64_t regs[8] = {x0, x1, x2, x3, x4, x5, 0x1234, 0x5678};

	memcpy(x, regs, sizeof(regs));
	mediator_smc(x);
}
