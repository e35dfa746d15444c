/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * libFuzzer target: the input plays a hostile client and chooses what the secure world does. The
 * model checks that the mediator lets nothing bad through; the sanitizers check the rest.
 */
#include "../registry.h"
#include "client.h"

static const uint8_t *input, *input_end;

static uint8_t byte(void)
{
	return input < input_end ? *input++ : 0;
}

static uint64_t word(void)
{
	uint64_t value = 0;

	for (unsigned int i = 0; i < 8; i++)
		value = value << 8 | byte();
	return value;
}

/* A value that matters (address, size, cookie), sometimes any value. */
static uint64_t value(void)
{
	static const uint64_t values[] = {
	    0,
	    1,
	    2,
	    3,
	    4,
	    8,
	    64,
	    4095,
	    4096,
	    4097,
	    8192,
	    511 * 4096,
	    512 * 4096,
	    16u << 20,
	    9ull * 511 * 4096,
	    ARG_IPA,
	    ARG_IPA + 512,
	    LIST_IPA,
	    LIST_IPA + 4096,
	    LIST_IPA + 16,
	    BUFFER_IPA,
	    BUFFER_IPA + 8,
	    MODEL_IPA2,
	    OTHER_IPA,
	    MODEL_PA,
	    ~0ull,
	    ~0ull << 12,
	    MODEL_IPA - 4096,
	    MODEL_IPA,
	    MODEL_IPA + MODEL_SIZE,
	    1ull << 56,
	    MODEL_IPA + MODEL_SIZE - 4096,
	    MODEL_IPA + MEDIATOR_AREA_MAX - 8,
	    REGISTRY_OWN_SHADOW,
	    REGISTRY_OWN_WINDOW,
	};
	uint8_t b = byte();

	return b < sizeof(values) / sizeof(values[0]) ? values[b] : b < 0xf0 ? b : word();
}

static uint64_t attribute(void)
{
	uint8_t b = byte();

	return b < 0xc0 ? (b & 15) | (uint64_t)(b >> 4 & 3) << 8 : value();
}

static struct optee_param param(void)
{
	uint64_t attr = attribute(), a = value(), b = value();

	return client_param(attr, a, b, value());
}

/* One of four places for arguments; the last lies at the end of the area. */
static uint64_t place(void)
{
	static const uint64_t places[] = {ARG_IPA, ARG_IPA + 4096 - 40, BUFFER_IPA,
					  MODEL_IPA + MEDIATOR_AREA_MAX - 512};

	return places[byte() & 3];
}

static struct model_step next(void)
{
	static const uint32_t sizes[] = {0, 1, 4096, 5000, 300000, 16u << 20, 3, 2};
	uint8_t b = byte();

	if (input >= input_end)
		return (struct model_step){MODEL_FINISH, 0};
	return (struct model_step){b % MODEL_ACTIONS, sizes[b / MODEL_ACTIONS % 8]};
}

/* The client's other core writes while the secure world runs. */
static void meanwhile(void)
{
	uint8_t b = byte();

	if (b & 1)
		*(uint64_t *)model_at(ARG_IPA + (b >> 1) * 8) = value();
	if (b & 2)
		*(uint64_t *)model_at(LIST_IPA + (b >> 2) * 8) = value();
}

static void message(void)
{
	uint8_t shape = byte();
	struct optee_arg *arg = client_arg(place(), shape % 9, shape >> 5);

	for (uint32_t i = 0; i < arg->num_params; i++)
		arg->params[i] = param();
	if (shape == 9)
		arg->num_params = (uint32_t)value();
}

static void rpc_answer(void)
{
	struct optee_arg *arg = model_at(place()), *rpc;

	rpc = (void *)((char *)arg + OPTEE_ARG_SIZE(arg->num_params & 7));
	rpc->ret = byte() & 1 ? 0 : (uint32_t)value();
	rpc->params[0] = param();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const uint32_t calls[] = {OPTEE_CALL_WITH_RPC_ARG, OPTEE_CALL_WITH_ARG,
					 OPTEE_CALL_WITH_RPC_ARG, OPTEE_CALL_WITH_REGD_ARG};
	uint64_t x[8], ipa;

	input = data, input_end = data + size;
	model_reset(byte() & 1 ? MEDIATOR_DYNAMIC : MEDIATOR_WINDOW, true);
	model.next = next;
	model.meanwhile = meanwhile;
	client_list(LIST_IPA, BUFFER_IPA, 1030);
	while (input < input_end) {
		switch (byte() % 10) {
		case 8: /* a restart, with any bytes in the kept data */
			if (byte() & 1)
				model_break_kept(byte);
			if (model_restart() != 0)
				return 0;
			model_new_partition();
			break;
		case 9:
			model_smc(x, OPTEE_EXCHANGE_CAPS, 0, 0, 0, 0, 0);
			break;
		case 0:
			*(uint64_t *)model_at(LIST_IPA + byte() * 8) = value();
			break;
		case 1:
			message();
			break;
		case 2:
		case 3:
			ipa = place();
			client_call(x, calls[byte() & 3], ipa);
			break;
		case 4:
			rpc_answer();
			break;
		case 5:
			ipa = value();
			model_smc(x, OPTEE_RETURN_FROM_RPC, ipa >> 32, (uint32_t)ipa, byte() & 15,
				  0, byte());
			break;
		case 6:
			ipa = value();
			model_smc(x, OPTEE_CALL_WITH_REGD_ARG, ipa >> 32, (uint32_t)ipa, value(), 0,
				  0);
			break;
		case 7:
			ipa = byte() < 0xf0 ? OPTEE_FAST(byte() & 31) : value();
			model_smc(x, ipa, value(), value(), value(), value(), value());
			break;
		}
	}
	return 0;
}
