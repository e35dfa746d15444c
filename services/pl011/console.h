/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Console multiplexer: each client's output becomes whole lines with its name in front, each in a
 * colour of its own; input goes to one client, chosen with an escape key. That one may control the
 * terminal; of the others, text is shown.
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>

#define CONSOLE_CLIENTS 16 /* clients that have a name and a buffer of their own */

/* Find the UART and the clients' names in the boot information page. 0, or -ENODEV: no UART. */
int console_init(void);
/* One byte of client `client` (index in the boot information's list). */
void console_put(unsigned client, char byte);
/* Take what has arrived from the board's UART: stores it for the client that has the input. */
void console_poll(void);
/* Next byte that was typed for `client`, -1: none. */
int console_get(unsigned client);
int console_has_input(unsigned client);
/* The input of a client that was full has been read: is it time for console_poll()? */
bool console_must_poll(unsigned client);
/* A byte that a client sends to itself. */
void console_loop(unsigned client, char byte);
/* The client is gone: what was typed for it is gone, too. */
void console_forget(unsigned client);
/* Show an unfinished line (a prompt) of the client that has the input; of others, nothing. */
void console_show(unsigned client);
/* Number of clients. */
unsigned console_clients(void);
