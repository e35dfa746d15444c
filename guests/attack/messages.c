/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Sends messages to the TEE, each of which has one mistake. A message is refused if the call or the message is answered with an
 * error.
 */
#include <string.h>
#include "attack.h"

#define COOKIE	   0xbadc0de000ull /* unlike the driver's cookies */
#define LIST_BYTES (MSG_LIST_ENTRIES * 4096ull)

/* arg: the message; list: its page list; data: memory that the list may name. */
static struct page arg_page, list_page, data_page;

static struct msg_arg *message(uint32_t cmd, uint32_t num_params)
{
	struct msg_arg *arg = arg_page.at;

	memset(arg_page.at, 0, PAGE_SIZE);
	arg->cmd = cmd;
	arg->ret = 0xffff0000u;
	arg->num_params = num_params;
	return arg;
}

/* Sends the message. Returns true if the call or the message was answered with an error. */
static bool is_refused(uint32_t *answer)
{
	struct msg_arg *arg = arg_page.at;

	*answer = smc_message(SMC_CALL_WITH_ARG, arg_page.address);
	if (*answer != SMC_RETURN_OK)
		return true;
	*answer = arg->ret;
	return arg->ret != 0;
}

static void expect_refusal(const char *name)
{
	uint32_t answer;
	bool refused = is_refused(&answer);

	report_refused(name, refused, "0x%x", answer);
}

static void unregister(uint64_t cookie)
{
	struct msg_arg *arg = message(MSG_UNREGISTER, 1);
	uint32_t answer;

	arg->params[0] = (struct msg_param){.attr = MSG_RMEM_INOUT, .c = cookie};
	is_refused(&answer);
}

/* Prepares the registration of `size` bytes by the list. The first page of the list is `first`, all others are this guest's own
 * data page. */
static struct msg_arg *registration(uint64_t first, uint64_t size, uint64_t cookie)
{
	struct msg_arg *arg = message(MSG_REGISTER, 1);
	uint64_t *list = list_page.at;

	for (unsigned i = 0; i < MSG_LIST_ENTRIES; i++)
		list[i] = data_page.address;
	list[0] = first;
	list[MSG_LIST_ENTRIES] = 0;
	arg->params[0] = (struct msg_param){.attr = MSG_TMEM_OUTPUT | MSG_NONCONTIG,
					    .a = list_page.address,
					    .b = size,
					    .c = cookie};
	return arg;
}

static void expect_registration_refused(const char *name)
{
	uint64_t cookie = ((struct msg_arg *)arg_page.at)->params[0].c;
	uint32_t answer;
	bool refused = is_refused(&answer);

	report_refused(name, refused, "0x%x", answer);
	if (!refused)
		unregister(cookie);
}

/* A well-formed registration shows that the refusals are due to the mistakes. A TEE that reaches memory only by a window
 * refuses it, too. */
static bool control(void)
{
	uint32_t answer;
	bool refused;

	registration(data_page.address, PAGE_SIZE, COOKIE);
	refused = is_refused(&answer);
	report_note("control", "a rightful registration is %s (0x%x)",
		    refused ? "refused" : "granted", answer);
	return !refused;
}

static void attack_registrations(uint64_t foreign)
{
	struct msg_arg *arg;

	if (control()) {
		registration(data_page.address, PAGE_SIZE, COOKIE);
		/* OP-TEE accepts the same cookie twice; a mediator must not. */
		uint32_t answer;

		if (is_refused(&answer)) {
			report_note("register-cookie-twice", "refused 0x%x", answer);
		} else {
			report_note("register-cookie-twice", "granted (as OP-TEE itself does)");
			unregister(COOKIE);
		}
		unregister(COOKIE);
	}
	registration(foreign, PAGE_SIZE, COOKIE + 1);
	expect_registration_refused("register-foreign-page");
	registration(0xfffffffff000ull, PAGE_SIZE, COOKIE + 2);
	expect_registration_refused("register-no-memory");
	registration(data_page.address | 0x123, PAGE_SIZE, COOKIE + 3);
	expect_registration_refused("register-misaligned-page");
	arg = registration(data_page.address, PAGE_SIZE, COOKIE + 4);
	arg->params[0].a = foreign;
	expect_registration_refused("register-list-in-foreign-memory");
	registration(data_page.address, UINT64_MAX - 100, COOKIE + 5);
	expect_registration_refused("register-size-wraps");
	registration(data_page.address, 1ull << 40, COOKIE + 6);
	expect_registration_refused("register-1-TiB");
	registration(data_page.address, 0, COOKIE + 7);
	expect_registration_refused("register-nothing");
	/* A list of two pages whose second page is foreign, and a list that is its own successor. */
	registration(data_page.address, LIST_BYTES + PAGE_SIZE, COOKIE + 8);
	((uint64_t *)list_page.at)[MSG_LIST_ENTRIES] = foreign;
	expect_registration_refused("register-list-goes-on-in-foreign-memory");
	registration(data_page.address, 1ull << 36, COOKIE + 9);
	((uint64_t *)list_page.at)[MSG_LIST_ENTRIES] = list_page.address;
	expect_registration_refused("register-endless-list");
	arg = registration(data_page.address, PAGE_SIZE, COOKIE + 10);
	arg->params[0].attr = MSG_TMEM_OUTPUT;
	arg->params[0].a = foreign;
	expect_registration_refused("register-contiguous-foreign");
	arg = registration(data_page.address, PAGE_SIZE, COOKIE + 11);
	arg->num_params = 0;
	expect_registration_refused("register-without-parameter");
}

static void attack_sessions(uint64_t foreign)
{
	static const uint64_t hello_uuid[2] = {0xe411502400f2aa8aull, 0x1bc5d5a50200e2abull};
	struct msg_arg *arg;

	arg = message(MSG_INVOKE, 0);
	arg->session = 0x7fffffff;
	expect_refusal("invoke-in-no-session");
	arg = message(MSG_CLOSE_SESSION, 0);
	arg->session = 0x7fffffff;
	expect_refusal("close-no-session");
	arg = message(MSG_CANCEL, 0);
	arg->session = 0x7fffffff;
	expect_refusal("cancel-no-session");
	/* The application exists; the third parameter is memory of another VM. */
	arg = message(MSG_OPEN_SESSION, 3);
	arg->params[0] = (struct msg_param){MSG_META | 1, hello_uuid[0], hello_uuid[1], 0};
	arg->params[1] = (struct msg_param){MSG_META | 1, 0, 0, 0};
	arg->params[2] = (struct msg_param){MSG_TMEM_INOUT, foreign, PAGE_SIZE, 0};
	expect_refusal("open-with-foreign-buffer");
	arg = message(MSG_OPEN_SESSION, 3);
	arg->params[0] = (struct msg_param){MSG_META | 1, hello_uuid[0], hello_uuid[1], 0};
	arg->params[1] = (struct msg_param){MSG_META | 1, 0, 0, 0};
	arg->params[2] = (struct msg_param){MSG_RMEM_INOUT, 0, PAGE_SIZE, COOKIE + 99};
	expect_refusal("open-with-unknown-cookie");
	message(MSG_OPEN_SESSION, 0);
	expect_refusal("open-without-application");
	message(0x1234, 0);
	expect_refusal("unknown-command");
	message(MSG_INVOKE, 0xffff);
	expect_refusal("too-many-parameters");
	message(MSG_INVOKE, UINT32_MAX);
	expect_refusal("parameter-count-wraps");
	arg = message(MSG_UNREGISTER, 1);
	arg->params[0] = (struct msg_param){MSG_RMEM_INOUT, 0, 0, COOKIE + 77};
	expect_refusal("unregister-unknown");
	arg = message(MSG_OPEN_SESSION, 2);
	arg->params[0] = (struct msg_param){0xdead, 1, 2, 3};
	expect_refusal("unknown-attribute");
}

/* The message itself lies in memory that this guest doesn't have. */
static void attack_places(uint64_t foreign)
{
	static const struct {
		const char *name;
		uint64_t offset;
	} places[] = {{"message-in-foreign-memory", 0}, {"message-beyond-all-memory", 1ull << 46}};
	uint32_t answer;

	for (unsigned i = 0; i < 2; i++) {
		answer =
		    smc_message(SMC_CALL_WITH_ARG, places[i].offset ? places[i].offset : foreign);
		report_refused(places[i].name, answer != SMC_RETURN_OK, "0x%x", answer);
	}
	message(MSG_CANCEL, 0);
	answer = smc_message(SMC_CALL_WITH_ARG, arg_page.address + 12);
	report_refused("message-misaligned", answer != SMC_RETURN_OK, "0x%x", answer);
	uint64_t x[8] = {SMC_CALL_WITH_REGD, 0xbad, 0xc0de0000u, 0xfffff000u};

	smc_raw(x);
	answer = smc_finish(x);
	report_refused("message-in-unknown-registration", answer != SMC_RETURN_OK, "0x%x", answer);
}

void attack_messages(uint64_t foreign)
{
	if (!page_get(&arg_page, 1) || !page_get(&list_page, 1) || !page_get(&data_page, 1))
		return;
	attack_registrations(foreign);
	attack_sessions(foreign);
	attack_places(foreign);
}
