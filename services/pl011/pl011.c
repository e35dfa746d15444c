/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A PL011 (Arm DDI 0183) for each client, behind which the console multiplexer serves the board's
 * own. One instance for all clients; the badge of a route is the client's index in the boot
 * information's list. HVC CONSOLE_WRITE of a unikernel goes to the same place. A VM that owns the
 * board's UART interrupt calls HVC PL011_POLL when it fires.
 */
#include <arm/pl011.h>
#include <skiff/extension.h>
#include "console.h"
#include "pl011.h"

#define POLLS 2 /* reads of PL011_FR without a write between them: the client waits for input */

static const uint8_t id[8] = {0x11, 0x10, 0x14, 0x00, 0x0d, 0xf0, 0x05, 0xb1};

struct uart {
	uint32_t ilpr, ibrd, fbrd, lcr, cr, ifls, imsc, dmacr;
	uint32_t polls; /* reads of PL011_FR since the last write */
	uint32_t
	    tx_raised; /* PL011_RIS.TX: set by each write to PL011_DR, as the FIFO is always empty again at
			       once */
	uint32_t level; /* level of the interrupt line, as injected last */
	uint32_t
	    updates; /* updates requested and not finished: the vCPU that makes it 1 does them all */
};

static struct uart uarts[CONSOLE_CLIENTS];

int extension_on_init(void)
{
	for (unsigned i = 0; i < CONSOLE_CLIENTS; i++) {
		uarts[i].cr = PL011_CR_RESET;
		uarts[i].ifls = PL011_IFLS_RESET;
	}
	return console_init();
}

static uint32_t raised(unsigned client)
{
	return (uarts[client].tx_raised ? PL011_INT_TX : 0) |
	       (console_has_input(client) ? PL011_INT_RX | PL011_INT_RT : 0);
}

/* Bring the client's interrupt line up to date. */
static void update(unsigned client)
{
	const struct bulkhead_client *info =
	    (const struct bulkhead_client *)((uintptr_t)bootinfo() + bootinfo()->clients) + client;
	struct uart *u = &uarts[client];
	uint32_t updates = 1;

	/* One update at a time: otherwise, lowering the line on one core could overtake raising it on another. */
	if (!info->inject_count || __atomic_fetch_add(&u->updates, 1, __ATOMIC_ACQ_REL))
		return;
	do {
		uint32_t level = (raised(client) & u->imsc) != 0;

		if (level != u->level) {
			u->level = level;
			extension_inject(info->inject, level);
		}
	} while (!__atomic_compare_exchange_n(&u->updates, &updates, 0, false, __ATOMIC_ACQ_REL,
					      __ATOMIC_ACQUIRE));
}

static void update_all(void)
{
	for (unsigned i = 0; i < console_clients(); i++)
		update(i);
}

/* A text has ended: show it, as it may be a prompt. */
static void show(unsigned client)
{
	console_show(client);
	if (console_must_poll(client)) {
		console_poll();
		update_all();
	}
}

static uint32_t read_register(unsigned client, uint32_t offset)
{
	struct uart *u = &uarts[client];
	int byte;

	if (offset >= PL011_ID)
		return id[(offset - PL011_ID) / 4 % 8];
	switch (offset) {
	case PL011_DR:
		console_show(client);
		byte = console_get(client);
		if (console_must_poll(client))
			console_poll();
		update(client);
		return byte < 0 ? 0 : (uint32_t)byte;
	case PL011_FR:
		if (++u->polls == POLLS)
			console_show(client);
		return PL011_FR_TXFE | (console_has_input(client) ? 0 : PL011_FR_RXFE);
	case PL011_ILPR:
		return u->ilpr;
	case PL011_IBRD:
		return u->ibrd;
	case PL011_FBRD:
		return u->fbrd;
	case PL011_LCR_H:
		return u->lcr;
	case PL011_CR:
		return u->cr;
	case PL011_IFLS:
		return u->ifls;
	case PL011_IMSC:
		return u->imsc;
	case PL011_RIS:
		return raised(client);
	case PL011_MIS:
		return raised(client) & u->imsc;
	case PL011_DMACR:
		return u->dmacr;
	default:
		return 0;
	}
}

static void write_register(unsigned client, uint32_t offset, uint32_t value)
{
	struct uart *u = &uarts[client];

	switch (offset) {
	case PL011_DR:
		if (u->cr & PL011_CR_LBE)
			console_loop(client, (char)value);
		else
			console_put(client, (char)value);
		u->polls = 0;
		u->tx_raised = 1;
		break;
	case PL011_ILPR:
		u->ilpr = value & 0xff;
		return;
	case PL011_IBRD:
		u->ibrd = value & 0xffff;
		return;
	case PL011_FBRD:
		u->fbrd = value & 0x3f;
		return;
	case PL011_LCR_H:
		u->lcr = value & 0xff;
		return;
	case PL011_CR:
		u->cr = value & 0xffff;
		show(client); /* drivers write this register, or PL011_IMSC, behind a text */
		return;
	case PL011_IFLS:
		u->ifls = value & 0x3f;
		return;
	case PL011_IMSC:
		u->imsc = value & PL011_INT_ALL;
		show(client);
		break;
	case PL011_ICR:
		if (value & PL011_INT_TX)
			u->tx_raised = 0;
		break;
	case PL011_DMACR:
		u->dmacr = value & 7;
		return;
	default:
		return;
	}
	update(client);
}

struct extension_reply extension_on_mmio(uint64_t header, uint64_t ipa, uint64_t access,
					 uint64_t value)
{
	unsigned client = BULKHEAD_REQUEST_BADGE(header);

	if (client >= CONSOLE_CLIENTS)
		return extension_abort();
	/* Registers have 32 bits, at multiples of 4; other addresses are no registers. */
	if (ipa & 3)
		return extension_resume(0);
	if (!(access & BULKHEAD_MMIO_WRITE))
		return extension_resume(read_register(client, ipa & 0xffc));
	write_register(client, ipa & 0xffc, (uint32_t)value);
	return extension_resume(0);
}

/* @return BULKHEAD_OK or BULKHEAD_E_INVALID */
static uint64_t write_text(unsigned client, uint64_t count, const uint64_t *words)
{
	if (client >= CONSOLE_CLIENTS || count > BULKHEAD_CONSOLE_BYTES_MAX)
		return (uint64_t)BULKHEAD_E_INVALID;
	for (unsigned i = 0; i < count; i++)
		console_put(client, (char)(words[i / 8] >> i % 8 * 8));
	console_show(client);
	return BULKHEAD_OK;
}

enum bulkhead_action extension_on_hvc(uint64_t header, struct extension_call *call)
{
	unsigned client = BULKHEAD_REQUEST_BADGE(header);
	uint64_t count = call->x[1];

	if ((uint32_t)call->x[0] == PL011_POLL) {
		console_poll();
		update_all();
		call->x[0] = BULKHEAD_OK;
		return BULKHEAD_RESUME;
	}
	call->x[0] = write_text(client, count, &call->x[2]);
	return BULKHEAD_RESUME;
}

/* Output of another extension's client: x[0] bytes from x[1] on. */
enum bulkhead_action extension_on_call(uint64_t header, struct extension_call *call)
{
	call->x[0] = write_text(BULKHEAD_REQUEST_BADGE(header), call->x[0], &call->x[1]);
	return BULKHEAD_RESUME;
}

/* The client's UART is reset; lines that the client wrote stay. */
enum bulkhead_action extension_on_client_gone(uint64_t header)
{
	unsigned client = BULKHEAD_REQUEST_BADGE(header);

	if (client < CONSOLE_CLIENTS) {
		uarts[client] = (struct uart){.cr = PL011_CR_RESET, .ifls = PL011_IFLS_RESET};
		console_forget(client);
	}
	return BULKHEAD_RESUME;
}
