/* SPDX-License-Identifier: BSD-3-Clause */
/* A running QEMU, by its machine protocol (QMP) on a Unix socket. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

struct monitor;

/* Connects to the socket `path`; waits some seconds for it to appear. NULL after a message on stderr. */
struct monitor *monitor_open(const char *path);
void monitor_close(struct monitor *m);
/* Stops the machine and its clocks, so that guests don't notice. Returns whether the machine was running. */
bool monitor_pause(struct monitor *m);
/* Starts or continues it. False: QEMU is gone. */
bool monitor_continue(struct monitor *m);
/* Writes `size` bytes of physical memory at `pa` to `file`, or to `bytes`. */
bool monitor_save(struct monitor *m, uint64_t pa, uint64_t size, const char *file);
bool monitor_read(struct monitor *m, uint64_t pa, uint64_t size, void *bytes);
/* Writes a picture of the machine's first screen to `file`: PNG if its name ends in .png, else PPM. False: no screen. */
bool monitor_screenshot(struct monitor *m, const char *file);
/*
 * Waits until the machine ends or `seconds` pass (0: no limit). 1: the machine has ended by itself; 0: the limit was reached;
 * -1: QEMU is gone.
 */
int monitor_wait(struct monitor *m, unsigned seconds);
/* Ends QEMU. */
void monitor_quit(struct monitor *m);
