/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Shows what the kernel's evdev reports of the first input device, one report a line: `INPUT TYPE/CODE=VALUE ...`. The program
 * ends when the key ESC is released.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/input.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

static void fail(const char *what)
{
	printf("INPUT FAILED: %s: %s\n", what, strerror(errno));
	exit(1);
}

static void show_axis(int device, unsigned int axis, const char *name)
{
	struct input_absinfo a;

	if (ioctl(device, EVIOCGABS(axis), &a) == 0 && a.maximum > 0)
		printf(" %s %d", name, a.maximum);
}

int main(void)
{
	unsigned int reports = 0;
	bool last = false;
	int device = open("/dev/input/event0", O_RDONLY | O_CLOEXEC);
	struct input_event e = {0};
	char name[128];

	setvbuf(stdout, NULL, _IOLBF, 0);
	if (device < 0 || ioctl(device, EVIOCGNAME(sizeof(name)), name) < 0)
		fail("/dev/input/event0");
	printf("INPUT ready: %s", name);
	show_axis(device, ABS_MT_POSITION_X, "x");
	show_axis(device, ABS_MT_POSITION_Y, "y");
	show_axis(device, ABS_MT_SLOT, "slots");
	printf("\nINPUT");
	while (!last || e.type != EV_SYN) {
		if (read(device, &e, sizeof(e)) != (ssize_t)sizeof(e))
			fail("read");
		if (e.type != EV_SYN) {
			printf(" %u/%u=%d", e.type, e.code, e.value);
			last |= e.type == EV_KEY && e.code == KEY_ESC && e.value == 0;
		} else {
			printf(e.code == SYN_REPORT ? "\nINPUT" : " dropped");
			reports += e.code == SYN_REPORT;
		}
	}
	printf(" %u reports\n", reports);
	return 0;
}
