/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Console multiplexer: each client's output becomes whole lines with its name in front, each in a colour of its own; input
 * goes to one client, chosen with an escape key. This client may control the terminal; from the others, only text is shown.
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>

#define CONSOLE_CLIENTS 16 /* clients that have a name and a buffer of their own */

/* Find the UART and the clients' names in the boot information page. 0, or -ENODEV: no UART. */
int console_init(void);
/* Take a byte that client `client` (index in the boot information's list) wrote. */
void console_put(unsigned client, char byte);
/* Take input from the board's UART and store it for the client that has the input. */
void console_poll(void);
/* The next byte typed for `client`; -1: none. */
int console_get(unsigned client);
int console_has_input(unsigned client);
/* After reads from a client's full input: is it time for console_poll()? */
bool console_must_poll(unsigned client);
/* Take a byte that a client sends to itself. */
void console_loop(unsigned client, char byte);
/* The client is gone: drop what was typed for it. */
void console_forget(unsigned client);
/* Show an unfinished line (a prompt), if the client has the input. */
void console_show(unsigned client);
/* Number of clients. */
unsigned console_clients(void);
