/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The mediator as an extension of Bulkhead.
 *
 * Arguments (bootinfo): `mode=window` (default) or `mode=dynamic`; `notify=off` hides asynchronous notifications, for a
 * client whose device tree has no interrupt for them; `sessions=N`: limit of sessions that the client has open at once;
 * `lives=N`: limit of lives of the client's partition from power-on to power-off.
 */
#include <errno.h>
#include <string.h>
#include <skiff/extension.h>
#include <skiff/print.h>
#include "ledger.h"
#include "mediator.h"
#include "platform.h"
#include "window.h"

/* The section that guards the registry, if the client has several vCPUs. */
#define REGISTRY_SECTION 0

#define NUMBER_MAX 100000 /* limit of an argument's number, before its last digit */

/*
 * The demo shows a compromised mediator, for which it needs a bug: with CONFIG_PLANTED_BUG, this call writes x2 to address x1
 * of the mediator's own memory.
 */
#define PLANTED_BUG_CALL 0xb200bad0u
#ifdef CONFIG_PLANTED_BUG
#define PLANTED_BUG 1
#else
#define PLANTED_BUG 0
#endif

static bool contended;
static uint64_t counter_hz;

void platform_secure(uint64_t x[8])
{
	extension_secure(x);
}

void platform_enter(void)
{
	/* BUSY: another core was inside for longer than the section may last. */
	if (contended && extension_enter(REGISTRY_SECTION) != BULKHEAD_OK)
		extension_restart();
}

void platform_leave(void)
{
	if (contended)
		extension_leave(REGISTRY_SECTION);
}

uint64_t platform_ms(void)
{
	return extension_time() / (counter_hz / 1000);
}

uint64_t platform_pa(const void *object)
{
	return extension_pa(object);
}

enum bulkhead_action extension_on_smc(uint64_t header, struct extension_call *call)
{
	(void)header;
	if (PLANTED_BUG && (uint32_t)call->x[0] == PLANTED_BUG_CALL)
		*(volatile uint64_t *)(uintptr_t)call->x[1] = call->x[2];
	mediator_smc(call->x);
	return BULKHEAD_RESUME;
}

enum bulkhead_action extension_on_client_gone(uint64_t header)
{
	(void)header;
	mediator_client_gone();
	return BULKHEAD_RESUME;
}

void platform_lost(uint32_t count, uint32_t sum)
{
	const struct bulkhead_bootinfo *b = bootinfo();
	const struct bulkhead_client *client = (const void *)((const char *)b + b->clients);

	log_warning("%s: %u sessions that it left don't end: %u of its %u are lost until power-on",
		    client->name, count, sum, mediator_config.sessions);
}

/* Is `word` one of the arguments? */
static bool argument(const char *word)
{
	const char *at = bootinfo()->args;
	size_t length = strlen(word);

	while (*at) {
		size_t n = strcspn(at, " ");

		if (n == length && memcmp(at, word, n) == 0)
			return true;
		at += n + strspn(at + n, " ");
	}
	return false;
}

/* The number behind `name=` among the arguments, or a default. */
static unsigned int number(const char *name, unsigned int otherwise)
{
	const char *at = bootinfo()->args;
	size_t length = strlen(name);
	unsigned int value = 0;

	while (*at && strncmp(at, name, length) != 0) {
		at += strcspn(at, " ");
		at += strspn(at, " ");
	}
	if (!*at)
		return otherwise;
	for (at += length; *at >= '0' && *at <= '9' && value < NUMBER_MAX; at++)
		value = value * 10 + (unsigned int)(*at - '0');
	return value;
}

static const char *reason(int error)
{
	switch (error) {
	case -EINVAL:
		return "needs a page-aligned window, readable and writable, and sessions=1 to 64";
	case -ENODEV:
		return "no OP-TEE answers (one built for FF-A isn't served)";
	case -EACCES:
		return "OP-TEE refused a partition";
	case -ENOTSUP:
		return "OP-TEE lacks NS virtualization, dynamic shared memory or RPC arguments";
	case -EOVERFLOW:
		return "all its sessions are lost to earlier lives, which couldn't be ended: no "
		       "TEE until power-on";
	default:
		return "its partition has had its lives: no TEE until power-on";
	}
}

/* Add a window of the client that both the client and the secure world may use. */
static void add_window(struct mediator_config *config, const struct bulkhead_window *w)
{
	const uint32_t rights = BULKHEAD_RIGHT_READ | BULKHEAD_RIGHT_WRITE;

	if ((w->rights & rights) != rights || config->window_count == MEDIATOR_WINDOWS_MAX)
		return;
	config->windows[config->window_count++] = (struct mediator_window){
	    .client_ipa = w->client_ipa,
	    .size = w->size,
	    .pa = w->pa,
	    .address = (void *)(uintptr_t)w->ipa,
	};
}

int extension_on_init(void)
{
	const struct bulkhead_bootinfo *b = bootinfo();
	const struct bulkhead_client *client = (const void *)((const char *)b + b->clients);
	const struct bulkhead_window *window = (const void *)((const char *)b + b->windows);
	struct mediator_config config = {
	    .mode = argument("mode=dynamic") ? MEDIATOR_DYNAMIC : MEDIATOR_WINDOW,
	    .notifications = !argument("notify=off"),
	    .sessions = number("sessions=", LEDGER_SESSIONS),
	    .lives = number("lives=", 0),
	};

	if (b->client_count != 1 || client->secure_id == 0) {
		log_error("%s: needs one client, with a secure-id", b->name);
		return -EINVAL;
	}
	counter_hz = extension_counter_hz();
	contended = client->vcpus > 1;
	if (contended && b->exclusive_count == 0) {
		log_error("%s: needs an exclusive section, since %s has %u vCPUs", b->name,
			  client->name, client->vcpus);
		return -EINVAL;
	}
	for (uint32_t i = 0; i < b->window_count; i++)
		add_window(&config, &window[i]);

	int error = mediator_init(&config);

	if (error)
		log_error("%s: %s: %s", b->name, client->name, reason(error));
	return error;
}
